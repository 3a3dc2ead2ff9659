using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Spending;

/// <summary>
/// One billable action, in the transaction of the action itself: neither is there without the other. Rows are only
/// ever added; but one that stands for an action whose payment was declined afterwards is removed with it.
/// </summary>
internal sealed class ChargeRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>The key that acted; null when no key did.</summary>
    public string? KeyId { get; init; }

    /// <summary>Whose caps it counts towards: the first key of its line of successors; null when no key acted.</summary>
    public string? Account { get; init; }
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }

    /// <summary>One of <see cref="Billable"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The MCP tool it came through; null for any other door.</summary>
    public string? Tool { get; init; }
    public required int Quantity { get; init; }

    /// <summary>What it cost altogether; 0 in test mode.</summary>
    public required long Cents { get; init; }

    /// <summary>What came of it, such as a credential's id.</summary>
    public required string ResourceId { get; init; }
    public required string RequestId { get; init; }

    /// <summary>The key's environment at that time.</summary>
    public string? Environment { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// What a key and its successors have spent within the last day and month. Charges leave the windows as time passes: those up to each
/// tail have been taken off already.
/// </summary>
internal sealed record SpendRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>The first key of the line.</summary>
    public required string Account { get; init; }
    public required long DayCents { get; init; }
    public required long MonthCents { get; init; }
    public required DateTimeOffset DayTail { get; init; }
    public required DateTimeOffset MonthTail { get; init; }

    /// <summary>The latest time that was decided by; time never runs back from it.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>The highest threshold of the day's cap that was told and not fallen below since, in percent.</summary>
    public required int DayTold { get; init; }

    /// <summary>As <see cref="DayTold"/>, of the month's cap.</summary>
    public required int MonthTold { get; init; }
}
