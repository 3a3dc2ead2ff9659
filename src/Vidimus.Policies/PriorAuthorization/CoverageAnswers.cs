using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>A policy that speaks of a code that was asked about.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">What kind it is, such as <c>LCD</c>.</param>
/// <param name="Jurisdiction">Where it holds; null for everywhere.</param>
/// <param name="Codes">What it says of the codes.</param>
public sealed record MatchedPolicy(
    string PolicyId,
    string Title,
    string PolicyType,
    string? Jurisdiction,
    IReadOnlyList<MatchedCode> Codes
);

/// <summary>What a policy says of a code.</summary>
/// <param name="Code">The code.</param>
/// <param name="CodeSystem">The table it is from.</param>
/// <param name="Disposition"><c>covered</c>, <c>not_covered</c>, <c>conditional</c> or <c>requires_pa</c>.</param>
/// <param name="ConditionReference">Which paragraph or group says under which condition; null for none.</param>
public sealed record MatchedCode(
    string Code,
    string CodeSystem,
    string Disposition,
    string? ConditionReference
);

/// <summary>Where an answer is from.</summary>
/// <param name="SourceId">Id of the source; a policy's own.</param>
/// <param name="PolicyId">The policy.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">What kind it is.</param>
/// <param name="Jurisdiction">Where it holds; null for everywhere.</param>
/// <param name="SourceUrl">Where it is published.</param>
/// <param name="EffectiveDate">Since when it holds.</param>
/// <param name="LastVerifiedAt">When this server was last told what it says.</param>
public sealed record PolicySource(
    string SourceId,
    string PolicyId,
    string Title,
    string PolicyType,
    string? Jurisdiction,
    string? SourceUrl,
    string? EffectiveDate,
    DateTimeOffset? LastVerifiedAt
);

/// <summary>The contractor that decides in a state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Jurisdiction">The code of its jurisdiction.</param>
/// <param name="States">The states of that.</param>
public sealed record DecidingContractor(
    string Name,
    string Jurisdiction,
    IReadOnlyList<string> States
);

/// <summary>Something that a policy wants documented.</summary>
/// <param name="Text">What.</param>
/// <param name="PolicyId">The first policy that says so.</param>
internal sealed record ChecklistItem(string Text, string PolicyId);

/// <summary>From what was found to what is shown.</summary>
internal static class CoverageAnswers
{
    private const int MostDocuments = 200;

    public static MatchedPolicy Matched(PolicyInForce policy, CoverageQuestion question) =>
        new(
            policy.Policy.Id,
            policy.Policy.Title,
            policy.Policy.Type,
            policy.Policy.Jurisdiction,
            [
                .. policy
                    .Procedures.Concat(
                        question
                            .Diagnoses.Select(d => policy.Diagnoses.GetValueOrDefault(d.Code))
                            .OfType<PolicyCode>()
                    )
                    .Select(c => new MatchedCode(
                        Codes.CodeText.Shown(
                            c.System,
                            Codes.CodeText.Normal(c.Code, c.System) ?? c.Code
                        ),
                        c.System,
                        c.Disposition,
                        c.Condition
                    )),
            ]
        );

    public static PolicySource Source(PolicyInForce policy) =>
        new(
            policy.Policy.Id,
            policy.Policy.Id,
            policy.Policy.Title,
            policy.Policy.Type,
            policy.Policy.Jurisdiction,
            policy.Policy.SourceUrl,
            policy.Document.EffectiveDate,
            policy.Policy.UpdatedAt
        );

    /// <summary>That policies were not looked at, in sentences; none where all were.</summary>
    public static IEnumerable<string> LeftOut(CoverageFound found)
    {
        if (found.Cut)
            yield return "More policies speak of these codes than can be looked at; name fewer codes, state and payer.";
        else if (found.LeftOut > 0)
            yield return $"{found.LeftOut} more policies speak of these codes and were not looked at; name state and payer.";
        if (found.Unread > 0)
            yield return $"Former editions of {found.Unread} policies are still being read for questions about past days; ask again in some minutes.";
    }

    public static DecidingContractor? Contractor(CoverageFound found) =>
        found.Contractor is { } place ? new(place.ContractorName, place.Code, place.States) : null;

    /// <summary>What has to be documented, by all these policies: their checklists and what their criteria say about documentation, each thing once.</summary>
    public static IReadOnlyList<ChecklistItem> Checklist(IEnumerable<PolicyInForce> policies)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var list = new List<ChecklistItem>();
        foreach (var policy in policies)
        {
            var items = (policy.Document.Documentation ?? []).Concat(
                (policy.Document.Criteria ?? [])
                    .Where(c => c.Section == PolicyParts.Documentation)
                    .Select(c => c.Text)
            );
            foreach (var item in items)
            {
                if (list.Count < MostDocuments && seen.Add(Plain(item)))
                    list.Add(new(item.Trim(), policy.Policy.Id));
            }
        }
        return list;
    }

    /// <summary>Since when all of them have held; null where none says so.</summary>
    public static string? Since(IReadOnlyCollection<PolicyInForce> policies) =>
        policies.Select(p => p.Document.EffectiveDate).Max(StringComparer.Ordinal);

    /// <summary>When this server was told what the oldest of them says; null for none.</summary>
    public static DateTimeOffset? Told(IReadOnlyCollection<PolicyInForce> policies) =>
        policies.Count == 0 ? null : policies.Min(p => p.Policy.UpdatedAt);

    // Blanks and a final point make no other document of it.
    private static string Plain(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .TrimEnd('.', ';', ',');
}
