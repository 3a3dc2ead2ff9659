using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>What every endpoint was sent of one event, or of the events of one object.</summary>
/// <param name="Data">Deliveries, newest event first, at most 200.</param>
/// <param name="HasMore">True when there are more; an endpoint's own list shows them all.</param>
public sealed record FoundDeliveries(IReadOnlyList<WebhookDelivery> Data, bool HasMore);

/// <summary>
/// Finds deliveries across endpoints by the event or by the object. Deliveries are kept by endpoint and event, facts by
/// object: an object's facts lead to its events, and each endpoint is asked for those.
/// </summary>
internal sealed class FindDeliveries(VidimusDb db)
{
    private const int MostRows = 200;
    private const int MostEvents = 100;
    private const int MostFacts = 5_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/webhooks/deliveries",
                async (
                    HttpContext http,
                    FindDeliveries find,
                    string? eventId,
                    string? resourceId
                ) => (await find.Run(http.Request.Query, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Weighs(5)
            .Heavy()
            .Produces<FoundDeliveries>()
            .WithTags("Webhooks")
            .WithSummary("Find deliveries of one event or object at all endpoints")
            .WithName("findDeliveries");

    public async Task<Result<FoundDeliveries>> Run(
        IQueryCollection query,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var eventId = DeliveryFilter.Word(query, "eventId", fields);
        var resourceId = DeliveryFilter.Word(query, "resourceId", fields);
        fields.Check(
            (eventId is null) != (resourceId is null),
            "eventId",
            "is required, or resourceId in its place"
        );
        if (fields.Problem is { } wrong)
            return wrong;
        string[] events = eventId is not null ? [eventId] : [];
        var more = false;
        if (resourceId is not null)
        {
            var facts = await db.Set<FactRow>()
                .Where(f => f.ResourceId == resourceId)
                .Select(f => f.Id)
                .Take(MostFacts + 1)
                .ToListAsync(cancellation);
            if (facts.Count > MostFacts)
                return WebhookProblems.TooManyEvents;
            more = facts.Count > MostEvents;
            events =
            [
                .. facts
                    .OrderDescending(StringComparer.Ordinal)
                    .Take(MostEvents)
                    .Select(EventTimes.EventOf),
            ];
        }
        var about = resourceId ?? await ResourceOf(eventId!, cancellation);
        return await Of(events, about, more, cancellation);
    }

    private async Task<string> ResourceOf(string eventId, CancellationToken cancellation)
    {
        if (!EventTimes.IsEventId(eventId))
            return "";
        var factId = EventTimes.FactOf(eventId);
        return await db.Set<FactRow>()
                .Where(f => f.Id == factId)
                .Select(f => f.ResourceId)
                .FirstOrDefaultAsync(cancellation)
            ?? "";
    }

    private async Task<FoundDeliveries> Of(
        string[] events,
        string about,
        bool more,
        CancellationToken cancellation
    )
    {
        // The key leads from the endpoint to the event: naming both spares an index that every attempt would write to.
        var endpoints = await db
            .WebhookEndpoints.Where(e => e.About == "" || e.About == about)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        var rows = await db
            .Deliveries.AsNoTracking()
            .Where(d => endpoints.Contains(d.EndpointId) && events.Contains(d.EventId))
            .OrderByDescending(d => d.EventId)
            .ThenBy(d => d.EndpointId)
            .Take(MostRows + 1)
            .ToListAsync(cancellation);
        return new(
            [.. rows.Take(MostRows).Select(WebhookDelivery.Of)],
            more || rows.Count > MostRows
        );
    }
}
