using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.People;

/// <summary>A gate: before an action, a policy has to be met.</summary>
internal sealed class GateRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>What it is for, in its owner's words; never on record.</summary>
    public required string Name { get; set; }

    /// <summary>See <see cref="GateActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The group it is about; null for every one, and for orders.</summary>
    public string? GroupId { get; init; }

    /// <summary>The policy, its organization's own or the library's.</summary>
    public required string PolicyId { get; set; }

    /// <summary>See <see cref="GateOtherwise"/>.</summary>
    public required string Otherwise { get; set; }
    public required bool Enabled { get; set; }

    /// <summary>How long an approval can be given and used.</summary>
    public required int ExpirySeconds { get; set; }

    /// <summary>Whether nobody approves what they ask for themselves.</summary>
    public required bool FourEyes { get; set; }

    /// <summary>Whether those who may decide are told by mail.</summary>
    public required bool Notify { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Grows with every edit; an approval is bound to it.</summary>
    public required int Version { get; set; }

    /// <summary>
    /// The gate as an approval remembers it: with the very text of its policy, so that another edition, or an own policy that
    /// hides the library's, is another gate. Null for a policy that is gone.
    /// </summary>
    public string MarkWith(string? policyDigest) =>
        $"{Id}:{Version}:{(policyDigest is null ? "none" : policyDigest[..DigestStart])}";

    private const int DigestStart = 32;
}

/// <summary>What a gate stands before.</summary>
public static class GateActions
{
    /// <summary>Issuing a credential, in whatever way; renewing and reissuing too.</summary>
    public const string IssueCredential = "credential.issue";

    /// <summary>Submitting an order.</summary>
    public const string SubmitOrder = "order.submit";

    internal static readonly string[] All = [IssueCredential, SubmitOrder];
}

/// <summary>What happens where the policy is not met, or it cannot be said.</summary>
internal static class GateOtherwise
{
    public const string Refuse = "refuse";
    public const string Approval = "approval";

    public static readonly string[] All = [Refuse, Approval];
}
