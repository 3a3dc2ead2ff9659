using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Replays;

/// <summary>Which events are put up for delivery again.</summary>
/// <param name="Since">Events from then on.</param>
/// <param name="Until">Events before then; until now when left out. At most 31 days after <paramref name="Since"/>.</param>
/// <param name="Events">Kinds of events and prefixes such as <c>credential.*</c>; all that the endpoint asks for when left out.</param>
/// <param name="Which">
/// <c>missing</c> (default): what was never put up, or cancelled; <c>failed</c>: what was given up, cancelled, held after a
/// restore or is waiting for another try; <c>all</c>: both, and what has arrived.
/// </param>
public sealed record RecoverEventsRequest(
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    IReadOnlyList<string?>? Events = null,
    string? Which = null
);

/// <summary>
/// Orders that events of a stretch of time be put up for delivery again. An endpoint has one such order running; the same
/// one asked for again is answered with it.
/// </summary>
internal sealed class StartRecovery(Writes writes, EventNames events, TimeProvider clock)
{
    private static readonly string[] Kinds = ["missing", "failed", "all"];
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/webhooks/{id}/recover",
                (HttpContext http, StartRecovery start, string id) =>
                    http.Take<RecoverEventsRequest, WebhookRecovery>(
                        202,
                        r => start.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.WebhooksWrite)
            .Weighs(10)
            .Accepts<RecoverEventsRequest>("application/json")
            .Produces<WebhookRecovery>(202)
            .WithTags("Webhooks")
            .WithSummary("Deliver the events of a stretch of time again")
            .WithName("recoverEvents");

    public async Task<Result<WebhookRecovery>> Run(
        string id,
        RecoverEventsRequest request,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        if (Wrong(request, now) is { } wrong)
            return wrong;
        return await writes.Commit<WebhookRecovery>(
            async unit =>
            {
                var endpoint = await unit
                    .Db.WebhookEndpoints.AsNoTracking()
                    .SingleOrDefaultAsync(e => e.Id == id);
                if (endpoint is null)
                    return WebhookProblems.EndpointNotFound;
                if (Sending.Refuses(endpoint) is { } refused)
                    return refused;
                var asked = Row(unit, endpoint, request, now);
                var running = await unit
                    .Db.EventReplays.AsNoTracking()
                    .FirstOrDefaultAsync(r => r.RunningFor == id);
                if (running is not null)
                    return IsSame(running, asked, request)
                        ? WebhookRecovery.Of(running)
                        : WebhookProblems.RecoveryRunning.With(
                            $"The recovery {running.Id} of this endpoint is running."
                        );
                // A twin that is committed meanwhile has the place in the index; run again, this one finds it.
                unit.Db.Add(asked);
                unit.State(
                    new SimpleFact(
                        "webhook.recovery-started",
                        endpoint.Id,
                        ("replay", asked.Id),
                        ("which", asked.Which)
                    )
                );
                return WebhookRecovery.Of(asked);
            },
            cancellation
        );
    }

    private Problem? Wrong(RecoverEventsRequest request, DateTimeOffset now)
    {
        var fields = new Fields()
            .Check(request.Since is not null, "since", "is required")
            .Check(!(request.Since >= now), "since", "must be past")
            .OneOf("which", request.Which, Kinds);
        if (request.Since is { } since)
        {
            var until = request.Until ?? now;
            fields
                .Check(until > since, "until", "must be later than since")
                .Check(
                    until - since <= Longest,
                    request.Until is null ? "since" : "until",
                    "must span at most 31 days; recover longer times in several steps"
                )
                .Check(since.Year >= 1970, "since", "must be a time from 1970 on");
        }
        if (request.Events is { } kinds)
            events.Check(fields, "events", kinds);
        return fields.Problem;
    }

    private ReplayRow Row(
        Unit unit,
        EndpointRow endpoint,
        RecoverEventsRequest request,
        DateTimeOffset now
    )
    {
        var until = request.Until is { } given && given < now ? given : now;
        return new()
        {
            OrganizationId = unit.Author.OrganizationId,
            Id = NewId.Create("rpl", clock),
            Mode = unit.Author.Mode,
            EndpointId = endpoint.Id,
            Since = request.Since!.Value,
            Until = until,
            Events = request.Events is { } kinds ? EventNames.Store(kinds) : endpoint.Events,
            Which = request.Which ?? "missing",
            State = "running",
            RunningFor = endpoint.Id,
            Position = Recovering.Before(request.Since.Value),
            Count = 0,
            CreatedAt = now,
            Version = 1,
        };
    }

    // Until now is another moment each time.
    private static bool IsSame(ReplayRow running, ReplayRow asked, RecoverEventsRequest request) =>
        running.Since == asked.Since
        && running.Events == asked.Events
        && running.Which == asked.Which
        && (request.Until is null || running.Until == asked.Until);
}
