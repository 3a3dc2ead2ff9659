using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Where an approval stands.</summary>
[JsonConverter(typeof(WireEnum<ApprovalStanding>))]
public enum ApprovalStanding
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>Approved; the call can be made once.</summary>
    Approved,

    /// <summary>Rejected.</summary>
    Rejected,

    /// <summary>Not decided or not used in time, or the rules changed; it counts as a no.</summary>
    Expired,

    /// <summary>The call was let through and has not come to an end that is known: it runs, or broke off and may have been carried out.</summary>
    Used,

    /// <summary>The call was carried out.</summary>
    Executed,

    /// <summary>The call was let through and did not succeed.</summary>
    Failed,
}

/// <summary>A call of an assistant that a person has to approve.</summary>
public sealed record Approval : IChecked
{
    /// <summary><c>apr_…</c>; the approved call carries it.</summary>
    public required string Id { get; init; }

    /// <summary>The mode it belongs to.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Where it stands.</summary>
    public required ApprovalStanding State { get; init; }

    /// <summary>The tool that is called.</summary>
    public required string Tool { get; init; }

    /// <summary>The scope that it needs.</summary>
    public required string Scope { get; init; }

    /// <summary>SHA-256 of the arguments.</summary>
    public required string ArgumentsDigest { get; init; }

    /// <summary>The arguments as JSON, for a member who may decide; null for others, and once they are erased.</summary>
    public string? Arguments { get; init; }

    /// <summary>How many things the call is about; the largest number there is where nobody knows.</summary>
    public required int Count { get; init; }

    /// <summary>What it costs, in cents.</summary>
    public required long AmountCents { get; init; }

    /// <summary>Who asks.</summary>
    public required ApprovalAsker Caller { get; init; }

    /// <summary>The rules that ask for it.</summary>
    public required IReadOnlyList<ApprovalRuleMark> Rules { get; init; }

    /// <summary>Whether another person than the assistant's own has to approve it.</summary>
    public required bool FourEyes { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it can no longer be approved or used.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The member who decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>What the member said to it.</summary>
    public string? Reason { get; init; }

    /// <summary>When the call was let through.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>When the call came to its end.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>For an expired one <c>time</c> or <c>rule_changed</c>.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Page where a member decides.</summary>
    public required string Url { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "apr_", "id");
        check.Filled(Tool, "tool");
        check.Filled(Url, "url");
        check.That(Caller.KeyId is not null || Caller.MemberId is not null, "caller");
        check.That(Rules.Count > 0, "rules");
    }
}

/// <summary>Who asks for an approval.</summary>
public sealed record ApprovalAsker
{
    /// <summary>The key that the assistant works with; null for one that a member connected.</summary>
    public string? KeyId { get; init; }

    /// <summary>The key's label.</summary>
    public string? KeyLabel { get; init; }

    /// <summary>The member whose assistant it is; null for a key.</summary>
    public string? MemberId { get; init; }

    /// <summary>Id of the assistant as an OAuth client.</summary>
    public string? ClientId { get; init; }

    /// <summary>What the assistant calls itself; nobody has checked that.</summary>
    public string? ClientName { get; init; }

    /// <summary>What the member granted it.</summary>
    public string? GrantId { get; init; }

    /// <summary>The member who made the key, for those who may decide; null where nobody knows.</summary>
    public string? KeyMadeBy { get; init; }

    /// <summary><c>assistant</c>, <c>program</c> or <c>member</c>; null for a key that you are told nothing else of.</summary>
    public string? Kind { get; init; }
}

/// <summary>A rule as an approval remembers it.</summary>
public sealed record ApprovalRuleMark
{
    /// <summary><c>aru_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its version when the approval was asked for.</summary>
    public required int Version { get; init; }

    /// <summary>Its name now; null where it is gone or not shown.</summary>
    public string? Name { get; init; }
}

/// <summary>Which approvals to list.</summary>
public sealed record ApprovalFilter
{
    /// <summary>In this state only.</summary>
    public ApprovalStanding? State { get; init; }

    /// <summary>Approvals in one page, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}
