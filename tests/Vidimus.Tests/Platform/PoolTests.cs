using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>A database that is slow, locked, or has fewer connections than there are clients.</summary>
public sealed class PoolTests
{
    [Fact]
    public async Task N8_two_hundred_clients_on_twenty_connections_queue_and_are_then_told_to_come_back()
    {
        Engines.Demand(Engine.Postgres);
        await using var app = await VidimusApp.Start(
            new(Engine.Postgres)
            {
                RealTime = true,
                Connections = 20,
                Settings = new Dictionary<string, string>
                {
                    ["Limits:RequestsPerMinute"] = "100000",
                    ["Database:WriteWait"] = "00:00:02",
                },
            }
        );
        var issuer = await app.NewOrganization();
        // Enough connections for all of them: a queue, and nobody is refused.
        var answers = await Clients(app, issuer, 200);
        answers.ShouldAllBe(a => a.Status == 200);

        // All twenty wait for a lock: the others wait for a connection as long as the setting says, and no longer.
        await using var locking = await app.OpenDatabase();
        await using var transaction = await locking.BeginTransactionAsync();
        await using var command = locking.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "LOCK TABLE access_keys IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync();
        var watch = Stopwatch.StartNew();
        var clients = Clients(app, issuer, 200);
        await Task.Delay(500);

        // N7: what needs no database answers meanwhile, and so does a key that is wrong by its looks.
        var live = Stopwatch.StartNew();
        (await app.Get("/health/live")).Should(200);
        (await app.Get("/oauth/jwks")).Should(200);
        (await app.Get("/v1/auth/me", "vdm_live_wrong_000000")).ShouldBeProblem(
            401,
            "AUTH_INVALID_KEY"
        );
        (await app.Get("/v1/auth/me")).ShouldBeProblem(401, "AUTH_MISSING");
        live.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));

        while (watch.Elapsed < TimeSpan.FromSeconds(5))
            await Task.Delay(50);
        await transaction.RollbackAsync();
        answers = await clients;
        var refused = answers.Where(a => a.Status != 200).ToArray();
        refused.Length.ShouldBeGreaterThan(100);
        foreach (var answer in refused)
        {
            answer.Status.ShouldBe(503, answer.Text);
            answer.RetryAfter.ShouldNotBeNull().ShouldBeInRange(1, 10);
        }
        (await app.Get("/v1/auth/me", issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task N8_more_requests_than_the_server_takes_at_once_are_told_to_come_back() =>
        await Hold("Limits:RequestsAtOnce", 503);

    [Fact]
    public async Task N1_an_address_that_holds_its_requests_open_leaves_places_for_others() =>
        await Hold("Limits:RequestsAtOncePerAddress", 200);

    /// <summary>Four requests of one address never end; what another address gets meanwhile.</summary>
    private static async Task Hold(string setting, int othersGet)
    {
        await using var app = await VidimusApp.Start(
            new()
            {
                Settings = new Dictionary<string, string>
                {
                    [setting] = "4",
                    ["Http:TrustedProxies:0"] = "127.0.0.0/8",
                    ["Http:TrustedProxies:1"] = "::1",
                },
            }
        );
        var issuer = await app.NewOrganization();
        var stuck = new List<System.Net.Sockets.TcpClient>();
        for (var i = 0; i < 4; i++)
        {
            var socket = new System.Net.Sockets.TcpClient();
            stuck.Add(socket);
            await socket.ConnectAsync("localhost", app.Port);
            await socket
                .GetStream()
                .WriteAsync(
                    System.Text.Encoding.ASCII.GetBytes(
                        $"POST /v1/keys HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {issuer.Live.Secret}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
                    )
                );
        }
        await Task.Delay(300);
        (await app.Get("/v1/auth/me", issuer.Live.Secret))
            .ShouldBeProblem(503, "UNAVAILABLE")["Retry-After"]
            .ShouldBe("1");
        (await app.Get("/health")).Should(200);
        (
            await app.Get(
                "/v1/auth/me",
                issuer.Live.Secret,
                ("X-Forwarded-For", "203.0.113.5"),
                ("X-Forwarded-Proto", "https")
            )
        ).Should(othersGet);
        stuck.ForEach(s => s.Dispose());
        for (
            var i = 0;
            i < 50 && (await app.Get("/v1/auth/me", issuer.Live.Secret)).Status != 200;
            i++
        )
            await Task.Delay(100);
        (await app.Get("/v1/auth/me", issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task N7_while_the_database_is_locked_health_and_keys_answer_and_writes_come_through_afterwards()
    {
        await using var app = await VidimusApp.Start(new() { RealTime = true });
        var issuer = await app.NewOrganization();
        await using var locking = await app.OpenDatabase();
        await Begin(locking, "BEGIN IMMEDIATE");
        var writes = Enumerable
            .Range(0, 50)
            .Select(i =>
                app.Post(
                    "/v1/keys",
                    issuer.Live.Secret,
                    new { label = i.ToString(CultureInfo.InvariantCulture), mode = "test" }
                )
            )
            .ToArray();
        var watch = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        while (watch.Elapsed < TimeSpan.FromSeconds(3))
        {
            var started = Stopwatch.GetTimestamp();
            (await app.Get("/health/live")).Should(200);
            (await app.Get("/v1/auth/me", issuer.Live.Secret)).Should(200);
            slowest = TimeSpan.FromTicks(
                Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(started).Ticks)
            );
            await Task.Delay(50);
        }
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await Begin(locking, "ROLLBACK");
        (await Task.WhenAll(writes)).ShouldAllBe(a => a.Status == 201);
    }

    private sealed record Answered(int Status, int? RetryAfter, string Text);

    // Each with a connection of its own, as two hundred clients have.
    private static async Task<Answered[]> Clients(VidimusApp app, Issuer issuer, int count)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = count };
        using var http = new HttpClient(handler) { BaseAddress = app.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", issuer.Live.Secret);
        return await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(async _ =>
                {
                    using var response = await http.GetAsync("/v1/auth/me");
                    return new Answered(
                        (int)response.StatusCode,
                        (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds,
                        await response.Content.ReadAsStringAsync()
                    );
                })
        );
    }

    private static async Task Begin(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
