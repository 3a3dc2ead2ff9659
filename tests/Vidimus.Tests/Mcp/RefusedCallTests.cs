using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Calls that the protocol refuses before they are any: on the record once, as others.</summary>
public abstract class RefusedCallTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RefusedCallTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RefusedCallTests(shared),
            IClassFixture<OnPostgres>;

    [Theory]
    [InlineData(null)]
    [InlineData("7")]
    [InlineData("{}")]
    public async Task M5_a_call_without_a_name_is_on_the_record(string? name)
    {
        var issuer = await App.NewOrganization();
        var wire = new Wire(App, issuer.Live.Secret, "/mcp");
        JsonObject Params() => name is null ? [] : new() { ["name"] = JsonNode.Parse(name) };
        (await wire.Old("tools/call", Params())).ShouldFail(200, -32602);
        var modern = Params();
        modern["_meta"] = Wire.MetaOf();
        (
            await wire.Post(
                Wire.Message(1, "tools/call", modern),
                ("MCP-Protocol-Version", Wire.Modern),
                ("Mcp-Method", "tools/call")
            )
        ).ShouldFail(200, -32602);
        await Recorded(issuer, 2);
    }

    [Theory]
    [InlineData("MCP-Protocol-Version", "2025-11-25", -32020)]
    [InlineData("MCP-Protocol-Version", null, -32020)]
    [InlineData("Mcp-Method", "tools/list", -32020)]
    [InlineData("Mcp-Name", "listGroups", -32020)]
    [InlineData("Mcp-Name", null, -32020)]
    public async Task M5_a_call_whose_headers_say_something_else_is_on_the_record(
        string header,
        string? value,
        int code
    )
    {
        var issuer = await App.NewOrganization();
        (
            await new Wire(App, issuer.Live.Secret, "/mcp").Ask(
                "tools/call",
                new() { ["name"] = "issueCredential", ["arguments"] = new JsonObject() },
                headers: [(header, value)]
            )
        ).ShouldFail(400, code);
        await Recorded(issuer, 1);
    }

    [Fact]
    public async Task M5_a_call_that_does_not_say_what_its_client_can_is_on_the_record()
    {
        var issuer = await App.NewOrganization();
        (
            await new Wire(App, issuer.Live.Secret, "/mcp").Ask(
                "tools/call",
                new() { ["name"] = "listGroups", ["_meta"] = new JsonObject() }
            )
        ).ShouldFail(400, -32602);
        (
            await new Wire(App, issuer.Live.Secret, "/mcp").Old(
                "tools/call",
                new() { ["name"] = "listGroups" },
                version: "2031-01-01"
            )
        ).ShouldFail(400, -32022);
        await Recorded(issuer, 2);
    }

    [Fact]
    public async Task M5_a_call_that_expects_no_answer_does_nothing_and_is_on_the_record()
    {
        var programme = await Programme.Start(App);
        var wire = new Wire(App, programme.Key.Secret, "/mcp");
        var call = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["method"] = "tools/call",
            ["params"] = new JsonObject
            {
                ["name"] = "issueCredential",
                ["arguments"] = JsonNode.Parse(programme.Body()),
            },
        };
        (await wire.Post(call.ToJsonString())).Should(202);
        call["params"]!["_meta"] = Wire.MetaOf();
        (
            await wire.Post(
                call.ToJsonString(),
                ("MCP-Protocol-Version", Wire.Modern),
                ("Mcp-Method", "tools/call"),
                ("Mcp-Name", "issueCredential")
            )
        ).Should(202);
        // Other notifications are no calls.
        (await wire.Post("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")).Should(202);
        await Recorded(programme.Issuer, 2);
        (await programme.Counts()).Issued.ShouldBe(0);
    }

    [Fact]
    public async Task M5_a_call_in_a_session_of_somebody_else_is_on_the_record()
    {
        var issuer = await App.NewOrganization();
        var session = await new Wire(
            App,
            (await App.NewOrganization()).Live.Secret,
            "/mcp"
        ).Begin();
        var wire = new Wire(App, issuer.Live.Secret, "/mcp");
        (await wire.Old("tools/call", new() { ["name"] = "listGroups" }, session)).ShouldFail(
            404,
            -32001
        );
        (await wire.Old("tools/list", session: session)).ShouldFail(404, -32001);
        var call = (await ToolCalls.Of(issuer, 1))[0];
        call.GetProperty("tool").GetString().ShouldBe("listGroups");
        call.Member("outcome").ShouldBe("refused");
        call.Member("code").ShouldBe("SESSION_ENDED");
    }

    [Fact]
    public async Task M4_more_arguments_than_anybody_looks_at_are_refused_and_on_the_record()
    {
        var issuer = await App.NewOrganization();
        var many = new JsonObject();
        for (var i = 0; i < 60_000; i++)
            many[$"name{i}"] = 1;
        var wire = new Wire(App, issuer.Live.Secret, "/mcp");
        (await wire.Call("listGroups", many)).ShouldFail(200, -32602);
        (await wire.Call("listGroups", many, state: "made up")).ShouldFail(200, -32602);
        var calls = await ToolCalls.Of(issuer, 2);
        calls.ShouldAllBe(c =>
            c.Member("outcome") == "refused"
            && c.Member("code") == "ARGUMENTS_TOO_MANY"
            && c.Member("argumentsDigest") == null
        );
    }

    private async Task Recorded(Issuer issuer, int count)
    {
        var calls = await ToolCalls.Of(issuer, count);
        foreach (var call in calls)
        {
            call.Member("outcome").ShouldBe("refused");
            call.Member("code").ShouldBe("CALL_MALFORMED");
            call.Member("argumentsDigest").ShouldBeNull();
            call.GetProperty("resourceId").GetString().ShouldBe("unknown");
            call.GetProperty("tool").GetString().ShouldBeNull();
            call.GetProperty("actorId").GetString().ShouldBe(issuer.Live.Id);
        }
        await App.AuditShouldHold();
    }
}
