using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Whether a person meets a policy: by what the organization issued, as it stands now, and by what the person presents.</summary>
public abstract class RequirementTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RequirementTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RequirementTests(shared),
            IClassFixture<OnPostgres>;

    private const string Ada =
        """{"name":"Ada Example","externalId":"ada-1","email":"ada@example.org"}""";

    private static string Valid(Programme programme, string more = "") =>
        $$$"""{"credential":{"group":"{{{programme.Number}}}"{{{more}}}}}""";

    private static Task<Answer> Ask(
        Programme programme,
        string policy,
        string body,
        Key? key = null
    ) =>
        programme.App.Post(
            $"/v1/policies/{policy}/people/evaluate",
            (key ?? programme.Key).Secret,
            body
        );

    private static Task<Answer> Of(Programme programme, string policy, string recipient) =>
        Ask(programme, policy, $$"""{"recipient":{{recipient}}}""");

    [Fact]
    public async Task Own_credentials_count_as_they_stand_now()
    {
        var programme = await Programme.Start(App);
        await programme.Issuer.Write("R-OWN", Valid(programme));
        await Is("""{"externalId":"ada-1"}""", "false", "unmatched", known: "false");
        var issued = await programme.Issue(recipient: Ada);
        var met = await Is("""{"externalId":"ada-1"}""", "true", "matched");
        met.Json.GetProperty("evidence")[0].GetProperty("id").GetString().ShouldBe(issued.Id);
        met.Json.GetProperty("evaluation")
            .GetProperty("blocks")[0]
            .GetProperty("logic")
            .GetProperty("credentials")
            .Texts()
            .ShouldBe([issued.Id]);
        await Is($$"""{"id":"{{issued.RecipientId}}"}""", "true", "matched");
        await Is("""{"email":"ADA@example.org"}""", "true", "matched");
        await Is("""{"email":"grace@example.org"}""", "false", "unmatched", known: "false");
        (
            await programme.Post($"/v1/credentials/{issued.Id}/suspend", """{"reason":"Checked"}""")
        ).Should(200);
        await Is("""{"externalId":"ada-1"}""", "false", "unmatched");
        (await programme.Post($"/v1/credentials/{issued.Id}/reinstate")).Should(200);
        await Is("""{"externalId":"ada-1"}""", "true", "matched");
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Mistaken"}""")
        ).Should(200);
        await Is("""{"externalId":"ada-1"}""", "false", "unmatched");
        await programme.Issuer.Write("R-REVOKED", Valid(programme, ""","status":"revoked" """));
        (await Of(programme, "R-REVOKED", """{"externalId":"ada-1"}""")).At("met").ShouldBe("true");

        async Task<Answer> Is(string who, string met, string outcome, string known = "true")
        {
            var answer = (await Of(programme, "R-OWN", who)).Should(200);
            answer.At("met").ShouldBe(met, answer.Text);
            answer.At("isKnown").ShouldBe(known);
            answer
                .Json.GetProperty("evaluation")
                .GetProperty("blocks")[0]
                .GetProperty("outcome")
                .GetString()
                .ShouldBe(outcome);
            return answer;
        }
    }

    [Fact]
    public async Task Age_end_and_number_of_credentials_count()
    {
        var programme = await Programme.Start(App);
        await programme.Issuer.Write("R-NEW", Valid(programme, ""","maxAgeDays":10"""));
        await programme.Issuer.Write("R-LONG", Valid(programme, ""","validForDays":30"""));
        await programme.Issuer.Write("R-TWO", Valid(programme, ""","count":2"""));
        var until = App.Clock.Now.AddDays(20).ToString("yyyy-MM-dd'T'00:00:00'Z'");
        await programme.Issue($",\"validUntil\":\"{until}\"", Ada);
        await Met("R-NEW", "true");
        await Met("R-LONG", "false");
        await Met("R-TWO", "false");
        App.Advance(TimeSpan.FromDays(11));
        await Met("R-NEW", "false");
        await programme.Issue(recipient: Ada);
        await Met("R-NEW", "true");
        await Met("R-LONG", "true");
        await Met("R-TWO", "true");
        App.Advance(TimeSpan.FromDays(10));
        await Met("R-TWO", "false"); // the first has ended

        async Task Met(string policy, string met) =>
            (await Of(programme, policy, """{"externalId":"ada-1"}"""))
                .Should(200)
                .At("met")
                .ShouldBe(met, policy);
    }

    [Fact]
    public async Task However_many_somebody_has_none_that_matters_is_overlooked()
    {
        var first = await Programme.Start(App);
        var second = await Programme.In(first.Issuer);
        var wanted = await second.Issue(recipient: Ada);
        await first.Issuer.Write("R-BOTH", $$"""{"all":[{{Valid(first)}},{{Valid(second)}}]}""");
        await first.Issuer.Write("R-SECOND", Valid(second));
        await first.Issuer.Write("R-REVOKED", Valid(first, ",\"status\":\"revoked\""));
        await first.Issuer.Write(
            "R-NOT",
            $$"""{"not":{{Valid(first, ",\"status\":\"revoked\"")}}}"""
        );
        var oldest = await first.Issue(recipient: Ada);
        (
            await first.Post($"/v1/credentials/{oldest.Id}/revoke", """{"reason":"Mistaken"}""")
        ).Should(200);
        await Is("R-REVOKED", "met");
        await Is("R-NOT", "not_met");
        await Copies(600, await first.Issue(recipient: Ada));
        var met = await Is("R-SECOND", "met");
        met.Json.GetProperty("evidence")
            .EnumerateArray()
            .Single()
            .GetProperty("id")
            .GetString()
            .ShouldBe(wanted.Id);
        // Of both groups together there are more than are looked at: what is not among them is not known to be absent.
        (await Is("R-BOTH", "unknown")).Text.ShouldContain("only the newest were looked at");
        await Is("R-REVOKED", "unknown");
        await Is("R-NOT", "unknown");

        async Task<Answer> Is(string policy, string outcome)
        {
            var answer = (await Of(first, policy, """{"externalId":"ada-1"}""")).Should(200);
            answer.At("evaluation", "outcome").ShouldBe(outcome, policy);
            return answer;
        }
    }

    /// <summary>As if the same had been issued so many times more, a moment later.</summary>
    private Task<int> Copies(int count, Issued issued) =>
        App.Execute(
            $"""
            INSERT INTO credentials_credentials (organization_id, id, mode, group_id, recipient_id, created_at, updated_at, issued_at, version)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            SELECT organization_id, id || '-' || i, mode, group_id, recipient_id, created_at, updated_at, issued_at + 1, 1
            FROM credentials_credentials, n WHERE id = '{issued.Id}'
            """
        );

    [Fact]
    public async Task What_is_presented_of_ones_own_groups_meets_their_numbers_and_own_records_carry_the_address_they_were_issued_under()
    {
        var programme = await Programme.Start(App);
        await programme.Issuer.Write("R-NUMBER", Valid(programme));
        var issued = await programme.Issue(recipient: Ada);
        var shown = (
            await Ask(
                programme,
                "R-NUMBER",
                $$"""{"credentials":[{"text":"{{issued.VerifyUrl}}"}]}"""
            )
        ).Should(200);
        shown.At("met").ShouldBe("true", shown.Text);
        shown
            .Json.GetProperty("evidence")[0]
            .GetProperty("groupNumber")
            .GetString()
            .ShouldBe($"{programme.Number}");

        await App.Execute(
            $"UPDATE access_organizations SET public_url = 'https://earlier.example' WHERE id = '{programme.Issuer.Id}'"
        );
        (await Of(programme, "R-NUMBER", """{"externalId":"ada-1"}"""))
            .Should(200)
            .Json.GetProperty("evidence")[0]
            .GetProperty("issuer")
            .GetString()
            .ShouldNotBeNull()
            .ShouldStartWith("did:web:earlier.example:");
    }

    [Fact]
    public async Task Nothing_of_another_organization_and_nothing_of_the_erased_counts()
    {
        var programme = await Programme.Start(App);
        var other = await Programme.Start(App);
        await programme.Issuer.Write("R-MINE", Valid(programme));
        await other.Issuer.Write(
            "R-MINE",
            Valid(programme)
                .Replace(
                    $"\"{programme.Number}\"",
                    $"\"{programme.GroupId}\"",
                    StringComparison.Ordinal
                )
        );
        var issued = await programme.Issue(recipient: Ada);
        foreach (
            var who in new[]
            {
                """{"externalId":"ada-1"}""",
                $$"""{"id":"{{issued.RecipientId}}"}""",
            }
        )
        {
            var theirs = (await Of(other, "R-MINE", who)).Should(200);
            (theirs.At("met"), theirs.At("isKnown")).ShouldBe(("false", "false"));
            theirs.Text.ShouldNotContain(issued.Id);
        }
        // A credential that is shown tells what everybody sees of it, and not which group of its issuer it is of.
        var shown = (
            await Ask(other, "R-MINE", $$"""{"credentials":[{"text":"{{issued.VerifyUrl}}"}]}""")
        ).Should(200);
        shown.At("met").ShouldBe("false");
        shown.Json.GetProperty("evidence")[0].GetProperty("groupId").GetString().ShouldBeNull();
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Status.ShouldBeOneOf(
            200,
            204
        );
        var erased = (
            await Of(programme, "R-MINE", $$"""{"id":"{{issued.RecipientId}}"}""")
        ).Should(200);
        (erased.At("met"), erased.At("isKnown")).ShouldBe(("false", "false"));
    }

    [Fact]
    public async Task What_is_presented_is_verified_and_what_fails_a_check_is_no_evidence()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(recipient: Ada);
        var document = (
            await App.Get(
                issued.VerifyUrl![App.PublicUrl.Length..],
                null,
                ("Accept", "application/vc")
            )
        )
            .Should(200)
            .Text;
        var did = JsonDocument
            .Parse(document)
            .RootElement.GetProperty("issuer")
            .GetProperty("id")
            .GetString();
        var other = await Programme.Start(App);
        var logic =
            $$$"""{"credential":{"issuer":"{{{did}}}","type":"OpenBadgeCredential","achievement":"First Aid"}}""";
        await other.Issuer.Write("R-SHOWN", logic);
        await other.Issuer.Write("R-NOT", $$"""{"not":{{logic}}}""");
        await Is($$"""{"credential":{{document}}}""", "true", 0);
        await Is($$"""{"text":"{{issued.Id}}"}""", "true", 0);
        var forged = document.Replace("First Aid", "Brain Surgery", StringComparison.Ordinal);
        (await Is($$"""{"credential":{{forged}}}""", "false", 1))
            .Json.GetProperty("refused")[0]
            .GetProperty("reason")
            .GetString()
            .ShouldNotBeNull()
            .ShouldContain("not valid");
        // Nobody shows what speaks against them: that it was not shown proves nothing.
        var absent = (
            await Ask(other, "R-NOT", $$"""{"credentials":[{"credential":{{forged}}}]}""")
        ).Should(200);
        absent.At("evaluation", "outcome").ShouldBe("unknown");
        (await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"No"}""")).Should(
            200
        );
        await Is($$"""{"credential":{{document}}}""", "false", 1);
        (await Ask(other, "R-SHOWN", """{"credentials":[{}]}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "credentials.0"
        );
        (await Ask(other, "R-SHOWN", "{}")).ShouldBeProblem(400, "VALIDATION_ERROR", "recipient");

        async Task<Answer> Is(string presented, string met, int refused)
        {
            var answer = (
                await Ask(other, "R-SHOWN", $$"""{"credentials":[{{presented}}]}""")
            ).Should(200);
            answer.At("met").ShouldBe(met, answer.Text);
            answer.Json.GetProperty("refused").GetArrayLength().ShouldBe(refused);
            return answer;
        }
    }

    [Fact]
    public async Task Reading_policies_is_not_enough_to_learn_about_people()
    {
        var programme = await Programme.Start(App);
        await programme.Issuer.Write("R-SCOPE", Valid(programme));
        var reader = await programme.Issuer.KeyWith("policies:read");
        var recipients = await programme.Issuer.KeyWith("policies:read", "credentials:read");
        var verifier = await programme.Issuer.KeyWith("policies:read", "credentials:verify");
        const string own = """{"recipient":{"externalId":"ada-1"}}""";
        const string shown = """{"credentials":[{"text":"cred_00000000000000000000000000"}]}""";
        (await Ask(programme, "R-SCOPE", own, reader)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await Ask(programme, "R-SCOPE", shown, reader)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await Ask(programme, "R-SCOPE", own, verifier)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await Ask(programme, "R-SCOPE", shown, recipients)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await Ask(programme, "R-SCOPE", own, recipients)).Should(200);
        (await Ask(programme, "R-SCOPE", shown, verifier)).Should(200);
    }
}
