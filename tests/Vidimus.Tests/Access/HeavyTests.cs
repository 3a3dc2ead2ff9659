using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Audit;
using Vidimus.Tests.Issuing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>Expensive requests: what holds a place, for how long, and what is left for others.</summary>
public abstract class HeavyTests(Engine engine)
{
    public sealed class Sqlite() : HeavyTests(Engine.Sqlite);

    public sealed class Postgres() : HeavyTests(Engine.Postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<VidimusApp> Start(params (string Name, string Value)[] settings)
    {
        Engines.Demand(engine);
        var all = settings.ToDictionary(s => $"Limits:{s.Name}", s => s.Value);
        all["Limits:RequestsPerMinute"] = "100000";
        return VidimusApp.Start(new(engine) { Settings = all });
    }

    internal static Task<Answer> List(VidimusApp app, Issuer issuer) =>
        app.Post(
            "/v1/credentials/batch",
            issuer.Live.Secret,
            new { groupId = "grp_none", rows = new[] { new { } } }
        );

    [Fact]
    public async Task H2_a_body_that_is_still_coming_takes_no_place_of_anybody()
    {
        await using var app = await Start(("HeavyPerOrganization", "1"), ("HeavyAtOnce", "2"));
        var (busy, slow) = (await app.NewOrganization(), await app.NewOrganization());
        using var end = new CancellationTokenSource();
        var sending = Enumerable
            .Range(0, 8)
            .Select(i => SendSlowly(app, i % 2 == 0 ? busy.Live : slow.Live, end.Token))
            .ToList();
        await Task.Delay(300, Cancellation);
        var started = Stopwatch.GetTimestamp();
        foreach (var issuer in new[] { busy, slow, await app.NewOrganization() })
            (await List(app, issuer)).ShouldBeProblem(404, "GROUP_NOT_FOUND", "groupId");
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(4));
        await end.CancelAsync();
        await Task.WhenAll(sending);
    }

    [Fact]
    public async Task N9_one_organizations_exports_take_only_its_places_and_a_quarter_of_all()
    {
        await using var app = await Start(("HeavyPerOrganization", "4"), ("HeavyAtOnce", "4"));
        var (busy, _) = await app.WithRecord(1);
        var other = await app.NewOrganization();
        await Lengthen(app, busy.Issuer);
        using var reader = await ReadSlowly(app, busy.Issuer.Live);
        var waiting = List(app, busy.Issuer);
        var started = Stopwatch.GetTimestamp();
        (await List(app, other)).Should(404);
        (await app.Get("/v1/auth/me", busy.Issuer.Live.Secret)).Should(200);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(4));
        (await waiting).ShouldBeProblem(429, "TOO_MANY_AT_ONCE")["Retry-After"].ShouldBe("2");
    }

    [Fact]
    public async Task H2_an_export_that_is_read_slowly_is_broken_off_and_its_place_is_free_again()
    {
        await using var app = await Start(("HeavyPerOrganization", "1"), ("HeavySeconds", "1"));
        var (busy, _) = await app.WithRecord(1);
        await Lengthen(app, busy.Issuer);
        using var reader = await ReadSlowly(app, busy.Issuer.Live);
        (await List(app, busy.Issuer)).Should(404);
        // What was under way comes, then the connection is over: not the whole, and not its regular end.
        var rest = new MemoryStream();
        try
        {
            await reader.GetStream().CopyToAsync(rest, Cancellation);
        }
        catch (IOException)
        {
            // reset
        }
        rest.Length.ShouldBeLessThan(Facts * (long)FactSize);
        Output.LinesWith("has already started").ShouldBeEmpty();
    }

    [Fact]
    public async Task H1_a_hundred_verifications_by_one_key_leave_others_an_answer()
    {
        await using var app = await Start();
        var (busy, _) = await app.WithRecord(1);
        var other = await app.NewOrganization();
        await app.Execute(
            $"{Copies} SELECT organization_id, 'fct_x' || i, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members FROM n, platform_facts WHERE organization_id = @o AND number = 1",
            ("o", busy.Issuer.Id)
        );
        await app.Sealed(busy.Issuer.Id);
        var verifying = Enumerable
            .Range(0, 100)
            .Select(_ =>
                app.Post("/v1/audit/verifications", busy.Issuer.Live.Secret, new { from = 1 })
            )
            .ToList();
        var all = Task.WhenAll(verifying);
        var slowest = TimeSpan.Zero;
        while (!all.IsCompleted)
        {
            var started = Stopwatch.GetTimestamp();
            (await app.Get("/v1/auth/me", other.Live.Secret)).Should(200);
            var took = Stopwatch.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
        }
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        var answers = await all;
        answers.Count(a => a.Status == 429).ShouldBeGreaterThan(60);
        var done = answers.Where(a => a.Status == 200).ToList();
        done.Count.ShouldBeGreaterThanOrEqualTo(4);
        done.ShouldAllBe(a => a.Json.GetProperty("valid").GetBoolean());
    }

    internal const int Facts = 6000;
    internal const int FactSize = 4000;

    private static string Copies =>
        $"INSERT INTO platform_facts (organization_id, id, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members) WITH RECURSIVE n(i) AS (SELECT 10001 UNION ALL SELECT i + 1 FROM n WHERE i < {10000 + Facts})";

    /// <summary>A record larger than what the machine keeps for a reader who does not read.</summary>
    internal static async Task Lengthen(VidimusApp app, Issuer issuer)
    {
        await app.Execute(
            $"{Copies} SELECT organization_id, 'fct_x' || i, mode, at, kind, resource_id, actor_kind, actor_id, request_id, '{{\"pad\":\"{new string('x', FactSize)}\"}}' FROM n, platform_facts WHERE organization_id = @o AND number = 1",
            ("o", issuer.Id)
        );
        await app.Sealed(issuer.Id);
    }

    private static Task<TcpClient> ReadSlowly(VidimusApp app, Key key) =>
        ReadSlowly(app, "/v1/audit/export", $"Authorization: Bearer {key.Secret}");

    internal static async Task<TcpClient> ReadSlowly(VidimusApp app, string path, string header)
    {
        var client = new TcpClient { ReceiveBufferSize = 8192 };
        await client.ConnectAsync("localhost", app.Port, Cancellation);
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n"
                ),
                Cancellation
            );
        await client.GetStream().ReadExactlyAsync(new byte[100], Cancellation);
        return client;
    }

    private static async Task SendSlowly(VidimusApp app, Key key, CancellationToken end)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("localhost", app.Port, end);
            var stream = socket.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /v1/credentials/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key.Secret}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{{"
                ),
                end
            );
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(new string(' ', 2000)), end);
                await Task.Delay(200, end);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // the test is over
        }
    }
}
