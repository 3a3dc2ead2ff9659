using System.Net.Http.Headers;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Sessions of older clients: they carry what was agreed, and prove nothing.</summary>
public abstract class DoorSessionTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : DoorSessionTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : DoorSessionTests(shared),
            IClassFixture<OnPostgres>;

    private async Task<string> Begin(string token, string path = "/mcp")
    {
        var answer = await Send(
            token,
            null,
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a test","version":"1"}}}""",
            path
        );
        return answer.Should(200)["Mcp-Session-Id"].ShouldNotBeNull();
    }

    private Task<Answer> Send(string? token, string? session, string message, string path = "/mcp")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = VidimusApp.Json(message),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
            request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        }
        return App.Send(request);
    }

    private const string List = """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""";

    private static string Call(string tool) =>
        JsonSerializer.Serialize(
            new
            {
                jsonrpc = "2.0",
                id = 3,
                method = "tools/call",
                @params = new { name = tool, arguments = new { } },
            }
        );

    [Fact]
    public async Task O11_a_session_id_proves_nothing_and_opens_nothing_to_others()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        var session = await Begin(key.Secret);
        (await Send(key.Secret, session, List)).Should(200);

        // Without a token, with another's, with one of another organization.
        (await Send(null, session, List)).ShouldBeProblem(401, "AUTH_MISSING");
        (await Send("vdm_live_wrong", session, List)).Should(401);
        (await Send((await issuer.KeyWith("read")).Secret, session, List)).Should(404);
        var other = await App.NewOrganization();
        (await Send(other.Live.Secret, session, List)).Should(404);
        // And at another door.
        (await Send(key.Secret, session, List, "/mcp/readonly")).Should(404);
    }

    [Fact]
    public async Task O11_a_grant_that_was_revoked_ends_within_its_session()
    {
        var member = await App.Member();
        var granted = await Granted.To(member, "read");
        var session = await Begin(granted.Token());
        (await Send(granted.Token(), session, Call("listGroups"))).Should(200);
        await granted.Revoke();
        (await Send(granted.Token(), session, Call("listGroups"))).ShouldBeProblem(
            401,
            "AUTH_GRANT_ENDED"
        );
        await ToolCalls.Of(member.Issuer, 1);
    }

    [Fact]
    public async Task O13_older_clients_are_challenged_too()
    {
        var member = await App.Member("issuer");
        var granted = await Granted.To(member, "credentials:read");
        var session = await Begin(granted.Token());
        var refused = (await Send(granted.Token(), session, Call("issueCredential"))).Should(403);
        refused["WWW-Authenticate"]
            .ShouldNotBeNull()
            .ShouldContain("scope=\"credentials:read credentials:issue\"");
    }

    [Fact]
    public async Task O13_reading_a_resource_needs_its_scope()
    {
        var programme = await Programme.Start(App);
        var member = await App.Member("issuer", programme.Issuer);
        var granted = await Granted.To(member, "credentials:read");
        var read = JsonSerializer.Serialize(
            new
            {
                jsonrpc = "2.0",
                id = 4,
                method = "resources/read",
                @params = new { uri = $"vidimus://groups/{programme.GroupId}" },
            }
        );
        (await Send(granted.Token(), await Begin(granted.Token()), read))
            .Should(403)["WWW-Authenticate"]
            .ShouldNotBeNull()
            .ShouldContain("groups:read");
        var wider = await Granted.To(member, "groups:read");
        (await Send(wider.Token(), await Begin(wider.Token()), read))
            .Should(200)
            .Text.ShouldContain("First Aid");
        // A key without the scope is told so by the protocol, and gets nothing.
        var key = await programme.Issuer.KeyWith("credentials:read");
        var answer = await Send(key.Secret, await Begin(key.Secret), read);
        answer.Message().TryGetProperty("error", out _).ShouldBeTrue(answer.Text);
        answer.Text.ShouldNotContain("First Aid");
    }
}
