using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Deliveries;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>
/// The ways from one state to another. While it is paused, deliveries are put up and wait; when it is disabled they are
/// cancelled, none are put up, and a re-enabled endpoint starts with what happens from then on.
/// </summary>
internal static class EndpointStates
{
    public const string Active = "active";
    public const string Paused = "paused";
    public const string Disabled = "disabled";

    public static async Task Activate(Unit unit, EndpointRow row, DateTimeOffset now)
    {
        if (row.State == Active)
            return;
        // The sender may not have come to all of them yet; what happened before now is not told.
        if (row.State == Disabled)
            await Cancel(Waiting(unit.Db, row), now);
        Set(
            unit,
            row,
            Active,
            row.State == Disabled ? "webhook.enabled" : "webhook.resumed",
            null,
            now
        );
        row.FailingSince = null;
        row.FailureCount = 0;
    }

    public static void Pause(Unit unit, EndpointRow row, DateTimeOffset now)
    {
        if (row.State == Active)
            Set(unit, row, Paused, "webhook.paused", null, now);
    }

    /// <summary>Disables it for this reason: <c>gone</c>, <c>failing</c>, <c>paused</c> or <c>requested</c>.</summary>
    public static async Task Disable(Unit unit, EndpointRow row, string reason, DateTimeOffset now)
    {
        if (row.State == Disabled)
            return;
        MarkDisabled(unit, row, reason, now);
        await CancelFirst(unit.Db, row, now);
    }

    /// <summary>Disables it and leaves all that waits for the sender to cancel.</summary>
    public static void MarkDisabled(
        Unit unit,
        EndpointRow row,
        string reason,
        DateTimeOffset now
    ) => Set(unit, row, Disabled, "webhook.disabled", reason, now);

    /// <summary>
    /// Nothing of what waits for this endpoint is sent any more; what is being sent now is not recorded. Some at once: the
    /// rest, which may be very many, is cancelled step by step by the sender, who sends nothing to an endpoint that ended.
    /// </summary>
    public static async Task CancelFirst(VidimusDb db, EndpointRow row, DateTimeOffset now)
    {
        var first = await Waiting(db, row)
            .OrderBy(d => d.EventId)
            .Select(d => d.EventId)
            .Take(CancelledAtOnce)
            .ToListAsync();
        await Cancel(Waiting(db, row).Where(d => first.Contains(d.EventId)), now);
    }

    private const int CancelledAtOnce = 500;

    private static IQueryable<DeliveryRow> Waiting(VidimusDb db, EndpointRow row) =>
        db.Deliveries.Where(d => d.EndpointId == row.Id && d.NextAt != null);

    private static Task Cancel(IQueryable<DeliveryRow> deliveries, DateTimeOffset now) =>
        deliveries.ExecuteUpdateAsync(set =>
            set.SetProperty(d => d.State, "cancelled")
                .SetProperty(d => d.NextAt, (DateTimeOffset?)null)
                .SetProperty(d => d.EndedAt, now)
                .SetProperty(d => d.Lease, 0)
        );

    private static void Set(
        Unit unit,
        EndpointRow row,
        string state,
        string kind,
        string? reason,
        DateTimeOffset now
    )
    {
        row.State = state;
        row.DisabledReason = reason;
        row.UpdatedAt = now;
        row.Version++;
        unit.State(
            reason is null
                ? new SimpleFact(kind, row.Id, ("state", state))
                : new SimpleFact(kind, row.Id, ("state", state), ("reason", reason))
        );
    }
}
