using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Clients of every revision come to one address, and each request says plainly which it is of.</summary>
public abstract class RevisionTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(FixturesOnSqlite shared)
        : RevisionTests(shared),
            IClassFixture<FixturesOnSqlite>;

    public sealed class Postgres(FixturesOnPostgres shared)
        : RevisionTests(shared),
            IClassFixture<FixturesOnPostgres>;

    private async Task<Wire> NewWire(string path = Wire.Fixtures) =>
        new(App, (await App.NewOrganization()).Test.Secret, path);

    [Fact]
    public async Task A_client_of_the_present_revision_is_answered_without_a_handshake()
    {
        var wire = await NewWire();
        var found = (await wire.Ask("server/discover")).Result();
        found.GetProperty("supportedVersions")[0].GetString().ShouldBe(Wire.Modern);
        found.GetProperty("resultType").GetString().ShouldBe("complete");
        var list = (await wire.Ask("tools/list")).Result();
        list.GetProperty("tools").GetArrayLength().ShouldBeGreaterThan(20);
        list.GetProperty("cacheScope").GetString().ShouldBe("private");
        (await wire.Call("test_simple_text"))
            .Result()
            .GetProperty("content")
            .GetArrayLength()
            .ShouldBe(1);
    }

    [Theory]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-03-26", "2025-03-26")]
    [InlineData("2024-11-05", "2024-11-05")]
    [InlineData("2026-07-28", "2025-11-25")]
    [InlineData("1999-01-01", "2025-11-25")]
    public async Task A_client_that_begins_with_initialize_gets_its_revision_or_the_newest_that_begins_so(
        string asked,
        string given
    )
    {
        var answer = await (await NewWire()).Initialize(asked);
        var result = answer.Result();
        result.GetProperty("protocolVersion").GetString().ShouldBe(given);
        result.TryGetProperty("resultType", out _).ShouldBeFalse();
        answer["Mcp-Session-Id"].ShouldNotBeNull().ShouldAllBe(c => c > ' ' && c < 0x7f);
    }

    [Fact]
    public async Task A_revision_that_is_not_spoken_is_refused_with_those_that_are()
    {
        var error = (
            await (await NewWire()).Ask(
                "tools/list",
                new() { ["_meta"] = Wire.MetaOf(version: "2031-01-01") },
                headers: [("MCP-Protocol-Version", "2031-01-01")]
            )
        ).ShouldFail(400, -32022);
        var data = error.GetProperty("data");
        data.GetProperty("requested").GetString().ShouldBe("2031-01-01");
        data.GetProperty("supported")
            .EnumerateArray()
            .Select(v => v.GetString())
            .ShouldContain(Wire.Modern);
        (await (await NewWire()).Old("tools/list", version: "2031-01-01")).ShouldFail(400, -32022);
    }

    [Theory]
    [InlineData("protocolVersion")]
    [InlineData("clientCapabilities")]
    [InlineData(null)]
    public async Task A_request_says_its_revision_and_what_its_client_can(string? missing)
    {
        var meta = Wire.MetaOf();
        if (missing is null)
            meta.Clear();
        else
            meta.Remove($"io.modelcontextprotocol/{missing}");
        (await (await NewWire()).Ask("tools/list", new() { ["_meta"] = meta })).ShouldFail(
            400,
            -32602
        );
    }

    [Theory]
    [InlineData("MCP-Protocol-Version", "2025-11-25")]
    [InlineData("MCP-Protocol-Version", null)]
    [InlineData("Mcp-Method", "tools/list")]
    [InlineData("Mcp-Method", "TOOLS/CALL")]
    [InlineData("Mcp-Method", null)]
    [InlineData("Mcp-Name", "noop")]
    [InlineData("Mcp-Name", null)]
    [InlineData("Mcp-Name", "=?base64?bm9vcA==?=")]
    [InlineData("Mcp-Name", "=?base64?!!!?=")]
    public async Task Headers_that_say_something_else_than_the_body_are_refused(
        string header,
        string? value
    ) =>
        (
            await (await NewWire()).Ask(
                "tools/call",
                new() { ["name"] = "test_simple_text", ["arguments"] = new JsonObject() },
                headers: [(header, value)]
            )
        ).ShouldFail(400, -32020);

    [Fact]
    public async Task A_header_that_is_there_twice_is_refused()
    {
        var issuer = await App.NewOrganization();
        var message = Wire.Message(1, "tools/list", new() { ["_meta"] = Wire.MetaOf() });
        var answer = await App.Raw(
            $"POST {Wire.Fixtures} HTTP/1.1\r\nHost: localhost:{App.Port}\r\nAuthorization: Bearer {issuer.Test.Secret}\r\nContent-Type: application/json\r\nMCP-Protocol-Version: {Wire.Modern}\r\nMcp-Method: tools/list\r\nMcp-Method: tools/call\r\nConnection: close\r\nContent-Length: {message.Length}\r\n\r\n{message}"
        );
        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("-32020");
    }

    [Theory]
    [InlineData("test_simple_text")]
    [InlineData("=?base64?dGVzdF9zaW1wbGVfdGV4dA==?=")]
    public async Task A_name_may_be_encoded_in_its_header(string header) =>
        (
            await (await NewWire()).Ask(
                "tools/call",
                new() { ["name"] = "test_simple_text", ["arguments"] = new JsonObject() },
                headers: [("Mcp-Name", header)]
            )
        ).Result();

    [Theory]
    [InlineData("Zürich", "=?base64?WsO8cmljaA==?=", true)]
    [InlineData("Bern", "Bern", true)]
    [InlineData("Bern", "Basel", false)]
    [InlineData("Bern", null, false)]
    [InlineData(null, "Bern", false)]
    [InlineData(null, null, true)]
    public async Task An_argument_that_a_header_mirrors_is_the_same_in_both(
        string? argument,
        string? header,
        bool agrees
    )
    {
        var arguments = new JsonObject();
        if (argument is not null)
            arguments["place"] = argument;
        var answer = await (await NewWire()).Ask(
            "tools/call",
            new() { ["name"] = "test_mirrored_header", ["arguments"] = arguments },
            headers: [("Mcp-Param-Place", header)]
        );
        if (agrees)
            answer.Result();
        else
            answer.ShouldFail(400, -32020);
    }

    [Fact]
    public async Task An_unknown_method_is_404_to_present_clients_and_an_answer_to_earlier_ones()
    {
        var wire = await NewWire();
        foreach (
            var method in (string[])["initialize", "ping", "logging/setLevel", "nothing/at/all"]
        )
            (await wire.Ask(method)).ShouldFail(404, -32601);
        (await wire.Old("server/discover")).ShouldFail(200, -32601);
        (await wire.Old("ping")).Result();
    }

    [Fact]
    public async Task Present_clients_have_no_streams_and_no_sessions()
    {
        var wire = await NewWire();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete])
        {
            var answer = await wire.Send(method, null, ("MCP-Protocol-Version", Wire.Modern));
            answer.Should(405)["Allow"].ShouldBe("POST");
            (await wire.Send(method, null)).Should(405);
        }
    }

    [Fact]
    public async Task A_tool_that_needs_more_than_the_client_can_says_what()
    {
        var wire = await NewWire();
        (await wire.Call("test_missing_capability"))
            .ShouldFail(400, -32021)
            .GetProperty("data")
            .GetProperty("requiredCapabilities")
            .TryGetProperty("sampling", out _)
            .ShouldBeTrue();
        (
            await wire.Call("test_missing_capability", capabilities: new { sampling = new { } })
        ).Result();
    }

    [Fact]
    public async Task A_tool_that_nobody_knows_is_a_wrong_parameter_in_each_revision()
    {
        var wire = await NewWire();
        (await wire.Call("nothing")).ShouldFail(200, -32602);
        (await wire.Old("tools/call", new() { ["name"] = "nothing" })).ShouldFail(200, -32602);
    }

    [Fact]
    public async Task A_cursor_that_the_server_did_not_give_is_refused() =>
        (await (await NewWire()).Ask("tools/list", new() { ["cursor"] = "more" })).ShouldFail(
            200,
            -32602
        );

    [Fact]
    public async Task What_is_not_there_to_read_is_an_error_that_names_it()
    {
        var wire = await NewWire();
        (await wire.Ask("resources/read", new() { ["uri"] = "test://nothing" }))
            .ShouldFail(200, -32602)
            .GetProperty("data")
            .GetProperty("uri")
            .GetString()
            .ShouldBe("test://nothing");
        (await wire.Old("resources/read", new() { ["uri"] = "test://nothing" })).ShouldFail(
            200,
            -32002
        );
    }

    [Fact]
    public async Task The_answer_is_one_body_of_json_or_a_stream_as_the_client_accepts()
    {
        var wire = await NewWire();
        (await wire.Old("ping")).MediaType.ShouldBe("application/json");
        var events = await wire.Post(
            Wire.Message(1, "ping", null),
            ("Accept", "text/event-stream")
        );
        events.MediaType.ShouldBe("text/event-stream");
        events.Result();
        (await wire.Post(Wire.Message(1, "ping", null), ("Accept", "text/html"))).Should(406);
    }

    [Fact]
    public async Task Progress_goes_before_the_answer_to_those_who_asked_for_it()
    {
        var wire = await NewWire();
        var parameters = new JsonObject { ["name"] = "test_tool_with_progress" };
        var meta = Wire.MetaOf();
        meta["progressToken"] = "p-1";
        parameters["_meta"] = meta;
        var answer = await wire.Ask("tools/call", parameters);
        answer.MediaType.ShouldBe("text/event-stream");
        answer.Text.Split("notifications/progress").Length.ShouldBe(4);
        answer.Result();
        (await wire.Call("test_tool_with_progress")).MediaType.ShouldBe("application/json");
    }
}
