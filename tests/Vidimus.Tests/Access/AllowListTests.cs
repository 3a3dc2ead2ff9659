using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>A server behind a proxy that it trusts, so that tests may come from any address.</summary>
public abstract class ProxiedApp(Engine engine) : SharedApp(engine)
{
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["Http:TrustedProxies:0"] = "127.0.0.0/8",
                ["Http:TrustedProxies:1"] = "::1",
            },
        };
}

public sealed class ProxiedOnSqlite() : ProxiedApp(Engine.Sqlite);

public sealed class ProxiedOnPostgres() : ProxiedApp(Engine.Postgres);

/// <summary>Keys that may be used from some networks only, and the record of who tried.</summary>
public abstract class AllowListTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ProxiedOnSqlite shared)
        : AllowListTests(shared),
            IClassFixture<ProxiedOnSqlite>;

    public sealed class Postgres(ProxiedOnPostgres shared)
        : AllowListTests(shared),
            IClassFixture<ProxiedOnPostgres>;

    private const string Me = "/v1/auth/me";

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.0/25", "192.0.2.128", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.9", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.9", true)]
    [InlineData("2001:db8:1::/48", "2001:db8:1:ffff::1", true)]
    [InlineData("2001:db8:1::/48", "2001:db8:2::1", false)]
    [InlineData("::/0", "192.0.2.9", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("0.0.0.0/0", "198.51.100.1", true)]
    public async Task A_key_opens_from_its_networks_only(string network, string from, bool opens)
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Here",
                mode = "live",
                allowedNetworks = new[] { network },
            }
        );
        var answer = await From(from, Me, key.Secret);
        if (opens)
            answer.Should(200);
        else
            answer.ShouldBeProblem(403, "AUTH_ADDRESS_NOT_ALLOWED").Text.ShouldNotContain(from);
    }

    [Fact]
    public async Task The_list_binds_access_tokens_and_the_exchange_and_from_its_change_on()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.ClientTokenWith("read");
        (await Exchange("198.51.100.1", key)).Should(200);
        var token = (await Exchange("192.0.2.1", key)).Should(200).At("access_token")!;
        Output.Plant("access token", token);
        (await From("198.51.100.1", Me, token)).Should(200);
        (await Edit(issuer, key, """{"allowedNetworks":["192.0.2.0/24"]}""")).Should(200);
        (await From("198.51.100.1", Me, token)).ShouldBeProblem(403, "AUTH_ADDRESS_NOT_ALLOWED");
        (await Exchange("198.51.100.1", key)).ShouldBeProblem(403, "AUTH_ADDRESS_NOT_ALLOWED");
        (await From("192.0.2.200", Me, token)).Should(200);
        // Told only to who holds the whole key.
        (await From("198.51.100.1", Me, KeyText.NearMissOf(key.Secret))).ShouldBeProblem(
            401,
            "AUTH_INVALID_KEY"
        );
        (await Edit(issuer, key, """{"label":"Still bound"}""")).Should(200);
        (await From("198.51.100.1", Me, token)).ShouldBeProblem(403, "AUTH_ADDRESS_NOT_ALLOWED");
        (await Edit(issuer, key, """{"allowedNetworks":[]}"""))
            .Should(200)
            .At("allowedNetworks")
            .ShouldBe("[]");
        (await From("198.51.100.1", Me, token)).Should(200);
    }

    [Fact]
    public async Task An_address_that_a_stranger_claims_counts_for_nothing()
    {
        await using var app = await VidimusApp.Start(new(App.Engine));
        var issuer = await app.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Far away",
                mode = "live",
                allowedNetworks = new[] { "203.0.113.0/24" },
            }
        );
        foreach (var header in new[] { "X-Forwarded-For", "X-Real-IP", "Forwarded" })
            (await app.Get(Me, key.Secret, (header, "203.0.113.5"))).ShouldBeProblem(
                403,
                "AUTH_ADDRESS_NOT_ALLOWED"
            );
    }

    [Fact]
    public async Task Networks_are_shown_in_one_normal_form_each_once()
    {
        var issuer = await App.NewOrganization();
        (
            await Edit(
                issuer,
                issuer.Test,
                """{"allowedNetworks":["10.1.2.3/8","10.0.0.0/8","192.0.2.7","2001:DB8:0:0::1/32","::ffff:10.0.0.0/104","::1"]}"""
            )
        )
            .Should(200)
            .At("allowedNetworks")
            .ShouldBe("""["10.0.0.0/8","192.0.2.7/32","2001:db8::/32","::1/128"]""");
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/")]
    [InlineData("/8")]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("3232235777")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::ffff:10.0.0.0/80")]
    [InlineData("10.0.0.0/8 192.0.2.0/24")]
    [InlineData("localhost")]
    public async Task What_is_no_network_is_refused_by_its_place(string network)
    {
        var issuer = await App.NewOrganization();
        (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                new
                {
                    label = "x",
                    mode = "live",
                    allowedNetworks = new[] { "192.0.2.0/24", network },
                }
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "allowedNetworks.1");
    }

    [Fact]
    public async Task A_list_holds_at_most_fifty_networks()
    {
        var issuer = await App.NewOrganization();
        string List(int count) =>
            $$"""{"allowedNetworks":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"10.0.{i}.0/24\""))}}]}""";
        (await Edit(issuer, issuer.Test, List(50))).Should(200);
        (await Edit(issuer, issuer.Test, List(51))).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "allowedNetworks"
        );
        (await Edit(issuer, issuer.Test, """{"allowedNetworks":[null]}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "allowedNetworks.0"
        );
    }

    [Fact]
    public async Task Refusals_of_a_known_key_and_exchanges_are_counted_by_day_and_network_never_by_address()
    {
        var issuer = await App.NewOrganization();
        var here = await issuer.Mint(
            new
            {
                label = "Here",
                mode = "live",
                environment = "staging",
                scopes = new[] { "read" },
                allowedNetworks = new[] { "192.0.2.0/24", "2001:db8::/32" },
            }
        );
        for (var i = 1; i <= 3; i++)
            (await From($"198.51.100.{i}", Me, here.Secret)).Should(403);
        (await From("2001:db8:7:1::9", "/v1/keys", here.Secret)).Should(403);
        (await Exchange("192.0.2.77", here)).Should(200);
        (await App.Post($"/v1/keys/{here.Id}/suspend", issuer.Live.Secret)).Should(200);
        (await From("192.0.2.77", Me, here.Secret)).Should(401);
        (await App.Post($"/v1/keys/{here.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await From("192.0.2.78", Me, here.Secret)).Should(401);
        (await From("192.0.2.78", Me, KeyText.NearMissOf(here.Secret))).Should(401);
        string[] expected =
        [
            "address_not_allowed 198.51.100.0/24 3",
            "exchanged 192.0.2.0/24 1",
            "revoked 192.0.2.0/24 1",
            "scope_insufficient 2001:db8:7::/48 1",
            "suspended 192.0.2.0/24 1",
        ];
        (await History(issuer, $"/v1/keys/{here.Id}/authentications", expected.Length)).ShouldBe(
            expected
        );
        (await History(issuer, "/v1/authentications?environment=staging", 5)).ShouldBe(expected);
        (await History(issuer, "/v1/authentications?environment=production", 0)).ShouldBeEmpty();
        (
            await History(issuer, $"/v1/authentications?outcome=revoked&keyId={here.Id}", 1)
        ).ShouldBe([expected[2]]);
        (await App.Get("/v1/authentications", issuer.Test.Secret))
            .Should(200)
            .At("data")
            .ShouldBe("[]");
        (await App.Get($"/v1/keys/{here.Id}/authentications", issuer.Test.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        var stranger = await App.NewOrganization();
        (await App.Get($"/v1/authentications?keyId={here.Id}", stranger.Live.Secret))
            .Should(200)
            .At("data")
            .ShouldBe("[]");
        System.Text.Encoding.Latin1.GetString(await App.Dump()).ShouldNotContain("198.51.100.2");
    }

    [Fact]
    public async Task The_history_is_paged_and_its_filters_are_checked()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        for (var i = 0; i < 5; i++)
            (await Exchange($"10.0.{i}.1", key)).Should(200);
        await History(issuer, "/v1/authentications", 5);
        var seen = new List<string>();
        for (string? cursor = null; ; )
        {
            var page = (
                await App.Get(
                    $"/v1/authentications?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}",
                    issuer.Live.Secret
                )
            ).Should(200);
            seen.AddRange(
                page.Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(a => a.GetProperty("id").GetString()!)
            );
            if ((cursor = page.At("nextCursor")) is null)
                break;
        }
        seen.Count.ShouldBe(5);
        seen.ShouldBe(seen.Distinct().OrderDescending(StringComparer.Ordinal));
        foreach (var wrong in new[] { "environment=moon", "outcome=liked", "limit=0" })
            (await App.Get($"/v1/authentications?{wrong}", issuer.Live.Secret)).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                wrong.Split('=')[0]
            );
    }

    [Fact]
    public async Task Many_networks_of_one_day_are_counted_together_and_the_rows_stay_few()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        for (var i = 0; i < 70; i++)
            (await From($"10.7.{i}.1", Me, key.Secret)).Should(401);
        await History(issuer, "/v1/authentications?limit=100", 51);
        var counts = await App.Query(
            "SELECT network, count FROM access_authentications WHERE key_id = @id",
            ("id", key.Id)
        );
        counts.Count.ShouldBe(51);
        counts.Sum(c => (long)c[1]!).ShouldBe(70);
        ((long)counts.Single(c => (string)c[0]! == "others")[1]!).ShouldBe(20);
        App.Clock.Jump(TimeSpan.FromDays(92));
        var forgotten = await Patience.Until(
            async () =>
                (
                    await App.Query(
                        "SELECT 1 FROM access_authentications WHERE key_id = @id",
                        ("id", key.Id)
                    )
                ).Count == 0,
            () => App.Advance(TimeSpan.FromMinutes(10))
        );
        forgotten.ShouldBeTrue("The history is kept for ever.");
    }

    private Task<Answer> From(string address, string path, string key) =>
        App.Get(path, key, ("X-Forwarded-For", address), ("X-Forwarded-Proto", "https"));

    private Task<Answer> Exchange(string address, Key key) =>
        App.Send(
            HttpMethod.Post,
            "/v1/auth/token",
            key.Secret,
            null,
            ("X-Forwarded-For", address),
            ("X-Forwarded-Proto", "https")
        );

    private Task<Answer> Edit(Issuer issuer, Key key, string change) =>
        App.Patch($"/v1/keys/{key.Id}", issuer.Live.Secret, change);

    /// <summary>Outcome, network and count, once as many are written as expected.</summary>
    private async Task<string[]> History(Issuer issuer, string path, int expected)
    {
        string[] counts = [];
        await Patience.Until(Written, () => App.Advance(TimeSpan.FromSeconds(5)));
        return counts;

        async Task<bool> Written()
        {
            counts =
            [
                .. (await App.Get(path, issuer.Live.Secret))
                    .Should(200)
                    .Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(a =>
                        $"{a.GetProperty("outcome").GetString()} {a.GetProperty("network").GetString()} {a.GetProperty("count").GetRawText()}"
                    )
                    .Order(StringComparer.Ordinal),
            ];
            return counts.Length >= expected;
        }
    }
}
