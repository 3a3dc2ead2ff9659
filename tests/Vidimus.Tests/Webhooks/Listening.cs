using System.Text.Json;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Webhooks;

/// <summary>A server that may call receivers on this machine.</summary>
public sealed class ListeningOnSqlite() : SharedApp(Engine.Sqlite)
{
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = Listening.Settings,
        };
}

/// <summary>A server that may call receivers on this machine.</summary>
public sealed class ListeningOnPostgres() : SharedApp(Engine.Postgres)
{
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = Listening.Settings,
        };
}

/// <summary>Endpoints as tests of webhooks make and look at them.</summary>
internal static class Listening
{
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>(Receiver.Allowed)
        {
            ["Outgoing:TotalTimeout"] = "00:00:02",
            ["Outgoing:ConnectTimeout"] = "00:00:01",
            ["Limits:RequestsPerMinute"] = "1000000",
            ["Webhooks:EndpointsPerOrganization"] = "100",
        };

    /// <summary>Makes an endpoint; <paramref name="more"/> begins with a comma. Answers its id.</summary>
    public static async Task<string> Listen(
        this Programme programme,
        Receiver receiver,
        string events = "*",
        string more = ""
    ) => (await programme.TryListen(receiver.Url, events, more)).Should(201).At("id")!;

    public static Task<Answer> TryListen(
        this Programme programme,
        string url,
        string events = "*",
        string more = ""
    ) => programme.Post("/v1/webhooks", $$"""{"url":"{{url}}","events":["{{events}}"]{{more}}}""");

    /// <summary>What the database holds of the deliveries of an endpoint, the first first.</summary>
    public static async Task<IReadOnlyList<StoredDelivery>> Deliveries(
        this VidimusApp app,
        string endpointId
    ) =>
        [
            .. (
                await app.Query(
                    "SELECT event_id, state, next_at, attempts, tries, lease, last_status, kind FROM webhooks_deliveries WHERE endpoint_id = @id ORDER BY event_id",
                    ("@id", endpointId)
                )
            ).Select(r => new StoredDelivery(
                (string)r[0]!,
                (string)r[1]!,
                r[2] is null ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)r[2]!),
                Convert.ToInt32(r[3]),
                Convert.ToInt32(r[4]),
                Convert.ToInt64(r[5]),
                r[6] is null ? null : Convert.ToInt32(r[6]),
                (string)r[7]!
            )),
        ];

    /// <summary>What the database holds of the attempts of an endpoint, in their order.</summary>
    public static async Task<IReadOnlyList<StoredAttempt>> Attempts(
        this VidimusApp app,
        string endpointId
    ) =>
        [
            .. (
                await app.Query(
                    "SELECT event_id, number, outcome, reason, status, response, milliseconds FROM webhooks_attempts WHERE endpoint_id = @id ORDER BY event_id, number",
                    ("@id", endpointId)
                )
            ).Select(r => new StoredAttempt(
                (string)r[0]!,
                Convert.ToInt32(r[1]),
                (string)r[2]!,
                r[3] as string,
                r[4] is null ? null : Convert.ToInt32(r[4]),
                r[5] as string,
                Convert.ToInt32(r[6])
            )),
        ];

    /// <summary>Waits until the deliveries of an endpoint are as they should be, and answers them.</summary>
    public static async Task<IReadOnlyList<StoredDelivery>> Until(
        this VidimusApp app,
        string endpointId,
        Func<IReadOnlyList<StoredDelivery>, bool> done,
        TimeSpan? patience = null
    )
    {
        var end = DateTime.UtcNow + (patience ?? Patience.Limit);
        while (true)
        {
            var found = await app.Deliveries(endpointId);
            if (done(found))
                return found;
            DateTime.UtcNow.ShouldBeLessThan(
                end,
                $"deliveries: {string.Join("; ", found)} attempts: {string.Join("; ", await app.Attempts(endpointId))}"
            );
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until nothing of an endpoint is under way, with at least so many deliveries.</summary>
    public static Task<IReadOnlyList<StoredDelivery>> Settled(
        this VidimusApp app,
        string endpointId,
        int count = 1
    ) =>
        app.Until(
            endpointId,
            all => all.Count >= count && all.All(d => d.Lease == 0 && d.Attempts > 0)
        );

    /// <summary>Issues so many at once.</summary>
    public static async Task IssueMany(this Programme programme, int count)
    {
        if (count == 0)
            return;
        var rows = string.Join(
            ',',
            Enumerable.Repeat("""{"recipient":{"name":"Ada Example"}}""", count)
        );
        var made = await programme.Post(
            "/v1/credentials/batch",
            $$"""{"groupId":"{{programme.GroupId}}","rows":[{{rows}}]}"""
        );
        made.Status.ShouldBeInRange(200, 202, made.Text);
        made.Json.GetProperty("accepted").GetInt32().ShouldBe(count);
    }

    public static async Task Pause(this Programme programme, string id) =>
        (await programme.Post($"/v1/webhooks/{id}/pause")).Should(200);

    public static async Task Resume(this Programme programme, string id) =>
        (await programme.Post($"/v1/webhooks/{id}/resume")).Should(200);

    public static async Task<JsonElement> Endpoint(this Programme programme, string id) =>
        (await programme.Get($"/v1/webhooks/{id}")).Should(200).Json;
}

internal sealed record StoredDelivery(
    string EventId,
    string State,
    DateTimeOffset? NextAt,
    int Attempts,
    int Tries,
    long Lease,
    int? LastStatus,
    string Kind
);

internal sealed record StoredAttempt(
    string EventId,
    int Number,
    string Outcome,
    string? Reason,
    int? Status,
    string? Response,
    int Milliseconds
);
