using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Approvals;
using Vidimus.Tests.Certification;
using Vidimus.Tests.Imports;
using Xunit;
using Hook = Vidimus.Tests.Triggers.Hook;

namespace Vidimus.Tests.Policies;

/// <summary>Gates: before something is issued or ordered a policy has to be met, by whatever way it comes.</summary>
public abstract class GateTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OrderingOnSqlite shared)
        : GateTests(shared),
            IClassFixture<OrderingOnSqlite>;

    public sealed class Postgres(OrderingOnPostgres shared)
        : GateTests(shared),
            IClassFixture<OrderingOnPostgres>;

    private const string Anything = """{"fact":"subject.score","is":"atLeast","value":0}""";
    private const string Ada = """{"name":"Ada Example","externalId":"ada-1"}""";

    /// <summary>Two groups of one organization, and a gate: whoever gets the second has to have the first.</summary>
    private async Task<(Programme First, Programme Second, string Gate)> Start(
        string otherwise = "refuse",
        string more = ""
    )
    {
        var first = await Programme.Start(App);
        var second = await Programme.In(first.Issuer);
        await first.Issuer.Write(
            "R-FIRST",
            $$$"""{"credential":{"group":"{{{first.GroupId}}}"}}"""
        );
        return (first, second, await Gate(first.Issuer, second, otherwise, more));
    }

    private static async Task<string> Gate(
        Issuer issuer,
        Programme? group,
        string otherwise = "refuse",
        string more = ""
    ) =>
        (
            await issuer.App.Post(
                "/v1/policy-gates",
                issuer.Live.Secret,
                $$"""{"name":"A gate","action":"credential.issue","policyId":"R-FIRST","otherwise":"{{otherwise}}"{{(
                    group is null ? "" : $",\"groupId\":\"{group.GroupId}\""
                )}}{{more}}}"""
            )
        )
            .Should(201)
            .At("id")!;

    [Fact]
    public async Task A_gate_refuses_single_issues_and_opens_once_the_policy_is_met()
    {
        var (first, second, gate) = await Start();
        var closed = await second.TryIssue(recipient: Ada);
        closed.ShouldBeProblem(422, "POLICY_NOT_MET");
        closed.Text.ShouldContain(gate);
        closed.Text.ShouldContain("R-FIRST");
        (await second.Counts()).ShouldBe((0, 0));
        // Another group and drafts are none of its business.
        var earlier = await first.Issue(recipient: Ada);
        (await second.TryIssue(recipient: Ada)).Should(201);
        (await second.TryIssue()).ShouldBeProblem(422, "POLICY_NOT_MET");
        await second.Draft(recipient: """{"name":"Grace Example","externalId":"grace"}""");
        (
            await first.Post($"/v1/credentials/{earlier.Id}/revoke", """{"reason":"Mistaken"}""")
        ).Should(200);
        (await second.TryIssue(recipient: Ada)).ShouldBeProblem(422, "POLICY_NOT_MET");
        (await second.Patch($"/v1/policy-gates/{gate}", """{"enabled":false}""")).Should(200);
        (await second.TryIssue(recipient: Ada)).Should(201);
        (await second.Patch($"/v1/policy-gates/{gate}", """{"enabled":true}""")).Should(200);
        (await second.TryIssue(recipient: Ada)).ShouldBeProblem(422, "POLICY_NOT_MET");
        (await second.Delete($"/v1/policy-gates/{gate}")).Should(204);
        (await second.TryIssue(recipient: Ada)).Should(201);
    }

    [Fact]
    public async Task Renewing_reissuing_and_issuing_a_draft_pass_the_gate_too()
    {
        var (first, second, _) = await Start();
        var draft = await second.Draft(recipient: Ada);
        var earlier = await first.Issue(recipient: Ada);
        var issued = await second.Issue(recipient: Ada);
        (
            await first.Post($"/v1/credentials/{earlier.Id}/revoke", """{"reason":"Mistaken"}""")
        ).Should(200);
        foreach (var verb in new[] { "renew", "reissue" })
            (await second.Post($"/v1/credentials/{issued.Id}/{verb}", "{}")).ShouldBeProblem(
                422,
                "POLICY_NOT_MET"
            );
        (await second.Post($"/v1/credentials/{draft.Id}/issue")).ShouldBeProblem(
            422,
            "POLICY_NOT_MET"
        );
        (await second.Counts()).ShouldBe((1, 1));
        await first.Issue(recipient: Ada);
        (await second.Post($"/v1/credentials/{draft.Id}/issue")).Should(200);
        (await second.Post($"/v1/credentials/{issued.Id}/renew", "{}")).Should(201);
        (await second.Post($"/v1/credentials/{issued.Id}/reissue", "{}")).Should(201);
    }

    [Fact]
    public async Task Of_a_list_and_of_an_import_those_are_issued_who_meet_the_policy()
    {
        var (first, second, _) = await Start();
        await first.Issue(recipient: Ada);
        var batch = (
            await second.Post(
                "/v1/credentials/batch",
                $$$"""{"groupId":"{{{second.GroupId}}}","rows":[{"recipient":{{{Ada}}}},{"recipient":{"name":"Grace Example","externalId":"grace"}}]}"""
            )
        ).Should(200);
        (batch.At("accepted"), batch.At("failed")).ShouldBe(("1", "1"));
        var rows = batch.Json.GetProperty("rows");
        rows[1].GetProperty("error").GetProperty("code").GetString().ShouldBe("POLICY_NOT_MET");
        (await second.Counts()).ShouldBe((1, 0));

        var id = (await second.Upload("Name,External ID\nAda Example,ada-1\nGrace Example,grace\n"))
            .Should(201)
            .At("id")!;
        (await second.Map(id)).Should(200);
        await second.Until(id, "checked");
        (await second.Start(id)).Should(202);
        var done = await second.Until(id, "done");
        done.GetProperty("issuedCount").GetInt32().ShouldBe(1, done.GetRawText());
        (await second.Counts()).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_trigger_and_the_vc_api_do_not_lead_past_a_gate()
    {
        var (first, second, gate) = await Start();
        var hook = await Hook.Make(second);
        const string sent = """{"name":"Ada Example","person":"ada-1","id":"1"}""";
        (await hook.Send(sent)).ShouldBeProblem(422, "POLICY_NOT_MET");
        var earlier = await first.Issue(recipient: Ada);
        (await hook.Send(sent)).Status.ShouldBeInRange(200, 299);
        (await second.Counts()).ShouldBe((1, 0));

        var signed = await App.Get(
            earlier.VerifyUrl![App.PublicUrl.Length..],
            null,
            ("Accept", "application/vc")
        );
        var issuer = signed.Should(200).At("issuer", "id");
        (await Foreign()).Should(201);
        // One for every group is about what is of no group, too.
        await Gate(first.Issuer, null);
        var refused = (await Foreign()).Should(422);
        refused.Text.ShouldContain("has to be met first");
        (await second.Delete($"/v1/policy-gates/{gate}")).Should(204);

        Task<Answer> Foreign() =>
            App.Post(
                "/credentials/issue",
                first.Key.Secret,
                $$$$"""{"credential":{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"{{{{issuer}}}}","credentialSubject":{"id":"did:example:ada"}}}"""
            );
    }

    [Fact]
    public async Task A_person_can_approve_the_very_call_that_a_gate_stopped_once()
    {
        var (first, second, gate) = await Start("approval");
        var owner = await Assistant.Person(first.Issuer, "owner");
        var body = second.Body(recipient: Ada);
        var waiting = await second.Post("/v1/credentials", body);
        var id = Assistant.Pending(waiting);
        Assistant.Pending(await second.Post("/v1/credentials", body)).ShouldBe(id);
        (await second.Counts()).ShouldBe((0, 0));
        // Not before it is approved, and not another call.
        await WithId(body, 202, "APPROVAL_REQUIRED");
        (await App.Post($"/v1/approvals/{id}/approve", await owner.Token())).Should(200);
        await WithId(
            second.Body(recipient: """{"name":"Grace Example"}"""),
            409,
            "APPROVAL_MISMATCH"
        );
        var other = await first.Issuer.KeyWith("write");
        (
            await App.Post("/v1/credentials", other.Secret, body, ("Vidimus-Approval", id))
        ).ShouldBeProblem(404, "APPROVAL_NOT_FOUND");
        (await second.Post("/v1/credentials", body, ("Vidimus-Approval", id))).Should(201);
        await WithId(body, 409, "APPROVAL_USED");
        (await second.Counts()).ShouldBe((1, 0));

        // What was approved under a gate that is another now counts no more.
        var later = Assistant.Pending(await second.Post("/v1/credentials", body));
        later.ShouldNotBe(id);
        (await App.Post($"/v1/approvals/{later}/approve", await owner.Token())).Should(200);
        (await second.Patch($"/v1/policy-gates/{gate}", """{"expirySeconds":600}""")).Should(200);
        (await second.Post("/v1/credentials", body, ("Vidimus-Approval", later))).ShouldBeProblem(
            409,
            "APPROVAL_VOID"
        );
        // An id that is none is told so, and where no gate is closed none is needed.
        (
            await second.Post("/v1/credentials", body, ("Vidimus-Approval", "apr_none"))
        ).ShouldBeProblem(404, "APPROVAL_NOT_FOUND");
        await first.Issue(recipient: Ada);
        (await second.Post("/v1/credentials", body)).Should(201);

        async Task WithId(string asked, int status, string code) =>
            (await second.Post("/v1/credentials", asked, ("Vidimus-Approval", id)))
                .Should(status)
                .At("error", "code")
                .ShouldBe(code);
    }

    [Fact]
    public async Task An_assistant_that_a_rule_asks_has_both_approved_together()
    {
        var assistant = await Assistant.Start(App);
        await assistant.Issuer.Write(
            "R-FIRST",
            """{"fact":"subject.score","is":"atLeast","value":1}"""
        );
        await Gate(assistant.Issuer, assistant.Programme, "approval");
        var id = await assistant.Approved();
        // The rule's approval does not open the gate: the second one answers both.
        var both = Assistant.Pending(await assistant.Issue(approval: id));
        both.ShouldNotBe(id);
        (await assistant.Decide(both)).Should(200);
        (await assistant.Issue(approval: both)).Should(201);
        (await assistant.Issued()).ShouldBe(1);
        (
            await assistant.Post(
                "/v1/policy-gates",
                """{"name":"x","action":"credential.issue","policyId":"R-FIRST"}"""
            )
        ).Status.ShouldBeOneOf(202, 403);
    }

    [Fact]
    public async Task A_gate_and_a_rule_approved_together_open_the_gate_for_who_is_not_asked_by_the_rule()
    {
        var (first, second, _) = await Start("approval");
        await Assistant.Rule(first.Issuer, Assistant.OfIssuing);
        var owner = await Assistant.Person(first.Issuer, "owner");
        var (body, named) = (second.Body(recipient: Ada), ("Vidimus-Tool", "issueCredential"));
        async Task<string> Approved(params (string, string)[] headers)
        {
            var id = Assistant.Pending(await second.Post("/v1/credentials", body, headers));
            (await App.Post($"/v1/approvals/{id}/approve", await owner.Token())).Should(200);
            return id;
        }
        var ofRule = await Approved(named);
        // The rule's alone opens no gate, and is not ended by being shown there.
        Assistant
            .Pending(await second.Post("/v1/credentials", body, ("Vidimus-Approval", ofRule)))
            .ShouldNotBe(ofRule);
        var both = await Approved(named, ("Vidimus-Approval", ofRule));
        both.ShouldNotBe(ofRule);
        (await second.Post("/v1/credentials", body, ("Vidimus-Approval", both))).Should(201);
        (await second.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Another_text_of_its_policy_voids_what_was_approved_at_a_gate()
    {
        var (first, second, _) = await Start("approval");
        var owner = await Assistant.Person(first.Issuer, "owner");
        var body = second.Body(recipient: Ada);
        var approved = Assistant.Pending(await second.Post("/v1/credentials", body));
        (await App.Post($"/v1/approvals/{approved}/approve", await owner.Token())).Should(200);
        await first.Issuer.Write(
            "R-FIRST",
            """{"fact":"subject.score","is":"atLeast","value":1}"""
        );
        (
            await second.Post("/v1/credentials", body, ("Vidimus-Approval", approved))
        ).ShouldBeProblem(409, "APPROVAL_VOID");
        // Nor is it approved any more what was asked for under the text before.
        var asked = Assistant.Pending(await second.Post("/v1/credentials", body));
        await first.Issuer.Write(
            "R-FIRST",
            """{"fact":"subject.score","is":"atLeast","value":2}"""
        );
        (await App.Post($"/v1/approvals/{asked}/approve", await owner.Token())).ShouldBeProblem(
            409,
            "APPROVAL_VOID"
        );
        (await second.Counts()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task An_assistant_does_not_rewrite_the_policy_of_a_gate()
    {
        var (first, _, gate) = await Start();
        var issuer = first.Issuer;
        var assistant = await Assistant.KeyOf(issuer);
        const string refused = "APPROVAL_RULES_NOT_YOURS";
        var open = Rules.Policy("R-FIRST", Rules.Block("Anybody.", Anything));
        (await Put(open)).ShouldBeProblem(403, refused);
        (await App.Post("/v1/policies/R-FIRST/retire", assistant.Secret, "{}")).ShouldBeProblem(
            403,
            refused
        );
        (await App.Batch(assistant, await App.Start(assistant), 1, open)).ShouldBeProblem(
            403,
            refused
        );
        // Others it may write, and this one once no gate names it.
        var other = Rules.Policy("R-OTHER", Rules.Block("Anybody.", Anything));
        (await Put(other)).Should(201);
        (await first.Patch($"/v1/policy-gates/{gate}", """{"enabled":false}""")).Should(200);
        (await Put(open)).Should(200);

        Task<Answer> Put(System.Text.Json.Nodes.JsonObject policy) =>
            App.Put(assistant, (string)policy["id"]!, policy);
    }

    [Fact]
    public async Task An_order_is_submitted_when_what_it_states_meets_the_policy()
    {
        var customer = await Customer.Of(App);
        await customer.Issuer.Write(
            "R-ORDER",
            """{"all":[{"fact":"sourceLanguage","is":"oneOf","value":["de","fa"]},{"fact":"amountCents","is":"atMost","value":100}]}"""
        );
        var gate = (
            await App.Post(
                "/v1/policy-gates",
                customer.Issuer.Test.Secret,
                """{"name":"Small orders","action":"order.submit","policyId":"R-ORDER","otherwise":"approval"}"""
            )
        )
            .Should(201)
            .At("id")!;
        var body = await customer.NewBody();
        var id = Assistant.Pending(await customer.Post(body));
        var owner = await App.Member("owner", customer.Issuer);
        await owner.Look("test");
        (await App.Post($"/v1/approvals/{id}/approve", await owner.Token())).Should(200);
        (await App.Post("/v1/orders", customer.Key.Secret, body, ("Vidimus-Approval", id))).Should(
            201
        );
        (await customer.Post(body)).Should(201)["Idempotency-Replayed"].ShouldBe("true");

        (
            await App.Patch(
                $"/v1/policy-gates/{gate}",
                customer.Issuer.Test.Secret,
                """{"otherwise":"refuse"}"""
            )
        ).Should(200);
        (await customer.Post(await customer.NewBody())).ShouldBeProblem(422, "POLICY_NOT_MET");
        await using var documents = SurfaceOrders.Documents();
        var order = await SurfaceOrders.Ready(App, customer.Key.Secret, documents.Url);
        var closed = await App.Submit(customer.Key.Secret, order);
        closed.Status.ShouldBe(422, closed.Text);
        (await customer.Count("certification_orders")).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_stated_in_a_form_that_is_no_fact_opens_no_gate()
    {
        var programme = await Programme.Start(App);
        var issuer = programme.Issuer;
        await issuer.Write(
            Rules.Policy(
                "R-FIRST",
                Rules.Block(
                    "An exam was passed.",
                    """{"fact":"subject.exam.score","is":"atLeast","value":60}"""
                ),
                Rules.Block(
                    "Nothing is noted.",
                    """{"any":[{"fact":"subject.flag","is":"known"},{"fact":"subject.flag.a","is":"known"}]}""",
                    "limitations"
                )
            )
        );
        await Gate(issuer, programme);
        const string passed = "\"exam\":{\"score\":60}";
        await Issued(passed, 201);
        await Issued("\"exam\":{\"score\":59}", 422);
        await Issued($"{passed},\"flag\":\"yes\"", 422);
        await Issued(passed + ""","flag":{"a":"yes"}""", 422);
        await Issued(passed + ""","flag":{"b":"yes"}""", 422);
        await Issued(passed + ""","flag":[{"a":"yes"}]""", 422);
        await Issued($"{passed},\"flag\":\"{new string('x', 2001)}\"", 422);
        await Issued(passed + ""","flag":{"a":{"b":{"c":{"d":1}}}}""", 422);
        var many = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"f{i}\":1"));
        await Issued($"{passed},{many},\"flag\":\"yes\"", 422);
        await Issued($"{passed},\"note\":[{{\"a\":1}}]", 201);

        async Task Issued(string subject, int status)
        {
            var answer = await programme.TryIssue($",\"subject\":{{{subject}}}");
            answer.Status.ShouldBe(
                status,
                $"{subject[..Math.Min(80, subject.Length)]} {answer.Text}"
            );
            if (status == 422)
                answer.ShouldBeProblem(422, "POLICY_NOT_MET");
        }
    }

    [Fact]
    public async Task P17_P18_what_no_gate_may_be_is_refused()
    {
        var (first, _, gate) = await Start();
        await Refused(
            """{"name":"x","action":"credential.revoke","policyId":"R-FIRST"}""",
            "action"
        );
        await Refused("""{"name":"x","action":"credential.issue","policyId":"R-NONE"}""", null);
        await Refused(
            """{"name":"x","action":"credential.issue","policyId":"R-FIRST","groupId":"99"}""",
            "groupId"
        );
        await Refused(
            """{"name":"x","action":"order.submit","policyId":"R-FIRST","groupId":"1"}""",
            "groupId"
        );
        await Refused(
            """{"name":"x","action":"credential.issue","policyId":"R-FIRST","otherwise":"allow"}""",
            "otherwise"
        );
        await Refused(
            """{"name":"x","action":"credential.issue","policyId":"R-FIRST","version":9}""",
            "version"
        );
        await Refused("""{"name":["x"],"action":"credential.issue","policyId":"R-FIRST"}""", null);
        await first.Issuer.Write(Rules.Policy("R-BLANK", Rules.Block("Text alone.", null)));
        await Refused(
            """{"name":"x","action":"credential.issue","policyId":"R-BLANK"}""",
            "policyId"
        );
        (await first.Patch($"/v1/policy-gates/{gate}", """{"id":"pgt_x"}""")).Status.ShouldBe(400);
        var writer = await first.Issuer.KeyWith("write");
        (await App.Delete($"/v1/policy-gates/{gate}", writer.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        var other = await App.NewOrganization();
        (await App.Delete($"/v1/policy-gates/{gate}", other.Live.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        (await App.Get($"/v1/policy-gates/{gate}", first.Issuer.Test.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        (await first.Get("/v1/policy-gates")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);

        async Task Refused(string body, string? field)
        {
            var answer = await first.Post("/v1/policy-gates", body);
            answer.Status.ShouldBeInRange(400, 422, answer.Text);
            if (field is not null)
                answer.At("error", "field").ShouldBe(field, answer.Text);
        }
    }
}
