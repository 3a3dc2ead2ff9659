using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>A call that a rule is about runs once, exactly as a person approved it, and not otherwise.</summary>
public abstract class ApprovalTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ApprovalTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ApprovalTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_call_waits_for_a_person_and_then_runs_once()
    {
        var assistant = await Assistant.Start(App);
        var asked = await assistant.Issue();
        var id = Assistant.Pending(asked);
        asked.At("error", "details", "url").ShouldBe($"{App.PublicUrl}/portal/approvals/{id}");
        asked.At("error", "details", "status").ShouldBe("required");
        asked.At("error", "details", "expiresAt").ShouldNotBeNull();
        (await assistant.Issued()).ShouldBe(0);
        // Nothing is asked twice, and waiting is not approving.
        (await assistant.Ask()).ShouldBe(id);
        Assistant.Pending(await assistant.Issue(approval: id)).ShouldBe(id);
        (await assistant.Issued()).ShouldBe(0);

        (await assistant.Decide(id, body: """{"reason":"As agreed."}""")).Should(200);
        // Only the call that carries the id is the approved one.
        var without = await assistant.Issue();
        Assistant.Pending(without).ShouldBe(id);
        without.At("error", "details", "status").ShouldBe("approved");
        (await assistant.Issued()).ShouldBe(0);

        (await assistant.Issue(approval: id)).Should(201);
        (await assistant.Issued()).ShouldBe(1);
        (await assistant.State(id)).ShouldBe("executed");
        (await assistant.Issue(approval: id))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_USED");
        (await assistant.Issued()).ShouldBe(1);
        (await assistant.Facts(id)).ShouldBe(
            ["requested", "granted", "used", "executed"],
            ignoreOrder: true
        );
        // The same once more is a new call.
        (await assistant.Ask()).ShouldNotBe(id);
    }

    [Fact]
    public async Task An_approval_is_of_one_call_and_no_other()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Approved();
        (await assistant.Issue("Grace Example", id))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_MISMATCH");
        // The same arguments through another route.
        (
            await assistant.Post(
                "/v1/credentials/batch",
                assistant.Programme.Body(),
                ("Vidimus-Approval", id)
            )
        )
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_MISMATCH");
        // Another of the organization's assistants, with the same call.
        var other = assistant with
        {
            Key = await Assistant.KeyOf(assistant.Issuer),
        };
        (await other.Issue(approval: id))
            .Should(404)
            .At("error", "code")
            .ShouldBe("APPROVAL_NOT_FOUND");
        (await other.Issue(approval: "apr_00000000000000000000000000")).Should(404);
        (await assistant.Issued()).ShouldBe(0);
        // None of that used it up.
        (await assistant.Issue(approval: id)).Should(201);
    }

    [Fact]
    public async Task What_is_written_otherwise_and_says_the_same_is_the_same_call()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Approved();
        var group = assistant.Programme.GroupId;
        (
            await assistant.Post(
                "/v1/credentials",
                $$""" { "recipient" : {"name":"\u0041da Example"}, "groupId":"{{group}}" } """,
                ("Vidimus-Approval", id)
            )
        ).Should(201);
    }

    [Fact]
    public async Task A_rejected_call_does_not_run_and_is_not_asked_again_at_once()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        (await assistant.Decide(id, "reject", body: """{"reason":"Wrong person"}""")).Should(200);
        foreach (
            var answer in new[] { await assistant.Issue(approval: id), await assistant.Issue() }
        )
        {
            answer.Should(403).At("error", "code").ShouldBe("APPROVAL_REJECTED");
            answer.At("error", "message")!.ShouldContain("Wrong person");
        }
        (await assistant.Decide(id)).Should(409).At("error", "code").ShouldBe("APPROVAL_DECIDED");
        (await assistant.Issued()).ShouldBe(0);
        (await assistant.Facts(id)).ShouldBe(["requested", "refused"], ignoreOrder: true);
        App.Advance(TimeSpan.FromHours(2));
        (await assistant.Ask()).ShouldNotBe(id);
    }

    [Fact]
    public async Task An_approval_that_was_not_used_can_be_taken_back()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Approved();
        (await assistant.Decide(id, "reject")).Should(200);
        (await assistant.Issue(approval: id)).Should(403);
        (await assistant.Issued()).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_decided_or_not_used_in_time_is_a_no()
    {
        var assistant = await Assistant.Start(
            App,
            """{"name":"Soon over","tool":"issueCredential","expirySeconds":120}"""
        );
        var waiting = await assistant.Ask();
        var approved = await assistant.Approved("Grace Example");
        App.Advance(TimeSpan.FromSeconds(121));
        (await assistant.State(waiting)).ShouldBe("expired");
        (await assistant.Decide(waiting))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_EXPIRED");
        (await assistant.Issue("Grace Example", approved))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_EXPIRED");
        (await assistant.Issued()).ShouldBe(0);
        App.Advance(TimeSpan.FromMinutes(2));
        await Until(async () => (await assistant.Facts(approved)).Contains("expired"));
        await Until(async () => (await assistant.Facts(waiting)).Contains("expired"));
        (await Kept(waiting)).ShouldBeFalse();
        (await assistant.Ask()).ShouldNotBe(waiting);
    }

    [Theory]
    [InlineData("""{"countOver":5}""")]
    [InlineData("""{"name":"Renamed"}""")]
    [InlineData("""{"enabled":false}""")]
    [InlineData(null)]
    public async Task A_changed_or_deleted_rule_lets_nothing_through_that_was_asked_before(
        string? edit
    )
    {
        var assistant = await Assistant.Start(App);
        var approved = await assistant.Approved();
        var waiting = await assistant.Ask("Grace Example");
        var path = $"/v1/approval-rules/{assistant.RuleId}";
        var admin = assistant.Issuer.Live.Secret;
        if (edit is null)
            (await App.Delete(path, admin)).Should(204);
        else
            (await App.Patch(path, admin, edit)).Should(200).At("version").ShouldBe("2");
        foreach (var (id, name) in new[] { (approved, "Ada Example"), (waiting, "Grace Example") })
        {
            (await assistant.Issue(name, id))
                .Should(409)
                .At("error", "code")
                .ShouldBe("APPROVAL_VOID");
            var read = await assistant.Read(id);
            read.At("state").ShouldBe("expired");
            read.At("endedBy").ShouldBe("rule_changed");
            (await Kept(id)).ShouldBeFalse();
        }
        (await assistant.Decide(waiting)).Should(409).At("error", "code").ShouldBe("APPROVAL_VOID");
        (await assistant.Issued()).ShouldBe(0);
    }

    [Fact]
    public async Task A_rule_made_meanwhile_has_to_be_asked_too()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Approved();
        await Assistant.Rule(assistant.Issuer, """{"name":"All writes"}""");
        (await assistant.Issue(approval: id))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_VOID");
        (await assistant.Issued()).ShouldBe(0);
        var again = await assistant.Approved();
        (await assistant.Read(again)).Json.GetProperty("rules").GetArrayLength().ShouldBe(2);
        (await assistant.Issue(approval: again)).Should(201);
    }

    [Fact]
    public async Task Of_many_that_use_one_approval_at_once_on_two_nodes_one_is_let_through()
    {
        var assistant = await Assistant.Start(App);
        await using var second =
            App.Engine == Engine.Postgres
                ? await VidimusApp.Start(new(App.Engine) { Beside = App })
                : null;
        for (var round = 1; round <= 3; round++)
        {
            var id = await assistant.Approved();
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 12)
                    .Select(i =>
                        (i % 2 == 0 ? second ?? App : App).Post(
                            "/v1/credentials",
                            assistant.Key.Secret,
                            assistant.Programme.Body(),
                            ("Vidimus-Approval", id)
                        )
                    )
            );
            answers.Count(a => a.Status == 201).ShouldBe(1);
            answers
                .Where(a => a.Status != 201)
                .ShouldAllBe(a => a.At("error", "code") == "APPROVAL_USED");
            (await assistant.Issued()).ShouldBe(round);
            (await assistant.Facts(id)).ShouldBe(
                ["requested", "granted", "used", "executed"],
                ignoreOrder: true
            );
        }
    }

    [Fact]
    public async Task Asking_at_once_asks_once_and_nobody_is_flooded()
    {
        var assistant = await Assistant.Start(App);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => assistant.Issue()));
        answers.Select(Assistant.Pending).Distinct().Count().ShouldBe(1);
        var more = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(i => assistant.Issue($"Ada Example {i}"))
        );
        more.Count(a => a.Status == 202).ShouldBe(19);
        more.Where(a => a.Status != 202)
            .ShouldAllBe(a => a.Status == 429 && a.At("error", "code") == "APPROVAL_LIMIT");
        // What waits already is answered as before.
        (await assistant.Issue()).Should(202);
        // Another assistant has room of its own.
        var other = assistant with
        {
            Key = await Assistant.KeyOf(assistant.Issuer),
        };
        (await other.Issue()).Should(202);
        var listed = await App.Get(
            "/v1/approvals?state=pending&limit=100",
            await assistant.Owner.Token()
        );
        listed.Should(200).Json.GetProperty("data").GetArrayLength().ShouldBe(21);
    }

    [Fact]
    public async Task A_call_that_fails_has_used_its_approval()
    {
        var assistant = await Assistant.Start(App);
        var body = """{"groupId":"grp_00000000000000000000000000","recipient":{"name":"Ada"}}""";
        var id = Assistant.Pending(await assistant.Post("/v1/credentials", body));
        (await assistant.Decide(id)).Should(200);
        (await assistant.Post("/v1/credentials", body, ("Vidimus-Approval", id))).Should(404);
        (await assistant.State(id)).ShouldBe("failed");
        (await assistant.Post("/v1/credentials", body, ("Vidimus-Approval", id)))
            .Should(409)
            .At("error", "code")
            .ShouldBe("APPROVAL_USED");
        (await assistant.Facts(id)).ShouldBe(
            ["requested", "granted", "used", "failed"],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task What_was_decided_is_erased_after_thirty_days_and_the_record_holds_none_of_it()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Approved("Grace Example");
        (await assistant.Issue("Grace Example", id)).Should(201);
        var read = await assistant.Read(id);
        read.At("arguments")!.ShouldContain("Grace Example");
        (await Kept(id)).ShouldBeTrue();
        (
            await App.Query(
                "SELECT count(*) FROM platform_facts WHERE resource_id = @id AND members LIKE '%Grace%'",
                ("id", id)
            )
        )[0]
            [0]
            .ShouldBe(0L);
        App.Advance(TimeSpan.FromDays(30) + TimeSpan.FromMinutes(2));
        await Until(async () => !await Kept(id));
        (
            await assistant.Owner.Browser.SignIn(assistant.Owner.Email, assistant.Owner.Password)
        ).Should(303);
        var later = await assistant.Read(id);
        later.At("arguments").ShouldBeNull();
        later.At("state").ShouldBe("executed");
        later.At("argumentsDigest").ShouldBe(read.At("argumentsDigest"));
    }

    [Fact]
    public async Task What_waits_is_kept_encrypted()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask("Grace Hidden Example");
        var kept = (byte[])
            (await App.Query("SELECT arguments FROM access_approvals WHERE id = @id", ("id", id)))[
                0
            ][0]!;
        System.Text.Encoding.UTF8.GetString(kept).ShouldNotContain("Hidden");
    }

    private async Task<bool> Kept(string id) =>
        (
            await App.Query(
                "SELECT CASE WHEN arguments IS NULL THEN 0 ELSE 1 END FROM access_approvals WHERE id = @id",
                ("id", id)
            )
        )[0][0]
            is { } one
        && Convert.ToInt64(one, System.Globalization.CultureInfo.InvariantCulture) == 1;

    private async Task Until(Func<Task<bool>> holds) =>
        (await Patience.Until(holds, () => App.Advance(TimeSpan.FromSeconds(30)))).ShouldBeTrue();
}
