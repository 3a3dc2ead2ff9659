using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>A call that waits for a person, by a client that can lead its user to the page: from the question to the answer.</summary>
public abstract class ApprovalRoundTests(SharedApp shared) : Scenario(shared)
{
    private static readonly object Pages = new { elicitation = new { url = new { } } };
    private static readonly object Opened = new { approval = new { action = "accept" } };

    public sealed class Sqlite(OnSqlite shared)
        : ApprovalRoundTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ApprovalRoundTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_client_that_opens_pages_is_sent_to_one_and_its_call_is_carried_out_once()
    {
        var (programme, owner, granted) = await Start();
        var wire = new Wire(App, granted.Token(), "/mcp");
        var (id, state) = await Ask(wire, programme);

        // That the page was opened decides nothing: the same page is asked for again.
        var waits = (await Repeat(wire, programme, state)).Result();
        waits.GetProperty("resultType").GetString().ShouldBe("input_required");
        IdOf(waits).ShouldBe(id);
        state = waits.GetProperty("requestState").GetString()!;
        (await programme.Counts()).Issued.ShouldBe(0);

        // The page is for a member who is signed in, and shows what waits.
        var page = (await owner.Browser.Get($"/portal/approvals/{id}")).Should(200);
        page.Text.ShouldContain("Ada Example");
        (
            await owner.Browser.Submit($"/portal/approvals/{id}", $"/portal/approvals/{id}/approve")
        ).Should(303);
        (await programme.Counts()).Issued.ShouldBe(0);

        // Neither with other arguments nor by another caller.
        (await Repeat(wire, programme, state, "Ben Example")).ShouldFail(200, -32602);
        var other = await Granted.To(owner, "write");
        (await Repeat(new(App, other.Token(), "/mcp"), programme, state)).ShouldFail(200, -32602);
        (await programme.Counts()).Issued.ShouldBe(0);

        var done = (await Repeat(wire, programme, state)).Result();
        done.GetProperty("resultType").GetString().ShouldBe("complete");
        done.GetProperty("structuredContent")
            .GetProperty("credential")
            .GetProperty("id")
            .GetString()!
            .ShouldStartWith("cred_");
        Said.Of(await Repeat(wire, programme, state)).ShouldBeRefused("APPROVAL_USED");
        (await programme.Counts()).Issued.ShouldBe(1);

        var calls = await ToolCalls.Of(programme.Issuer, 6);
        calls
            .Select(c => (c.Member("outcome"), c.Member("code")))
            .ShouldBe(
                [
                    ("pending", "APPROVAL_REQUIRED"),
                    ("pending", "APPROVAL_REQUIRED"),
                    ("refused", "REQUEST_STATE_INVALID"),
                    ("refused", "REQUEST_STATE_INVALID"),
                    ("done", null),
                    ("refused", "APPROVAL_USED"),
                ],
                ignoreOrder: true
            );
        await App.AuditShouldHold();
    }

    [Fact]
    public async Task Twenty_repetitions_at_once_of_an_approved_call_carry_it_out_once()
    {
        var (programme, owner, granted) = await Start();
        var wire = new Wire(App, granted.Token(), "/mcp");
        var (id, state) = await Ask(wire, programme);
        (await App.Post($"/v1/approvals/{id}/approve", await owner.Token(), new { })).Should(200);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Repeat(wire, programme, state))
        );
        answers.Count(a => !Said.Of(a).IsError).ShouldBe(1);
        (await programme.Counts()).Issued.ShouldBe(1);
    }

    [Theory]
    [InlineData("decline")]
    [InlineData("cancel")]
    public async Task A_user_who_does_not_open_the_page_ends_the_call_and_decides_nothing(
        string action
    )
    {
        var (programme, owner, granted) = await Start();
        var wire = new Wire(App, granted.Token(), "/mcp");
        var (id, state) = await Ask(wire, programme);
        var answers = new { approval = new { action } };
        Said.Of(await Call(wire, programme, "Ada Example", answers, state))
            .ShouldBeRefused("APPROVAL_DECLINED");
        (await programme.Counts()).Issued.ShouldBe(0);
        (await App.Get($"/v1/approvals/{id}", await owner.Token()))
            .Should(200)
            .At("state")
            .ShouldBe("pending");
        (await ToolCalls.Of(programme.Issuer, 2))
            .Select(c => c.Member("code"))
            .ShouldBe(["APPROVAL_REQUIRED", "APPROVAL_DECLINED"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_member_rejected_is_refused_when_the_call_is_repeated()
    {
        var (programme, owner, granted) = await Start();
        var wire = new Wire(App, granted.Token(), "/mcp");
        var (id, state) = await Ask(wire, programme);
        (await App.Post($"/v1/approvals/{id}/reject", await owner.Token(), new { })).Should(200);
        Said.Of(await Repeat(wire, programme, state)).ShouldBeRefused("APPROVAL_REJECTED");
        (await programme.Counts()).Issued.ShouldBe(0);
    }

    private async Task<(Programme, Member Owner, Granted)> Start()
    {
        var programme = await Programme.Start(App);
        var owner = await App.Member("owner", programme.Issuer);
        await owner.Look("live");
        (
            await App.Post(
                "/v1/approval-rules",
                await owner.Token(),
                new { name = "Issuing is looked at", tool = "issueCredential" }
            )
        ).Should(201);
        return (programme, owner, await Granted.To(owner, "write"));
    }

    private async Task<(string Id, string State)> Ask(Wire wire, Programme programme)
    {
        var result = (await Call(wire, programme)).Result();
        result.GetProperty("resultType").GetString().ShouldBe("input_required");
        return (IdOf(result), result.GetProperty("requestState").GetString()!);
    }

    /// <summary>The approval whose page the client is to open.</summary>
    private string IdOf(JsonElement result)
    {
        var question = result.GetProperty("inputRequests").GetProperty("approval");
        question.GetProperty("method").GetString().ShouldBe("elicitation/create");
        var asked = question.GetProperty("params");
        asked.GetProperty("mode").GetString().ShouldBe("url");
        asked.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        var url = asked.GetProperty("url").GetString()!;
        url.ShouldStartWith($"{App.PublicUrl}/portal/approvals/apr_");
        return url.Split('/')[^1];
    }

    private static Task<Answer> Repeat(
        Wire wire,
        Programme programme,
        string state,
        string name = "Ada Example"
    ) => Call(wire, programme, name, Opened, state);

    private static Task<Answer> Call(
        Wire wire,
        Programme programme,
        string name = "Ada Example",
        object? answers = null,
        string? state = null
    ) =>
        wire.Call(
            "issueCredential",
            JsonNode.Parse(programme.Body(recipient: $$"""{"name":"{{name}}"}""")),
            Pages,
            answers,
            state
        );
}
