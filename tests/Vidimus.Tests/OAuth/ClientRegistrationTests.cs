using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>Programs that register themselves (RFC 7591): what is taken of what they say, and how much of it is kept.</summary>
public abstract class ClientRegistrationTests(SharedApp shared) : Scenario(shared)
{
    private const string Loopback = "http://localhost:8787/callback";

    [Fact]
    public async Task A_public_client_is_registered_with_all_that_is_known_of_it_and_no_secret()
    {
        var answer = await Register(
            """
            {"client_name":"Desk Helper","redirect_uris":["http://127.0.0.1/callback","https://helper.example/cb?from=desk"],
             "grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],
             "response_types":["code"],"token_endpoint_auth_method":"none","application_type":"native","scope":"read admin",
             "client_uri":"https://helper.example","logo_uri":"https://helper.example/l.png","contacts":["a@example.org"],
             "software_statement":"e30.e30.","x-unknown":{"deep":[1]}}
            """
        );
        answer.Should(201)["Cache-Control"].ShouldBe("no-store");
        answer
            .Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(
                [
                    "client_id",
                    "client_id_issued_at",
                    "client_name",
                    "redirect_uris",
                    "grant_types",
                    "response_types",
                    "token_endpoint_auth_method",
                    "application_type",
                ],
                ignoreOrder: true
            );
        answer.At("client_name").ShouldBe("Desk Helper");
        answer
            .At("redirect_uris")
            .ShouldBe("""["http://127.0.0.1/callback","https://helper.example/cb?from=desk"]""");
        answer.At("grant_types").ShouldBe("""["authorization_code","refresh_token"]""");
        answer.At("response_types").ShouldBe("""["code"]""");
        answer
            .Json.GetProperty("client_id_issued_at")
            .GetInt64()
            .ShouldBe(App.Clock.Now.ToUnixTimeSeconds());
        answer.At("client_id")!.ShouldStartWith("dcr_");
    }

    [Fact]
    public async Task A_client_that_says_nothing_else_is_confidential_and_shown_its_secret_once()
    {
        var answer = await Register($$"""{"redirect_uris":["{{Loopback}}"]}""");
        var secret = answer.Should(201).At("client_secret").ShouldNotBeNull();
        secret.Length.ShouldBeGreaterThan(40);
        answer.At("client_secret_expires_at").ShouldBe("0");
        answer.At("token_endpoint_auth_method").ShouldBe("client_secret_basic");
        answer.At("grant_types").ShouldBe("""["authorization_code"]""");
        answer.At("application_type").ShouldBe("native");
        // RFC 7591 section 3.2.1: the secret is the client's; here only its digest stays.
        Encoding.UTF8.GetString(await App.Store.Dump()).ShouldNotContain(secret);
    }

    [Fact]
    public async Task Cursor_registers_its_three_addresses_at_once()
    {
        var answer = await Register(
            """
            {"client_name":"Cursor","redirect_uris":["cursor://anysphere.cursor-mcp/oauth/callback",
             "https://www.cursor.com/agents/mcp/oauth/callback","http://localhost:8787/callback"],
             "token_endpoint_auth_method":"none"}
            """
        );
        answer.Should(201);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript://helper.example/%0aalert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("vbscript:msgbox(1)")]
    [InlineData("blob:https://helper.example/1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("about:blank")]
    [InlineData("view-source:https://helper.example/")]
    [InlineData("helper://callback")]
    [InlineData("com.example.helper:/callback")]
    [InlineData("cursor://anysphere.cursor-mcp/oauth/callback2")]
    [InlineData("cursor://anysphere.cursor-mcp/oauth/callback?x=1")]
    [InlineData("CURSOR://anysphere.cursor-mcp/oauth/callback")]
    [InlineData("ws://localhost/callback")]
    [InlineData("//helper.example/callback")]
    [InlineData("helper.example/callback")]
    [InlineData("")]
    public async Task O2_an_address_of_another_scheme_is_refused_with_all_that_come_with_it(
        string uri
    ) => await RefusesRedirect(uri);

    [Theory]
    [InlineData("http://helper.example/callback")]
    [InlineData("http://127.0.0.2/callback")]
    [InlineData("http://127.1/callback")]
    [InlineData("http://2130706433/callback")]
    [InlineData("http://0x7f.0.0.1/callback")]
    [InlineData("http://localhost./callback")]
    [InlineData("http://localhost.helper.example/callback")]
    [InlineData("http://LOCALHOST/callback")]
    [InlineData("http://[::2]/callback")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/callback")]
    [InlineData("http://[::ffff:127.0.0.1]/callback")]
    [InlineData("http://localhost:0/callback")]
    [InlineData("http://localhost:080/callback")]
    [InlineData("http://localhost:65536/callback")]
    [InlineData("http://localhost:8@helper.example/callback")]
    [InlineData("https://helper.example/callback#")]
    [InlineData("https://helper.example/callback#part")]
    [InlineData("https://ada@helper.example/callback")]
    [InlineData("https://helper.example@other.example/callback")]
    [InlineData("https://helper.example./callback")]
    [InlineData("https://Helper.example/callback")]
    [InlineData("HTTPS://helper.example/callback")]
    [InlineData("https://helper.example\\@other.example/callback")]
    [InlineData("https://helper%2eexample/callback")]
    [InlineData("https://hélper.example/callback")]
    [InlineData("https://helper。example/callback")]
    [InlineData("https://helper.example/a/../callback")]
    [InlineData("https://helper.example/a/%2e%2e/callback")]
    [InlineData("https://helper.example/a%2fcallback")]
    [InlineData("https://helper.example/a%5Ccallback")]
    [InlineData("https://helper.example/callback%0d%0aX: y")]
    [InlineData("https://helper.example/callback%00")]
    [InlineData("https://helper.example/%zz")]
    [InlineData("https://helper.example/call back")]
    [InlineData("https://helper.example/callback?code=1")]
    [InlineData("https://helper.example/callback?x=1&state=2")]
    [InlineData("https:///callback")]
    [InlineData("https://-helper.example/")]
    [InlineData("https://[::ffff:127.0.0.1]/callback")]
    [InlineData("https://[::ffff:203.0.113.9]/callback")]
    [InlineData("https://helper.example/callback?%63ode=1")]
    [InlineData("https://helper.example/callback?a=b&st%61te=1")]
    [InlineData("https://helper.example/callback?%69%73%73")]
    [InlineData("https://helper..example/")]
    public async Task O1_an_address_that_can_be_read_in_two_ways_is_refused(string uri) =>
        await RefusesRedirect(uri);

    [Fact]
    public async Task O1_too_long_an_address_too_many_of_them_and_none_at_all_are_refused()
    {
        await RefusesRedirect("https://helper.example/" + new string('a', 1024));
        foreach (
            var uris in new[]
            {
                "[]",
                "null",
                "\"https://helper.example/cb\"",
                "[null]",
                "[5]",
                "["
                    + string.Join(
                        ',',
                        Enumerable.Range(0, 21).Select(i => $"\"https://helper.example/{i}\"")
                    )
                    + "]",
            }
        )
            (await Register($$"""{"redirect_uris":{{uris}}}"""))
                .Should(400)
                .At("error")
                .ShouldBe("invalid_redirect_uri", uris);
        (await Register("{}")).Should(400).At("error").ShouldBe("invalid_redirect_uri");
    }

    [Theory]
    [InlineData("\"token_endpoint_auth_method\":\"private_key_jwt\"")]
    [InlineData("\"token_endpoint_auth_method\":\"client_secret_jwt\"")]
    [InlineData("\"token_endpoint_auth_method\":7")]
    [InlineData("\"grant_types\":[\"implicit\"]")]
    [InlineData("\"grant_types\":[\"client_credentials\"]")]
    [InlineData("\"grant_types\":[]")]
    [InlineData("\"response_types\":[\"token\"]")]
    [InlineData("\"application_type\":\"other\"")]
    [InlineData("\"client_name\":\"\"")]
    [InlineData("\"client_name\":\" Helper\"")]
    [InlineData("\"client_name\":{\"a\":1}")]
    [InlineData("\"client_name\":\"Helper\",\"client_name\":\"Other\"")]
    public async Task What_this_server_does_not_offer_is_refused_by_name(string member)
    {
        var answer = await Register($$"""{"redirect_uris":["{{Loopback}}"],{{member}}}""");
        answer.Should(400).At("error").ShouldBe("invalid_client_metadata");
        answer.At("error_description").ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData("Claude\u200b")]
    [InlineData("Claude\u202e")]
    [InlineData("Cl\u00adaude")]
    [InlineData("Claude\ufeff")]
    [InlineData("\u2066Claude")]
    [InlineData("Claude\u3164")]
    [InlineData("Claude\u2800")]
    [InlineData("Claude\u00a0Desktop")]
    [InlineData("Claude\u2003Desktop")]
    [InlineData("Claude\nDesktop")]
    [InlineData("Claude\u0000")]
    [InlineData("Claude\u2028")]
    [InlineData("Claude\ufe0f")]
    [InlineData("Claude\ue000")]
    [InlineData("Claude\U000e0041")]
    [InlineData("C\u0301\u0302\u0303laude")]
    public async Task O8_hidden_characters_in_a_name_are_refused(string name) =>
        (
            await Register(
                new JsonObject
                {
                    ["client_name"] = name,
                    ["redirect_uris"] = new JsonArray(Loopback),
                }.ToJsonString()
            )
        )
            .Should(400)
            .At("error")
            .ShouldBe("invalid_client_metadata");

    [Fact]
    public async Task O8_what_is_too_long_or_too_large_is_refused_before_it_is_kept()
    {
        var before = await Kept();
        (
            await Register(
                $$"""{"redirect_uris":["{{Loopback}}"],"client_name":"{{new string('a', 101)}}"}"""
            )
        ).Should(400);
        foreach (var size in new[] { 40_000, 1_000_000 })
        {
            var large = await Register(
                $$"""{"redirect_uris":["{{Loopback}}"],"tos_uri":"{{new string('a', size)}}"}"""
            );
            large.Should(400).At("error").ShouldBe("invalid_client_metadata");
        }
        (await Register("{\"redirect_uris\":[" + new string('[', 5000))).Should(400);
        (await Register("[]")).Should(400).At("error").ShouldBe("invalid_client_metadata");
        (await Register("not json")).Should(400);
        (
            await App.Send(
                HttpMethod.Post,
                "/oauth/register",
                null,
                VidimusApp.Form(("redirect_uris", Loopback))
            )
        )
            .Should(400)
            .At("error")
            .ShouldBe("invalid_client_metadata");
        (await Kept()).ShouldBe(before);
    }

    [Fact]
    public async Task O8_names_in_scripts_of_people_and_markup_are_text()
    {
        foreach (
            var name in new[]
            {
                "Ассистент",
                "助手",
                "مساعد",
                "Zoë’s Helper",
                "<img src=x onerror=alert(1)>",
            }
        )
            (
                await Register(
                    new JsonObject
                    {
                        ["client_name"] = name,
                        ["redirect_uris"] = new JsonArray(Loopback),
                    }.ToJsonString()
                )
            )
                .Should(201)
                .At("client_name")
                .ShouldBe(name);
    }

    [Fact]
    public async Task O8_nothing_that_a_client_names_is_fetched_or_kept()
    {
        await using var host = Receiver.Answering(200);
        var answer = await Register(
            $$"""
            {"redirect_uris":["{{Loopback}}"],"client_name":"Fetch Me","logo_uri":"{{host.Url}}","client_uri":"{{host.Url}}","jwks_uri":"{{host.Url}}",
             "tos_uri":"{{host.Url}}","policy_uri":"{{host.Url}}","sector_identifier_uri":"{{host.Url}}","software_statement":"eyJhbGciOiJub25lIn0.e30."}
            """
        );
        answer.Should(201).Text.ShouldNotContain(host.Url);
        host.Count.ShouldBe(0);
        Encoding.UTF8.GetString(await App.Store.Dump()).ShouldNotContain($":{host.Port}/hook");
    }

    private async Task RefusesRedirect(string uri)
    {
        var body = new JsonObject
        {
            ["redirect_uris"] = new JsonArray("https://helper.example/right", uri),
        };
        var answer = await Register(body.ToJsonString());
        answer.Should(400).At("error").ShouldBe("invalid_redirect_uri", uri);
        answer.At("error_description")!.ShouldContain("redirect_uris.1");
    }

    private Task<Answer> Register(string body) => App.Register(body);

    private Task<long> Kept() =>
        App.Store.Number("SELECT count(*) FROM access_oauth_registrations");

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : ClientRegistrationTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : ClientRegistrationTests(shared),
            IClassFixture<UnlimitedOnPostgres>;
}

/// <summary>A server at which as many may register as the tests of one class do: its clock stands still.</summary>
public abstract class UnlimitedApp(Engine engine) : SharedApp(engine)
{
    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["OAuth:RegistrationsPerAddress"] = "10000",
                ["OAuth:RegistrationsPerMinute"] = "10000",
            },
        };
}

/// <summary>On SQLite.</summary>
public sealed class UnlimitedOnSqlite() : UnlimitedApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class UnlimitedOnPostgres() : UnlimitedApp(Engine.Postgres);

internal static class Registering
{
    public static Task<Answer> Register(this VidimusApp app, string body) =>
        app.Send(
            HttpMethod.Post,
            "/oauth/register",
            null,
            new StringContent(body, Encoding.UTF8, "application/json")
        );

    public static async Task<string> RegisterPublic(
        this VidimusApp app,
        string name,
        params string[] uris
    )
    {
        var body = new JsonObject
        {
            ["client_name"] = name,
            ["redirect_uris"] = new JsonArray([.. uris.Select(u => JsonValue.Create(u))]),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["token_endpoint_auth_method"] = "none",
        };
        return (await app.Register(body.ToJsonString())).Should(201).At("client_id")!;
    }
}
