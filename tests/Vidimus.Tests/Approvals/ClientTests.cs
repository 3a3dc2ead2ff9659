using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>Assistants that a member connected ask through their tools, and a person answers.</summary>
public abstract partial class ClientTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ClientTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ClientTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_tool_waits_for_a_person_and_then_runs_once()
    {
        var (assistant, granted) = await Connected(Approvals.Assistant.OfIssuing);
        var id = await Ask(granted, assistant);
        (await assistant.Issued()).ShouldBe(0);
        (await Ask(granted, assistant)).ShouldBe(id);
        // A member's own assistant may be answered by the member, where the rule does not ask for another.
        (await assistant.Decide(id)).Should(200);
        var shown = await assistant.Read(id);
        shown.At("caller", "memberId").ShouldBe(assistant.Owner.Id);
        shown.At("caller", "clientId").ShouldBe(granted.ClientId);
        shown.At("caller", "grantId").ShouldBe(granted.Id);
        shown.At("arguments")!.ShouldContain("Ada Example");
        (await Issue(granted, assistant, id)).ShouldBeDone();
        (await Issue(granted, assistant, id)).ShouldBeRefused("APPROVAL_USED");
        (await assistant.Issued()).ShouldBe(1);
        (await assistant.State(id)).ShouldBe("executed");
    }

    [Fact]
    public async Task An_approved_call_whose_answer_was_erased_is_not_carried_out_again()
    {
        var (assistant, granted) = await Connected(Approvals.Assistant.OfIssuing);
        Task<Said> Once(string? approvalId = null) =>
            granted
                .At()
                .Call(
                    "issueCredential",
                    Without(
                        new
                        {
                            groupId = assistant.Programme.GroupId,
                            recipient = new { name = "Ada Example" },
                            idempotencyKey = "once",
                            approvalId,
                        }
                    )
                );
        var id = Id().Match((await Once()).ShouldBeRefused("APPROVAL_REQUIRED").Text).Value;
        (await assistant.Decide(id)).Should(200);
        (await Once(id)).ShouldBeDone();
        (await assistant.State(id)).ShouldBe("executed");
        (await Once(id)).ShouldBeDone();
        (await assistant.Issued()).ShouldBe(1);
        var recipient = (
            await App.Query(
                "SELECT id FROM credentials_recipients WHERE organization_id = @o",
                ("o", assistant.Issuer.Id)
            )
        )[0][0];
        (await assistant.Programme.Delete($"/v1/recipients/{recipient}")).Should(204);
        (await Once(id)).ShouldBeRefused("APPROVAL_USED");
        (await Once()).ShouldBeRefused("APPROVAL_USED");
        (await assistant.Issued()).ShouldBe(1);
    }

    [Fact]
    public async Task Edited_arguments_another_client_and_another_tool_do_not_pass()
    {
        var (assistant, granted) = await Connected("""{"name":"All writes"}""");
        var id = await Ask(granted, assistant);
        (await assistant.Decide(id)).Should(200);
        (await Issue(granted, assistant, id, "Grace Example")).ShouldBeRefused("APPROVAL_MISMATCH");
        (
            await granted
                .At()
                .Call(
                    "revokeCredential",
                    new
                    {
                        id = "cred_01kb0c5q7me1vtgy7m3a8r2xwd",
                        reason = "by mistake",
                        approvalId = id,
                    }
                )
        ).ShouldBeRefused("APPROVAL_MISMATCH");
        var other = await Granted.To(assistant.Owner, "write");
        (await Issue(other, assistant, id)).ShouldBeRefused("APPROVAL_NOT_FOUND");
        await granted.Revoke();
        (
            await granted.At().TryCall("issueCredential", Arguments(assistant, "Ada Example", id))
        ).Should(401);
        (await assistant.Issued()).ShouldBe(0);
    }

    [Fact]
    public async Task With_four_eyes_nobody_approves_what_the_own_assistant_asks_for()
    {
        var (assistant, granted) = await Connected(
            """{"name":"Two people","tool":"issueCredential","fourEyes":true}"""
        );
        var id = await Ask(granted, assistant);
        (await assistant.Decide(id))
            .Should(403)
            .At("error", "code")
            .ShouldBe("APPROVAL_OTHER_PERSON_REQUIRED");
        var second = await Approvals.Assistant.Person(assistant.Issuer, "admin");
        (await assistant.Decide(id, by: second)).Should(200);
        (await assistant.Read(id)).At("decidedBy").ShouldBe(second.Id);
        (await Issue(granted, assistant, id)).ShouldBeDone();
        // Saying no is everybody's.
        var another = await Ask(granted, assistant, "Grace Example");
        (await assistant.Decide(another, "reject")).Should(200);
    }

    [Fact]
    public async Task A_model_approves_nothing_with_the_token_it_was_given()
    {
        var (assistant, granted) = await Connected(Approvals.Assistant.OfIssuing, "admin");
        var id = await Ask(granted, assistant);
        foreach (var verb in new[] { "approve", "reject" })
            (await App.Post($"/v1/approvals/{id}/{verb}", granted.Token())).Status.ShouldBeOneOf(
                401,
                403
            );
        // Nor is there a tool for it, or an argument that stands for one.
        foreach (var tool in new[] { "approveApproval", "approve", "decideApproval" })
            (await granted.At().Call(tool, new { id })).ShouldBeRefused("TOOL_UNKNOWN");
        (await Issue(granted, assistant, id)).ShouldBeRefused(id);
        (await assistant.State(id)).ShouldBe("pending");
        (await assistant.Issued()).ShouldBe(0);
    }

    [Fact]
    public async Task A_tool_of_a_key_is_asked_once_and_not_again_by_the_route_behind_it()
    {
        var assistant = await Approvals.Assistant.Start(App, """{"name":"All writes"}""");
        var tools = new Mcp.Assistant(App, assistant.Key.Secret);
        var asked = await tools.Call("issueCredential", Arguments(assistant, "Ada Example"));
        var id = Id().Match(asked.Text).Value;
        (await assistant.Decide(id)).Should(200);
        (
            await tools.Call("issueCredential", Arguments(assistant, "Ada Example", id))
        ).ShouldBeDone();
        (await assistant.Issued()).ShouldBe(1);
        // The same over the network, as a gateway sends it, is a call of its own.
        (await assistant.Issue(approval: id)).Should(409);
        // What only looks is asked of nobody.
        (await tools.Call("listGroups")).ShouldBeDone();
    }

    [Fact]
    public async Task A_repetition_under_the_same_idempotency_key_needs_no_second_approval()
    {
        var (assistant, granted) = await Connected(Approvals.Assistant.OfIssuing);
        var arguments = (string? approval) =>
            new
            {
                groupId = assistant.Programme.GroupId,
                recipient = new { name = "Ada Example" },
                idempotencyKey = "once",
                approvalId = approval,
            };
        var asked = await granted.At().Call("issueCredential", Without(arguments(null)));
        var id = Id().Match(asked.Text).Value;
        (await assistant.Decide(id)).Should(200);
        (await granted.At().Call("issueCredential", arguments(id))).ShouldBeDone();
        (await granted.At().Call("issueCredential", arguments(id))).ShouldBeDone();
        (await granted.At().Call("issueCredential", Without(arguments(null)))).ShouldBeDone();
        (await assistant.Issued()).ShouldBe(1);
    }

    private static string Without(object arguments) =>
        System.Text.Json.JsonSerializer.Serialize(
            arguments,
            new System.Text.Json.JsonSerializerOptions
            {
                DefaultIgnoreCondition = System
                    .Text
                    .Json
                    .Serialization
                    .JsonIgnoreCondition
                    .WhenWritingNull,
            }
        );

    private async Task<(Approvals.Assistant, Granted)> Connected(
        string rule,
        string scopes = "write"
    )
    {
        var assistant = await Approvals.Assistant.Start(App, rule);
        return (assistant, await Granted.To(assistant.Owner, scopes));
    }

    private static string Arguments(
        Approvals.Assistant assistant,
        string name,
        string? approval = null
    ) =>
        Without(
            new
            {
                groupId = assistant.Programme.GroupId,
                recipient = new { name },
                approvalId = approval,
            }
        );

    private static Task<Said> Issue(
        Granted granted,
        Approvals.Assistant assistant,
        string? approval = null,
        string name = "Ada Example"
    ) => granted.At().Call("issueCredential", Arguments(assistant, name, approval));

    private static async Task<string> Ask(
        Granted granted,
        Approvals.Assistant assistant,
        string name = "Ada Example"
    )
    {
        var said = await Issue(granted, assistant, name: name);
        said.ShouldBeRefused("APPROVAL_REQUIRED");
        return Id().Match(said.Text).Value;
    }

    [GeneratedRegex("apr_[0-9a-z]{26}", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
