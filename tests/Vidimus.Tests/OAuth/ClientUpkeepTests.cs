using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>However many clients register, the server keeps few of them and not for long.</summary>
public sealed class ClientUpkeepTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task O8_registrations_are_limited_by_address_and_in_all(Engine engine)
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["OAuth:RegistrationsPerAddress"] = "3",
                    ["OAuth:RegistrationsPerMinute"] = "5",
                    ["Http:TrustedProxies:0"] = "127.0.0.1",
                    ["Http:TrustedProxies:1"] = "::1",
                },
            }
        );
        async Task<Answer> From(string address, string uri = "http://localhost/cb")
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/register")
            {
                Content = VidimusApp.Json(new { redirect_uris = new[] { uri } }),
            };
            request.Headers.Add("X-Forwarded-For", address);
            request.Headers.Add("X-Forwarded-Proto", "https");
            return await app.Send(request);
        }
        // What is refused for itself counts for its address and takes nothing of the others'.
        foreach (var address in new[] { "198.51.100.8", "198.51.100.9" })
        {
            for (var i = 0; i < 3; i++)
                (await From(address, "http://helper.example/cb")).Should(400);
            (await From(address)).Should(429);
        }
        for (var i = 0; i < 3; i++)
            (await From("198.51.100.1")).Should(201);
        var refused = (await From("198.51.100.1")).Should(429);
        refused.At("error").ShouldBe("temporarily_unavailable");
        refused.Number("Retry-After").ShouldBeInRange(1, 65);
        (await From("198.51.100.2")).Should(201);
        (await From("198.51.100.3")).Should(201);
        (await From("198.51.100.4")).Should(429);
        app.Advance(TimeSpan.FromSeconds(70));
        (await From("198.51.100.1")).Should(201);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task O8_thousands_of_clients_leave_no_more_than_are_kept_and_push_out_only_the_oldest_unused(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["OAuth:RegistrationsPerAddress"] = "10000",
                    ["OAuth:RegistrationsPerMinute"] = "10000",
                    ["OAuth:MostUnusedClients"] = "50",
                },
            }
        );
        var used = await app.RegisterPublic("In use", "http://localhost/cb");
        await app.Execute(
            $"UPDATE access_oauth_registrations SET used_at = {Now(app)} WHERE id = '{used}'"
        );
        // As if the limits had let them in.
        await Unused(app, 1000);
        for (var i = 0; i < 60; i++)
            await app.RegisterPublic($"Late {i}", "http://localhost/cb");
        (await Count(app, "used_at IS NULL")).ShouldBe(50);
        (await Count(app, $"id = '{used}'")).ShouldBe(1);
        (await Count(app, "name LIKE 'Late %'")).ShouldBe(50);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task O8_a_client_that_nobody_lets_in_is_forgotten_after_a_day_and_one_that_does_not_return_after_thirty(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var today = await app.RegisterPublic("Today", "http://localhost/cb");
        var left = await app.RegisterPublic("Left", "http://localhost/cb");
        var back = await app.RegisterPublic("Back", "http://localhost/cb");
        await Unused(app, 1200);
        const long day = 86_400_000;
        foreach (
            var (id, used) in new[] { (left, Now(app) - 31 * day), (back, Now(app) - 20 * day) }
        )
            await app.Execute(
                $"UPDATE access_oauth_registrations SET used_at = {used} WHERE id = '{id}'"
            );
        app.Advance(TimeSpan.FromMinutes(11));
        await Gone(app, "name = 'x'");
        await Gone(app, $"id = '{left}'");
        (await Count(app, "1 = 1")).ShouldBe(2);
        app.Advance(TimeSpan.FromDays(1.1));
        app.Advance(TimeSpan.FromMinutes(11));
        await Gone(app, $"id = '{today}'");
        (await Count(app, $"id = '{back}'")).ShouldBe(1);
    }

    /// <summary>Clients of long ago that nobody let in.</summary>
    private static Task Unused(VidimusApp app, int count) =>
        app.Execute(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            INSERT INTO access_oauth_registrations (id, name, redirect_uris, auth_method, created_at)
            SELECT 'dcr_00000000000000000000' || (100000 + i), 'x', 'https://x.example/', 'none', 1 FROM n
            """
        );

    [Fact]
    public async Task The_operator_switches_registration_off()
    {
        await using var app = await VidimusApp.Start(
            new() { Settings = new Dictionary<string, string> { ["OAuth:Registration"] = "false" } }
        );
        var answer = await app.Register("""{"redirect_uris":["http://localhost/cb"]}""");
        answer.Should(403).At("error").ShouldBe("access_denied");
        answer.At("error_description")!.ShouldContain("administrator");
    }

    [Fact]
    public async Task O2_addresses_of_programs_are_the_operators_to_take()
    {
        await using var app = await VidimusApp.Start(
            new()
            {
                Settings = new Dictionary<string, string>
                {
                    ["OAuth:KnownNativeRedirects"] = "false",
                    ["OAuth:NativeRedirects:0"] = "com.example.helper:/callback",
                    // A browser carries this out, whoever lists it.
                    ["OAuth:NativeRedirects:1"] = "javascript:alert(1)",
                },
            }
        );
        async Task<int> Try(string uri) =>
            (await app.Register($$"""{"redirect_uris":["{{uri}}"]}""")).Status;
        (await Try("com.example.helper:/callback")).ShouldBe(201);
        (await Try("com.example.helper:/callback/more")).ShouldBe(400);
        (await Try("cursor://anysphere.cursor-mcp/oauth/callback")).ShouldBe(400);
        (await Try("javascript:alert(1)")).ShouldBe(400);
    }

    private static async Task Gone(VidimusApp app, string where)
    {
        for (var tries = 0; await Count(app, where) > 0; tries++)
        {
            tries.ShouldBeLessThan(400);
            await Task.Delay(25);
        }
    }

    private static long Now(VidimusApp app) => app.Clock.Now.ToUnixTimeMilliseconds();

    private static async Task<long> Count(VidimusApp app, string where) =>
        Convert.ToInt64(
            (await app.Query($"SELECT count(*) FROM access_oauth_registrations WHERE {where}"))[0][
                0
            ],
            CultureInfo.InvariantCulture
        );
}
