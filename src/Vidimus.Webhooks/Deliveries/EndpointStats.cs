using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>How an endpoint is doing.</summary>
/// <param name="Since">Events from then on are counted: the last 24 hours.</param>
/// <param name="ByState">Number of deliveries in each state.</param>
/// <param name="Complete">False when there were more than 50,000, of which the newest are counted.</param>
/// <param name="OldestDueSeconds">For how long the longest waiting one has been due; 0 when nothing is due.</param>
/// <param name="LastSuccess">The newest attempt that succeeded, among the newest 10,000 of those events; null for none.</param>
/// <param name="LastFailure">The newest attempt that failed, among the same.</param>
/// <param name="FailingSince">Since when nothing has arrived; null while things arrive.</param>
public sealed record WebhookStats(
    DateTimeOffset Since,
    IReadOnlyDictionary<string, int> ByState,
    bool Complete,
    long OldestDueSeconds,
    WebhookAttemptNote? LastSuccess,
    WebhookAttemptNote? LastFailure,
    DateTimeOffset? FailingSince
);

/// <summary>An attempt in short.</summary>
/// <param name="EventId">The event that was sent.</param>
/// <param name="At">When.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">Why, where more can be said.</param>
/// <param name="Status">Status of the answer; null when there was none.</param>
public sealed record WebhookAttemptNote(
    string EventId,
    DateTimeOffset At,
    string Outcome,
    string? Reason,
    int? Status
);

/// <summary>Says how an endpoint is doing, from a bounded number of its newest deliveries and attempts.</summary>
internal sealed class EndpointStats(VidimusDb db, DatabaseClock databaseClock)
{
    private const int MostDeliveries = 50_000;
    private const int MostAttempts = 10_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/webhooks/{id}/stats",
                async (HttpContext http, EndpointStats stats, string id) =>
                    (await stats.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Weighs(5)
            .Heavy()
            .Produces<WebhookStats>()
            .WithTags("Webhooks")
            .WithSummary("See how an endpoint is doing")
            .WithName("getWebhookStats");

    public async Task<Result<WebhookStats>> Run(string id, CancellationToken cancellation)
    {
        var endpoint = await db
            .WebhookEndpoints.AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == id, cancellation);
        if (endpoint is null)
            return WebhookProblems.EndpointNotFound;
        var now = await databaseClock.Now(db, cancellation);
        var since = now.AddHours(-24);
        var first = EventTimes.First(since);
        var counted = await db
            .Deliveries.Where(d => d.EndpointId == id && string.Compare(d.EventId, first) >= 0)
            .OrderByDescending(d => d.EventId)
            .Take(MostDeliveries)
            .GroupBy(d => d.State)
            .Select(g => new { State = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.State, g => g.Count, cancellation);
        var due = await db
            .Deliveries.Where(d => d.EndpointId == id && d.NextAt != null)
            .OrderBy(d => d.NextAt)
            .Select(d => d.NextAt)
            .FirstOrDefaultAsync(cancellation);
        return new WebhookStats(
            since,
            DeliveryFilter.States.ToDictionary(s => s, s => counted.GetValueOrDefault(s)),
            counted.Values.Sum() < MostDeliveries,
            due < now ? (long)(now - due.Value).TotalSeconds : 0,
            await Last(id, first, succeeded: true, cancellation),
            await Last(id, first, succeeded: false, cancellation),
            endpoint.FailingSince
        );
    }

    private Task<WebhookAttemptNote?> Last(
        string id,
        string first,
        bool succeeded,
        CancellationToken cancellation
    ) =>
        db
            .Attempts.Where(a => a.EndpointId == id && string.Compare(a.EventId, first) >= 0)
            .OrderByDescending(a => a.EventId)
            .ThenByDescending(a => a.Number)
            .Take(MostAttempts)
            .Where(a => a.Outcome == "succeeded" == succeeded)
            .OrderByDescending(a => a.At)
            .ThenByDescending(a => a.EventId)
            .Select(a => new WebhookAttemptNote(a.EventId, a.At, a.Outcome, a.Reason, a.Status))
            .FirstOrDefaultAsync(cancellation);
}
