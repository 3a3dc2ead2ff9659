using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Every call of a tool is on the record once, however it ended.</summary>
public abstract class DoorRecordTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : DoorRecordTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : DoorRecordTests(shared),
            IClassFixture<OnPostgres>;

    private const string NoCredential = "cred_01kb0c5q7me1vtgy7m3a8r2xwd";

    public static TheoryData<string, string, string, string, string?> Ends =>
        new()
        {
            // tool, arguments, what the key may do, outcome, code
            { "listGroups", "{}", "write", "done", null },
            { "issueCredential", Issue(""), "write", "done", null },
            { "listGroups", """{"limit":100000}""", "write", "refused", "VALIDATION_ERROR" },
            { "issueCredential", Issue(",\"limit\":1"), "write", "refused", "VALIDATION_ERROR" },
            { "listGroups", "{}", "credentials:verify", "refused", "AUTH_SCOPE_INSUFFICIENT" },
            { "issueCredential", Issue(""), "read", "refused", "AUTH_SCOPE_INSUFFICIENT" },
            { "noSuchTool", "{}", "write", "refused", "TOOL_UNKNOWN" },
            {
                "getCredential",
                $$"""{"id":"{{NoCredential}}"}""",
                "write",
                "failed",
                "CREDENTIAL_NOT_FOUND"
            },
            {
                "revokeCredential",
                $$"""{"id":"{{NoCredential}}","reason":"by mistake"}""",
                "write",
                "failed",
                "CREDENTIAL_NOT_FOUND"
            },
        };

    private static string Issue(string more) =>
        $$"""{"groupId":"GROUP","recipient":{"name":"Ada Example"}{{more}}}""";

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task However_a_call_ends_it_is_on_the_record_once(
        string tool,
        string arguments,
        string scope,
        string outcome,
        string? code
    )
    {
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.KeyWith(scope);
        var answer = (
            await new Assistant(App, key.Secret).TryCall(
                tool,
                arguments.Replace("GROUP", programme.GroupId, StringComparison.Ordinal)
            )
        ).Should(200);
        Said.Of(answer).IsError.ShouldBe(outcome != "done");
        var call = (await ToolCalls.Of(programme.Issuer, 1))[0];
        call.Member("outcome").ShouldBe(outcome, Said.Of(answer).Text);
        call.Member("code").ShouldBe(code);
        call.Member("toolset").ShouldBe("credentials");
        call.Member("argumentsDigest").ShouldNotBeNull().Length.ShouldBe(64);
        call.GetProperty("actorKind").GetString().ShouldBe("key");
        call.GetProperty("actorId").GetString().ShouldBe(key.Id);
        call.GetProperty("mode").GetString().ShouldBe("live");
        call.GetProperty("requestId").GetString().ShouldBe(answer["X-Request-Id"]);
        call.GetProperty("tool").GetString().ShouldBe(tool == "noSuchTool" ? null : tool);
        call.GetProperty("client").ValueKind.ShouldBe(JsonValueKind.Null);
        call.GetRawText().ShouldNotContain("Ada Example");
        await App.AuditShouldHold();
    }

    [Fact]
    public async Task What_a_call_changed_says_through_which_tool_and_client_it_came()
    {
        var programme = await Programme.Start(App);
        var member = await App.Member("issuer", programme.Issuer);
        var granted = await Granted.To(member, "write");
        var answer = await granted
            .At()
            .TryCall(
                "issueCredential",
                Issue("").Replace("GROUP", programme.GroupId, StringComparison.Ordinal)
            );
        Said.Of(answer).ShouldBeDone();
        var entries = (
            await App.Get(
                $"/v1/audit?requestId={answer["X-Request-Id"]}",
                programme.Issuer.Live.Secret
            )
        )
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .ToArray();
        entries
            .Select(e => e.GetProperty("kind").GetString())
            .ShouldBe(
                ["mcp.tool_called", "credential.issued", "organization.address-pinned"],
                ignoreOrder: true
            );
        foreach (var entry in entries)
        {
            entry.GetProperty("actorKind").GetString().ShouldBe("member");
            entry.GetProperty("actorId").GetString().ShouldBe(member.Id);
            entry.GetProperty("tool").GetString().ShouldBe("issueCredential");
            entry.GetProperty("client").GetString().ShouldBe(granted.ClientId);
        }
        var charge = (await App.Get("/v1/usage/charges", programme.Issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")[0];
        charge.GetProperty("tool").GetString().ShouldBe("issueCredential");
        await App.AuditShouldHold();
    }

    [Fact]
    public async Task The_exported_record_tells_tool_and_client_too()
    {
        var programme = await Programme.Start(App);
        var member = await App.Member("issuer", programme.Issuer);
        var granted = await Granted.To(member, "read");
        (await granted.At().Call("listGroups")).ShouldBeDone();
        await ToolCalls.Of(programme.Issuer, 1);
        string csv;
        for (var tries = 0; ; tries++)
        {
            App.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(50);
            csv = (
                await App.Get(
                    "/v1/audit/export?format=csv&kind=mcp.tool_called",
                    programme.Issuer.Live.Secret
                )
            )
                .Should(200)
                .Text;
            if (csv.Contains("listGroups") || tries == 40)
                break;
        }
        var lines = csv.Split("\r\n");
        lines[0].ShouldEndWith(",previousHash,hash,tool,client");
        lines[1].ShouldEndWith($",listGroups,{granted.ClientId}");
    }

    [Fact]
    public async Task L12_usage_names_member_client_and_tool_and_counts_a_call_once()
    {
        var programme = await Programme.Start(App);
        var member = await App.Member("issuer", programme.Issuer);
        var granted = await Granted.To(member, "read");
        (await granted.At().Call("listGroups")).ShouldBeDone();
        (await granted.At().Call("getCredential", new { id = NoCredential })).ShouldBeRefused(
            "CREDENTIAL_NOT_FOUND"
        );
        JsonElement[] lines = [];
        await Patience.Until(
            async () =>
            {
                lines =
                [
                    .. (
                        await App.Get(
                            "/v1/usage?groupBy=member,client,tool,outcome",
                            programme.Issuer.Live.Secret
                        )
                    )
                        .Should(200)
                        .Json.GetProperty("data")
                        .EnumerateArray()
                        .Where(l => l.GetProperty("tool").GetString() is not null),
                ];
                return lines.Length >= 2;
            },
            () => App.Advance(TimeSpan.FromSeconds(6))
        );
        lines
            .Select(l =>
                (
                    l.GetProperty("memberId").GetString(),
                    l.GetProperty("clientId").GetString(),
                    l.GetProperty("tool").GetString(),
                    l.GetProperty("outcome").GetString(),
                    l.GetProperty("requests").GetInt64(),
                    l.GetProperty("failures").GetInt64()
                )
            )
            .ShouldBe(
                [
                    (member.Id, granted.ClientId, "listGroups", "2xx", 1, 0),
                    (member.Id, granted.ClientId, "getCredential", "failed", 1, 1),
                ],
                ignoreOrder: true
            );
        // The requests that the tools made are counted nowhere.
        (await App.Get("/v1/usage?groupBy=member,route", programme.Issuer.Live.Secret))
            .Should(200)
            .Text.ShouldNotContain("GET /v1/groups\"");
    }

    [Fact]
    public async Task A_request_of_a_gateway_counts_as_its_tools_where_the_tool_exists()
    {
        var programme = await Programme.Start(App);
        var answer = await App.Post(
            "/v1/credentials",
            programme.Key.Secret,
            programme.Body(),
            ("Vidimus-Tool", "issueCredential")
        );
        answer.Should(201);
        var issued = (
            await App.Get(
                $"/v1/audit?kind=credential.issued&requestId={answer["X-Request-Id"]}",
                programme.Key.Secret
            )
        )
            .Should(200)
            .Json.GetProperty("data")[0];
        issued.GetProperty("tool").GetString().ShouldBe("issueCredential");
        foreach (var name in (string[])["Ada Example", "nothing", "issueCredential, getGroup"])
        {
            var other = await App.Post(
                "/v1/credentials",
                programme.Key.Secret,
                programme.Body(),
                ("Vidimus-Tool", name)
            );
            (
                await App.Get(
                    $"/v1/audit?kind=credential.issued&requestId={other.Should(201)["X-Request-Id"]}",
                    programme.Key.Secret
                )
            )
                .Json.GetProperty("data")[0]
                .GetProperty("tool")
                .ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task Equal_arguments_have_equal_digests_in_one_organization_only()
    {
        var one = await App.NewOrganization();
        var other = await App.NewOrganization();
        foreach (var issuer in (Issuer[])[one, other])
        {
            var assistant = new Assistant(App, issuer.Live.Secret);
            await assistant.Call(
                "getCredential",
                """{"id":"cred_01kb0c5q7me1vtgy7m3a8r2xwd","responseFormat":"concise"}"""
            );
            await assistant.Call(
                "getCredential",
                """{"responseFormat":"concise", "id":"cred_01kb0c5q7me1vtgy7m3a8r2xwd"}"""
            );
            await assistant.Call("getCredential", """{"id":"cred_01kb0c5q7me1vtgy7m3a8r2xwe"}""");
        }
        var digests = (await ToolCalls.Of(one, 3))
            .Select(c => c.Member("argumentsDigest"))
            .ToArray();
        digests.Distinct().Count().ShouldBe(2);
        (await ToolCalls.Of(other, 3))
            .Select(c => c.Member("argumentsDigest"))
            .Intersect(digests)
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Calls_are_on_the_record_when_the_server_was_shut_down()
    {
        var issuer = await App.NewOrganization();
        await using (var node = await VidimusApp.Start(new(App.Engine) { Beside = App }))
        {
            var assistant = new Assistant(node, issuer.Live.Secret);
            await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => assistant.Call("listGroups")));
        }
        (await App.Get("/v1/audit?kind=mcp.tool_called&limit=100", issuer.Live.Secret))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(40);
    }

    [Fact]
    public async Task A_call_that_changes_something_is_on_the_record_before_its_answer()
    {
        var programme = await Programme.Start(App);
        var assistant = new Assistant(App, programme.Key.Secret);
        for (var i = 1; i <= 5; i++)
        {
            (
                await assistant.Call(
                    "issueCredential",
                    Issue("").Replace("GROUP", programme.GroupId, StringComparison.Ordinal)
                )
            ).ShouldBeDone();
            (await App.Get("/v1/audit?kind=mcp.tool_called", programme.Key.Secret))
                .Json.GetProperty("data")
                .GetArrayLength()
                .ShouldBe(i);
        }
    }

    [Fact]
    public async Task A_call_whose_caller_went_away_is_on_the_record_once()
    {
        var programme = await Programme.Start(App);
        await using (var connection = await App.OpenDatabase())
        {
            await using var locked = await connection.BeginTransactionAsync();
            if (App.Engine == Engine.Postgres)
            {
                await using var command = connection.CreateCommand();
                command.Transaction = locked;
                command.CommandText = "LOCK TABLE platform_facts IN EXCLUSIVE MODE";
                await command.ExecuteNonQueryAsync();
            }
            using var http = App.Http(programme.Key.Secret);
            http.Timeout = TimeSpan.FromMilliseconds(700);
            var request = Assistant.Request(
                "/mcp",
                "tools/call",
                "issueCredential",
                new()
                {
                    ["name"] = "issueCredential",
                    ["arguments"] = System.Text.Json.Nodes.JsonNode.Parse(
                        Issue("").Replace("GROUP", programme.GroupId, StringComparison.Ordinal)
                    ),
                }
            );
            await Should.ThrowAsync<OperationCanceledException>(() => http.SendAsync(request));
            await locked.RollbackAsync();
        }
        var call = (await ToolCalls.Of(programme.Issuer, 1))[0];
        call.Member("outcome").ShouldBe("unknown");
        call.Member("code").ShouldBe("TOOL_CANCELLED");
    }

    [Fact]
    public async Task M5_what_goes_wrong_inside_is_told_to_nobody_outside()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                // The API cannot be called from such an address: a defect, as far as a tool can tell.
                Front = http =>
                {
                    if (http.Request.Headers.ContainsKey("X-Break"))
                        http.Features.Set<IHttpConnectionFeature>(
                            new Defect(http.Features.GetRequiredFeature<IHttpConnectionFeature>())
                        );
                },
            }
        );
        var programme = await Programme.Start(app);
        var assistant = new Assistant(app, programme.Key.Secret);
        foreach (
            var (tool, arguments) in ((string, string)[])
                [
                    ("listGroups", "{}"),
                    (
                        "issueCredential",
                        Issue("").Replace("GROUP", programme.GroupId, StringComparison.Ordinal)
                    ),
                ]
        )
        {
            var said = await assistant.Call(tool, arguments, ("X-Break", "1"));
            said.ShouldBeRefused("TOOL_FAILED");
            said.Text.ShouldContain("req_");
            said.Text.ShouldNotContain("gopher");
            said.Text.ShouldNotContain("BaseAddress");
            said.Text.ShouldNotContain("Exception");
        }
        // What would have changed something may have done so.
        (await ToolCalls.Of(programme.Issuer, 2)).ShouldAllBe(c =>
            c.Member("outcome")
                == (c.GetProperty("resourceId").GetString() == "listGroups" ? "failed" : "unknown")
            && c.Member("code") == "TOOL_FAILED"
        );
    }

    /// <summary>A connection that fails where the server calls itself, with words that nobody outside should read.</summary>
    private sealed class Defect(IHttpConnectionFeature inner) : IHttpConnectionFeature
    {
        public string ConnectionId
        {
            get => inner.ConnectionId;
            set => inner.ConnectionId = value;
        }
        public IPAddress? RemoteIpAddress
        {
            get =>
                Environment.StackTrace.Contains("OwnServerHandler", StringComparison.Ordinal)
                    ? throw new InvalidOperationException("gopher: BaseAddress")
                    : inner.RemoteIpAddress;
            set => inner.RemoteIpAddress = value;
        }
        public IPAddress? LocalIpAddress
        {
            get => inner.LocalIpAddress;
            set => inner.LocalIpAddress = value;
        }
        public int RemotePort
        {
            get => inner.RemotePort;
            set => inner.RemotePort = value;
        }
        public int LocalPort
        {
            get => inner.LocalPort;
            set => inner.LocalPort = value;
        }
    }
}
