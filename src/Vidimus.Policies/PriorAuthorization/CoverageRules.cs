using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Whether somebody pays; the words are Verity's.</summary>
internal static class CoverageStatuses
{
    public const string Covered = "covered";
    public const string Conditional = "conditional";
    public const string NotCovered = "not_covered";
    public const string Unknown = "unknown";
}

/// <summary>How sure, or how likely; the words are Verity's.</summary>
internal static class Grades
{
    public const string Low = "low";
    public const string Medium = "medium";
    public const string High = "high";

    private static readonly string[] Upwards = [Low, Medium, High];

    public static string Highest(IEnumerable<string> grades) =>
        Upwards[grades.Select(g => Array.IndexOf(Upwards, g)).DefaultIfEmpty(0).Max()];

    public static string Lowest(IEnumerable<string> grades) =>
        Upwards[grades.Select(g => Array.IndexOf(Upwards, g)).DefaultIfEmpty(0).Min()];

    /// <summary>No doubt is high, one medium, more are low.</summary>
    public static string Sure(int doubts) =>
        doubts switch
        {
            0 => High,
            1 => Medium,
            _ => Low,
        };
}

/// <summary>What one policy says of a procedure, with the diagnoses looked at.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Code">Its line about the procedure.</param>
/// <param name="Coverage">See <see cref="CoverageStatuses"/>.</param>
/// <param name="Against">What about the diagnoses speaks against it, in a sentence; null for nothing.</param>
/// <param name="Doubts">Why it is not certain.</param>
internal sealed record PolicyStand(
    PolicyInForce Policy,
    PolicyCode Code,
    string Coverage,
    string? Against,
    IReadOnlyList<string> Doubts
)
{
    /// <summary>How much speaks against relying on it.</summary>
    public int Unsure => Doubts.Count + (Against is null ? 0 : 1);

    public bool AsksForAuthorization => Code.Disposition == Dispositions.RequiresPriorAuthorization;
}

/// <summary>What all policies together say of a procedure.</summary>
/// <param name="Code">The procedure.</param>
/// <param name="Coverage">The strictest of what they say; unknown where none speaks of it.</param>
/// <param name="Authorization">Whether one of them asks for authorization; null where none speaks of it.</param>
/// <param name="Stands">What each says.</param>
/// <param name="Disagreement">That they contradict each other, in a sentence; null where they do not.</param>
internal sealed record CodeVerdict(
    AskedCode Code,
    string Coverage,
    bool? Authorization,
    IReadOnlyList<PolicyStand> Stands,
    string? Disagreement
)
{
    /// <summary>The surest of those that ask for authorization; null for none. The confidence is of it, and so is the reason.</summary>
    public PolicyStand? Surest { get; } =
        Stands.Where(s => s.AsksForAuthorization).MinBy(s => s.Unsure);

    /// <summary>What is not certain, each thing once.</summary>
    public IReadOnlyList<string> Doubts(Func<PolicyStand, bool>? among = null)
    {
        // The policy about which there is the least doubt is enough.
        var least = Stands.Where(among ?? (_ => true)).MinBy(s => s.Doubts.Count);
        IEnumerable<string> doubts = least?.Doubts ?? [];
        return [.. Disagreement is { } contradiction ? doubts.Append(contradiction) : doubts];
    }
}

/// <summary>From what policies say to whether a procedure is paid for. The rules are in the documentation of policies.</summary>
internal static class CoverageRules
{
    public static CodeVerdict Judge(
        AskedCode procedure,
        CoverageFound found,
        CoverageQuestion question
    )
    {
        var stands = found
            .Policies.Select(p => (Policy: p, Code: p.Of(procedure)))
            .Where(s => s.Code is not null)
            .Select(s => Stand(s.Policy, s.Code!, question))
            .ToArray();
        if (stands.Length == 0)
            return new(procedure, CoverageStatuses.Unknown, null, [], null);
        var refusing = stands.FirstOrDefault(s => s.Code.Disposition == Dispositions.NotCovered);
        var paying = stands.FirstOrDefault(s => s.Code.Disposition != Dispositions.NotCovered);
        return new(
            procedure,
            Strictest(stands.Select(s => s.Coverage)),
            stands.Any(s => s.AsksForAuthorization),
            stands,
            refusing is not null && paying is not null
                ? $"{refusing.Policy.Policy.Id} does not cover {procedure.Shown}, and {paying.Policy.Policy.Id} does."
                : null
        );
    }

    private static string Shown(PolicyCode code) =>
        CodeText.Shown(code.System, CodeText.Normal(code.Code, code.System) ?? code.Code);

    /// <summary>Not covered before unknown, unknown before conditional, conditional before covered.</summary>
    public static string Strictest(IEnumerable<string> statuses)
    {
        var all = statuses.ToHashSet();
        return all.Contains(CoverageStatuses.NotCovered) ? CoverageStatuses.NotCovered
            : all.Count == 0 || all.Contains(CoverageStatuses.Unknown) ? CoverageStatuses.Unknown
            : all.Contains(CoverageStatuses.Conditional) ? CoverageStatuses.Conditional
            : CoverageStatuses.Covered;
    }

    private static PolicyStand Stand(
        PolicyInForce policy,
        PolicyCode code,
        CoverageQuestion question
    )
    {
        var plain = code.Disposition switch
        {
            Dispositions.Covered => CoverageStatuses.Covered,
            Dispositions.NotCovered => CoverageStatuses.NotCovered,
            _ => CoverageStatuses.Conditional,
        };
        if (plain == CoverageStatuses.NotCovered || !policy.SpeaksOfDiagnoses)
            return new(policy, code, plain, null, policy.Doubts);
        var id = policy.Policy.Id;
        if (question.Diagnoses.Count == 0)
            return policy.ListsDiagnoses
                ? new(
                    policy,
                    code,
                    plain,
                    null,
                    [
                        .. policy.Doubts,
                        $"{id} covers only with certain diagnoses, and none was named.",
                    ]
                )
                : new(policy, code, plain, null, policy.Doubts);
        var said = question
            .Diagnoses.Select(d => policy.Diagnoses.GetValueOrDefault(d.Code))
            .OfType<PolicyCode>()
            .ToArray();
        if (said.Any(d => d.Disposition != Dispositions.NotCovered))
            return new(policy, code, plain, null, policy.Doubts);
        var names = string.Join(", ", question.Diagnoses.Select(d => d.Shown));
        if (said.Length > 0)
            return new(
                policy,
                code,
                CoverageStatuses.NotCovered,
                $"{id} does not cover the diagnosis {Shown(said[0])}.",
                policy.Doubts
            );
        return policy.ListsDiagnoses
            ? new(
                policy,
                code,
                CoverageStatuses.Conditional,
                $"None of the diagnoses ({names}) is among those that {id} covers.",
                policy.Doubts
            )
            : new(policy, code, plain, null, policy.Doubts);
    }
}
