using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

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

    public static void Activate(Unit unit, EndpointRow row, DateTimeOffset now)
    {
        if (row.State == Active)
            return;
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

    /// <summary>Disables it for this reason: <c>gone</c>, <c>failing</c> or <c>requested</c>.</summary>
    public static async Task Disable(Unit unit, EndpointRow row, string reason, DateTimeOffset now)
    {
        if (row.State == Disabled)
            return;
        Set(unit, row, Disabled, "webhook.disabled", reason, now);
        await Cancel(unit.Db, row, now);
    }

    /// <summary>Nothing of what waits for this endpoint is sent any more; what is being sent now is not recorded.</summary>
    public static Task Cancel(VidimusDb db, EndpointRow row, DateTimeOffset now) =>
        db
            .Deliveries.Where(d => d.EndpointId == row.Id && d.NextAt != null)
            .ExecuteUpdateAsync(set =>
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
