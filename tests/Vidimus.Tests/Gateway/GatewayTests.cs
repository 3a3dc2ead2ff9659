using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Xunit;

namespace Vidimus.Tests.Gateway;

/// <summary>The gateway in front of the real server: the same tools, carried out, tagged, recorded and told without a secret.</summary>
public abstract class GatewayTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : GatewayTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : GatewayTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Its_tools_are_the_servers_by_name_and_schema()
    {
        var issuer = await App.NewOrganization();
        await using var gateway = await RunningGateway.Start(App, issuer.Live);
        foreach (
            var path in (string[])["/mcp", "/mcp/readonly", "/mcp/x/credentials", "/mcp/x/orders"]
        )
        {
            var servers = (await new Assistant(App, issuer.Live.Secret, path).List())
                .Should(200)
                .Message()
                .GetProperty("result")
                .GetProperty("tools");
            JsonNode
                .DeepEquals(
                    JsonNode.Parse((await gateway.List(path: path)).GetRawText()),
                    JsonNode.Parse(servers.GetRawText())
                )
                .ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task Each_tool_is_carried_out_with_one_exchange_and_the_server_knows_which_it_was()
    {
        var programme = await Programme.Start(App);
        var token = await programme.Issuer.ClientTokenWith("read", "write");
        await using var gateway = await RunningGateway.Start(App, token);
        var issued = (
            await gateway.Call(
                "issueCredential",
                new
                {
                    groupId = programme.GroupId,
                    recipient = new { name = "Ada Example", externalId = "s-1" },
                }
            )
        ).ShouldBeDone();
        var id = issued.Structured!.Value.GetProperty("credential").GetProperty("id").GetString()!;
        (await gateway.Call("verifyCredential", new { id }))
            .ShouldBeDone()
            .Structured!.Value.GetProperty("verdict")
            .GetString()
            .ShouldBe("valid");
        (await gateway.Call("getCredential", new { externalId = "s-1" }))
            .ShouldBeDone()
            .Text.ShouldContain(id);
        (await gateway.Call("listCredentials", new { groupId = programme.GroupId }))
            .ShouldBeDone()
            .Text.ShouldContain(id);
        (await gateway.Call("listGroups")).ShouldBeDone().Text.ShouldContain(programme.GroupId);
        (await gateway.Call("getGroup", new { id = programme.GroupId })).ShouldBeDone();
        (await gateway.Call("getUsage")).ShouldBeDone();
        (await gateway.Call("revokeCredential", new { id, reason = "A mistake" })).ShouldBeDone();
        (await gateway.Call("verifyCredential", new { id })).Text.ShouldContain("revoked");
        gateway.Exchanges.Count().ShouldBe(1);
        gateway
            .Sent.Where(s => s.Method == "POST" && s.Path == "/v1/credentials")
            .ShouldHaveSingleItem()
            .Headers["Vidimus-Tool"]
            .ShouldBe("issueCredential");
        // Requests are counted after their answers, and added every five seconds.
        App.Advance(TimeSpan.FromSeconds(6));
        var usage = "";
        await Patience.Until(
            async () =>
            {
                usage = (await App.Get("/v1/usage?groupBy=tool", programme.Issuer.Live.Secret))
                    .Should(200)
                    .Text;
                return usage.Contains("revokeCredential", StringComparison.Ordinal);
            },
            () => App.Advance(TimeSpan.FromSeconds(6)),
            pause: 50
        );
        foreach (var tool in (string[])["issueCredential", "revokeCredential", "listGroups"])
            usage.ShouldContain($"\"tool\":\"{tool}\"");
    }

    [Fact]
    public async Task What_its_client_token_may_not_do_is_neither_listed_nor_done()
    {
        var issuer = await App.NewOrganization();
        var verifier = await issuer.ClientTokenWith("credentials:verify");
        await using var gateway = await RunningGateway.Start(App, verifier);
        (await gateway.Listed()).ShouldBe(["verifyCredential"]);
        (await gateway.Call("issueCredential", new { groupId = "x" })).ShouldBeRefused(
            "TOOL_UNKNOWN"
        );
        gateway.Sent.ShouldAllBe(s => s.Method == "GET" || s.Path == "/v1/auth/token");
    }

    [Fact]
    public async Task Wrong_arguments_are_refused_before_anything_is_asked_of_the_API()
    {
        var issuer = await App.NewOrganization();
        await using var gateway = await RunningGateway.Start(App, issuer.Live);
        await gateway.Listed();
        var before = gateway.Sent.Count;
        var said = (
            await gateway.Call(
                "issueCredential",
                new
                {
                    groupId = "nonsense",
                    recipient = new { },
                    more = 1,
                }
            )
        ).ShouldBeRefused("VALIDATION_ERROR");
        said.Text.ShouldContain("groupId");
        said.Text.ShouldContain("recipient.name");
        said.Text.ShouldContain("more");
        gateway.Sent.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Every_call_leaves_one_record_and_one_line_and_neither_holds_a_secret_or_an_argument()
    {
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.ClientTokenWith("read", "write");
        await using var gateway = await RunningGateway.Start(App, key);
        const string secret = "hunter2-in-the-wrong-place";
        await gateway.Call(
            "issueCredential",
            new { groupId = programme.GroupId, recipient = new { name = secret } }
        );
        await gateway.Call("getCredential", new { id = Guid.NewGuid().ToString() });
        await gateway.Call("getCredential", new { id = secret });
        await gateway.Call("dropTables", new { id = secret });
        var audit = gateway.Audit();
        audit
            .Select(a =>
                (
                    a.GetProperty("tool").GetString(),
                    a.GetProperty("outcome").GetString(),
                    a.GetProperty("code").GetString()
                )
            )
            .ShouldBe([
                ("issueCredential", "done", null),
                ("getCredential", "failed", "CREDENTIAL_NOT_FOUND"),
                ("getCredential", "refused", "VALIDATION_ERROR"),
                ("dropTables", "refused", "TOOL_UNKNOWN"),
            ]);
        audit.ShouldAllBe(a =>
            a.GetProperty("caller").GetString() == "local"
            && a.GetProperty("argumentsDigest").GetString()!.Length == 64
            && a.GetProperty("environment").GetString() == "production"
        );
        audit[0].GetProperty("requestId").GetString().ShouldNotBeNull().ShouldStartWith("req_");
        var line = gateway.Calls.First();
        line.GetProperty("tool").GetString().ShouldBe("issueCredential");
        line.GetProperty("endpoint").GetString().ShouldBe("POST /v1/credentials");
        line.GetProperty("status").GetInt32().ShouldBe(201);
        line.GetProperty("retries").GetInt32().ShouldBe(0);
        line.GetProperty("correlationId")
            .GetString()
            .ShouldBe(audit[0].GetProperty("call").GetString());
        gateway
            .Sent.Single(s => s is { Method: "POST", Path: "/v1/credentials" })
            .Headers["X-Correlation-Id"]
            .ShouldBe(audit[0].GetProperty("call").GetString());
        gateway.Calls.Count().ShouldBe(4);
        var all = gateway.Log + string.Join('\n', audit) + (await gateway.Get("/metrics")).Text;
        all.ShouldNotContain(secret);
        all.ShouldNotContain(key.Secret);
        foreach (var sent in gateway.Sent)
            if (sent.Headers.TryGetValue("Authorization", out var shown))
                all.ShouldNotContain(shown.Split(' ')[1]);
    }

    [Fact]
    public async Task A_rule_of_the_organization_makes_a_call_wait_for_a_person()
    {
        var member = await App.Member();
        await member.Look("live");
        var programme = await Programme.In(member.Issuer);
        (
            await App.Post(
                "/v1/approval-rules",
                member.Issuer.Live.Secret,
                new { name = "Issuing", tool = "issueCredential" }
            )
        ).Should(201);
        var token = await member.Issuer.ClientTokenWith("read", "write");
        await using var gateway = await RunningGateway.Start(App, token);
        var call = new { groupId = programme.GroupId, recipient = new { name = "Ada Example" } };
        var waits = await gateway.Call("issueCredential", call);
        waits.Text.ShouldContain("APPROVAL_REQUIRED");
        var record = gateway.Audit().ShouldHaveSingleItem();
        record.GetProperty("outcome").GetString().ShouldBe("pending");
        var approval = record.GetProperty("approval").GetString().ShouldNotBeNull();
        waits.Text.ShouldContain(approval);
        waits.Text.ShouldContain(App.PublicUrl);
        var again = await gateway.Call(
            "issueCredential",
            new
            {
                call.groupId,
                call.recipient,
                approvalId = approval,
            }
        );
        again.Text.ShouldContain("APPROVAL_REQUIRED");
        (await App.Post($"/v1/approvals/{approval}/approve", await member.Token(), new { })).Should(
            200
        );
        (
            await gateway.Call(
                "issueCredential",
                new
                {
                    groupId = call.groupId,
                    recipient = new { name = "Bob Example" },
                    approvalId = approval,
                }
            )
        ).ShouldBeRefused("APPROVAL_MISMATCH");
        (
            await gateway.Call(
                "issueCredential",
                new
                {
                    call.groupId,
                    call.recipient,
                    approvalId = approval,
                }
            )
        ).ShouldBeDone();
        (
            await gateway.Call(
                "issueCredential",
                new
                {
                    call.groupId,
                    call.recipient,
                    approvalId = approval,
                }
            )
        ).ShouldBeRefused("APPROVAL_USED");
    }

    [Fact]
    public async Task Resources_and_prompts_are_served_too_and_recorded()
    {
        var programme = await Programme.Start(App);
        await using var gateway = await RunningGateway.Start(App, programme.Key);
        var uri = $"vidimus://groups/{programme.GroupId}";
        var read = (
            await gateway.Send(
                Assistant.Request("/mcp", "resources/read", uri, new JsonObject { ["uri"] = uri })
            )
        ).Should(200);
        read.Text.ShouldContain("First Aid");
        gateway
            .Audit()
            .ShouldHaveSingleItem()
            .GetProperty("method")
            .GetString()
            .ShouldBe("resources/read");
    }
}
