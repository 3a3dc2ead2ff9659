namespace Vidimus.Client;

/// <summary>A change of a policy that the organization has not acknowledged.</summary>
public sealed record UnreviewedChange : IChecked
{
    /// <summary>Its number.</summary>
    public required long ChangeId { get; init; }

    /// <summary>The policy that changed.</summary>
    public required string PolicyId { get; init; }

    /// <summary>Its title, as it was after the change.</summary>
    public required string PolicyTitle { get; init; }

    /// <summary>What kind of policy it is.</summary>
    public required string PolicyType { get; init; }

    /// <summary>Who pays by it; null for nobody in particular.</summary>
    public string? PayerName { get; init; }

    /// <summary>What the change was, such as <c>codes_changed</c>.</summary>
    public required string ChangeType { get; init; }

    /// <summary>What changed, in a sentence.</summary>
    public required string ChangeSummary { get; init; }

    /// <summary>Whether it may alter what is paid.</summary>
    public required bool Critical { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Until when it is listed as not acknowledged.</summary>
    public required DateTimeOffset DueAt { get; init; }

    void IChecked.Check(Checker check) => check.Filled(PolicyId, "policyId");
}

/// <summary>How far an organization is with the changes of the last 30 days.</summary>
public sealed record ComplianceStats : IChecked
{
    /// <summary>Changes of the policies it reads.</summary>
    public required int TotalChanges30d { get; init; }

    /// <summary>Those of them that it acknowledged.</summary>
    public required int AcknowledgedCount { get; init; }

    /// <summary>Those that it did not.</summary>
    public required int UnreviewedCount { get; init; }

    /// <summary>The acknowledged ones in percent, 0 to 100.</summary>
    public required double AcknowledgmentRate { get; init; }

    /// <summary>Those not acknowledged that may alter what is paid.</summary>
    public required int CriticalUnreviewed { get; init; }

    void IChecked.Check(Checker check) =>
        check.That(AcknowledgmentRate is >= 0 and <= 100, "acknowledgmentRate");
}

/// <summary>Who acknowledged a change, and when.</summary>
public sealed record Acknowledgement : IChecked
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Number of the change.</summary>
    public required long ChangeId { get; init; }

    /// <summary>The policy that changed.</summary>
    public required string PolicyId { get; init; }

    /// <summary>Its title after the change.</summary>
    public required string PolicyTitle { get; init; }

    /// <summary>What the change was.</summary>
    public required string ChangeType { get; init; }

    /// <summary>What changed, in a sentence.</summary>
    public required string ChangeSummary { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What was noted; null for nothing.</summary>
    public string? Notes { get; init; }

    /// <summary>Who acknowledged it.</summary>
    public required AcknowledgedBy By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AcknowledgedAt { get; init; }

    void IChecked.Check(Checker check) => check.Filled(PolicyId, "policyId");
}

/// <summary>Who acknowledged a change.</summary>
public sealed record AcknowledgedBy
{
    /// <summary><c>member</c> or <c>key</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The member or key.</summary>
    public required string Id { get; init; }

    /// <summary>The member's name as it is now; null for a key and for who is a member no more.</summary>
    public string? Name { get; init; }
}

/// <summary>That a change is acknowledged.</summary>
public sealed record ChangeAcknowledged : IChecked
{
    /// <summary>Number of the acknowledgement.</summary>
    public required long Id { get; init; }

    /// <summary>Number of the change.</summary>
    public required long ChangeId { get; init; }

    /// <summary>The policy that changed.</summary>
    public required string PolicyId { get; init; }

    /// <summary>True: it is, now or since before.</summary>
    public required bool Acknowledged { get; init; }

    /// <summary>True when it was acknowledged before.</summary>
    public required bool AlreadyAcknowledged { get; init; }

    /// <summary>When it was.</summary>
    public required DateTimeOffset AcknowledgedAt { get; init; }

    void IChecked.Check(Checker check) => check.Filled(PolicyId, "policyId");
}

/// <summary>What came of acknowledging several changes.</summary>
public sealed record ChangesAcknowledged : IChecked
{
    /// <summary>How many were acknowledged by this.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>How many were before.</summary>
    public required int AlreadyAcknowledged { get; init; }

    /// <summary>How many were asked for.</summary>
    public required int Total { get; init; }

    /// <summary>Numbers of which there is no change.</summary>
    public required IReadOnlyList<long> NotFound { get; init; }

    void IChecked.Check(Checker check) =>
        check.That(Acknowledged >= 0 && AlreadyAcknowledged >= 0, "acknowledged");
}

/// <summary>When and to whom the weekly digest of changes goes.</summary>
public sealed record ComplianceSettings : IChecked
{
    /// <summary>Whether there is one.</summary>
    public required bool WeeklyDigest { get; init; }

    /// <summary>The day it is sent, such as <c>monday</c>.</summary>
    public required string Weekday { get; init; }

    /// <summary>The hour it is sent, in the time zone.</summary>
    public required int Hour { get; init; }

    /// <summary>A name of the time zone database.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Roles whose members get it.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Members who get it whatever their role.</summary>
    public required IReadOnlyList<string> MemberIds { get; init; }

    /// <summary>Whether the server can send mail at all.</summary>
    public required bool CanSend { get; init; }

    /// <summary>When the next one is due; null without one.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When the last one was sent; null before the first.</summary>
    public DateTimeOffset? LastSentAt { get; init; }

    void IChecked.Check(Checker check) => check.That(Hour is >= 0 and <= 23, "hour");
}

/// <summary>New settings of the weekly digest; what is left out is reset.</summary>
public sealed record NewComplianceSettings
{
    /// <summary>Whether there is one.</summary>
    public bool WeeklyDigest { get; init; }

    /// <summary>The day it is sent, such as <c>monday</c>.</summary>
    public string? Weekday { get; init; }

    /// <summary>The hour it is sent, 0 to 23, in the time zone.</summary>
    public int? Hour { get; init; }

    /// <summary>A name of the time zone database, such as <c>Europe/Berlin</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Roles whose members get it.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Members who get it whatever their role.</summary>
    public IReadOnlyList<string>? MemberIds { get; init; }
}
