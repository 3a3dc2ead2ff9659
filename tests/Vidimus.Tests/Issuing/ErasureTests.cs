using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

public abstract class ErasureTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ErasureTests(shared), IClassFixture<OnSqlite>
    {
        [Fact]
        public async Task No_byte_of_an_erased_person_is_left_in_the_data_folder()
        {
            await using var app = await VidimusApp.Start();
            var programme = await Programme.Start(app);
            var (name, email, external) = (
                "Zebulon Quagmire-Example",
                "zebulon.quagmire@example.org",
                "student-9f3b71"
            );
            var person =
                $$"""{"name":"{{name}}","email":"{{email}}","externalId":"{{external}}"}""";
            var issued = Issued.Of(
                (
                    await programme.Post(
                        "/v1/credentials",
                        programme.Body(""","custom":{"note":"Quagmire pays late"}""", person),
                        ("Idempotency-Key", "k")
                    )
                ).Should(201)
            );
            await programme.Draft(recipient: person);
            (
                await programme.Post(
                    "/v1/credentials/batch",
                    $$$"""{"groupId":"{{{programme.GroupId}}}","rows":[{"recipient":{{{person}}}},{"recipient":{"name":"Ada Example"}}]}"""
                )
            ).Should(200);
            (
                await programme.Post(
                    $"/v1/credentials/{issued.Id}/reissue",
                    """{"recipient":{"name":"Zebulon Q. Quagmire-Example"}}"""
                )
            ).Should(201);
            Left(app, "Quagmire").ShouldNotBeEmpty("the search must be able to find");
            (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
            // At once, while the server runs: a backup of the folder taken now holds nothing either.
            foreach (var text in (string[])["Quagmire", "quagmire", email, external])
                Left(app, text).ShouldBeEmpty(text);
            Left(app, "Ada Example").ShouldNotBeEmpty();
        }

        private static List<string> Left(VidimusApp app, string text)
        {
            var found = new List<string>();
            foreach (var file in Directory.GetFiles(app.Folder, "*", SearchOption.AllDirectories))
            {
                using var stream = new FileStream(
                    file,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete
                );
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                if (
                    bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0
                    || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0
                )
                    found.Add(Path.GetFileName(file));
            }
            return found;
        }
    }

    public sealed class Postgres(OnPostgres shared)
        : ErasureTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Of_an_erased_person_id_state_and_digest_remain()
    {
        var programme = await Programme.Start(App);
        var before = await programme.Issue(
            ""","description":"For Ada","subject":{"hours":2},"custom":{"a":1}""",
            """{"name":"Ada Example","email":"ada@example.org","externalId":"s-1"}"""
        );
        (await programme.Delete($"/v1/recipients/{before.RecipientId}")).Should(204);
        var after = (await programme.Get($"/v1/credentials/{before.Id}")).Should(200);
        foreach (var gone in (string[])["recipient", "name", "description", "subject", "custom"])
            after.At(gone).ShouldBeNull(gone);
        foreach (
            var kept in (string[])
                [
                    "id",
                    "uuid",
                    "groupId",
                    "state",
                    "mode",
                    "digest",
                    "issuedAt",
                    "validFrom",
                    "verifyUrl",
                ]
        )
            after.At(kept).ShouldBe(before.Json.GetProperty(kept).GetString(), kept);
        (await programme.Get("/v1/credentials")).Ids().ShouldBe([before.Id]);
        (await programme.Get("/v1/credentials?externalId=s-1")).Ids().ShouldBeEmpty();
        (await programme.Get("/v1/credentials?text=ada")).Ids().ShouldBeEmpty();
        (await programme.Counts()).ShouldBe((1, 0));
        (await programme.Get($"/v1/recipients/{before.RecipientId}")).ShouldBeProblem(
            404,
            "RECIPIENT_NOT_FOUND"
        );
        (await programme.Delete($"/v1/recipients/{before.RecipientId}")).ShouldBeProblem(
            404,
            "RECIPIENT_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Verifying_says_erased_and_the_documents_are_gone()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var document = (await programme.Get($"/v1/credentials/{issued.Id}/document"))
            .Should(200)
            .Text;
        var jwt = (await programme.Get($"/v1/credentials/{issued.Id}/document?form=jwt"))
            .Should(200)
            .Text;
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
        var said = (await App.VerifyId(issued.Id)).ShouldSay("invalid", "erased");
        (
            said.Outcome("record"),
            said.At("credential", "id"),
            said.At("credential", "recipientName"),
            said.At("documentUrls")
        ).ShouldBe(("fail", issued.Id, null, null));
        said.Text.ShouldNotContain("Ada Example");
        (await App.Get($"/verify/{issued.Id}", null, ("Accept", "application/json"))).ShouldSay(
            "invalid",
            "erased"
        );
        var page = (await App.Get($"/verify/{issued.Id}", null, ("Accept", "text/html"))).Should(
            200
        );
        page.MediaType.ShouldBe("text/html");
        page.Text.ShouldNotContain("Ada Example");
        (await App.Get($"/verify/{issued.Id}/document")).ShouldBeProblem(410, "RECIPIENT_ERASED");
        (await App.Get($"/verify/{issued.Id}/document?form=jwt")).ShouldBeProblem(
            410,
            "RECIPIENT_ERASED"
        );
        (await programme.Get($"/v1/credentials/{issued.Id}/document")).ShouldBeProblem(
            410,
            "RECIPIENT_ERASED"
        );
        // Whoever kept a copy learns the same.
        (await App.Verify($$"""{"credential":{{document}}}""")).ShouldSay("invalid", "erased");
        (await App.Verify($$"""{"jwt":"{{jwt}}"}""")).ShouldSay("invalid", "erased");
        (await programme.Get($"/v1/credentials/{issued.Id}/receipt")).Should(200);
    }

    [Fact]
    public async Task An_erased_persons_credential_can_still_be_revoked_and_not_reissued()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
        (await programme.Post($"/v1/credentials/{issued.Id}/reissue")).ShouldBeProblem(
            410,
            "RECIPIENT_ERASED"
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/renew")).ShouldBeProblem(
            410,
            "RECIPIENT_ERASED"
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"x"}"""))
            .Should(200)
            .At("state")
            .ShouldBe("revoked");
        (await App.VerifyId(issued.Id)).ShouldSay("invalid", "erased", "revoked");
    }

    [Fact]
    public async Task Drafts_for_an_erased_person_go_with_the_person()
    {
        var programme = await Programme.Start(App);
        const string ada = """{"name":"Ada Example","externalId":"s-1"}""";
        var issued = await programme.Issue(recipient: ada);
        var draft = await programme.Draft(recipient: ada);
        var others = await programme.Draft(recipient: """{"name":"Bo Example"}""");
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
        (await programme.Get($"/v1/credentials/{draft.Id}")).ShouldBeProblem(
            404,
            "CREDENTIAL_NOT_FOUND"
        );
        (await programme.Get($"/v1/credentials/{others.Id}")).Should(200);
        (await programme.Counts()).ShouldBe((1, 1));
        var anew = await programme.Issue(recipient: ada);
        anew.RecipientId.ShouldNotBe(issued.RecipientId);
        (await App.VerifyId(anew.Id)).ShouldSay("valid");
    }

    [Fact]
    public async Task Answers_kept_for_repetition_are_gone_with_the_person()
    {
        var programme = await Programme.Start(App);
        const string ada = """{"name":"Ada Example","externalId":"s-1"}""";
        var list = $$"""{"groupId":"{{programme.GroupId}}","rows":[{"recipient":{{ada}}}]}""";
        var bo = await programme.Issue(recipient: """{"name":"Bo Example"}""");
        var requests = new (string Path, string Body)[]
        {
            ("/v1/credentials", programme.Body(recipient: ada)),
            ("/v1/credentials/batch", list),
            // Reissued to somebody else: the answer is about the new person too.
            ($"/v1/credentials/{bo.Id}/reissue", $$"""{"recipient":{{ada}}}"""),
        };
        string? recipient = null;
        foreach (var (path, body) in requests)
        {
            var answer = await programme.Post(path, body, ("Idempotency-Key", "once"));
            (answer.Status is 200 or 201).ShouldBeTrue(answer.Text);
            recipient ??= Issued.Of(answer).RecipientId;
        }
        (await programme.Delete($"/v1/recipients/{recipient}")).Should(204);
        foreach (var (path, body) in requests)
        {
            var again = await programme.Post(path, body, ("Idempotency-Key", "once"));
            again["Idempotency-Replayed"].ShouldBeNull($"{path} {again.Text}");
        }
    }

    [Fact]
    public async Task Signed_forms_kept_for_repetition_are_gone_with_the_person()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var form = $"/v1/credentials/{issued.Id}/sd-jwt";
        const string holder =
            """{"holderKey":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}""";
        const string hand = "/ims/ob/v3p0/credentials";
        var document = (
            await programme.Get($"/v1/credentials/{issued.Id}/document?form=json")
        ).Text;
        foreach (var (path, body) in new[] { (form, holder), (hand, document) })
        {
            (await programme.Post(path, body, ("Idempotency-Key", "form"))).Should(200);
            (await programme.Post(path, body, ("Idempotency-Key", "form")))
                .Should(200)["Idempotency-Replayed"]
                .ShouldBe("true");
        }
        (await Kept()).ShouldBe(2L);
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
        (await Kept()).ShouldBe(0L);
        (await programme.Post(form, holder, ("Idempotency-Key", "form"))).Status.ShouldBe(410);

        async Task<long> Kept() =>
            Convert.ToInt64(
                (
                    await App.Query(
                        "SELECT count(*) FROM platform_replays WHERE organization_id = @o",
                        ("o", programme.Issuer.Id)
                    )
                )[0][0],
                System.Globalization.CultureInfo.InvariantCulture
            );
    }
}
