using System.Globalization;

namespace Vidimus.Policies.Evaluation;

/// <summary>A test of a fact.</summary>
internal sealed class FactNode(string name, FactTest test) : LogicNode
{
    public override Truth Evaluate(Facts facts, bool against) =>
        facts[name] is { } value ? test.Of(value, facts.Today) ?? Truth.Unknown : Absent(facts);

    // What was stated in a form that is no fact is not known to be absent.
    private Truth Absent(Facts facts) => facts.IsOpen(name) ? Truth.Unknown : test.OfNothing;

    public override EvaluatedNode Explain(Facts facts, bool against)
    {
        var value = facts[name];
        var truth = value is null ? Absent(facts) : test.Of(value, facts.Today);
        var (used, missing) =
            value is not null && truth is not null ? (name, null)
            : truth == Truth.Unknown || truth is null ? (null, name)
            : ((string?)null, (string?)null);
        var why =
            value is null && facts.IsOpen(name) ? $"{name} is stated in a form that is no fact."
            : value is null ? $"{name} is not stated."
            : truth is null ? $"{name} is {value.Words}, and has to be {test.Expects}."
            : $"{name} is {value.Words}.";
        return new(
            "fact",
            (truth ?? Truth.Unknown).Word(),
            Label ?? test.Words(name),
            why,
            used is null ? [] : [used],
            missing is null ? [] : [missing],
            [],
            []
        );
    }
}

/// <summary>What a fact is compared with; null is answered for a fact of another type.</summary>
internal abstract class FactTest
{
    /// <summary>What it comes to where the fact is not stated.</summary>
    public virtual Truth OfNothing => Truth.Unknown;

    /// <summary>What the fact has to be, in words.</summary>
    public abstract string Expects { get; }

    public abstract Truth? Of(FactValue fact, DateOnly today);

    public abstract string Words(string name);

    protected static string Listed(IReadOnlyCollection<string> words) =>
        words.Count <= 8
            ? string.Join(", ", words)
            : string.Join(", ", words.Take(7))
                + string.Create(CultureInfo.InvariantCulture, $" and {words.Count - 7} more");
}

/// <summary>Whether it is stated at all; unknown only where something is stated that is no fact.</summary>
internal sealed class KnownTest : FactTest
{
    public override Truth OfNothing => Truth.Unmatched;
    public override string Expects => "anything";

    public override Truth? Of(FactValue fact, DateOnly today) => Truth.Matched;

    public override string Words(string name) => $"{name} is stated";
}
