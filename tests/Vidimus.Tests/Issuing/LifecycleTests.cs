using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

public abstract class LifecycleTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : LifecycleTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : LifecycleTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_revoked_credential_is_invalid_at_once_and_for_ever()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
        App.Advance(TimeSpan.FromSeconds(90));
        var revoked = (
            await programme.Post(
                $"/v1/credentials/{issued.Id}/revoke",
                """{"reason":"Issued in error"}"""
            )
        ).Should(200);
        (revoked.At("state"), revoked.At("revocationReason")).ShouldBe(
            ("revoked", "Issued in error")
        );
        revoked
            .At("revokedAt")
            .ShouldBe(App.Clock.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        revoked.At("updatedAt").ShouldBe(revoked.At("revokedAt"));
        var said = (await App.VerifyId(issued.Id)).ShouldSay("invalid", "revoked");
        (said.Outcome("status"), said.Outcome("proof"), said.Outcome("record")).ShouldBe(
            ("fail", "pass", "pass")
        );
        said.At("summary").ShouldNotBeNull().ShouldContain("Issued in error");
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Again"}""")
        ).ShouldBeProblem(409, "CREDENTIAL_REVOKED");
        (await programme.Get($"/v1/credentials/{issued.Id}"))
            .Should(200)
            .Text.ShouldBe(revoked.Text);
        (await programme.Post($"/v1/credentials/{issued.Id}/renew")).ShouldBeProblem(
            409,
            "CREDENTIAL_REVOKED"
        );
    }

    [Theory]
    [InlineData("{}", "reason")]
    [InlineData("""{"reason":null}""", "reason")]
    [InlineData("""{"reason":" "}""", "reason")]
    [InlineData("""{"reason":"a\nb"}""", "reason")]
    [InlineData("""{"reason":"x","at":"2020-01-01T00:00:00Z"}""", "at")]
    public async Task Revoking_needs_a_reason(string body, string field)
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (await programme.Post($"/v1/credentials/{issued.Id}/revoke", body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
        (
            await programme.Post(
                $"/v1/credentials/{issued.Id}/revoke",
                $$"""{"reason":"{{new string('x', 201)}}"}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "reason");
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
    }

    [Fact]
    public async Task Of_parallel_revocations_one_counts()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    programme.Post(
                        $"/v1/credentials/{issued.Id}/revoke",
                        $$"""{"reason":"Reason {{i}}"}"""
                    )
                )
        );
        var won = answers.Single(a => a.Status == 200);
        foreach (var late in answers.Where(a => a != won))
            late.ShouldBeProblem(409, "CREDENTIAL_REVOKED");
        (await programme.Get($"/v1/credentials/{issued.Id}"))
            .At("revocationReason")
            .ShouldBe(won.At("revocationReason"));
    }

    [Fact]
    public async Task A_reissued_credential_replaces_its_predecessor()
    {
        var programme = await Programme.Start(App);
        var old = await programme.Issue(
            ""","subject":{"hours":3},"custom":{"a":1}""",
            """{"name":"Ada Exmaple","email":"ada@example.org","externalId":"s-1"}"""
        );
        App.Advance(TimeSpan.FromSeconds(5));
        var answer = (
            await programme.Post(
                $"/v1/credentials/{old.Id}/reissue",
                """{"recipient":{"name":"Ada Example"},"custom":null}"""
            )
        ).Should(201);
        var successor = Issued.Of(answer);
        successor.RecipientId.ShouldBe(old.RecipientId);
        (answer.At("replaces"), answer.At("replacedBy"), answer.At("state")).ShouldBe(
            (old.Id, null, "issued")
        );
        (
            answer.At("recipient", "name"),
            answer.At("recipient", "email"),
            answer.At("subject"),
            answer.At("custom")
        ).ShouldBe(("Ada Example", "ada@example.org", """{"hours":3}""", null));
        var ended = await programme.Credential(old.Id);
        ended.GetProperty("state").GetString().ShouldBe("revoked");
        ended.GetProperty("revocationReason").GetString().ShouldBe("superseded");
        ended.GetProperty("replacedBy").GetString().ShouldBe(successor.Id);
        (await App.VerifyId(old.Id)).ShouldSay("invalid", "revoked", "superseded");
        (await App.VerifyId(successor.Id))
            .ShouldSay("valid")
            .At("credential", "recipientName")
            .ShouldBe("Ada Example");
        (await programme.Get($"/v1/credentials/{old.Id}/document"))
            .At("credentialSubject", "name")
            .ShouldBe("Ada Exmaple");
        (await programme.Post($"/v1/credentials/{old.Id}/reissue")).ShouldBeProblem(
            409,
            "CREDENTIAL_REPLACED"
        );
        var third = Issued.Of(
            (await programme.Post($"/v1/credentials/{successor.Id}/reissue")).Should(201)
        );
        (await App.VerifyId(third.Id)).ShouldSay("valid");
        (await programme.Counts()).ShouldBe((3, 0));
    }

    [Fact]
    public async Task Of_parallel_reissues_one_wins()
    {
        var programme = await Programme.Start(App);
        var old = await programme.Issue();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => programme.Post($"/v1/credentials/{old.Id}/reissue"))
        );
        var won = answers.Single(a => a.Status == 201);
        foreach (var late in answers.Where(a => a != won))
            late.ShouldBeProblem(409, "CREDENTIAL_REPLACED");
        (await programme.Credential(old.Id))
            .GetProperty("replacedBy")
            .GetString()
            .ShouldBe(won.At("id"));
        (await programme.Counts()).ShouldBe((2, 0));
        (await programme.Get("/v1/credentials?state=issued")).Ids().ShouldBe([won.At("id")!]);
    }

    [Fact]
    public async Task A_revoked_credential_that_is_reissued_says_both()
    {
        var programme = await Programme.Start(App);
        var old = await programme.Issue();
        (
            await programme.Post($"/v1/credentials/{old.Id}/revoke", """{"reason":"Wrong name"}""")
        ).Should(200);
        var before = App.Clock.Now;
        App.Advance(TimeSpan.FromSeconds(5));
        var successor = Issued.Of(
            (
                await programme.Post(
                    $"/v1/credentials/{old.Id}/reissue",
                    """{"recipient":{"name":"Bo Example"}}"""
                )
            ).Should(201)
        );
        var ended = await programme.Credential(old.Id);
        ended.GetProperty("replacedBy").GetString().ShouldBe(successor.Id);
        ended.GetProperty("revocationReason").GetString().ShouldBe("Wrong name");
        // Whoever follows the list by time of change must hear of the successor.
        (
            await programme.Get(
                $"/v1/credentials?updatedSince={before.AddSeconds(1):yyyy-MM-ddTHH:mm:ssZ}"
            )
        )
            .Ids()
            .ShouldBe([old.Id, successor.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task A_renewed_credential_stands_beside_its_predecessor()
    {
        var programme = await Programme.Start(App, more: ""","defaultValidity":"P3D" """);
        var old = await programme.Issue(""","subject":{"hours":3}""");
        App.Advance(TimeSpan.FromDays(2));
        var answer = (await programme.Post($"/v1/credentials/{old.Id}/renew")).Should(201);
        var renewed = Issued.Of(answer);
        (answer.At("renewalOf"), answer.At("replaces"), answer.At("subject")).ShouldBe(
            (old.Id, null, """{"hours":3}""")
        );
        renewed.RecipientId.ShouldBe(old.RecipientId);
        answer.At("validFrom").ShouldBe(answer.At("issuedAt"));
        answer
            .Json.GetProperty("validUntil")
            .GetDateTimeOffset()
            .ShouldBe(answer.Json.GetProperty("validFrom").GetDateTimeOffset().AddDays(3));
        (await App.VerifyId(old.Id)).ShouldSay("valid");
        (await App.VerifyId(renewed.Id)).ShouldSay("valid");
        App.Advance(TimeSpan.FromDays(1));
        (await App.VerifyId(old.Id)).ShouldSay("invalid", "expired");
        (await App.VerifyId(renewed.Id)).ShouldSay("valid");
        var late = (
            await programme.Post(
                $"/v1/credentials/{old.Id}/renew",
                """{"validUntil":"2040-01-01T00:00:00Z"}"""
            )
        ).Should(201);
        late.At("validUntil").ShouldBe("2040-01-01T00:00:00.000Z");
        (
            await programme.Post(
                $"/v1/credentials/{old.Id}/renew",
                """{"validUntil":"2020-01-01T00:00:00Z"}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "validUntil");
        (
            await programme.Post(
                $"/v1/credentials/{old.Id}/renew",
                """{"validFrom":"2040-01-01T00:00:00Z"}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "validFrom");
    }
}
