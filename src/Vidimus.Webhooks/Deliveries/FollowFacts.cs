using System.Linq.Expressions;
using System.Text.Json;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Puts up the deliveries of a fact in the transaction that states it: whoever reads the change can rely on its events, and
/// no later step could skip one. Events of an organization without endpoints cost one look at an index.
/// </summary>
internal sealed class FollowFacts(
    PointReads reads,
    EventTypes types,
    DatabaseClock time,
    MasterKeys keys,
    TimeProvider clock,
    Wake wake
) : IFactFollower
{
    /// <summary>Endpoints with the database's time, in which deliveries are due.</summary>
    private static readonly Expression<Func<EndpointRow, Listener>> AsListener = e =>
        new(
            e.OrganizationId,
            e.Id,
            e.Mode,
            e.Url,
            e.Events,
            e.KeyId,
            e.ResourceId,
            e.State,
            e.DeletedAt,
            PointReads.Now
        );

    private readonly PointRead<Listener> _listeners = reads.Of(
        e => new { e.OrganizationId, e.About },
        AsListener
    );

    /// <summary>Those that came with an object. There may be very many: each is read with its own object's events only.</summary>
    private readonly PointRead<Listener> _ofObjects = reads.Of(e => e.About, AsListener);

    public async Task<IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)>> Follow(
        VidimusDb db,
        IReadOnlyList<FactRow> facts
    )
    {
        string[] organizations =
        [
            .. facts.Select(f => f.OrganizationId).Where(o => o.Length > 0).Distinct(),
        ];
        if (organizations.Length == 0)
            return [];
        var ofOrganizations = await _listeners.FindAllIn(db, organizations, [""]);
        string[] objects =
        [
            .. facts
                .Where(f => types.Find(f.Kind)?.Contract == EventContract.Verdacert)
                .Select(f => f.ResourceId)
                .Distinct(),
        ];
        var ofObjects = objects.Length == 0 ? [] : await _ofObjects.FindAllIn(db, objects);
        var listeners = ofOrganizations
            .Concat(ofObjects)
            .Where(l => l.DeletedAt is null)
            .ToLookup(l => l.OrganizationId, StringComparer.Ordinal);
        if (listeners.Count == 0)
            return [];
        FactRow[] followed = [.. facts.Where(f => listeners.Contains(f.OrganizationId))];
        await FactSequences.Number(db, followed);
        List<DeliveryRow> rows = [];
        foreach (var fact in followed)
        {
            if (types.Find(fact.Kind) is { } type)
                rows.AddRange(Receivers(fact, type, listeners[fact.OrganizationId]));
        }
        // What a key's successor gets begins with the next fact.
        var successors = await KeyEndpoints.Follow(db, followed, time, keys, clock);
        return rows.Count == 0 ? successors : [.. DeliveriesToMany.Put(rows), .. successors];
    }

    public void Committed(IReadOnlyList<object> rows)
    {
        foreach (var row in rows)
        {
            if (row is DeliveryRow delivery)
                wake.Announce(delivery.OrganizationId, delivery.EndpointId);
            else if (row is Copies { Rows: [DeliveryRow copied, ..] } copies)
            {
                foreach (var endpointId in copies.Values)
                    wake.Announce(copied.OrganizationId, endpointId);
            }
            // Resumed, or over: there is something to send or to cancel.
            else if (
                row is FactRow fact
                && fact.Kind.StartsWith("webhook.", StringComparison.Ordinal)
            )
                wake.Announce(fact.OrganizationId, fact.ResourceId);
        }
    }

    /// <summary>The deliveries that a fact leads to; all endpoints of the organization must be among the listeners.</summary>
    internal static IEnumerable<DeliveryRow> Receivers(
        FactRow fact,
        EventType type,
        IEnumerable<Listener> listeners
    )
    {
        Listener[] asking =
        [
            .. listeners.Where(l =>
                l.Mode == fact.Mode
                && l.Url.Length > 0
                && l.State is EndpointStates.Active or EndpointStates.Paused
                && EventPatterns.Match(l.Events, type)
            ),
        ];
        // Where an endpoint of the object itself is told, a key's endpoint is not told as well.
        Listener[] ofObject = [.. asking.Where(l => l.ResourceId == fact.ResourceId)];
        var eventId = EventTimes.EventOf(fact.Id);
        return asking
            .Where(l =>
                l.ResourceId is null ? ConcernsKey(l, fact, ofObject) : ofObject.Contains(l)
            )
            .Select(l => Delivery(fact, eventId, l));
    }

    private static bool ConcernsKey(Listener listener, FactRow fact, Listener[] ofObject) =>
        listener.KeyId is not { } key
        || (
            (fact is { ActorKind: "key" } && fact.ActorId == key || Names(fact, key))
            && !ofObject.Any(o => o.KeyId is null || o.KeyId == key)
        );

    private static bool Names(FactRow fact, string key)
    {
        if (!fact.Members.Contains(key, StringComparison.Ordinal))
            return false;
        using var members = JsonDocument.Parse(fact.Members);
        return members.RootElement.TryGetProperty("key", out var named)
            && named.ValueKind == JsonValueKind.String
            && named.ValueEquals(key);
    }

    private static DeliveryRow Delivery(FactRow fact, string eventId, Listener listener) =>
        new()
        {
            OrganizationId = fact.OrganizationId,
            EndpointId = listener.Id,
            EventId = eventId,
            Mode = fact.Mode,
            Kind = fact.Kind,
            ResourceId = fact.ResourceId,
            CreatedAt = listener.Now,
            State = "pending",
            NextAt = listener.Now,
            Attempts = 0,
            Tries = 0,
            Lease = 0,
        };

    /// <summary>An endpoint, as far as it matters for what it is told.</summary>
    internal sealed record Listener(
        string OrganizationId,
        string Id,
        string Mode,
        string Url,
        string Events,
        string? KeyId,
        string? ResourceId,
        string State,
        DateTimeOffset? DeletedAt,
        DateTimeOffset Now
    );
}
