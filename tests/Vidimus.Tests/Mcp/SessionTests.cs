using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Sessions of clients that begin with <c>initialize</c>: each is its caller's alone, and proves nobody's identity.</summary>
public abstract class SessionTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(FixturesOnSqlite shared)
        : SessionTests(shared),
            IClassFixture<FixturesOnSqlite>;

    public sealed class Postgres(FixturesOnPostgres shared)
        : SessionTests(shared),
            IClassFixture<FixturesOnPostgres>;

    [Fact]
    public async Task O11_a_session_is_another_callers_nowhere_and_opens_nothing_by_itself()
    {
        var issuer = await App.NewOrganization();
        var wire = new Wire(App, issuer.Test.Secret);
        var session = await wire.Begin();
        (await wire.Old("ping", session: session)).Result();
        (await new Wire(App, null).Old("ping", session: session)).Should(401);
        var stranger = new Wire(App, (await App.NewOrganization()).Test.Secret);
        (await stranger.Old("ping", session: session)).ShouldFail(404, -32001);
        // Not even another key of the same organization.
        (await new Wire(App, issuer.Live.Secret).Old("ping", session: session)).ShouldFail(
            404,
            -32001
        );
        (await stranger.Send(HttpMethod.Delete, null, ("Mcp-Session-Id", session))).Should(404);
        (await stranger.Send(HttpMethod.Get, null, ("Mcp-Session-Id", session))).Should(404);
        (await wire.Old("ping", session: session)).Result();
    }

    [Fact]
    public async Task O11_a_session_is_good_at_its_own_address_alone()
    {
        var key = (await App.NewOrganization()).Test.Secret;
        var session = await new Wire(App, key).Begin();
        foreach (var path in (string[])["/mcp", "/mcp/readonly", "/mcp/x/credentials"])
            (await new Wire(App, key, path).Old("ping", session: session)).ShouldFail(404, -32001);
    }

    [Fact]
    public async Task O11_a_session_of_a_revoked_key_ends_with_it()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.TestKeyWith("read");
        var wire = new Wire(App, key.Secret);
        var session = await wire.Begin();
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await wire.Old("ping", session: session)).Should(401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("made up")]
    public async Task A_session_that_was_never_begun_is_not_found(string added)
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
        var session = added.Length == 0 ? new string('A', 120) : await wire.Begin() + added;
        (await wire.Old("ping", session: session)).ShouldFail(404, -32001);
    }

    [Fact]
    public async Task A_session_ends_when_its_client_says_so_and_after_a_day()
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
        var ended = await wire.Begin();
        (await wire.Send(HttpMethod.Delete, null, ("Mcp-Session-Id", ended))).Should(204);
        (await wire.Old("ping", session: ended)).ShouldFail(404, -32001);
        (await wire.Send(HttpMethod.Delete, null, ("Mcp-Session-Id", ended))).Should(404);
        var old = await wire.Begin();
        (await wire.Old("ping", session: old)).Result();
        App.Advance(TimeSpan.FromHours(24));
        (await wire.Old("ping", session: old)).ShouldFail(404, -32001);
    }

    [Fact]
    public async Task What_a_client_can_is_remembered_by_its_session()
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
        var call = new JsonObject
        {
            ["name"] = "test_sampling",
            ["arguments"] = new JsonObject { ["prompt"] = "Hello" },
        };
        var without = await wire.Old("tools/call", call.DeepClone().AsObject(), await wire.Begin());
        Said.Of(without).IsError.ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_outside_of_any_session_is_answered_too()
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
        (await wire.Post(Wire.Message(1, "tools/list", null))).Result();
        var notice = await wire.Post("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        notice.Should(202).Text.ShouldBe("");
    }

    [Fact]
    public async Task A_call_can_be_cancelled_by_its_session()
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
        var session = await wire.Begin();
        var call = wire.Post(
            """{"jsonrpc":"2.0","id":"slow","method":"tools/call","params":{"name":"test_slow"}}""",
            ("Mcp-Session-Id", session)
        );
        for (var i = 0; i < 100 && !call.IsCompleted; i++)
        {
            (
                await wire.Post(
                    """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"slow"}}""",
                    ("Mcp-Session-Id", session)
                )
            ).Should(202);
            await Task.WhenAny(call, Task.Delay(50));
        }
        (await call).ShouldFail(200, -32000);
    }
}
