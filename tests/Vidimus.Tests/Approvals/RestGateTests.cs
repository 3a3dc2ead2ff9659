using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>The REST API asks in the words of each surface, and together with idempotency keys.</summary>
public abstract class RestGateTests(SharedApp shared) : Scenario(shared)
{
    private const string Hook = """{"url":"https://198.51.99.1/","events":["*"]}""";

    public sealed class Sqlite(OnSqlite shared) : RestGateTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RestGateTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Veritys_surface_says_it_in_veritys_words_and_takes_no_word_for_an_approval()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        var asked = (await assistant.Post("/api/v1/webhooks", Hook)).Should(202);
        asked.At("data", "approval_required").ShouldBe("true");
        asked.At("data", "approval_status").ShouldBe("required");
        asked.At("data", "tool").ShouldBe("verityCreateWebhook");
        asked.At("data", "required_header").ShouldBe("Vidimus-Approval");
        asked.At("data", "code").ShouldBe("APPROVAL_REQUIRED");
        asked.At("data", "next_action").ShouldNotBeNull();
        asked.At("meta", "request_id").ShouldNotBeNull();
        var id = asked.At("data", "approval_id")!;
        (await assistant.Post("/api/v1/webhooks", Hook, ("X-Verity-Approval", "reviewed"))).Should(
            202
        );
        (await assistant.Decide(id)).Should(200);
        (await assistant.Post("/api/v1/webhooks", Hook, ("X-Verity-Approval", "reviewed"))).Should(
            202
        );
        (await assistant.Post("/api/v1/webhooks", Hook, ("X-Verity-Approval", id))).Should(201);
        (await assistant.State(id)).ShouldBe("executed");
    }

    [Fact]
    public async Task What_a_verity_client_calls_its_agent_is_shown_as_its_own_word()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        var id = (
            await assistant.Post("/api/v1/webhooks", Hook, ("X-Verity-Agent", "claims-bot 3"))
        )
            .Should(202)
            .At("data", "approval_id")!;
        (await assistant.Read(id)).At("caller", "clientName").ShouldBe("claims-bot 3");
        (await assistant.Owner.Browser.Get($"/portal/approvals/{id}")).Text.ShouldContain(
            "“claims-bot 3” "
        );
    }

    [Fact]
    public async Task Waiting_is_not_kept_as_the_answer_of_an_idempotency_key_and_a_repetition_needs_no_approval()
    {
        var assistant = await Assistant.Start(App);
        var body = assistant.Programme.Body();
        var once = ("Idempotency-Key", "once");
        var id = Assistant.Pending(await assistant.Post("/v1/credentials", body, once));
        Assistant.Pending(await assistant.Post("/v1/credentials", body, once)).ShouldBe(id);
        (await assistant.Decide(id)).Should(200);
        var first = await assistant.Post("/v1/credentials", body, once, ("Vidimus-Approval", id));
        first.Should(201)["Idempotency-Replayed"].ShouldBeNull();
        foreach (var more in new (string, string)[][] { [once], [once, ("Vidimus-Approval", id)] })
        {
            var again = await assistant.Post("/v1/credentials", body, more);
            again.Should(201)["Idempotency-Replayed"].ShouldBe("true");
            again.At("id").ShouldBe(first.At("id"));
        }
        (await assistant.Issued()).ShouldBe(1);
        // Under another key it is another call.
        (await assistant.Post("/v1/credentials", body, ("Idempotency-Key", "twice"))).Should(202);
        // Nor does the key carry over to other arguments.
        (
            await assistant.Post(
                "/v1/credentials",
                assistant.Programme.Body(", \"draft\":true"),
                once
            )
        ).Should(422);
    }

    [Fact]
    public async Task An_approved_call_whose_answer_was_erased_is_not_carried_out_again()
    {
        var assistant = await Assistant.Start(App, """{"name":"All writes"}""");
        var programme = assistant.Programme;
        const string row = """{"name":"Ada Example","externalId":"ada-1"}""";
        var list = $$$"""{"groupId":"{{{programme.GroupId}}}","rows":[{"recipient":{{{row}}}}]}""";
        foreach (
            var (path, body, done) in new[]
            {
                ("/v1/credentials", programme.Body(recipient: row), 201),
                ("/v1/credentials/batch", list, 200),
            }
        )
        {
            var once = ("Idempotency-Key", "once");
            var before = await assistant.Issued();
            var id = Assistant.Pending(await assistant.Post(path, body, once));
            (await assistant.Decide(id)).Should(200);
            (await assistant.Post(path, body, once, ("Vidimus-Approval", id))).Should(done);
            (await assistant.State(id)).ShouldBe("executed");
            var recipient = (
                await App.Query(
                    "SELECT id FROM credentials_recipients WHERE organization_id = @o",
                    ("o", assistant.Issuer.Id)
                )
            )[0][0];
            (await programme.Delete($"/v1/recipients/{recipient}")).Should(204);
            foreach (
                var more in new (string, string)[][] { [once], [once, ("Vidimus-Approval", id)] }
            )
                (await assistant.Post(path, body, more)).ShouldBeProblem(409, "APPROVAL_USED");
            (await assistant.Issued()).ShouldBe(before + 1);
        }
    }

    [Fact]
    public async Task An_approval_of_a_rule_means_nothing_for_who_is_not_asked_and_stays_as_it_is()
    {
        var assistant = await Assistant.Start(App);
        var key = assistant.Issuer.Live;
        var body = assistant.Programme.Body();
        Task<Answer> Post(params (string, string)[] headers) =>
            App.Post("/v1/credentials", key.Secret, body, headers);
        // One that is none is none of an ordinary program's business.
        (await Post(("Vidimus-Approval", "apr_none"))).Should(201);
        var named = ("Vidimus-Tool", "issueCredential");
        var id = Assistant.Pending(await Post(named));
        (await Post(("Vidimus-Approval", id))).Should(201);
        (await assistant.State(id)).ShouldBe("pending");
        (await assistant.Decide(id)).Should(200);
        (await Post(("Vidimus-Approval", id))).Should(201);
        (await assistant.State(id)).ShouldBe("approved");
        (await Post(named, ("Vidimus-Approval", id))).Should(201);
        (await assistant.State(id)).ShouldBe("executed");
        (await Post(("Vidimus-Approval", id))).Should(201);
    }

    [Fact]
    public async Task A_call_that_failed_is_tried_again_under_its_idempotency_key_only()
    {
        var assistant = await Assistant.Start(App);
        var body = """{"groupId":"grp_00000000000000000000000000","recipient":{"name":"Ada"}}""";
        var once = ("Idempotency-Key", "once");
        var id = Assistant.Pending(await assistant.Post("/v1/credentials", body, once));
        (await assistant.Decide(id)).Should(200);
        (await assistant.Post("/v1/credentials", body, once, ("Vidimus-Approval", id))).Should(404);
        (await assistant.Post("/v1/credentials", body, once, ("Vidimus-Approval", id))).Should(404);
        (await assistant.Post("/v1/credentials", body, ("Vidimus-Approval", id)))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_USED");
        (await assistant.Post("/v1/credentials", body)).Should(202);
    }

    [Fact]
    public async Task M2_a_test_key_of_an_assistant_gets_nothing_live_approved()
    {
        var assistant = await Assistant.Start(App);
        var test = await assistant.Issuer.Mint(
            new
            {
                label = "A test assistant",
                mode = "test",
                scopes = new[] { "admin" },
                forAssistant = true,
            }
        );
        var id = await assistant.Approved();
        (
            await App.Post(
                "/v1/credentials",
                test.Secret,
                assistant.Programme.Body(),
                ("Vidimus-Approval", id)
            )
        ).Should(404);
        (await App.Post("/v1/credentials", test.Secret, assistant.Programme.Body())).Should(404);
        (await assistant.Issued()).ShouldBe(0);
        (await App.Get($"/v1/approvals/{id}", test.Secret)).Should(404);
    }

    [Fact]
    public async Task A_revoked_key_uses_no_approval_it_was_given()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Approved();
        (
            await App.Post($"/v1/keys/{assistant.Key.Id}/revoke", assistant.Issuer.Live.Secret)
        ).Should(200);
        (await assistant.Issue(approval: id)).Should(401);
        (await assistant.State(id)).ShouldBe("approved");
    }

    [Fact]
    public async Task Nothing_else_acts_as_an_assistants_key()
    {
        var assistant = await Assistant.Start(App);
        var hook = await Triggers.Hook.Make(assistant.Programme);
        (
            await App.Patch(
                hook.Path,
                assistant.Issuer.Live.Secret,
                $$"""{"keyId":"{{assistant.Key.Id}}"}"""
            )
        ).Status.ShouldBeOneOf(200, 403);
    }
}
