using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Gateway;

/// <summary>
/// Issuing at Verix, which knows no idempotency keys: a request is sent once, and what became of a key is remembered here, so
/// that neither a repetition of the client's nor one of the assistant's issues twice. Where the outcome is not known, that is
/// the answer.
/// </summary>
internal sealed class VerixWrites(VerixReads reads, TimeProvider clock)
{
    private const int MostKeys = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<string, Entry> _keys = new();

    /// <summary>Whether the tool call in hand wants the credential's link mailed; Verix sends only as it issues.</summary>
    public static AsyncLocal<bool> Send { get; } = new();

    public async Task<JsonObject> Issue(
        VerixAsk ask,
        string? key,
        JsonElement body,
        CancellationToken cancellation
    )
    {
        var digest = Convert.ToHexString(
            SHA256.HashData(Encoding.UTF8.GetBytes(body.GetRawText()))
        );
        var mine = new Entry(digest, clock.GetTimestamp());
        var entry = key is null ? mine : Remember(key, mine);
        if (entry.Digest != digest)
            throw new VerixRefusal(
                409,
                "IDEMPOTENCY_CONFLICT",
                "This idempotency key was used for another credential."
            );
        if (!ReferenceEquals(entry, mine))
            return (JsonObject)(await entry.Outcome.Task.WaitAsync(cancellation)).DeepClone();
        try
        {
            var issued = await Once(ask, body, cancellation);
            entry.Outcome.SetResult(issued);
            return (JsonObject)issued.DeepClone();
        }
        catch (Exception e)
        {
            var told = Told(e);
            // A refusal did nothing, and neither did what never left: the key may be used again for it.
            if (told is not VerixRefusal { Hint: Unknown } && key is not null)
                _keys.TryRemove(new(key, entry));
            entry.Outcome.SetException(told);
            _ = entry.Outcome.Task.Exception;
            if (ReferenceEquals(told, e))
                throw;
            throw told;
        }
    }

    public async Task<JsonObject> Distribute(
        VerixAsk ask,
        string id,
        CancellationToken cancellation
    ) =>
        Send.Value
            ? await reads.Credential(ask, id, cancellation)
            : throw new VerixRefusal(
                409,
                "NOT_AT_VERIX",
                "Verix sends a credential's link only as it issues it."
            );

    private const string Unknown = "Look for it with listCredentials before issuing again.";

    private async Task<JsonObject> Once(
        VerixAsk ask,
        JsonElement body,
        CancellationToken cancellation
    )
    {
        var group = VerixReads.Number(VerixJson.Text(body, "groupId") ?? "");
        var reply = await ask.Post(
            $"v1/credentials/groups/{group}/",
            new JsonObject
            {
                ["issue"] = true,
                ["distribute"] = Send.Value,
                ["inputs"] = new JsonArray(Input(body)),
            },
            cancellation
        );
        // Only two answers say what became of it: a success in JSON, and a clear refusal. After any other (a proxy's page, a
        // redirect, a time limit on the way) it may have been issued.
        if (
            !(
                reply.Succeeded
                    ? reply.Body is not null
                    : reply.Status is >= 400 and < 500 and not (408 or 499)
            )
        )
            throw OutcomeUnknown(
                reply.Succeeded
                    ? "Verix's API answered something that is not JSON."
                    : $"Verix's API answered with status {reply.Status}."
            );
        var made = reply.OrRefuse("GROUP_NOT_FOUND").Json;
        var uuid = VerixJson
            .Items(VerixJson.Member(made, "responseQueue") ?? default)
            .Select(VerixRecords.Uuid)
            .FirstOrDefault(u => u is not null);
        if (uuid is null)
            throw Refused(made);
        JsonElement nested;
        try
        {
            nested = await reads.Nested(ask, uuid.Value, cancellation);
        }
        catch (Exception e) when (e is VerixRefusal or HttpRequestException or IOException)
        {
            // It is in Verix's queue, which works when it works: what was sent is what is known.
            nested = JsonSerializer.SerializeToElement((JsonNode)Input(body));
        }
        return reads.Record(uuid.Value, nested, row: null, group);
    }

    private static VerixRefusal Refused(JsonElement made)
    {
        var error = VerixJson.Items(VerixJson.Member(made, "errors") ?? default).FirstOrDefault();
        return error.ValueKind is JsonValueKind.Object
            ? new(
                422,
                "VALIDATION_ERROR",
                VerixJson.Text(error, "message") ?? "Verix refused the credential."
            )
            : OutcomeUnknown("Verix took the request and named no credential.");
    }

    private static JsonObject Input(JsonElement body)
    {
        var recipient = VerixJson.Member(body, "recipient") ?? default;
        if (VerixJson.Text(recipient, "did") is not null)
            throw new VerixRefusal(
                400,
                "VALIDATION_ERROR",
                "Verix's API names nobody by a DID.",
                "recipient.did"
            );
        var input = new JsonObject();
        Add(input, "recipient", Of(recipient, "name", "email", "externalId"));
        Add(input, "credential", Of(body, "name", "description", "validFrom", "validUntil"));
        Add(input, "subject", VerixJson.Object(body, "subject"));
        Add(input, "custom", VerixJson.Object(body, "custom"));
        return input;
    }

    private static JsonObject Of(JsonElement from, params string[] names)
    {
        var json = new JsonObject();
        foreach (var name in names)
            if (VerixJson.Text(from, name) is { } value)
                json[name] = value;
        return json;
    }

    private static void Add(JsonObject to, string name, JsonObject? part)
    {
        if (part is { Count: > 0 })
            to[name] = part;
    }

    /// <summary>A request that broke off may have been carried out; one that found no connection was not.</summary>
    private static Exception Told(Exception e) =>
        e switch
        {
            VerixRefusal => e,
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError
                    or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError
            } => e,
            _ => OutcomeUnknown("The connection to Verix's API broke off."),
        };

    // 409 and not a failure of the server's: it must not be repeated.
    private static VerixRefusal OutcomeUnknown(string what) =>
        new(409, "OUTCOME_UNKNOWN", $"{what} Whether the credential was issued is not known.")
        {
            Hint = Unknown,
        };

    private Entry Remember(string key, Entry mine)
    {
        if (_keys.Count >= MostKeys)
            foreach (var (old, entry) in _keys.OrderBy(k => k.Value.At).Take(MostKeys / 10))
                _keys.TryRemove(new(old, entry));
        var found = _keys.GetOrAdd(key, mine);
        if (ReferenceEquals(found, mine) || clock.GetElapsedTime(found.At) < Remembered)
            return found;
        _keys[key] = mine;
        return mine;
    }

    private sealed record Entry(string Digest, long At)
    {
        public TaskCompletionSource<JsonObject> Outcome { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
