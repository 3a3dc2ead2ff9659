using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

public abstract class DraftTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : DraftTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : DraftTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_draft_is_edited_deleted_and_gone()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft(
            ""","subject":{"hours":1},"description":"First" """,
            """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        draft.Json.GetProperty("state").GetString().ShouldBe("draft");
        draft.VerifyUrl.ShouldBeNull();
        draft.Json.GetProperty("digest").GetString().ShouldBeNull();
        var path = $"/v1/credentials/{draft.Id}";
        App.Advance(TimeSpan.FromSeconds(2));
        var edited = (
            await programme.Patch(
                path,
                """{"subject":{"hours":2},"description":null,"validUntil":"2031-01-01T00:00:00Z"}"""
            )
        ).Should(200);
        (edited.At("subject"), edited.At("description"), edited.At("recipient", "name")).ShouldBe(
            ("""{"hours":2}""", null, "Ada Example")
        );
        edited.At("validUntil").ShouldBe("2031-01-01T00:00:00.000Z");
        edited.At("updatedAt").ShouldNotBe(draft.Json.GetProperty("updatedAt").GetString());
        (await programme.Get(path)).Should(200).Text.ShouldBe(edited.Text);
        (await programme.Delete(path)).Should(204).Bytes.ShouldBeEmpty();
        var gone = (await programme.Get(path)).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
        (await programme.Delete(path))
            .ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND")
            .Neutral()
            .ShouldBe(gone.Neutral());
        (await programme.Patch(path, """{"name":"x"}""")).ShouldBeProblem(
            404,
            "CREDENTIAL_NOT_FOUND"
        );
        (await programme.Post($"{path}/issue")).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
        // Nobody else knew this person.
        (await programme.Get($"/v1/recipients/{draft.RecipientId}")).ShouldBeProblem(
            404,
            "RECIPIENT_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Deleting_a_draft_keeps_a_recipient_that_others_have()
    {
        var programme = await Programme.Start(App);
        const string ada = """{"name":"Ada Example","externalId":"s-1"}""";
        var issued = await programme.Issue(recipient: ada);
        var draft = await programme.Draft(recipient: ada);
        (await programme.Delete($"/v1/credentials/{draft.Id}")).Should(204);
        (await programme.Get($"/v1/recipients/{issued.RecipientId}"))
            .Should(200)
            .At("name")
            .ShouldBe("Ada Example");
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
    }

    [Fact]
    public async Task A_draft_is_nobody_elses_business()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft();
        (await App.VerifyId(draft.Id)).ShouldSay("invalid", "not_found");
        (
            await App.Get($"/verify/{draft.Id}", null, ("Accept", "application/json"))
        ).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
        (await App.Get($"/verify/{draft.Id}/document")).ShouldBeProblem(
            404,
            "CREDENTIAL_NOT_FOUND"
        );
        (await programme.Get($"/v1/credentials/{draft.Id}/document")).ShouldBeProblem(
            409,
            "CREDENTIAL_NOT_ISSUED"
        );
        (await programme.Get($"/v1/credentials/{draft.Id}/receipt")).ShouldBeProblem(
            409,
            "CREDENTIAL_NOT_ISSUED"
        );
        (
            await programme.Post($"/v1/credentials/{draft.Id}/revoke", """{"reason":"x"}""")
        ).ShouldBeProblem(409, "CREDENTIAL_NOT_ISSUED");
        (await programme.Post($"/v1/credentials/{draft.Id}/reissue")).ShouldBeProblem(
            409,
            "CREDENTIAL_NOT_ISSUED"
        );
        (await programme.Post($"/v1/credentials/{draft.Id}/renew")).ShouldBeProblem(
            409,
            "CREDENTIAL_NOT_ISSUED"
        );
    }

    [Fact]
    public async Task An_issued_draft_says_what_the_draft_said_and_is_a_draft_no_more()
    {
        var programme = await Programme.Start(App, more: ""","defaultValidity":"P1Y" """);
        var draft = await programme.Draft(
            ""","name":"Diploma","subject":{"hours":3}""",
            """{"name":"Ada Example","externalId":"s-1"}"""
        );
        App.Advance(TimeSpan.FromDays(3));
        var issued = (await programme.Post($"/v1/credentials/{draft.Id}/issue")).Should(200);
        (issued.At("id"), issued.At("state"), issued.At("name"), issued.At("subject")).ShouldBe(
            (draft.Id, "issued", "Diploma", """{"hours":3}""")
        );
        issued
            .At("issuedAt")
            .ShouldBe(App.Clock.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.000'Z'"));
        issued
            .Json.GetProperty("validUntil")
            .GetDateTimeOffset()
            .ShouldBe(issued.Json.GetProperty("issuedAt").GetDateTimeOffset().AddYears(1));
        (await App.VerifyId(draft.Id)).ShouldSay("valid");
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).ShouldBeProblem(
            409,
            "CREDENTIAL_ALREADY_ISSUED"
        );
        (await programme.Delete($"/v1/credentials/{draft.Id}")).ShouldBeProblem(
            409,
            "CREDENTIAL_ALREADY_ISSUED"
        );
        (
            await programme.Patch($"/v1/credentials/{draft.Id}", """{"name":"Other"}""")
        ).ShouldBeProblem(409, "CREDENTIAL_ALREADY_ISSUED");
        (await programme.Get($"/v1/credentials/{draft.Id}")).Should(200).Text.ShouldBe(issued.Text);
    }

    [Fact]
    public async Task A_draft_issued_by_two_at_once_is_issued_once()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => programme.Post($"/v1/credentials/{draft.Id}/issue"))
        );
        answers.Count(a => a.Status == 200).ShouldBe(1);
        foreach (var late in answers.Where(a => a.Status != 200))
            late.ShouldBeProblem(409, "CREDENTIAL_ALREADY_ISSUED");
        (await programme.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_draft_must_satisfy_the_schema_the_group_has_when_it_is_issued()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft(""","subject":{"hours":3}""");
        (
            await programme.Patch(
                $"/v1/groups/{programme.GroupId}",
                """{"subjectSchema":{"required":["grade"]}}"""
            )
        ).Should(200);
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "subject.grade"
        );
        (
            await programme.Patch($"/v1/credentials/{draft.Id}", """{"subject":{"hours":4}}""")
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "subject.grade");
        (
            await programme.Patch($"/v1/credentials/{draft.Id}", """{"subject":{"grade":1}}""")
        ).Should(200);
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).Should(200);
    }

    [Fact]
    public async Task A_drafts_recipient_can_be_corrected_and_not_exchanged()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft(
            recipient: """{"name":"Ada Exmaple","email":"ada@example.org","externalId":"s-1"}"""
        );
        var path = $"/v1/credentials/{draft.Id}";
        var corrected = (
            await programme.Patch(path, """{"recipient":{"name":"Ada Example"}}""")
        ).Should(200);
        (
            corrected.At("recipient", "name"),
            corrected.At("recipient", "email"),
            corrected.At("recipient", "externalId")
        ).ShouldBe(("Ada Example", "ada@example.org", "s-1"));
        (
            await programme.Patch(
                path,
                """{"recipient":{"name":"Ada Example","externalId":"s-1"}}"""
            )
        ).Should(200);
        (
            await programme.Patch(
                path,
                """{"recipient":{"name":"Bo Example","externalId":"s-2"}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "recipient.externalId");
        (await programme.Patch(path, """{"recipient":{"name":""}}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "recipient.name"
        );
        (await programme.Patch(path, """{"recipient":null}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "recipient"
        );
        (await programme.Get(path)).Should(200).At("recipient", "name").ShouldBe("Ada Example");
    }
}
