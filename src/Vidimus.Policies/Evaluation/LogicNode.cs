using System.Globalization;

namespace Vidimus.Policies.Evaluation;

/// <summary>A node of a logic tree.</summary>
internal abstract class LogicNode
{
    /// <summary>Its author's words for it; null where it describes itself.</summary>
    public string? Label { get; init; }

    public abstract Truth Evaluate(Facts facts, bool against);

    public abstract EvaluatedNode Explain(Facts facts, bool against);
}

/// <summary>A node made of others.</summary>
internal abstract class JunctionNode(LogicNode[] of) : LogicNode
{
    protected LogicNode[] Of { get; } = of;

    protected abstract string Kind { get; }

    protected abstract string Words { get; }

    public override EvaluatedNode Explain(Facts facts, bool against)
    {
        var outcome = Evaluate(facts, against);
        var of = Array.ConvertAll(Of, n => n.Explain(facts, Turns ? !against : against));
        return new(
            Kind,
            outcome.Word(),
            Label ?? Words,
            Why(of),
            [.. of.SelectMany(n => n.Used).Distinct()],
            [.. of.SelectMany(n => n.Missing).Distinct()],
            [.. of.SelectMany(n => n.Credentials).Distinct()],
            of
        );
    }

    protected virtual bool Turns => false;

    private static string Why(EvaluatedNode[] of)
    {
        var matched = of.Count(n => n.Outcome == "matched");
        var unknown = of.Count(n => n.Outcome == "unknown");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Of {of.Length}, {matched} matched, {of.Length - matched - unknown} did not, {unknown} cannot be said."
        );
    }
}

/// <summary>Matched when every one is.</summary>
internal sealed class AllNode(LogicNode[] of) : JunctionNode(of)
{
    protected override string Kind => "all";
    protected override string Words => "All of these";

    public override Truth Evaluate(Facts facts, bool against)
    {
        var truth = Truth.Matched;
        foreach (var node in Of)
        {
            truth = Truths.And(truth, node.Evaluate(facts, against));
            if (truth == Truth.Unmatched)
                break;
        }
        return truth;
    }
}

/// <summary>Matched when one is.</summary>
internal sealed class AnyNode(LogicNode[] of) : JunctionNode(of)
{
    protected override string Kind => "any";
    protected override string Words => "Any of these";

    public override Truth Evaluate(Facts facts, bool against)
    {
        var truth = Truth.Unmatched;
        foreach (var node in Of)
        {
            truth = Truths.Or(truth, node.Evaluate(facts, against));
            if (truth == Truth.Matched)
                break;
        }
        return truth;
    }
}

/// <summary>Matched when the one is not; what cannot be said stays so.</summary>
internal sealed class NotNode(LogicNode of) : JunctionNode([of])
{
    protected override string Kind => "not";
    protected override string Words => "Not this";
    protected override bool Turns => true;

    public override Truth Evaluate(Facts facts, bool against) =>
        Truths.Not(Of[0].Evaluate(facts, !against));
}

/// <summary>Matched when so many are.</summary>
internal sealed class AtLeastNode(int count, LogicNode[] of) : JunctionNode(of)
{
    protected override string Kind => "atLeast";
    protected override string Words =>
        string.Create(CultureInfo.InvariantCulture, $"At least {count} of these");

    public override Truth Evaluate(Facts facts, bool against)
    {
        var (matched, unknown) = (0, 0);
        for (var i = 0; i < Of.Length; i++)
        {
            var truth = Of[i].Evaluate(facts, against);
            if (truth == Truth.Matched && ++matched == count)
                return Truth.Matched;
            if (truth == Truth.Unknown)
                unknown++;
            if (matched + unknown + Of.Length - i - 1 < count)
                return Truth.Unmatched;
        }
        return Truth.Unknown;
    }
}
