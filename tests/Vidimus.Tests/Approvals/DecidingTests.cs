using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Members;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>Only a person decides, and only one who may.</summary>
public abstract class DecidingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : DecidingTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : DecidingTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task No_key_and_no_token_of_a_key_ever_approves()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var issuer = assistant.Issuer;
        var decider = await issuer.KeyWith("approvals:decide");
        string[] all =
        [
            assistant.Key.Secret,
            issuer.Live.Secret,
            decider.Secret,
            await issuer.Exchange(assistant.Key),
            await issuer.Exchange(issuer.Live),
            await issuer.Exchange(await issuer.ClientTokenWith("admin")),
        ];
        foreach (var key in all)
        foreach (var verb in new[] { "approve", "reject" })
            (await App.Post($"/v1/approvals/{id}/{verb}", key))
                .Should(403)
                .At("error", "code")
                .ShouldBe("APPROVAL_PERSON_REQUIRED");
        (await assistant.State(id)).ShouldBe("pending");
        (await assistant.Facts(id)).ShouldBe(["requested"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("owner", 200)]
    [InlineData("admin", 200)]
    [InlineData("issuer", 403)]
    [InlineData("reviewer", 403)]
    [InlineData("viewer", 403)]
    public async Task Owners_and_administrators_decide(string role, int status)
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var member = await Assistant.Person(assistant.Issuer, role);
        (await assistant.Decide(id, by: member)).Should(status);
        (await App.Get($"/v1/approvals/{id}", await member.Token())).Should(
            status == 200 ? 200 : 404
        );
    }

    [Fact]
    public async Task Nobody_decides_in_another_organization_or_mode()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var stranger = await Assistant.Person(await App.NewOrganization(), "owner");
        (await assistant.Decide(id, by: stranger)).Should(404);
        (await App.Get($"/v1/approvals/{id}", await stranger.Token())).Should(404);
        await assistant.Owner.Look("test");
        (await assistant.Decide(id)).Should(404);
        await assistant.Owner.Look("live");
        (await assistant.Decide(id)).Should(200);
    }

    [Fact]
    public async Task Who_was_removed_does_not_decide_with_the_token_of_before()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var admin = await Assistant.Person(assistant.Issuer, "admin");
        var token = await admin.Token();
        (await App.Delete($"/v1/members/{admin.Id}", await assistant.Owner.Token())).Should(204);
        (await App.Post($"/v1/approvals/{id}/approve", token)).Should(401);
        (await assistant.State(id)).ShouldBe("pending");
    }

    [Fact]
    public async Task An_assistant_reads_the_state_of_its_own_and_not_what_others_ask()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var other = assistant with { Key = await Assistant.KeyOf(assistant.Issuer, "write") };
        await other.Ask();
        var own = (await App.Get($"/v1/approvals/{id}", assistant.Key.Secret)).Should(200);
        own.At("state").ShouldBe("pending");
        own.At("arguments").ShouldBeNull();
        (await App.Get($"/v1/approvals/{id}", other.Key.Secret)).Should(404);
        (await App.Get("/v1/approvals", assistant.Key.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .Select(a => a.GetProperty("id").GetString())
            .ShouldBe([id]);
        // A program of the organization that may read all of it still reads no arguments.
        var watched = (await App.Get($"/v1/approvals/{id}", assistant.Issuer.Live.Secret)).Should(
            200
        );
        watched.At("arguments").ShouldBeNull();
        (await assistant.Read(id)).At("arguments")!.ShouldContain("Ada Example");
    }

    [Fact]
    public async Task An_assistant_changes_no_rule_and_mints_itself_no_way_around_them()
    {
        var assistant = await Assistant.Start(App);
        var rule = $"/v1/approval-rules/{assistant.RuleId}";
        var key = assistant.Key.Secret;
        foreach (
            var answer in new[]
            {
                await App.Delete(rule, key),
                await App.Patch(rule, key, """{"enabled":false}"""),
                await App.Post("/v1/approval-rules", key, Assistant.OfIssuing),
                await App.Patch($"/v1/keys/{assistant.Key.Id}", key, """{"forAssistant":false}"""),
            }
        )
            answer.Should(403).At("error", "code").ShouldBe("APPROVAL_RULES_NOT_YOURS");
        var minted = await App.Post(
            "/v1/keys",
            key,
            """{"label":"Mine","mode":"live","scopes":["write"],"forAssistant":false}"""
        );
        minted.Should(201).At("forAssistant").ShouldBe("true");
        var own = Key.Of(minted.Json);
        var rotated = await App.Post($"/v1/keys/{own.Id}/rotate", key);
        rotated.Should(201).At("forAssistant").ShouldBe("true");
        foreach (var secret in new[] { own.Secret, Key.Of(rotated.Json).Secret })
            Assistant.Pending(
                await App.Post("/v1/credentials", secret, assistant.Programme.Body())
            );
        (await assistant.Issued()).ShouldBe(0);
    }

    [Fact]
    public async Task Deciding_twice_is_answered_and_done_once()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var token = await assistant.Owner.Token();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    App.Post($"/v1/approvals/{id}/{(i % 2 == 0 ? "approve" : "reject")}", token)
                )
        );
        // Whoever rejects after an approval takes it back; nothing else comes after a decision.
        var facts = await assistant.Facts(id);
        facts.Length.ShouldBeInRange(2, 3);
        facts.Count(f => f == "granted").ShouldBeLessThanOrEqualTo(1);
        answers.Count(a => a.Status == 200).ShouldBe(facts.Length - 1);
    }
}
