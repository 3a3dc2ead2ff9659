using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Certification;
using Vidimus.Tests.Imports;
using Xunit;
using Hook = Vidimus.Tests.Triggers.Hook;

namespace Vidimus.Tests.Policies;

/// <summary>Ways past a gate, and what those are told who are stopped in a list, an import or a trigger.</summary>
public abstract class GateAttackTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : GateAttackTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : GateAttackTests(shared),
            IClassFixture<OnPostgres>;

    private const string Ada = """{"name":"Ada Example","externalId":"ada-1"}""";

    private sealed record Gated(Programme First, Programme Second, string Gate);

    /// <summary>Two groups of one organization, and a gate: whoever gets the second has to have the first.</summary>
    private async Task<Gated> Start(string otherwise = "refuse", Issuer? issuer = null)
    {
        var first = issuer is null ? await Programme.Start(App) : await Programme.In(issuer);
        var second = await Programme.In(first.Issuer);
        await first.Issuer.Write(
            "R-FIRST",
            $$$"""{"credential":{"group":"{{{first.GroupId}}}","status":"valid"}}"""
        );
        return new(first, second, await Gate(first.Key, second.GroupId, otherwise));
    }

    private async Task<string> Gate(Key key, string? group, string otherwise = "refuse") => (
            await App.Post(
                "/v1/policy-gates",
                key.Secret,
                new
                {
                    name = "A gate",
                    action = "credential.issue",
                    groupId = group,
                    policyId = "R-FIRST",
                    otherwise,
                }
            )
        ).Should(201).At("id")!;

    [Fact]
    public async Task A_row_that_a_gate_stops_says_which_gate_by_which_policy_and_what_to_do_and_leaves_nothing_behind()
    {
        var (first, second, gate) = await Start("approval");
        await first.Issue(recipient: Ada);
        const string Grace = """{"name":"Grace Example","externalId":"grace"}""";
        var batch = (
            await second.Post(
                "/v1/credentials/batch",
                $$$"""{"groupId":"{{{second.GroupId}}}","rows":[{"recipient":{{{Ada}}}},{"recipient":{{{Grace}}}}]}"""
            )
        ).Should(200);
        (batch.At("accepted"), batch.At("failed")).ShouldBe(("1", "1"));
        var error = batch.Json.GetProperty("rows")[1].GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("POLICY_NOT_MET");
        Says(error.GetProperty("message").GetString());

        var id = (await second.Upload("Name,External ID\nGrace Example,grace\n"))
            .Should(201)
            .At("id")!;
        (await second.Map(id)).Should(200);
        await second.Until(id, "checked");
        (await second.Start(id)).Should(202);
        await second.Until(id, "done");
        Says((await second.Rows(id, "?state=failed")).ShouldHaveSingleItem());

        var hook = await Hook.Make(second);
        var sent = await hook.Send("""{"name":"Grace Example","person":"grace","id":"1"}""");
        sent.ShouldBeProblem(422, "POLICY_NOT_MET");
        Says(sent.Text);
        (await hook.Events()).ShouldHaveSingleItem().ShouldContain("POLICY_NOT_MET");

        // Only the one who passed is there, and nobody waits for a person who could not let a row through.
        (await second.Counts()).ShouldBe((1, 0));
        await Count("credentials_recipients WHERE external_id = 'grace'", 0);
        await Count("access_approvals WHERE 1 = 1", 0);

        void Says(string? message)
        {
            message.ShouldNotBeNull();
            message.ShouldContain(gate);
            message.ShouldContain("R-FIRST");
            message.ShouldContain("make the call singly");
        }
        async Task Count(string of, long count) =>
            Convert
                .ToInt64(
                    (
                        await App.Query(
                            $"SELECT COUNT(*) FROM {of} AND organization_id = @org",
                            ("org", first.Issuer.Id)
                        )
                    )[0][0],
                    System.Globalization.CultureInfo.InvariantCulture
                )
                .ShouldBe(count, of);
    }

    [Fact]
    public async Task The_surface_of_verix_and_open_badges_do_not_lead_past_a_gate()
    {
        var (first, second, _) = await Start();
        var path = $"/verix/v1/credentials/groups/{second.Number}";
        const string person = "\"recipient\":{\"name\":\"Ada Example\",\"externalId\":\"ada-1\"}";
        var issued = (
            await second.Post(path, $$"""{"issue":true,"inputs":[{{{person}}}]}""")
        ).Should(200);
        issued.Text.ShouldContain("POLICY_NOT_MET");
        // Nor as a draft that is issued by editing it.
        var draft = (await second.Post(path, $$"""{"issue":false,"inputs":[{{{person}}}]}"""))
            .Should(200)
            .Json.GetProperty("responseQueue")[0]
            .GetProperty("credentialUid")
            .GetString();
        var edited = await App.Send(
            HttpMethod.Put,
            path,
            second.Key.Secret,
            $$"""{"issue":true,"inputs":[{"credentialUid":"{{draft}}",{{person}}}]}"""
        );
        edited.Text.ShouldContain("POLICY_NOT_MET");
        (await second.Counts()).ShouldBe((0, 1));
        // What is handed over by Open Badges is somebody else's, and neither issued here nor evidence of this organization's.
        var badge = await first.Issue(recipient: Ada);
        var signed = await App.Get(
            badge.VerifyUrl![App.PublicUrl.Length..],
            null,
            ("Accept", "application/vc")
        );
        await second.Post("/ims/ob/v3p0/credentials", signed.Should(200).Text);
        (await second.Counts()).ShouldBe((0, 1));
        (
            await first.Post($"/v1/credentials/{badge.Id}/revoke", """{"reason":"Mistaken"}""")
        ).Should(200);
        (await second.TryIssue(recipient: Ada)).ShouldBeProblem(422, "POLICY_NOT_MET");
        (await second.Counts()).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_test_credential_opens_no_gate_of_live_mode_and_a_gate_holds_in_its_own_mode()
    {
        var (first, second, _) = await Start();
        var (test, tested) = (
            await Programme.In(first.Issuer, test: true),
            await Programme.In(first.Issuer, test: true)
        );
        await test.Issue(recipient: Ada);
        (await second.TryIssue(recipient: Ada)).ShouldBeProblem(422, "POLICY_NOT_MET");
        await first.Issue(recipient: Ada);
        (await second.TryIssue(recipient: Ada)).Should(201);
        // The live gate is none of test mode's business; its own is, and what is live is no evidence there.
        (await tested.TryIssue(recipient: Ada)).Should(201);
        await Gate(test.Key, tested.GroupId);
        (await tested.TryIssue(recipient: Ada)).ShouldBeProblem(422, "POLICY_NOT_MET");
    }

    [Fact]
    public async Task Evidence_that_expires_or_is_suspended_closes_the_gate_at_once()
    {
        var (first, second, _) = await Start();
        var end = App.Clock.Now.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        await first.Issue($",\"validUntil\":\"{end}\"", Ada);
        var draft = await second.Draft(recipient: Ada);
        (await second.TryIssue(recipient: Ada)).Should(201);
        App.Advance(TimeSpan.FromHours(2));
        (await second.TryIssue(recipient: Ada)).ShouldBeProblem(422, "POLICY_NOT_MET");
        (await second.Post($"/v1/credentials/{draft.Id}/issue")).ShouldBeProblem(
            422,
            "POLICY_NOT_MET"
        );
        var held = await first.Issue(recipient: Ada);
        (await second.TryIssue(recipient: Ada)).Should(201);
        (await first.Post($"/v1/credentials/{held.Id}/suspend", """{"reason":"A look"}""")).Should(
            200
        );
        (await second.TryIssue(recipient: Ada)).ShouldBeProblem(422, "POLICY_NOT_MET");
    }

    [Fact]
    public async Task A_policy_that_is_retired_leaves_its_gate_closed_whoever_meets_it()
    {
        var (first, second, gate) = await Start();
        await first.Issue(recipient: Ada);
        (await second.TryIssue(recipient: Ada)).Should(201);
        (await first.Post("/v1/policies/R-FIRST/retire", "{}")).Should(200);
        var closed = await second.TryIssue(recipient: Ada);
        closed.ShouldBeProblem(422, "POLICY_NOT_MET");
        closed.Text.ShouldContain(gate);
        (await second.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_gate_names_no_policy_of_another_organization_and_theirs_of_the_same_name_changes_nothing()
    {
        var (first, second, _) = await Start();
        var stranger = await App.NewOrganization();
        await stranger.Write("R-THEIRS", """{"fact":"group","is":"known"}""");
        await stranger.Write("R-FIRST", """{"fact":"group","is":"known"}""");
        foreach (var id in new[] { "R-THEIRS", $"{stranger.Id}/R-THEIRS" })
            (
                await first.Post(
                    "/v1/policy-gates",
                    $$"""{"name":"x","action":"credential.issue","policyId":"{{id}}"}"""
                )
            ).Status.ShouldBeOneOf(400, 404);
        (await second.TryIssue(recipient: Ada)).ShouldBeProblem(422, "POLICY_NOT_MET");
    }

    [Fact]
    public async Task Nothing_is_issued_any_more_once_a_policys_edit_is_answered()
    {
        var (first, second, _) = await Start();
        await first.Issuer.Write("R-FIRST", """{"fact":"group","is":"known"}""");
        var before = Enumerable.Range(0, 12).Select(_ => second.TryIssue(recipient: Ada)).ToList();
        await first.Issuer.Write(
            "R-FIRST",
            """{"fact":"subject.score","is":"atLeast","value":1}"""
        );
        var after = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => second.TryIssue(recipient: Ada))
        );
        after.ShouldAllBe(a => a.Status == 422);
        var raced = await Task.WhenAll(before);
        raced.ShouldAllBe(a => a.Status == 201 || a.Status == 422);
        (await second.Counts()).ShouldBe((raced.Count(a => a.Status == 201), 0));
    }
}
