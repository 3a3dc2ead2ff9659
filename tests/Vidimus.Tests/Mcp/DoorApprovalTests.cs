using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Calls that a person has to approve, at the door for assistants.</summary>
public abstract partial class DoorApprovalTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : DoorApprovalTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : DoorApprovalTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_call_waits_for_a_person_is_carried_out_once_and_each_step_is_on_the_record()
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
        var granted = await Granted.To(owner, "write");
        var assistant = granted.At();
        var result = (await assistant.TryCall("issueCredential", programme.Body()))
            .Should(200)
            .Message()
            .GetProperty("result");
        var text = result.GetProperty("content")[0].GetProperty("text").GetString()!;
        text.ShouldStartWith("APPROVAL_REQUIRED");
        var id = ApprovalId().Match(text).Value;
        id.ShouldStartWith("apr_");
        // In the words of whoever calls tools, and for programs beside the text.
        text.ShouldContain(
            $"Call issueCredential again with exactly these arguments and approvalId {id} once it is approved, until 20"
        );
        text.ShouldNotContain("Vidimus-Approval");
        result.TryGetProperty("structuredContent", out _).ShouldBeFalse();
        var pending = result.GetProperty("_meta").GetProperty("vidimus/approval");
        pending.GetProperty("approvalId").GetString().ShouldBe(id);
        pending.GetProperty("url").GetString().ShouldEndWith($"/portal/approvals/{id}");
        pending.GetProperty("expiresAt").GetDateTimeOffset().ShouldBeGreaterThan(App.Clock.Now);
        string With(string name) =>
            programme.Body($",\"approvalId\":\"{id}\"").Replace("Ada Example", name);

        // Not before somebody approved it, and not by the assistant itself.
        (await assistant.Call("issueCredential", With("Ada Example"))).IsError.ShouldBeTrue();
        (await App.Post($"/v1/approvals/{id}/approve", granted.Token(), new { })).Should(401);
        (await Count(programme)).ShouldBe(0);
        (await App.Post($"/v1/approvals/{id}/approve", await owner.Token(), new { })).Should(200);

        // Exactly this call, once.
        (await assistant.Call("issueCredential", With("Ben Example"))).ShouldBeRefused(
            "APPROVAL_MISMATCH"
        );
        (await assistant.Call("issueCredential", With("Ada Example"))).ShouldBeDone();
        (await assistant.Call("issueCredential", With("Ada Example"))).ShouldBeRefused(
            "APPROVAL_USED"
        );
        (await Count(programme)).ShouldBe(1);

        var calls = await ToolCalls.Of(programme.Issuer, 5);
        calls
            .Select(c => c.Member("outcome"))
            .ShouldBe(["pending", "pending", "refused", "done", "refused"], ignoreOrder: true);
        calls.Single(c => c.Member("outcome") == "done").Member("approval").ShouldBe(id);
        calls
            .Where(c => c.Member("outcome") == "pending")
            .ShouldAllBe(c =>
                c.Member("code") == "APPROVAL_REQUIRED" && c.Member("approval") == id
            );
        var facts = (await App.Get($"/v1/audit?resourceId={id}", programme.Issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .ToArray();
        facts
            .Select(f => f.GetProperty("kind").GetString())
            .ShouldBe(
                ["approval.requested", "approval.granted", "approval.used", "approval.executed"],
                ignoreOrder: true
            );
        // What the assistant caused says through which tool; the decision is a person's own.
        foreach (var fact in facts)
            fact.GetProperty("tool")
                .GetString()
                .ShouldBe(
                    fact.GetProperty("kind").GetString() == "approval.granted"
                        ? null
                        : "issueCredential"
                );
        await App.AuditShouldHold();
    }

    [Fact]
    public async Task What_only_reads_asks_nobody()
    {
        var programme = await Programme.Start(App);
        var owner = await App.Member("owner", programme.Issuer);
        await owner.Look("live");
        (
            await App.Post(
                "/v1/approval-rules",
                await owner.Token(),
                new { name = "Everything is looked at" }
            )
        ).Should(201);
        var assistant = (await Granted.To(owner, "write")).At();
        (await assistant.Call("listGroups")).ShouldBeDone();
        (await assistant.Call("issueCredential", programme.Body())).ShouldBeRefused(
            "APPROVAL_REQUIRED"
        );
    }

    private async Task<int> Count(Programme programme) =>
        (await programme.Get("/v1/credentials"))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength();

    [GeneratedRegex("apr_[a-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex ApprovalId();
}
