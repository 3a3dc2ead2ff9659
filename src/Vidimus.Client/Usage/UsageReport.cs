namespace Vidimus.Client;

/// <summary>Usage of a day, key, route and so on, as asked for; what it is not grouped by is null.</summary>
public sealed record UsageLine : IChecked
{
    /// <summary>The day, UTC, such as <c>2026-11-22</c>.</summary>
    public string? Day { get; init; }

    /// <summary>The key.</summary>
    public string? KeyId { get; init; }

    /// <summary>The key's label of where it is used, as it was then.</summary>
    public string? Environment { get; init; }

    /// <summary>The member.</summary>
    public string? MemberId { get; init; }

    /// <summary>The OAuth client.</summary>
    public string? ClientId { get; init; }

    /// <summary>The tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Method and route.</summary>
    public string? Route { get; init; }

    /// <summary><c>2xx</c>, <c>3xx</c>, <c>5xx</c>, or the status of a refusal.</summary>
    public string? Outcome { get; init; }

    /// <summary>The billable action.</summary>
    public string? Action { get; init; }

    /// <summary>Requests answered.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that were refused or failed.</summary>
    public required long Failures { get; init; }

    /// <summary>Billable actions.</summary>
    public required long Actions { get; init; }

    /// <summary>How much they were.</summary>
    public required long Quantity { get; init; }

    /// <summary>What they cost.</summary>
    public required long Cents { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(Requests >= 0, "requests");
        check.That(Failures >= 0 && Failures <= Requests, "failures");
        check.That(Actions >= 0, "actions");
        check.That(Quantity >= 0, "quantity");
        check.That(Cents >= 0, "cents");
    }
}

/// <summary>Usage summed up over a whole period.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="Failures">Those of them that were refused or failed.</param>
/// <param name="Actions">Billable actions; exact.</param>
/// <param name="Quantity">How much they were.</param>
/// <param name="Cents">What they cost; exact.</param>
public sealed record UsageTotals(
    long Requests,
    long Failures,
    long Actions,
    long Quantity,
    long Cents
);

/// <summary>What was used in a period.</summary>
/// <param name="Mode">Live or test.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Totals">The sums.</param>
/// <param name="CountedUntil">Requests answered before this are counted.</param>
public sealed record UsageSummary(
    Mode Mode,
    DateOnly From,
    DateOnly To,
    UsageTotals Totals,
    DateTimeOffset CountedUntil
) : IChecked
{
    void IChecked.Check(Checker check) => check.That(From <= To, "to");
}

/// <summary>What was used in a period, with one page of its lines: both of the same moment.</summary>
/// <param name="Mode">Live or test.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Totals">The sums.</param>
/// <param name="CountedUntil">Requests answered before this are counted.</param>
/// <param name="Data">The page's lines.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="NextCursor">What to ask the next page with; opaque. Null on the last page.</param>
public sealed record UsageStatement(
    Mode Mode,
    DateOnly From,
    DateOnly To,
    UsageTotals Totals,
    DateTimeOffset CountedUntil,
    IReadOnlyList<UsageLine> Data,
    bool HasMore,
    string? NextCursor = null
) : IChecked
{
    void IChecked.Check(Checker check)
    {
        check.That(From <= To, "to");
        ((IChecked)new Page<UsageLine>(Data, HasMore, NextCursor)).Check(check);
    }
}

/// <summary>One billable action.</summary>
public sealed record Charge : IChecked
{
    /// <summary><c>chg_…</c></summary>
    public required string Id { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was done, such as <c>credential.issue</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What came of it, such as a credential's id.</summary>
    public required string ResourceId { get; init; }

    /// <summary>How much it was.</summary>
    public required int Quantity { get; init; }

    /// <summary>What it cost.</summary>
    public required long Cents { get; init; }

    /// <summary>The key that did it.</summary>
    public string? KeyId { get; init; }

    /// <summary>The key's label of where it is used, as it was then.</summary>
    public string? Environment { get; init; }

    /// <summary>Kind of who did it.</summary>
    public required string ActorKind { get; init; }

    /// <summary>Who did it.</summary>
    public required string ActorId { get; init; }

    /// <summary>The tool it came through.</summary>
    public string? Tool { get; init; }

    /// <summary>The request it came with.</summary>
    public required string RequestId { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "chg_", "id");
        check.Id(KeyId, "key_", "keyId");
        check.Filled(Action, "action");
        check.Filled(ResourceId, "resourceId");
        check.NotNegative(Quantity, "quantity");
        check.That(Cents >= 0, "cents");
    }
}

/// <summary>What usage is asked about.</summary>
public sealed record UsageFilter
{
    /// <summary>First day, UTC; 29 days before the last when null.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day; today when null. A period has at most 400 days.</summary>
    public DateOnly? To { get; init; }

    /// <summary>
    /// What lines stand for: any of <c>day</c>, <c>key</c>, <c>environment</c>, <c>member</c>, <c>client</c>, <c>tool</c>,
    /// <c>route</c>, <c>outcome</c>, <c>action</c>; days when null.
    /// </summary>
    public IReadOnlyList<string>? GroupBy { get; init; }

    /// <summary>Live or test; the caller's own when null.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Only of this key.</summary>
    public string? KeyId { get; init; }

    /// <summary>Only of keys that were used there.</summary>
    public KeyEnvironment? Environment { get; init; }

    /// <summary>Items fetched at a time, 1 to 100.</summary>
    public int PageSize { get; init; } = 100;

    internal IEnumerable<(string Name, string? Value)> Query =>
        [
            ("from", From?.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
            ("to", To?.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
            ("mode", Words.Of(Mode)),
            ("keyId", KeyId is null ? null : Ids.Checked(KeyId, "key_")),
            ("environment", Words.Of(Environment)),
        ];
}

/// <summary>One day of an organization.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Requests">Requests answered.</param>
/// <param name="Failures">Those of them that were refused or failed.</param>
/// <param name="Issued">Credentials issued, reissued and renewed; exact.</param>
/// <param name="Verified">Verifications of the organization's credentials that found them in force.</param>
/// <param name="Refuted">Verifications that did not.</param>
/// <param name="Delivered">Attempts to deliver an event to a webhook endpoint that arrived.</param>
/// <param name="Undelivered">Attempts that did not.</param>
/// <param name="Unmailed">Mails to recipients that were given up or came back.</param>
public sealed record UsageDay(
    DateOnly Day,
    long Requests,
    long Failures,
    long Issued,
    long Verified,
    long Refuted,
    long Delivered,
    long Undelivered,
    long Unmailed
) : IChecked
{
    void IChecked.Check(Checker check)
    {
        check.That(Failures >= 0 && Failures <= Requests, "failures");
        check.That(Issued >= 0, "issued");
        check.That(Verified >= 0 && Refuted >= 0, "verified");
        check.That(Delivered >= 0 && Undelivered >= 0, "delivered");
        check.That(Unmailed >= 0, "unmailed");
    }
}

/// <summary>An organization day by day.</summary>
/// <param name="Mode">Live or test.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Days">Every day of the period, also those on which nothing happened.</param>
/// <param name="CountedUntil">Requests answered before this are counted.</param>
public sealed record UsageDays(
    Mode Mode,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<UsageDay> Days,
    DateTimeOffset CountedUntil
) : IChecked
{
    void IChecked.Check(Checker check)
    {
        check.That(From <= To, "to");
        check.Each(Days, "days");
    }
}
