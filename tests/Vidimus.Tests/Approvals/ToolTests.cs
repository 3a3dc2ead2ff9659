using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>Rules hold for tools at the door for assistants as they do for requests.</summary>
public abstract class ToolTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ToolTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : ToolTests(shared), IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("distributeCredential", true)]
    [InlineData("issueList", true)]
    [InlineData("issueDraft", true)]
    [InlineData("revokeCredential", false)]
    public async Task A_rule_about_a_route_holds_for_the_tool_that_does_the_same(
        string tool,
        bool asks
    )
    {
        var assistant = await Assistant.Start(App, $$"""{"name":"A rule","tool":"{{tool}}"}""");
        var door = new Mcp.Assistant(App, assistant.Key.Secret);
        foreach (var send in new[] { true, false })
        {
            var said = await door.Call(
                "issueCredential",
                new
                {
                    groupId = assistant.Programme.GroupId,
                    recipient = new { name = "Ada Example", email = "ada@example.org" },
                    send,
                }
            );
            if (asks)
                said.ShouldBeRefused("APPROVAL_REQUIRED");
            else
                said.ShouldBeDone();
        }
        (await assistant.Issued()).ShouldBe(asks ? 0 : 2);
    }

    [Fact]
    public async Task A_rule_about_a_broad_scope_holds_for_tools_beneath_it()
    {
        var assistant = await Assistant.Start(App, """{"name":"Writing","scope":"write"}""");
        var door = new Mcp.Assistant(App, assistant.Key.Secret);
        (await door.Call("listGroups")).ShouldBeDone();
        (await door.Call("issueCredential", assistant.Programme.Body())).ShouldBeRefused(
            "APPROVAL_REQUIRED"
        );
        (await assistant.Issued()).ShouldBe(0);
    }
}
