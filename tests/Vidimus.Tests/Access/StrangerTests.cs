using System.Diagnostics.Metrics;
using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>A server behind a proxy on this machine, so that requests can come from any address.</summary>
public abstract class BehindProxy(Engine engine) : SharedApp(engine)
{
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["Http:TrustedProxies:0"] = "127.0.0.0/8",
                ["Http:TrustedProxies:1"] = "::1",
                ["Http:TrustedProxies:2"] = "192.0.2.0/24",
                ["Limits:FailuresPerAddress"] = "30",
                ["Limits:PublicRequestsPerMinute"] = "50",
                ["Limits:RequestsPerMinute"] = "100000",
            },
        };
}

public sealed class FromProxySqlite() : BehindProxy(Engine.Sqlite);

public sealed class FromProxyPostgres() : BehindProxy(Engine.Postgres);

/// <summary>
/// What an address may do that shows no right key. Runs alone: reads of keys are counted by an instrument that belongs to
/// the process.
/// </summary>
[Collection(nameof(Alone))]
public abstract class StrangerTests(SharedApp shared) : Scenario(shared)
{
    [Collection(nameof(Alone))]
    public sealed class Sqlite(FromProxySqlite shared)
        : StrangerTests(shared),
            IClassFixture<FromProxySqlite>;

    [Collection(nameof(Alone))]
    public sealed class Postgres(FromProxyPostgres shared)
        : StrangerTests(shared),
            IClassFixture<FromProxyPostgres>;

    private static int _addresses;

    private static string NewAddress() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"203.0.{Interlocked.Increment(ref _addresses) / 250}.{_addresses % 250 + 1}"
        );

    private Task<Answer> From(string address, string path, string? key = null) =>
        App.Get(path, key, ("X-Forwarded-For", address), ("X-Forwarded-Proto", "https"));

    private static string WrongKey(int i) =>
        KeyText.WithChecksum(
            $"vdm_live_{i.ToString(CultureInfo.InvariantCulture).PadLeft(43, 'x')}"
        );

    private Task<Answer> Exchange(string address, string authorization, object? body = null) =>
        App.Post(
            "/v1/auth/token",
            null,
            body,
            ("Authorization", authorization),
            ("X-Forwarded-For", address),
            ("X-Forwarded-Proto", "https")
        );

    [Fact]
    public async Task K2_random_keys_with_right_checksums_cost_thirty_reads_and_then_none_while_others_stay_fast()
    {
        var issuer = await App.NewOrganization();
        var (stranger, owner) = (NewAddress(), NewAddress());
        using var reads = new Reads();
        (await From(owner, "/v1/auth/me", issuer.Live.Secret)).Should(200);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        // In the long run as many as ten thousand a second for a minute.
        var many = Long.Wanted ? 600_000 : 5000;
        var (wrong, throttled) = (0, 0);
        var times = new List<TimeSpan>();
        var attack = Parallel.ForAsync(
            0,
            many,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) =>
            {
                var status = (await From(stranger, "/v1/auth/me", WrongKey(i))).Status;
                if (status == 401)
                    Interlocked.Increment(ref wrong);
                else if (status == 429)
                    Interlocked.Increment(ref throttled);
            }
        );
        while (!attack.IsCompleted)
        {
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            (await From(owner, "/v1/auth/me", issuer.Live.Secret)).Should(200);
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started));
        }
        await attack;
        wrong.ShouldBeInRange(30, 30 + 16, "those under way when the bound was reached");
        (wrong + throttled).ShouldBe(many);
        reads.Count.ShouldBe(1 + times.Count + wrong);
        times.Order().ElementAt(times.Count * 99 / 100).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(20_000_000);
    }

    [Fact]
    public async Task After_thirty_wrong_keys_an_address_waits_and_the_answer_says_how_long()
    {
        var address = NewAddress();
        for (var i = 0; i < 30; i++)
            (await From(address, "/v1/auth/me", WrongKey(i))).ShouldBeProblem(
                401,
                "AUTH_INVALID_KEY"
            );
        var refused = (await From(address, "/v1/auth/me", WrongKey(30))).ShouldBeProblem(
            429,
            "TOO_MANY_FAILURES"
        );
        var wait = refused.Number("Retry-After");
        wait.ShouldBeInRange(56, 65);
        (await From(NewAddress(), "/v1/auth/me", WrongKey(31))).Should(401);
        App.Advance(TimeSpan.FromSeconds(wait));
        (await From(address, "/v1/auth/me", WrongKey(32))).Should(401);
    }

    [Fact]
    public async Task T12_every_way_in_counts_and_every_way_in_is_closed()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        var address = NewAddress();
        var forged = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA";
        for (var i = 0; i < 6; i++)
        {
            (await From(address, "/v1/auth/me", WrongKey(i))).Should(401);
            (await From(address, "/v1/auth/me", forged)).Should(401);
            (await From(address, "/v1/organizations", "operator-" + new string('0', 40))).Should(
                401
            );
            (await Exchange(address, VidimusApp.Basic("", WrongKey(i)))).Should(401);
            (await Exchange(address, VidimusApp.Basic(issuer.Live.Id, client.Secret))).Should(401);
        }
        using var reads = new Reads();
        (await From(address, "/v1/auth/me", WrongKey(1))).Should(429);
        (await From(address, "/v1/auth/me", forged)).Should(429);
        (await From(address, "/v1/organizations", App.OperatorToken)).Should(429);
        (await Exchange(address, "Bearer " + WrongKey(2))).Should(429);
        (await Exchange(address, VidimusApp.Basic("", WrongKey(3)))).Should(429);
        (
            await App.Post(
                "/v1/auth/token",
                null,
                VidimusApp.Form(("client_secret", WrongKey(4))),
                ("X-Forwarded-For", address),
                ("X-Forwarded-Proto", "https")
            )
        ).Should(429);
        (
            await App.Post(
                "/verix/v1/auth/token",
                null,
                new { client_secret = WrongKey(5) },
                ("X-Forwarded-For", address),
                ("X-Forwarded-Proto", "https")
            )
        ).Should(429);
        reads.Count.ShouldBe(0);
    }

    [Fact]
    public async Task T12_who_shares_an_address_with_an_attacker_is_not_locked_out()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        var address = NewAddress();
        var token = (await Exchange(address, client.BasicHeader)).Should(200).At("access_token")!;
        (await From(address, "/v1/auth/me", issuer.Live.Secret)).Should(200);
        (await From(address, "/v1/auth/me", token)).Should(200);
        (await From(address, "/v1/organizations", App.OperatorToken)).Should(200);
        for (var i = 0; i < 100; i++)
            await From(address, "/v1/auth/me", WrongKey(i));
        (await From(address, "/v1/auth/me", WrongKey(1))).Should(429);
        (await From(address, "/v1/auth/me", issuer.Live.Secret)).Should(200);
        (await From(address, "/v1/auth/me", token)).Should(200);
        (await Exchange(address, client.BasicHeader)).Should(200);
        (await From(address, "/v1/organizations", App.OperatorToken)).Should(200);
        // A key that is no longer right is forgotten, and then it is as good as any wrong one.
        (await App.Post($"/v1/keys/{client.Id}/revoke", issuer.Live.Secret)).Status.ShouldBeOneOf(
            200,
            204
        );
        (await Exchange(address, client.BasicHeader)).Should(401);
        (await Exchange(address, client.BasicHeader)).Should(429);
    }

    [Fact]
    public async Task T12_who_exchanges_at_an_address_full_of_wrong_keys_can_use_the_new_token()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        var address = NewAddress();
        (await Exchange(address, client.BasicHeader)).Should(200);
        for (var i = 0; i < 40; i++)
            await From(address, "/v1/auth/me", WrongKey(i));
        (await From(address, "/v1/auth/me", WrongKey(1))).Should(429);
        var token = (await Exchange(address, client.BasicHeader)).Should(200).At("access_token")!;
        (await From(address, "/v1/auth/me", token)).Should(200);
        (await From(address, "/v1/auth/me", token)).Should(200);
        (await From(address, "/v1/auth/me", token[..^6] + "AAAAAA")).Should(429);
    }

    [Fact]
    public async Task T12_a_right_key_from_outside_its_networks_counts_as_a_failure_of_that_address()
    {
        var issuer = await App.NewOrganization();
        var narrow = await issuer.Mint(
            new
            {
                label = "Elsewhere",
                mode = "live",
                scopes = new[] { "read" },
                allowedNetworks = new[] { "192.0.2.0/24" },
            }
        );
        var address = NewAddress();
        for (var i = 0; i < 30; i++)
            (await From(address, "/v1/auth/me", narrow.Secret)).ShouldBeProblem(
                403,
                "AUTH_ADDRESS_NOT_ALLOWED"
            );
        using var reads = new Reads();
        (await From(address, "/v1/auth/me", narrow.Secret)).ShouldBeProblem(
            429,
            "TOO_MANY_FAILURES"
        );
        reads.Count.ShouldBe(0);
        // A key that lacks a scope is right: it is bound by its own limit.
        var reader = await issuer.KeyWith("groups:read");
        var other = NewAddress();
        for (var i = 0; i < 31; i++)
            (await From(other, "/v1/keys", reader.Secret)).ShouldBeProblem(
                403,
                "AUTH_SCOPE_INSUFFICIENT"
            );
    }

    [Fact]
    public async Task T12_a_thousand_exchanges_in_parallel_work()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        var address = NewAddress();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(_ => Exchange(address, client.BasicHeader))
        );
        answers.ShouldAllBe(a => a.Status == 200);
        var limited = await issuer.Mint(
            new
            {
                label = "Limited client",
                mode = "live",
                kind = "clientToken",
                rateLimitPerMinute = 10,
            }
        );
        answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Exchange(NewAddress(), limited.BasicHeader))
        );
        answers.Count(a => a.Status == 200).ShouldBe(10);
        answers.Count(a => a.Status == 429).ShouldBe(40);
    }

    [Fact]
    public async Task L6_only_the_chain_of_trusted_proxies_says_where_a_request_comes_from()
    {
        var address = NewAddress();
        for (var i = 0; i < 30; i++)
            (await From($"198.51.100.{i}, {address}", "/v1/auth/me", WrongKey(i))).Should(401);
        // What stands left of an address that is no proxy of ours is that stranger's own invention.
        (await From($"198.51.100.99, {address}", "/v1/auth/me", WrongKey(31))).Should(429);
        (
            await From(
                $"198.51.100.99, {address}, 192.0.2.8, 192.0.2.9",
                "/v1/auth/me",
                WrongKey(32)
            )
        ).Should(429);
        (await From($"{address}, 192.0.2.8, {NewAddress()}", "/v1/auth/me", WrongKey(33))).Should(
            401
        );
        (await From("2001:db8:7::1", "/v1/auth/me", WrongKey(34))).Should(401);
        for (var i = 0; i < 29; i++)
            (await From($"2001:db8:7::{i + 2:x}", "/v1/auth/me", WrongKey(i))).Should(401);
        (await From("2001:db8:7::ffff", "/v1/auth/me", WrongKey(35))).Should(429);
        (await From("2001:db8:7:1::1", "/v1/auth/me", WrongKey(36))).Should(401);
    }

    [Fact]
    public async Task L6_without_a_trusted_proxy_a_forwarded_address_counts_for_nothing()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string> { ["Limits:FailuresPerAddress"] = "5" },
            }
        );
        for (var i = 0; i < 5; i++)
            (await app.Get("/v1/auth/me", WrongKey(i), ("X-Forwarded-For", NewAddress()))).Should(
                401
            );
        foreach (
            var header in new[] { "X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP" }
        )
            (
                await app.Get(
                    "/v1/auth/me",
                    WrongKey(6),
                    (header, header == "Forwarded" ? $"for={NewAddress()}" : NewAddress())
                )
            ).ShouldBeProblem(429, "TOO_MANY_FAILURES");
    }

    [Fact]
    public async Task Public_routes_have_a_limit_by_address_and_health_and_style_sheets_have_none()
    {
        var address = NewAddress();
        for (var i = 49; i >= 0; i--)
            (await From(address, "/oauth/jwks")).Should(200)["RateLimit"]!.ShouldStartWith(
                $"\"public\";r={i};t="
            );
        var refused = (await From(address, "/verify/cred_none")).ShouldBeProblem(
            429,
            "TOO_MANY_REQUESTS"
        );
        refused.Number("Retry-After").ShouldBeInRange(56, 65);
        refused["RateLimit-Policy"].ShouldBe("\"public\";q=50;w=60");
        (await From(address, "/status/stl_none/revocation")).Should(429);
        (
            await App.Post(
                "/v1/verifications",
                null,
                new { text = "x" },
                ("X-Forwarded-For", address),
                ("X-Forwarded-Proto", "https")
            )
        ).Should(429);
        for (var i = 0; i < 60; i++)
            (await From(address, "/health/live")).Should(200);
        (await From(address, "/health")).Should(200);
        (await From(address, "/assets/vidimus.css")).Status.ShouldNotBe(429);
        // A key has its own limit, wherever it comes from.
        var issuer = await App.NewOrganization();
        (await From(address, "/v1/auth/me", issuer.Live.Secret)).Should(200);
        App.Advance(TimeSpan.FromSeconds(65));
        (await From(address, "/oauth/jwks")).Should(200);
    }

    /// <summary>Counts reads of the key table.</summary>
    private sealed class Reads : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public Reads()
        {
            _listener.InstrumentPublished = static (instrument, l) =>
            {
                if (instrument.Name == "vidimus.key.lookups")
                    l.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>(
                (_, value, _, _) => Interlocked.Add(ref _count, value)
            );
            _listener.Start();
        }

        public long Count => Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
