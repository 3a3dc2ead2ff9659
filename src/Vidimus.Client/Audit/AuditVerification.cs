namespace Vidimus.Client;

/// <summary>What the server's look at the organization's chain came to.</summary>
public sealed record AuditVerification : IChecked
{
    /// <summary><c>org_…</c></summary>
    public required string OrganizationId { get; init; }

    /// <summary>True when nothing in the part looked at is wrong.</summary>
    public required bool Valid { get; init; }

    /// <summary>True when the part reaches the end of the chain.</summary>
    public required bool Complete { get; init; }

    /// <summary>First number looked at.</summary>
    public required long From { get; init; }

    /// <summary>Last number looked at.</summary>
    public required long To { get; init; }

    /// <summary>Number of the last fact sealed; 0 for none.</summary>
    public required long HeadNumber { get; init; }

    /// <summary>Its hash.</summary>
    public required string HeadHash { get; init; }

    /// <summary>The first place that is not as it was sealed; null when there is none.</summary>
    public AuditDefect? FirstBad { get; init; }

    /// <summary>What no chain holds yet.</summary>
    public required UnsealedFacts Unsealed { get; init; }

    /// <summary>The checkpoint that was handed in.</summary>
    public CheckedCheckpoint? Checkpoint { get; init; }

    /// <summary>Where the next call goes on; null when there is no need.</summary>
    public long? ContinueFrom { get; init; }

    void IChecked.Check(Checker check)
    {
        // The installation's own chain has no organization, but is not read by this way.
        check.Id(OrganizationId, "org_", "organizationId");
        check.That(Valid == (FirstBad is null), "valid");
        check.That(From >= 1, "from");
        check.That(To >= From - 1, "to");
        check.That(HeadNumber >= 0, "headNumber");
        check.That(FirstBad is null or { Number: >= 1 }, "firstBad.number");
        check.That(Unsealed.Count >= 0, "unsealed.count");
        check.That(Unsealed.OldestAgeSeconds >= 0, "unsealed.oldestAgeSeconds");
        check.That(Checkpoint is null or { Number: >= 0 }, "checkpoint.number");
        check.That(ContinueFrom is null || ContinueFrom > From, "continueFrom");
    }
}

/// <summary>A place in the chain that is not as it was sealed.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Id">Id of the fact that stands there now; null when none does.</param>
/// <param name="Problem">One word, such as <c>altered</c>, <c>missing</c> or <c>cutTail</c>.</param>
/// <param name="Explanation">One sentence for people.</param>
public sealed record AuditDefect(long Number, string? Id, string Problem, string Explanation);

/// <summary>Facts that no chain holds yet.</summary>
/// <param name="Count">How many, counted up to 10,000.</param>
/// <param name="OldestAt">When the oldest was stated.</param>
/// <param name="OldestAgeSeconds">Its age.</param>
public sealed record UnsealedFacts(int Count, DateTimeOffset? OldestAt, double OldestAgeSeconds);

/// <summary>A kept checkpoint beside the chain as it stands.</summary>
/// <param name="Number">Number of its last fact.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When it was made.</param>
/// <param name="Matches">True when the chain holds that fact at that number.</param>
public sealed record CheckedCheckpoint(long Number, string Hash, DateTimeOffset At, bool Matches);

/// <summary>What the chain had come to, signed. Keep it elsewhere.</summary>
public sealed record AuditCheckpoint : IChecked
{
    /// <summary><c>org_…</c></summary>
    public required string OrganizationId { get; init; }

    /// <summary>Number of the last fact sealed; 0 for none.</summary>
    public required long Number { get; init; }

    /// <summary>Its hash.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The same as a compact JWS.</summary>
    public required string Token { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(OrganizationId, "org_", "organizationId");
        check.That(Number >= 0, "number");
        check.Filled(Token, "token");
    }
}

/// <summary>What verifications are asked with.</summary>
internal sealed record AuditVerificationBody(string? Checkpoint, long? From);

/// <summary>The words of an export.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(WireEnum<AuditFormat>))]
public enum AuditFormat
{
    /// <summary>JSON Lines, which <see cref="AuditChain"/> verifies.</summary>
    Jsonl,

    /// <summary>For spreadsheets.</summary>
    Csv,
}
