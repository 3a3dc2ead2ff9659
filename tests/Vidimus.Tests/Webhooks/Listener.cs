using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Vidimus.Platform.Ids;
using Vidimus.Testing;
using Vidimus.Tests.Verifying;

namespace Vidimus.Tests.Webhooks;

/// <summary>What arrived at a listener.</summary>
internal sealed record Arrival(string EventId, string Timestamp, string Signature, string Body);

/// <summary>An endpoint of an organization with its receiver on this machine.</summary>
internal sealed class Listener
{
    private Listener(Programme programme, Func<HttpContext, Task> answer)
    {
        Programme = programme;
        Answer = answer;
        Url = Elsewhere.Here.Put(async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var headers = http.Request.Headers;
            Arrivals.Enqueue(
                new(
                    headers["webhook-id"].ToString(),
                    headers["webhook-timestamp"].ToString(),
                    headers["webhook-signature"].ToString(),
                    body
                )
            );
            await Answer(http);
        });
    }

    public Programme Programme { get; }
    public string Url { get; }
    public string Id { get; private set; } = "";
    public ConcurrentQueue<Arrival> Arrivals { get; } = new();

    /// <summary>How it answers; may be changed on the way.</summary>
    public Func<HttpContext, Task> Answer { get; set; }

    public string Path => $"/v1/webhooks/{Id}";

    public static async Task<Listener> Start(
        Programme programme,
        string events = "\"credential.*\"",
        string more = "",
        Func<HttpContext, Task>? answer = null
    )
    {
        var listener = new Listener(programme, answer ?? With(204));
        var made = await programme.Post(
            "/v1/webhooks",
            $$"""{"url":"{{listener.Url}}","events":[{{events}}]{{more}}}"""
        );
        listener.Id = made.Should(201).At("id")!;
        return listener;
    }

    public static Func<HttpContext, Task> With(int status, string body = "") =>
        http =>
        {
            http.Response.StatusCode = status;
            return body.Length == 0 ? Task.CompletedTask : http.Response.WriteAsync(body);
        };

    /// <summary>Issues a credential and waits until its event has been sent as often as wanted; answers the event's id.</summary>
    public async Task<string> Hear(int times = 1)
    {
        var issued = await Programme.Issue();
        await Until(() => Of(issued.Id).Length >= times);
        return Of(issued.Id)[0].EventId;
    }

    public Arrival[] Of(string resourceOrEvent) =>
        [
            .. Arrivals.Where(a =>
                a.EventId == resourceOrEvent
                || a.Body.Contains($"\"{resourceOrEvent}\"", StringComparison.Ordinal)
            ),
        ];

    /// <summary>The delivery of an event in this state, once it is in it.</summary>
    public async Task<JsonElement> InState(string eventId, string state)
    {
        JsonElement delivery = default;
        await Until(async () =>
        {
            delivery = (await Programme.Get($"{Path}/deliveries/{eventId}")).Should(200).Json;
            return delivery.GetProperty("delivery").GetProperty("state").GetString() == state;
        });
        return delivery;
    }

    public Task<Answer> Resend(string eventId) =>
        Programme.Post($"{Path}/deliveries/{eventId}/resend");

    public Task<Answer> TryRecover(string body) => Programme.Post($"{Path}/recover", body);

    /// <summary>Recovers and waits for the end; answers how many events were put up.</summary>
    public async Task<long> Recover(string which, DateTimeOffset since, string more = "")
    {
        var started = (
            await TryRecover($$"""{"since":"{{since:O}}","which":"{{which}}"{{more}}}""")
        ).Should(202);
        return (await Ended(started.At("id")!)).GetProperty("count").GetInt64();
    }

    public async Task<JsonElement> Ended(string replayId)
    {
        JsonElement replay = default;
        await Until(async () =>
        {
            replay = (await Programme.Get($"/v1/webhook-replays/{replayId}")).Should(200).Json;
            return replay.GetProperty("state").GetString() != "running";
        });
        return replay;
    }

    public Task<int> Set(string eventId, string assignments) =>
        Programme.App.Execute(
            $"UPDATE webhooks_deliveries SET {assignments} WHERE endpoint_id = @endpoint AND event_id = @event",
            ("@endpoint", Id),
            ("@event", eventId)
        );

    public static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    public static async Task Until(Func<Task<bool>> holds)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(20))
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), "It did not come to that.");
    }

    /// <summary>States facts of the past that nobody followed, a millisecond apart; answers the ids of their events.</summary>
    public static async Task<string[]> StateFacts(
        Store store,
        string organizationId,
        int count,
        DateTimeOffset from,
        string kind = "credential.issued"
    )
    {
        var events = new string[count];
        await using var database = await store.Open();
        for (var i = 0; i < count; i += 500)
        {
            var rows = new StringBuilder();
            for (var j = i; j < Math.Min(count, i + 500); j++)
            {
                var at = from.AddMilliseconds(j);
                var id = NewId.Create("fct", Guid.CreateVersion7(at));
                events[j] = $"evt{id[3..]}";
                rows.Append(rows.Length == 0 ? "" : ",")
                    .Append(
                        $"('{organizationId}','{id}','live',{at.ToUnixTimeMilliseconds()},'{kind}','cred_of_{j}','key','key_of_nobody','req_of_nobody','{{}}')"
                    );
            }
            await using var command = database.CreateCommand();
#pragma warning disable CA2100 // The texts are the test's own.
            command.CommandText =
                $"INSERT INTO platform_facts (organization_id, id, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members) VALUES {rows}";
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
        return events;
    }
}

/// <summary>A server that may send to this machine, and may be asked as often as a test waits for something.</summary>
public abstract class HearingApp(Engine engine) : ReachingApp(engine)
{
    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual)
    {
        var reaching = base.Options(usual);
        return reaching with
        {
            Settings = new Dictionary<string, string>(reaching.Settings)
            {
                ["Limits:RequestsPerMinute"] = "1000000",
            },
        };
    }
}

/// <summary>On SQLite.</summary>
public sealed class HearingOnSqlite() : HearingApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class HearingOnPostgres() : HearingApp(Engine.Postgres);
