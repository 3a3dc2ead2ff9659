using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Approvals;

/// <summary>An organization's rule: which calls of assistants a person has to approve first.</summary>
internal sealed class ApprovalRuleRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>What it is for, in its owner's words; never on record.</summary>
    public required string Name { get; set; }
    public required bool Enabled { get; set; }

    /// <summary>A tool's name, or <c>*</c> for whatever changes something.</summary>
    public required string Tool { get; set; }

    /// <summary>The scope that the call needs; null for any.</summary>
    public string? Scope { get; set; }

    /// <summary>Only calls that cost more than so many cents.</summary>
    public long? AmountOverCents { get; set; }

    /// <summary>Only calls about more than so many things, or what goes beyond so many within the period.</summary>
    public int? CountOver { get; set; }

    /// <summary>With it, things are counted over so many seconds for each caller; without it within one call.</summary>
    public int? PeriodSeconds { get; set; }

    /// <summary>See <see cref="CallerKinds"/>.</summary>
    public required string Callers { get; set; }

    /// <summary>How long an approval can be given and used.</summary>
    public required int ExpirySeconds { get; set; }

    /// <summary>Whether nobody approves what their own assistant asks for.</summary>
    public required bool FourEyes { get; set; }

    /// <summary>Whether those who may decide are told by mail.</summary>
    public required bool Notify { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Grows with every edit; an approval is bound to it.</summary>
    public required int Version { get; set; }

    /// <summary>The rule as an approval remembers it.</summary>
    public string Mark => $"{Id}:{Version}";
}

/// <summary>One call that waits, waited or will wait no more for a person.</summary>
internal sealed class ApprovalRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>SHA-256 of who asks; see <see cref="ApprovalCaller.Digest"/>.</summary>
    public required string CallerDigest { get; init; }

    /// <summary>SHA-256 of who asks, tool and arguments.</summary>
    public required string CallDigest { get; init; }
    public string? KeyId { get; init; }
    public string? MemberId { get; init; }
    public string? ClientId { get; init; }
    public string? GrantId { get; init; }

    /// <summary>What the assistant calls itself.</summary>
    public string? ClientName { get; init; }
    public required string Tool { get; init; }
    public required string Scope { get; init; }
    public required string ArgumentsDigest { get; init; }

    /// <summary>What is to be done, as the person who decides reads it; encrypted, null once erased.</summary>
    public byte[]? Arguments { get; set; }
    public required int Count { get; init; }
    public required long AmountCents { get; init; }

    /// <summary>The rules that asked for it, each with its version: <c>id:version id:version</c>.</summary>
    public required string Rules { get; init; }
    public required bool FourEyes { get; init; }

    /// <summary>See <see cref="ApprovalStates"/>.</summary>
    public required string State { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The member who decided.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>What the member said to it; goes with the arguments.</summary>
    public string? Reason { get; set; }
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>When what it let through was saved, in that very change; null where nothing is known to have been.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>SHA-256 of the idempotency key that it was used with: its repetition is no second use.</summary>
    public string? UsedWith { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Why it ended without being used: <c>time</c> or <c>rule_changed</c>.</summary>
    public string? EndedBy { get; set; }

    /// <summary>When its arguments are erased; null once they are.</summary>
    public DateTimeOffset? EraseAt { get; set; }

    /// <summary>Of two that use or decide it at once, one finds it changed.</summary>
    public required int Version { get; set; }

    /// <summary>Those of its marks that are of operations' demands, not of rules.</summary>
    public string[] DemandMarks() =>
        [
            .. Rules
                .Split(' ')
                .Where(m => !m.StartsWith(ApprovalRules.IdStart, StringComparison.Ordinal)),
        ];

    /// <summary>The state at this time: what ran out counts as expired before anybody wrote it down.</summary>
    public string StateAt(DateTimeOffset now) =>
        State is ApprovalStates.Pending or ApprovalStates.Approved && ExpiresAt <= now
            ? ApprovalStates.Expired
            : State;
}

/// <summary>Taken by a caller's calls while they are judged, so that they are counted one after another.</summary>
internal sealed class ApprovalCallerRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Mode { get; init; }
    public required string CallerDigest { get; init; }
}

/// <summary>How much a call counted for a rule that looks at a period.</summary>
internal sealed class ApprovalCountRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string RuleId { get; init; }
    public required string CallerDigest { get; init; }
    public required int Count { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>When it leaves the period.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>From asking to the end of what was asked for.</summary>
internal static class ApprovalStates
{
    public const string Pending = "pending";
    public const string Approved = "approved";
    public const string Rejected = "rejected";
    public const string Expired = "expired";

    /// <summary>The call was let through and has not come back, yet or at all: it may have been carried out.</summary>
    public const string Used = "used";
    public const string Executed = "executed";
    public const string Failed = "failed";

    public static readonly string[] All =
    [
        Pending,
        Approved,
        Rejected,
        Expired,
        Used,
        Executed,
        Failed,
    ];
}

/// <summary>Whose calls a rule is about.</summary>
internal static class CallerKinds
{
    /// <summary>Assistants that a member connected.</summary>
    public const string Clients = "clients";

    /// <summary>Assistants that work with a key.</summary>
    public const string Keys = "keys";

    /// <summary>Both.</summary>
    public const string Everybody = "all";

    public static readonly string[] All = [Everybody, Clients, Keys];
}
