using Vidimus.Certification.Quotes;

namespace Vidimus.Certification.Orders;

/// <summary>
/// How far a test order is: its age and its product line say it, to the second, and nothing else has to run. What was seen
/// is written down by whoever sees it first (<c>SandboxSteps</c>).
/// </summary>
internal static class SandboxClock
{
    private static readonly (int Seconds, string State)[] Translation =
    [
        (0, OrderStates.Created),
        (5, OrderStates.Paid),
        (15, OrderStates.Processing),
        (60, OrderStates.InReview),
        (120, OrderStates.Ready),
    ];

    private static readonly (int Seconds, string State)[] Review =
    [
        (0, OrderStates.Created),
        (5, OrderStates.Paid),
        (15, OrderStates.ReviewingDraft),
        (90, OrderStates.Ready),
    ];

    /// <summary>The steps of a translation, and those of a review.</summary>
    public static IReadOnlyList<IReadOnlyList<(int Seconds, string State)>> Lines { get; } =
    [Translation, Review];

    /// <summary>The steps that the order has taken at this time and nobody has seen yet, each with its moment; none in live mode.</summary>
    public static IReadOnlyList<(string State, DateTimeOffset At)> Due(
        OrderRow order,
        DateTimeOffset now
    )
    {
        if (order.Mode != "test" || !OrderStates.IsOpen(order.State))
            return [];
        var steps = order.ProductLine == QuoteInput.ReviewAndCertify ? Review : Translation;
        var seen = Array.FindIndex(steps, s => s.State == order.State);
        return
        [
            .. steps
                .Skip(seen + 1)
                .Select(s => (s.State, At: order.CreatedAt.AddSeconds(s.Seconds)))
                .Where(s => s.At <= now),
        ];
    }

    /// <summary>Shows the order as it is at this time, without writing anything: for lists, and for who repeats a submission.</summary>
    public static void Show(OrderRow order, DateTimeOffset now)
    {
        foreach (var (state, at) in Due(order, now))
            OrderSteps.Set(order, state, at);
    }
}
