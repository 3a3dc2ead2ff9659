using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Who comes in at the door for assistants, and what the others are told.</summary>
public abstract class DoorGateTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : DoorGateTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : DoorGateTests(shared),
            IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("/mcp")]
    [InlineData("/mcp/readonly")]
    [InlineData("/mcp/x/credentials")]
    [InlineData("/mcp/x/credentials/readonly")]
    [InlineData("/mcp/x/orders")]
    [InlineData("/api/mcp")]
    public async Task O11_who_shows_nothing_is_told_where_to_ask_and_for_what(string path)
    {
        var answer = (await new Assistant(App, null, path).List()).ShouldBeProblem(
            401,
            "AUTH_MISSING"
        );
        answer["WWW-Authenticate"]
            .ShouldBe(
                $"Bearer scope=\"credentials:read credentials:verify groups:read\", resource_metadata=\"{App.PublicUrl}/.well-known/oauth-protected-resource{path}\""
            );
        var wrong = (await new Assistant(App, "vdm_live_nonsense", path).List()).Should(401);
        wrong["WWW-Authenticate"]
            .ShouldNotBeNull()
            .ShouldStartWith("Bearer error=\"invalid_token\", scope=");
    }

    [Fact]
    public async Task O11_a_token_in_the_address_is_none()
    {
        var issuer = await App.NewOrganization();
        (
            await new Assistant(App, null, $"/mcp?access_token={issuer.Live.Secret}").List()
        ).ShouldBeProblem(401, "AUTH_MISSING");
    }

    [Fact]
    public async Task A_key_comes_in_and_a_client_token_that_must_be_exchanged_does_not()
    {
        var issuer = await App.NewOrganization();
        (await new Assistant(App, issuer.Live.Secret).Listed()).ShouldContain("verifyCredential");
        var client = await issuer.ClientTokenWith("read");
        (await new Assistant(App, client.Secret).List()).ShouldBeProblem(
            401,
            "AUTH_EXCHANGE_REQUIRED"
        );
    }

    [Fact]
    public async Task T6_a_token_of_the_api_does_not_open_the_door_nor_one_of_the_door_the_api()
    {
        var member = await App.Member();
        var key = await member.Issuer.ClientTokenWith("read");
        foreach (var foreign in (string[])[await member.Issuer.Exchange(key), await member.Token()])
        {
            (await App.Get("/v1/auth/me", foreign)).Should(200);
            (await new Assistant(App, foreign).List())
                .ShouldBeProblem(401, "AUTH_INVALID_TOKEN")["WWW-Authenticate"]
                .ShouldNotBeNull()
                .ShouldContain("error=\"invalid_token\"");
        }
        var granted = await Granted.To(member, "read");
        (await granted.At().List()).Should(200);
        (await App.Get("/v1/auth/me", granted.Token())).ShouldBeProblem(401, "AUTH_INVALID_TOKEN");
        (await App.Get("/v1/credentials", granted.Token())).ShouldBeProblem(
            401,
            "AUTH_INVALID_TOKEN"
        );
    }

    [Fact]
    public async Task O11_a_token_opens_its_resource_and_what_lies_in_it_and_nothing_beside()
    {
        var member = await App.Member();
        var all = await Granted.To(member, "read");
        foreach (
            var path in (string[])
                ["/mcp", "/mcp/readonly", "/mcp/x/credentials", "/mcp/x/orders/readonly"]
        )
            (await all.At(path).List()).Should(200);
        (await all.At("/api/mcp").List()).ShouldBeProblem(401, "AUTH_INVALID_TOKEN");
        var one = await Granted.To(member, "read", "/mcp/x/credentials");
        (await one.At("/mcp/x/credentials").List()).Should(200);
        foreach (
            var path in (string[])
                [
                    "/mcp",
                    "/mcp/readonly",
                    "/mcp/x/credentials/readonly",
                    "/mcp/x/orders",
                    "/api/mcp",
                ]
        )
            (await one.At(path).List()).ShouldBeProblem(401, "AUTH_INVALID_TOKEN");
        foreach (
            var audience in (string[])
                [
                    $"\"{App.PublicUrl}\"",
                    $"\"{App.PublicUrl}/mcp/\"",
                    $"\"{App.PublicUrl}/MCP\"",
                    $"\"{App.PublicUrl}/mcpx\"",
                    "\"https://elsewhere.example/mcp\"",
                    $"[\"{App.PublicUrl}/mcp\"]",
                    "",
                ]
        )
            (await new Assistant(App, all.Token(("aud", audience))).List()).ShouldBeProblem(
                401,
                "AUTH_INVALID_TOKEN"
            );
    }

    [Fact]
    public async Task O11_every_request_is_looked_at_anew()
    {
        var member = await App.Member();
        var granted = await Granted.To(member, "read");
        var assistant = granted.At();
        (await assistant.List()).Should(200);
        (await new Assistant(App, null).List()).Should(401);
        await granted.Revoke();
        var ended = (await assistant.List()).ShouldBeProblem(401, "AUTH_GRANT_ENDED");
        ended["WWW-Authenticate"].ShouldNotBeNull().ShouldContain("error=\"invalid_token\"");
    }

    [Fact]
    public async Task O11_nothing_that_is_sent_passes_for_what_the_server_asks_itself()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var header in (string[])
                ["Vidimus-Proven", "OwnRequest", "WithinRequest", "X-Vidimus-Own"]
        )
            (await App.Get("/v1/credentials", "carried-in-process", (header, "1"))).Should(401);
        var key = await issuer.KeyWith("groups:read");
        var said = await new Assistant(App, key.Secret).Call("listGroups");
        said.ShouldBeDone();
    }

    [Fact]
    public async Task A_key_that_is_revoked_between_two_calls_makes_no_second_one()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        var assistant = new Assistant(App, key.Secret);
        (await assistant.Call("listGroups")).ShouldBeDone();
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret, new { })).Should(200);
        (await assistant.TryCall("listGroups")).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
    }

    [Fact]
    public async Task A_call_takes_from_the_limit_what_its_requests_would_take_and_no_more()
    {
        var issuer = await App.NewOrganization();
        async Task<int> Left(string tool, object? arguments)
        {
            var key = await issuer.Mint(
                new
                {
                    label = "A key",
                    mode = "live",
                    scopes = new[] { "read" },
                    rateLimitPerMinute = 100,
                }
            );
            (await new Assistant(App, key.Secret).Call(tool, arguments)).ShouldBeDone();
            return (await App.Get("/v1/auth/me", key.Secret))
                .Should(200)
                .Number("X-RateLimit-Remaining");
        }
        (await Left("listGroups", null)).ShouldBe(98);
        var programme = await Programme.In(issuer);
        (await Left("getGroup", new { id = programme.GroupId })).ShouldBe(98);
    }

    [Fact]
    public async Task Calls_beyond_the_limit_are_told_when_to_come_again()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "A key",
                mode = "live",
                scopes = new[] { "read" },
                rateLimitPerMinute = 3,
            }
        );
        var assistant = new Assistant(App, key.Secret);
        for (var i = 0; i < 3; i++)
            (await assistant.Call("listGroups")).ShouldBeDone();
        (await assistant.TryCall("listGroups"))
            .ShouldBeProblem(429, "RATE_LIMITED")["Retry-After"]
            .ShouldNotBeNull();
    }

    [Fact]
    public async Task T12_one_more_grant_is_no_way_around_the_limit()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string> { ["Members:RequestsPerMinute"] = "3" },
            }
        );
        var member = await app.Member();
        for (var grant = 0; grant < 4; grant++)
        {
            var assistant = (await Granted.To(member, "read")).At();
            for (var i = 0; i < 3; i++)
                (await assistant.List()).Should(200);
            (await assistant.List()).ShouldBeProblem(429, "RATE_LIMITED");
        }
        (await (await Granted.To(member, "read")).At().List()).ShouldBeProblem(429, "RATE_LIMITED");
        // Another member's clients, and the member's own pages, are not touched by that.
        (await (await Granted.To(await app.Member(), "read")).At().List()).Should(200);
        (await app.Get("/v1/auth/me", await member.Token())).Should(200);
    }

    [Fact]
    public async Task T12_wrong_keys_and_tokens_close_the_door_to_their_address()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string> { ["Limits:FailuresPerAddress"] = "5" },
            }
        );
        var issuer = await app.NewOrganization();
        (await new Assistant(app, issuer.Live.Secret).List()).Should(200);
        for (var i = 0; i < 5; i++)
            (await new Assistant(app, i % 2 == 0 ? $"vdm_live_{i}" : $"e.y.{i}").List()).Should(
                401
            );
        (await new Assistant(app, "vdm_live_last").List())
            .ShouldBeProblem(429, "TOO_MANY_FAILURES")["Retry-After"]
            .ShouldNotBeNull();
        // The owner, whose key was right at this address before, is not locked out.
        (await new Assistant(app, issuer.Live.Secret).List()).Should(200);
    }

    [Fact]
    public async Task An_address_of_no_toolset_is_none()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var path in (string[])
                ["/mcp/x/nothing", "/mcp/x/", "/mcp/credentials", "/api/mcp/readonly"]
        )
            (await new Assistant(App, issuer.Live.Secret, path).List()).Should(404);
    }
}
