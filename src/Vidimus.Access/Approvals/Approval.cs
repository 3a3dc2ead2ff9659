using System.Text;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Approvals;

/// <summary>A call of an assistant that a person has to approve.</summary>
/// <param name="Id">Its id, <c>apr_…</c>; the approved call carries it.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="State"><c>pending</c>, <c>approved</c>, <c>rejected</c>, <c>expired</c>, <c>used</c>, <c>executed</c> or <c>failed</c>.</param>
/// <param name="Tool">The tool that is called.</param>
/// <param name="Scope">The scope that it needs.</param>
/// <param name="ArgumentsDigest">SHA-256 of the arguments.</param>
/// <param name="Arguments">The arguments as JSON, shown to members who may decide; null for others, and once they are erased.</param>
/// <param name="Count">How many things the call is about.</param>
/// <param name="AmountCents">What it costs, in cents.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Rules">The rules that ask for the approval.</param>
/// <param name="FourEyes">Whether another person than the assistant's own has to approve it.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="ExpiresAt">When it can no longer be approved or used.</param>
/// <param name="DecidedAt">When it was approved or rejected.</param>
/// <param name="DecidedBy">The member who did so.</param>
/// <param name="Reason">What the member said to it.</param>
/// <param name="UsedAt">When the call was let through.</param>
/// <param name="FinishedAt">When the call came to its end.</param>
/// <param name="EndedBy">For an expired one <c>time</c> or <c>rule_changed</c>.</param>
/// <param name="Url">Page where a member decides.</param>
public sealed record Approval(
    string Id,
    string Mode,
    string State,
    string Tool,
    string Scope,
    string ArgumentsDigest,
    string? Arguments,
    int Count,
    long AmountCents,
    ApprovalAsker Caller,
    IReadOnlyList<ApprovalRuleMark> Rules,
    bool FourEyes,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? DecidedAt,
    string? DecidedBy,
    string? Reason,
    DateTimeOffset? UsedAt,
    DateTimeOffset? FinishedAt,
    string? EndedBy,
    string Url
);

/// <summary>Who asks for an approval.</summary>
/// <param name="KeyId">The key that the assistant works with; null for one that a member connected.</param>
/// <param name="KeyLabel">The key's label.</param>
/// <param name="MemberId">The member whose assistant it is; null for a key.</param>
/// <param name="ClientId">Id of the assistant as an OAuth client.</param>
/// <param name="ClientName">What the assistant calls itself; nobody has checked that.</param>
/// <param name="GrantId">What the member granted it.</param>
/// <param name="KeyMadeBy">The member who made the key, for those who may decide; null where nobody knows.</param>
/// <param name="Kind"><c>assistant</c>, <c>program</c> or <c>member</c>; null for a key that the reader knows nothing else of.</param>
public sealed record ApprovalAsker(
    string? KeyId,
    string? KeyLabel,
    string? MemberId,
    string? ClientId,
    string? ClientName,
    string? GrantId,
    string? KeyMadeBy = null,
    string? Kind = null
);

/// <summary>What those who may decide are shown of a key that asks.</summary>
internal sealed record AskingKey(string Label, string? MadeBy, bool ForAssistant);

/// <summary>What it is that asks.</summary>
internal static class AskerKinds
{
    public const string Assistant = "assistant";
    public const string Program = "program";
    public const string Member = "member";

    /// <summary>A key that is no assistant's is a program's; null where nobody looked.</summary>
    public static string? Of(ApprovalRow row, bool? keyForAssistant) =>
        row.KeyId is null
            ? row.ClientId is null && row.GrantId is null
                ? Member
                : Assistant
            : keyForAssistant is { } mark
                ? mark
                    ? Assistant
                    : Program
                : null;
}

/// <summary>A rule as an approval remembers it.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Version">Its version when the approval was asked for.</param>
/// <param name="Name">Its name now; null where it is gone or the caller does not read rules.</param>
public sealed record ApprovalRuleMark(string Id, int Version, string? Name);

/// <summary>Approvals as they are shown: what a call holds is for those who decide about it, in person.</summary>
internal sealed class ShownApprovals(MasterKeys keys, AccessOptions options)
{
    public Approval Show(
        ApprovalRow row,
        DateTimeOffset now,
        bool arguments,
        AskingKey? key = null,
        IReadOnlyDictionary<string, string>? ruleNames = null
    ) =>
        new(
            row.Id,
            row.Mode,
            row.StateAt(now),
            row.Tool,
            row.Scope,
            row.ArgumentsDigest,
            arguments && row.Arguments is { } kept
                ? Encoding.UTF8.GetString(
                    keys.Decrypt(kept, WrappedApprovals.Purpose(row.OrganizationId, row.Id))
                )
                : null,
            row.Count,
            row.AmountCents,
            new(
                row.KeyId,
                key?.Label,
                row.MemberId,
                row.ClientId,
                row.ClientName,
                row.GrantId,
                key?.MadeBy,
                AskerKinds.Of(row, key?.ForAssistant)
            ),
            [.. row.Rules.Split(' ').Select(m => Mark(m, ruleNames))],
            row.FourEyes,
            row.CreatedAt,
            row.ExpiresAt,
            row.DecidedAt,
            row.DecidedBy,
            row.Reason,
            row.UsedAt,
            row.FinishedAt,
            row.EndedBy ?? (row.StateAt(now) != row.State ? ApprovalEnds.Time : null),
            $"{options.BaseUrl}/portal/approvals/{row.Id}"
        );

    private static ApprovalRuleMark Mark(string mark, IReadOnlyDictionary<string, string>? names)
    {
        var parts = mark.Split(':');
        return new(
            parts[0],
            int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
            names?.GetValueOrDefault(parts[0])
        );
    }
}
