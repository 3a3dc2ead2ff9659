using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Approvals;
using Vidimus.Tests.Certification;
using Vidimus.Tests.Mcp;
using Xunit;
using Assistant = Vidimus.Tests.Approvals.Assistant;
using Caller = Vidimus.Tests.Mcp.Assistant;

namespace Vidimus.Tests.Policies;

/// <summary>What a person approves at a closed gate: calls of tools too, and never what they ask for by a key of their own.</summary>
public abstract partial class GateApprovalTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OrderingOnSqlite shared)
        : GateApprovalTests(shared),
            IClassFixture<OrderingOnSqlite>;

    public sealed class Postgres(OrderingOnPostgres shared)
        : GateApprovalTests(shared),
            IClassFixture<OrderingOnPostgres>;

    private const string Never = """{"fact":"subject.score","is":"atLeast","value":1}""";

    [Fact]
    public async Task A_call_of_a_tool_that_a_gate_stopped_waits_for_a_person_and_goes_through_once_approved()
    {
        var programme = await Closed();
        var (asker, owner) = (await Person(programme, "admin"), await Person(programme, "owner"));
        var assistant = (await Granted.To(asker, "write")).At();
        var id = Waits(await assistant.Call("issueCredential", programme.Body()));
        // Asked again it is the same, and nothing is done before somebody else approved it.
        Waits(await assistant.Call("issueCredential", programme.Body())).ShouldBe(id);
        (await App.Post($"/v1/approvals/{id}/approve", await asker.Token())).ShouldBeProblem(
            403,
            "APPROVAL_OTHER_PERSON_REQUIRED"
        );
        Waits(await assistant.Call("issueCredential", With(id))).ShouldBe(id);
        (await programme.Counts()).ShouldBe((0, 0));
        (await App.Post($"/v1/approvals/{id}/approve", await owner.Token())).Should(200);
        // Exactly this call, by this caller, once.
        (
            await assistant.Call("issueCredential", With(id).Replace("Ada", "Grace"))
        ).ShouldBeRefused("APPROVAL_MISMATCH");
        (
            await (await Granted.To(asker, "write")).At().Call("issueCredential", With(id))
        ).ShouldBeRefused("APPROVAL_NOT_FOUND");
        (await assistant.Call("issueCredential", With(id))).ShouldBeDone();
        (await assistant.Call("issueCredential", With(id))).ShouldBeRefused("APPROVAL_USED");
        (await programme.Counts()).ShouldBe((1, 0));
        var read = (await App.Get($"/v1/approvals/{id}", await owner.Token())).Should(200);
        (read.At("state"), read.At("tool")).ShouldBe(("executed", "issueCredential"));
        var calls = await ToolCalls.Of(programme.Issuer, 7);
        calls
            .Where(c => c.Member("outcome") == "pending")
            .ShouldAllBe(c =>
                c.Member("code") == "APPROVAL_REQUIRED" && c.Member("approval") == id
            );

        string With(string approval) => programme.Body($",\"approvalId\":\"{approval}\"");
    }

    [Fact]
    public async Task A_call_of_a_tool_that_a_rule_asks_about_too_has_both_approved_together_and_a_changed_policy_voids_it()
    {
        var programme = await Closed();
        await Assistant.Rule(programme.Issuer, Assistant.OfIssuing);
        var owner = await Person(programme, "owner");
        var key = await Assistant.KeyOf(programme.Issuer, "write");
        var assistant = new Caller(App, key.Secret);
        var ofRule = Waits(await assistant.Call("issueCredential", programme.Body()));
        await Approve(ofRule);
        // The gate is met only within; the rule's approval is used up, and another answers both.
        var both = Waits(await Repeat(ofRule));
        both.ShouldNotBe(ofRule);
        await Approve(both);
        await programme.Issuer.Write(
            "R-NEVER",
            """{"fact":"subject.score","is":"atLeast","value":2}"""
        );
        (await Repeat(both)).ShouldBeRefused("APPROVAL_VOID");
        (await programme.Counts()).ShouldBe((0, 0));
        var again = Waits(await assistant.Call("issueCredential", programme.Body()));
        await Approve(again);
        var last = Waits(await Repeat(again));
        await Approve(last);
        (await Repeat(last)).ShouldBeDone();
        (await programme.Counts()).ShouldBe((1, 0));

        Task<Said> Repeat(string id) =>
            assistant.Call("issueCredential", programme.Body($",\"approvalId\":\"{id}\""));
        async Task Approve(string id) =>
            (await App.Post($"/v1/approvals/{id}/approve", await owner.Token())).Should(200);
    }

    [Fact]
    public async Task Where_a_gate_only_refuses_a_tool_is_told_which_and_by_what_policy()
    {
        var programme = await Closed("refuse");
        var key = await programme.Issuer.KeyWith("write");
        var said = await new Caller(App, key.Secret).Call("issueCredential", programme.Body());
        said.ShouldBeRefused("POLICY_NOT_MET");
        said.Text.ShouldContain("R-NEVER");
        said.Text.ShouldContain("pgt_");
        (await programme.Counts()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task An_order_that_a_tool_submits_waits_at_a_gate_and_is_one_order_once_approved()
    {
        var customer = await Customer.Of(App);
        await customer.Issuer.Write("R-NEVER", Never);
        await MakeGate(customer.Issuer.Test, "order.submit", null);
        var owner = await App.Member("owner", customer.Issuer);
        await owner.Look("test");
        await using var documents = SurfaceOrders.Documents();
        var key = await customer.Issuer.VerdacertKey();
        var order = await SurfaceOrders.Ready(App, key.Secret, documents.Url);
        var assistant = new Caller(App, key.Secret, "/api/mcp");
        var id = Waits(await assistant.Call("submit", order));
        (await customer.Count("certification_orders")).ShouldBe(0);
        (await App.Post($"/v1/approvals/{id}/approve", await owner.Token())).Should(200);
        var approved = order.With("approvalId", id);
        var done = (await assistant.Call("submit", approved)).ShouldBeDone();
        (await assistant.Call("submit", approved)).ShouldBeDone().Text.ShouldBe(done.Text);
        (await customer.Count("certification_orders")).ShouldBe(1);
    }

    [Fact]
    public async Task Four_eyes_bind_who_made_the_key_that_asks()
    {
        var programme = await Closed();
        var (maker, other) = (await Person(programme, "owner"), await Person(programme, "owner"));
        var made = await Mint(await maker.Token());
        var id = await Ask(made);
        var read = (await App.Get($"/v1/approvals/{id}", await other.Token())).Should(200);
        (read.At("caller", "keyMadeBy"), read.At("caller", "kind")).ShouldBe((maker.Id, "program"));
        await Decides(maker, id, 403);
        // No key decides at all, whatever its scopes, least of all about its own call.
        (await App.Post($"/v1/approvals/{id}/approve", made.Secret)).ShouldBeProblem(
            403,
            "APPROVAL_PERSON_REQUIRED"
        );
        await Decides(other, id, 200);
        (
            await App.Post(
                "/v1/credentials",
                made.Secret,
                programme.Body(),
                ("Vidimus-Approval", id)
            )
        ).Should(201);

        // What such a key mints is theirs as well, and so is whatever somebody rotates and is shown.
        var second = await Mint(made.Secret);
        await Decides(maker, await Ask(second), 403);
        var rotated = Key.Of(
            (await App.Post($"/v1/keys/{second.Id}/rotate", await other.Token(), "{}"))
                .Should(201)
                .Json
        );
        var later = await Ask(rotated);
        await Decides(other, later, 403);
        await Decides(maker, later, 200);

        // Of a key that no member made nobody knows whose it is.
        await Decides(maker, await Ask(programme.Issuer.Live), 200);

        async Task<Key> Mint(string token) =>
            Key.Of(
                (
                    await App.Post(
                        "/v1/keys",
                        token,
                        """{"label":"A program","mode":"live","scopes":["admin"]}"""
                    )
                )
                    .Should(201)
                    .Json
            );
        async Task<string> Ask(Key key) =>
            Assistant.Pending(await App.Post("/v1/credentials", key.Secret, programme.Body()));
        async Task Decides(Member member, string approval, int status)
        {
            var answer = await App.Post($"/v1/approvals/{approval}/approve", await member.Token());
            if (status == 403)
                answer.ShouldBeProblem(403, "APPROVAL_OTHER_PERSON_REQUIRED");
            else
                answer.Should(status);
        }
    }

    /// <summary>A group whose credentials a gate keeps closed.</summary>
    private async Task<Programme> Closed(string otherwise = "approval")
    {
        var programme = await Programme.Start(App);
        await programme.Issuer.Write("R-NEVER", Never);
        await MakeGate(programme.Key, "credential.issue", programme.GroupId, otherwise);
        return programme;
    }

    private async Task MakeGate(
        Key key,
        string action,
        string? group,
        string otherwise = "approval"
    ) =>
        (
            await App.Post(
                "/v1/policy-gates",
                key.Secret,
                new
                {
                    name = "A gate",
                    action,
                    groupId = group,
                    policyId = "R-NEVER",
                    otherwise,
                }
            )
        ).Should(201);

    private static Task<Member> Person(Programme programme, string role) =>
        Assistant.Person(programme.Issuer, role);

    /// <summary>The approval that a tool's answer names.</summary>
    private static string Waits(Said said)
    {
        said.ShouldBeRefused("APPROVAL_REQUIRED");
        var id = ApprovalId().Match(said.Text).Value;
        id.ShouldNotBeEmpty(said.Text);
        return id;
    }

    [GeneratedRegex("apr_[a-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex ApprovalId();
}
