using System.Security.Cryptography;
using System.Text;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;
using Vidimus.Proofs;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Signing;

namespace Vidimus.Webhooks.Events;

/// <summary>One attempt as it goes out.</summary>
/// <param name="Body">The bytes that were signed.</param>
/// <param name="ContentType">Their media type.</param>
/// <param name="Headers">Names and values: signatures, and the endpoint's own.</param>
/// <param name="Digest">SHA-256 of the body in hex.</param>
/// <param name="Confidential">What a receiver is told that others are not: signatures, what they are made with, and the endpoint's own headers.</param>
internal sealed record Message(
    ReadOnlyMemory<byte> Body,
    string ContentType,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string Digest,
    IReadOnlyList<string> Confidential
)
{
    /// <summary>What stands where none could be made.</summary>
    public static readonly Message None = new(default, "application/json", [], "", []);

    public override string ToString() => "Message(redacted)";
}

/// <summary>
/// Makes what is sent, anew for each attempt: the body from the fact, and where the endpoint asks for it from the object as
/// it is now; signed with the secrets and the key that are live now. Facts, secrets and keys of a batch take one read each.
/// </summary>
internal sealed class Messages(
    PointReads reads,
    EventTypes types,
    EventStates states,
    SigningKeys signingKeys,
    MasterKeys masterKeys,
    AccessOptions access
)
{
    private readonly PointRead<FactRow> _facts = reads.Of<FactRow>(f => new
    {
        f.OrganizationId,
        f.Id,
    });
    private readonly PointRead<SecretRow> _secrets = reads.Of<SecretRow>(s => new
    {
        s.OrganizationId,
        s.EndpointId,
    });

    /// <summary>A message for each of these deliveries, in their order; null where the fact or every secret is gone, or the endpoint may not be told of it any more.</summary>
    public async Task<IReadOnlyList<Message?>> Make(
        IReadOnlyList<(EndpointRow Endpoint, DeliveryRow Delivery)> due,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var facts = await Facts(due);
        var senders = await Senders([.. due.Select(d => d.Endpoint)], now, cancellation);
        var read = await states.Read(
            [.. due.Zip(facts, (d, f) => (d.Endpoint, f)).Where(d => d.f is not null)!],
            cancellation
        );
        var messages = new Message?[due.Count];
        for (var i = 0; i < due.Count; i++)
        {
            if (facts[i] is not { } fact)
                continue;
            var (endpoint, delivery) = due[i];
            // Put up before somebody who may not read it changed where it leads.
            if (types.Find(fact.Kind) is { } type && EventPatterns.Withholds(endpoint.Events, type))
                continue;
            var sender = senders[(endpoint.OrganizationId, endpoint.Id)];
            // Deleted since it was read: what no secret signs is not sent.
            if (sender.Secrets.Count == 0)
                continue;
            var body = Body(delivery.EventId, fact, endpoint, read);
            messages[i] = Sign(sender, delivery.EventId, fact.Kind, body, now);
        }
        return messages;
    }

    /// <summary>Throws when what all messages of this endpoint need cannot be read: its secrets, its headers, the key.</summary>
    public Task Check(EndpointRow endpoint, DateTimeOffset now, CancellationToken cancellation) =>
        Senders([endpoint], now, cancellation);

    /// <summary>A message that tests an endpoint. It states no fact, and nothing of it is kept.</summary>
    public async Task<Message> Ping(
        EndpointRow endpoint,
        string eventId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var senders = await Senders([endpoint], now, cancellation);
        var body = EventBody.Write(
            eventId,
            new(
                PingKind,
                endpoint.OrganizationId,
                endpoint.Id,
                endpoint.Mode,
                now,
                null,
                "webhook",
                endpoint.Id,
                Url("webhook", endpoint.Id),
                "{}"
            )
        );
        return Sign(senders.Values.Single(), eventId, PingKind, body, now);
    }

    public const string PingKind = "test.ping";

    private async Task<FactRow?[]> Facts(
        IReadOnlyList<(EndpointRow Endpoint, DeliveryRow Delivery)> due
    )
    {
        (string Organization, string Fact)[] wanted =
        [
            .. due.Select(d => (d.Delivery.OrganizationId, EventTimes.FactOf(d.Delivery.EventId))),
        ];
        (string Organization, string Fact)[] keys = [.. wanted.Distinct()];
        var found = await _facts.FindEach([.. keys.Select(k => new[] { k.Organization, k.Fact })]);
        var byKey = keys.Zip(found).ToDictionary(f => f.First, f => f.Second.FirstOrDefault());
        return [.. wanted.Select(w => byKey[w])];
    }

    private byte[] Body(
        string eventId,
        FactRow fact,
        EndpointRow endpoint,
        IReadOnlyDictionary<(string Kind, string Resource), EventResourceState> read
    )
    {
        var type = types.Find(fact.Kind);
        var resource = type?.Resource ?? fact.Kind.Split('.')[0];
        var parts = new EventBodyParts(
            fact.Kind,
            fact.OrganizationId,
            endpoint.Id,
            fact.Mode,
            fact.At,
            fact.Sequence,
            resource,
            fact.ResourceId,
            Url(resource, fact.ResourceId),
            fact.Members
        );
        if (type?.Contract == EventContract.Verdacert)
            return EventBody.WriteOrder(EventBody.OrderEventId(eventId), parts);
        var now = read.GetValueOrDefault((resource, fact.ResourceId));
        return EventBody.Write(
            eventId,
            parts,
            EventStates.Wants(endpoint.Include, EventStates.Resource) ? now?.State : null,
            EventStates.Wants(endpoint.Include, EventStates.Recipient) ? now?.Recipient : null
        );
    }

    private string? Url(string type, string id) =>
        types.Path(type, id) is { } path ? access.BaseUrl + path : null;

    /// <summary>What an endpoint's messages are signed with and sent under.</summary>
    private sealed record Sender(
        EndpointRow Endpoint,
        IReadOnlyList<LiveSecret> Secrets,
        Ed25519PrivateKey Key,
        IReadOnlyList<KeyValuePair<string, string>> Own
    );

    private async Task<Dictionary<(string, string), Sender>> Senders(
        IEnumerable<EndpointRow> all,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        EndpointRow[] endpoints = [.. all.DistinctBy(e => (e.OrganizationId, e.Id))];
        var keys = await signingKeys.For(
            [.. endpoints.Select(e => e.OrganizationId).Distinct()],
            now,
            cancellation
        );
        var secrets = await _secrets.FindEach([
            .. endpoints.Select(e => new[] { e.OrganizationId, e.SecretsOf ?? e.Id }),
        ]);
        return endpoints
            .Zip(secrets)
            .ToDictionary(
                e => (e.First.OrganizationId, e.First.Id),
                e => new Sender(
                    e.First,
                    Live(e.Second, now),
                    keys[e.First.OrganizationId],
                    [.. EndpointHeaders.Open(e.First, masterKeys)]
                )
            );
    }

    // The newest first: receivers that look at one signature only are the ones that changed over already.
    private List<LiveSecret> Live(List<SecretRow> rows, DateTimeOffset now) =>
        [
            .. EndpointSecrets
                .NewestFirst(rows.Where(s => s.IsLive(now)))
                .Select(s => new LiveSecret(masterKeys.Decrypt(s.Secret, EndpointSecrets.Purpose))),
        ];

    private Message Sign(
        Sender sender,
        string eventId,
        string kind,
        byte[] body,
        DateTimeOffset now
    )
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(body));
        var signatures = new Signatures(eventId, now, body);
        var withTime = signatures.WithTime(sender.Secrets);
        var standard = signatures.Standard(sender.Secrets, sender.Key);
        List<KeyValuePair<string, string>> headers =
        [
            new("webhook-id", eventId),
            new("webhook-timestamp", signatures.Timestamp),
            new("webhook-signature", standard),
            new("Vidimus-Signature", withTime),
        ];
        var contract = types.Find(kind)?.Contract;
        if (contract == EventContract.Verdacert || sender.Endpoint.Surface == "verdacert")
        {
            headers.Add(new("x-verdacert-event", kind));
            headers.Add(new("x-verdacert-event-id", EventBody.OrderEventId(eventId)));
            headers.Add(new("x-verdacert-signature", withTime));
        }
        if (contract == EventContract.Verity || sender.Endpoint.Surface == "verity")
        {
            headers.Add(new("X-Verity-Event", kind));
            headers.Add(new("X-Verity-Delivery", eventId));
            headers.Add(new("X-Verity-Signature", withTime));
        }
        headers.AddRange(sender.Own);
        string[] confidential =
        [
            standard,
            withTime,
            .. sender.Own.Select(h => h.Value),
            .. sender.Secrets.Select(s => Encoding.ASCII.GetString(s.Text)),
        ];
        return new(body, "application/json", headers, digest, confidential);
    }
}
