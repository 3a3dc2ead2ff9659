namespace Vidimus.Client;

/// <summary>What a key has spent, in cents, and what is left of its caps.</summary>
public sealed record KeySpending : IChecked
{
    /// <summary>The key, <c>key_…</c>.</summary>
    public required string KeyId { get; init; }

    /// <summary>What it may spend in any 24 hours; null for no cap.</summary>
    public long? SpendCapDayCents { get; init; }

    /// <summary>What it has spent in the last 24 hours.</summary>
    public required long SpentDayCents { get; init; }

    /// <summary>What is left of the day's cap; null without one.</summary>
    public long? LeftDayCents { get; init; }

    /// <summary>What it may spend in any 30 days; null for no cap.</summary>
    public long? SpendCapMonthCents { get; init; }

    /// <summary>What it has spent in the last 30 days.</summary>
    public required long SpentMonthCents { get; init; }

    /// <summary>What is left of the month's cap; null without one.</summary>
    public long? LeftMonthCents { get; init; }

    /// <summary>The moment these are of.</summary>
    public required DateTimeOffset At { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(KeyId, "key_", "keyId");
        check.That(SpentDayCents >= 0, "spentDayCents");
        check.That(SpentMonthCents >= 0, "spentMonthCents");
        check.That(SpendCapDayCents is null or >= 0, "spendCapDayCents");
        check.That(SpendCapMonthCents is null or >= 0, "spendCapMonthCents");
        check.That(LeftDayCents is null or >= 0, "leftDayCents");
        check.That(LeftMonthCents is null or >= 0, "leftMonthCents");
    }
}
