using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Replays;

/// <summary>A test that was sent, and what came of it.</summary>
internal sealed record Pinged(string EventId, DateTimeOffset At, Tried Tried);

/// <summary>
/// Sends a test to an endpoint at once, whatever state it is in, and keeps it with the deliveries. It says nothing about how
/// the endpoint is doing: a failing one stays failing, a good one good.
/// </summary>
internal sealed class SendPing(
    Writes writes,
    Messages messages,
    SendOnce sendOnce,
    TestPlaces places,
    DatabaseClock databaseClock,
    VidimusDb db,
    TimeProvider clock
)
{
    public async Task<Result<T>> Run<T>(
        EndpointRow endpoint,
        Func<Pinged, T> answer,
        CancellationToken cancellation
    )
    {
        var id = NewId.Create(EventTimes.Prefix, clock);
        var at = await databaseClock.Now(db, cancellation);
        var message = await messages.Ping(endpoint, id, at, cancellation);
        var sent = await places.Run(
            endpoint.OrganizationId,
            () => sendOnce.Run(endpoint, message, cancellation),
            cancellation
        );
        if (sent.Problem is { } full)
            return full;
        var tried = sent.Value!;
        return await writes.Commit<T>(
            async unit =>
            {
                var ended = await databaseClock.Now(unit.Db, CancellationToken.None);
                unit.AddNew(Delivery(endpoint, id, at, ended, tried));
                unit.AddNew(AttemptRow.Of(endpoint, id, 1, at, message, tried));
                unit.State(
                    new SimpleFact(
                        "webhook.tested",
                        endpoint.Id,
                        ("event", id),
                        ("outcome", tried.Outcome)
                    )
                );
                return answer(new(id, at, tried));
            },
            cancellation
        );
    }

    private static DeliveryRow Delivery(
        EndpointRow endpoint,
        string id,
        DateTimeOffset at,
        DateTimeOffset ended,
        Tried tried
    ) =>
        new()
        {
            OrganizationId = endpoint.OrganizationId,
            EndpointId = endpoint.Id,
            EventId = id,
            Mode = endpoint.Mode,
            Kind = Messages.PingKind,
            ResourceId = endpoint.Id,
            CreatedAt = at,
            State = tried.Succeeded ? "succeeded" : "failed",
            Attempts = 1,
            Tries = tried.Succeeded ? 0 : 1,
            Lease = 0,
            EndedAt = ended,
            LastStatus = tried.Status,
        };
}
