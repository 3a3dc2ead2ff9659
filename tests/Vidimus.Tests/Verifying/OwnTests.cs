using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

public abstract class OwnTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : OwnTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : OwnTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_credential_of_ours_is_valid_in_every_form_it_comes_in()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        var (json, jwt) = await Documents(programme, issued.Id);
        var indented = JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true });
        foreach (
            var body in (string[])
                [
                    $$"""{"id":"{{issued.Id}}"}""",
                    $$"""{"id":"{{issued.Uuid}}"}""",
                    $$"""{"link":"{{issued.VerifyUrl}}"}""",
                    $$"""{"link":"{{App.Url}}credential/{{issued.Uuid}}"}""",
                    $$"""{"credential":{{json}}}""",
                    $$"""{"credential":{{indented}}}""",
                    $$"""{"jwt":"{{jwt}}"}""",
                ]
        )
        {
            var said = (await App.Verify(body)).ShouldSay("valid");
            said.Json.EnumerateObject()
                .Select(m => m.Name)
                .ShouldBe(
                    [
                        "id",
                        "verdict",
                        "summary",
                        "reasons",
                        "checks",
                        "checkedAt",
                        "mode",
                        "credential",
                        "documentUrls",
                        "certificateUrl",
                    ],
                    ignoreOrder: true
                );
            foreach (
                var check in (string[])["proof", "issuer", "status", "validity", "schema", "record"]
            )
                said.Outcome(check).ShouldBe("pass", check);
            (
                said.At("mode"),
                said.At("credential", "id"),
                said.At("credential", "uuid"),
                said.At("credential", "state")
            ).ShouldBe(("live", issued.Id, issued.Uuid, "issued"));
            (
                said.At("credential", "recipientName"),
                said.At("credential", "name"),
                said.At("credential", "achievement")
            ).ShouldBe(("Ada Example", "First Aid", "First Aid"));
            said.At("credential", "issuer", "name").ShouldBe(programme.Issuer.Name);
            said.At("documentUrls", "json").ShouldBe($"{issued.VerifyUrl}/document?form=json");
            (await App.Get(said.At("documentUrls", "jwt")!)).Should(200).Text.ShouldBe(jwt);
            said.Text.ShouldNotContain("ada@example.org");
        }
    }

    [Fact]
    public async Task Checking_again_says_the_same_under_another_id()
    {
        var issued = await (await Programme.Start(App)).Issue();
        var first = (await App.VerifyId(issued.Id)).ShouldSay("valid");
        var second = (await App.VerifyId(issued.Id)).ShouldSay("valid");
        second.At("id").ShouldNotBe(first.At("id"));
        second.Text.Replace(second.At("id")!, "").ShouldBe(first.Text.Replace(first.At("id")!, ""));
        first["Cache-Control"].ShouldBe("no-store");
    }

    [Theory]
    [InlineData("""{"credential":{}}""")]
    [InlineData("""{"id":"cred_00000000000000000000000000","jwt":"a.b.c"}""")]
    [InlineData("""{}""")]
    [InlineData("""{"id":null}""")]
    [InlineData(
        """{"id":"cred_00000000000000000000000000","link":"https://example.org/verify/x"}"""
    )]
    public async Task Exactly_one_member_is_asked_for(string body)
    {
        var answer = await App.Verify(body);
        if (body.Contains("{}}"))
            answer.ShouldSay("invalid", "signature_invalid", "schema_mismatch");
        else
            answer.ShouldBeProblem(400, "VALIDATION_ERROR");
    }

    [Theory]
    [InlineData("""{"credential":[]}""", "VALIDATION_ERROR")]
    [InlineData("""{"credential":"x"}""", "VALIDATION_ERROR")]
    [InlineData("""{"id":7}""", "VALIDATION_ERROR")]
    [InlineData("""{"surprise":7}""", "VALIDATION_ERROR")]
    [InlineData("""{"link":"javascript:alert(1)"}""", "VALIDATION_ERROR")]
    [InlineData("""{"link":"ftp://example.org/x"}""", "VALIDATION_ERROR")]
    [InlineData("""{"link":"https://a@example.org/x"}""", "VALIDATION_ERROR")]
    [InlineData("""{"file":"***"}""", "VALIDATION_ERROR")]
    [InlineData("""{"jwt":"a~","nonce":"x"}""", "VALIDATION_ERROR")]
    [InlineData("""{"id":"x","nonce":"x","audience":"y"}""", "VALIDATION_ERROR")]
    [InlineData("""{"credential":{"a":1,"a":2}}""", "MALFORMED_JSON")]
    [InlineData("""{"id":"x" """, "MALFORMED_JSON")]
    public async Task A_malformed_request_is_refused(string body, string code) =>
        (await App.Verify(body)).ShouldBeProblem(400, code);

    [Fact]
    public async Task An_id_that_names_nothing_is_invalid_and_not_found()
    {
        var said = (await App.VerifyId("cred_00000000000000000000000000")).ShouldSay(
            "invalid",
            "not_found"
        );
        (said.At("credential"), said.At("mode"), said.At("documentUrls")).ShouldBe(
            (null, null, null)
        );
        (await App.VerifyId("nonsense")).ShouldSay("invalid", "not_found");
        (
            await App.Verify($$"""{"link":"{{App.Url}}verify/cred_00000000000000000000000000"}""")
        ).ShouldSay("invalid", "not_found");
        (
            await App.Get(
                "/verify/cred_00000000000000000000000000",
                null,
                ("Accept", "application/json")
            )
        ).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
        (
            await App.Get("/credential/00000000-0000-0000-0000-000000000000?format=json")
        ).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
        var page = (
            await App.Get("/verify/cred_00000000000000000000000000", null, ("Accept", "text/html"))
        ).Should(404);
        page.MediaType.ShouldBe("text/html");
    }

    [Theory]
    [InlineData("credentialSubject", "name", "Eve Example")]
    [InlineData("issuer", "name", "Another Academy")]
    [InlineData(null, "name", "Master of Everything")]
    [InlineData(null, "validFrom", "2020-01-01T00:00:00Z")]
    [InlineData(null, "description", "added")]
    public async Task A_changed_document_fails_its_signature_and_differs_from_the_record(
        string? part,
        string member,
        string value
    )
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var document = JsonNode.Parse((await Documents(programme, issued.Id)).Json)!;
        (part is null ? document : document[part]!)[member] = value;
        var said = (await App.Verify($$"""{"credential":{{document.ToJsonString()}}}""")).ShouldSay(
            "invalid",
            "signature_invalid",
            "record_mismatch"
        );
        (said.Outcome("proof"), said.Outcome("issuer"), said.Outcome("record")).ShouldBe(
            ("fail", "skipped", "fail")
        );
    }

    [Fact]
    public async Task A_changed_token_fails_its_signature()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var parts = (await Documents(programme, issued.Id)).Jwt.Split('.');
        var payload = System
            .Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))
            .Replace("Ada Example", "Eve Example");
        var forged = System.Buffers.Text.Base64Url.EncodeToString(
            System.Text.Encoding.UTF8.GetBytes(payload)
        );
        (await App.Verify($$"""{"jwt":"{{parts[0]}}.{{forged}}.{{parts[2]}}"}""")).ShouldSay(
            "invalid",
            "signature_invalid",
            "record_mismatch"
        );
        var none = System.Buffers.Text.Base64Url.EncodeToString(
            """{"alg":"none","typ":"vc+jwt"}"""u8
        );
        (await App.Verify($$"""{"jwt":"{{none}}.{{parts[1]}}."}"""))
            .At("verdict")
            .ShouldBe("invalid");
        (await App.Verify($$"""{"jwt":"{{none}}.{{parts[1]}}.{{parts[2]}}"}"""))
            .At("verdict")
            .ShouldBe("invalid");
    }

    [Fact]
    public async Task A_document_without_proof_or_with_another_proof_is_not_ours()
    {
        var programme = await Programme.Start(App);
        var document = JsonNode
            .Parse((await Documents(programme, (await programme.Issue()).Id)).Json)!
            .AsObject();
        document.Remove("proof", out var proof);
        (await App.Verify($$"""{"credential":{{document.ToJsonString()}}}""")).ShouldSay(
            "invalid",
            "signature_invalid",
            "record_mismatch"
        );
        using var foreign = new Foreign();
        var stolen = foreign.Sign(document);
        var said = (await App.Verify($$"""{"credential":{{stolen.ToJsonString()}}}""")).ShouldSay(
            "invalid",
            "issuer_mismatch",
            "record_mismatch"
        );
        (said.Outcome("proof"), said.Outcome("issuer")).ShouldBe(("pass", "fail"));
    }

    [Fact]
    public async Task One_organization_cannot_sign_for_another()
    {
        var one = await Programme.Start(App);
        var other = await Programme.Start(App);
        var first = JsonNode.Parse((await Documents(one, (await one.Issue()).Id)).Json)!.AsObject();
        var second = JsonNode
            .Parse((await Documents(other, (await other.Issue()).Id)).Json)!
            .AsObject();
        first["proof"] = second["proof"]!.DeepClone();
        (await App.Verify($$"""{"credential":{{first.ToJsonString()}}}"""))
            .At("verdict")
            .ShouldBe("invalid");
    }

    [Fact]
    public async Task Validity_begins_and_ends_to_the_second()
    {
        var programme = await Programme.Start(App);
        var (from, until) = (App.Clock.Now.AddHours(1), App.Clock.Now.AddHours(2));
        var issued = await programme.Issue(
            $""","validFrom":"{from:yyyy-MM-ddTHH:mm:ssZ}","validUntil":"{until:yyyy-MM-ddTHH:mm:ssZ}" """
        );
        var (json, jwt) = await Documents(programme, issued.Id);
        await Say("invalid", "not_yet_valid");
        App.Advance(
            DateTimeOffset.FromUnixTimeSeconds(from.ToUnixTimeSeconds())
                - App.Clock.Now
                - TimeSpan.FromMilliseconds(1)
        );
        await Say("invalid", "not_yet_valid");
        App.Advance(TimeSpan.FromMilliseconds(1));
        await Say("valid");
        App.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        await Say("valid");
        App.Advance(TimeSpan.FromMilliseconds(1));
        await Say("invalid", "expired");
        (await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        await Say("invalid", "expired", "revoked");

        async Task Say(string verdict, params string[] reasons)
        {
            foreach (
                var body in (string[])
                    [
                        $$"""{"id":"{{issued.Id}}"}""",
                        $$"""{"credential":{{json}}}""",
                        $$"""{"jwt":"{{jwt}}"}""",
                    ]
            )
                (await App.Verify(body)).ShouldSay(verdict, reasons);
        }
    }

    [Fact]
    public async Task A_revoked_credential_is_revoked_in_every_form()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var (json, jwt) = await Documents(programme, issued.Id);
        (
            await programme.Post(
                $"/v1/credentials/{issued.Id}/revoke",
                """{"reason":"Misconduct"}"""
            )
        ).Should(200);
        foreach (
            var body in (string[])
                [
                    $$"""{"link":"{{issued.VerifyUrl}}"}""",
                    $$"""{"credential":{{json}}}""",
                    $$"""{"jwt":"{{jwt}}"}""",
                ]
        )
            (await App.Verify(body))
                .ShouldSay("invalid", "revoked")
                .At("credential", "state")
                .ShouldBe("revoked");
    }

    [Fact]
    public async Task A_test_credential_is_never_plainly_valid()
    {
        var programme = await Programme.Start(App, test: true);
        var issued = await programme.Issue();
        var (json, jwt) = await Documents(programme, issued.Id);
        foreach (
            var body in (string[])
                [
                    $$"""{"id":"{{issued.Id}}"}""",
                    $$"""{"credential":{{json}}}""",
                    $$"""{"jwt":"{{jwt}}"}""",
                ]
        )
            (await App.Verify(body))
                .ShouldSay("valid_test", "test_mode")
                .At("mode")
                .ShouldBe("test");
        (await App.Get($"/verify/{issued.Id}?format=json")).ShouldSay("valid_test", "test_mode");
        json.ShouldContain(":test\"");
        // With the live identity's name on it, the signature no longer fits.
        (await App.Verify($$"""{"credential":{{json.Replace(":test", ":live")}}}"""))
            .At("verdict")
            .ShouldBe("invalid");
        (await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        (await App.VerifyId(issued.Id)).ShouldSay("invalid", "revoked", "test_mode");
    }

    [Fact]
    public async Task A_credential_that_claims_to_be_ours_and_is_on_no_record_is_refused()
    {
        var programme = await Programme.Start(App);
        var document = JsonNode
            .Parse((await Documents(programme, (await programme.Issue()).Id)).Json)!
            .AsObject();
        document["id"] = $"{App.Url}verify/cred_00000000000000000000000000";
        (await App.Verify($$"""{"credential":{{document.ToJsonString()}}}""")).ShouldSay(
            "invalid",
            "signature_invalid",
            "record_mismatch"
        );
        document.Remove("id");
        (await App.Verify($$"""{"credential":{{document.ToJsonString()}}}""")).ShouldSay(
            "invalid",
            "signature_invalid",
            "record_mismatch"
        );
        using var foreign = new Foreign();
        document.Remove("proof");
        document["issuer"]!["id"] =
            $"did:web:localhost%3A{App.Port}:o:org_00000000000000000000000000:live";
        (
            await App.Verify($$"""{"credential":{{foreign.Sign(document).ToJsonString()}}}""")
        ).ShouldSay("invalid", "issuer_mismatch", "record_mismatch");
    }

    [Fact]
    public async Task A_retired_key_goes_on_verifying()
    {
        var programme = await Programme.Start(App);
        var old = await programme.Issue();
        var (json, jwt) = await Documents(programme, old.Id);
        // What rotating does to the key in use; the next issue makes the new one.
        (
            await App.Execute(
                "UPDATE credentials_issuer_keys SET retired_at = created_at + 1 WHERE organization_id = @id",
                ("id", programme.Issuer.Id)
            )
        ).ShouldBe(1);
        var later = await programme.Issue();
        var did = (await App.Get($"/o/{programme.Issuer.Id}/live/did.json")).Should(200);
        did.Json.GetProperty("verificationMethod").GetArrayLength().ShouldBe(2);
        did.Json.GetProperty("assertionMethod").GetArrayLength().ShouldBe(2);
        did.Json.GetProperty("authentication").GetArrayLength().ShouldBe(1);
        Method(json).ShouldNotBe(Method((await Documents(programme, later.Id)).Json));
        foreach (
            var body in (string[])
                [
                    $$"""{"id":"{{old.Id}}"}""",
                    $$"""{"credential":{{json}}}""",
                    $$"""{"jwt":"{{jwt}}"}""",
                    $$"""{"id":"{{later.Id}}"}""",
                ]
        )
            (await App.Verify(body)).ShouldSay("valid");

        static string Method(string document) =>
            JsonNode.Parse(document)!["proof"]![0]!["verificationMethod"]!.GetValue<string>();
    }

    [Fact]
    public async Task A_key_sent_along_must_be_right()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var body = $$"""{"id":"{{issued.Id}}"}""";
        (
            await App.Post(
                "/v1/verifications",
                (await programme.Issuer.KeyWith("credentials:verify")).Secret,
                body
            )
        ).ShouldSay("valid");
        (await App.Post("/v1/verifications", programme.Issuer.Test.Secret, body)).ShouldSay(
            "valid"
        );
        (await App.Post("/v1/verifications", "vdm_live_nonsense", body)).ShouldBeProblem(
            401,
            "AUTH_INVALID_KEY"
        );
    }

    private static async Task<(string Json, string Jwt)> Documents(
        Programme programme,
        string id
    ) =>
        (
            (await programme.Get($"/v1/credentials/{id}/document")).Should(200).Text,
            (await programme.Get($"/v1/credentials/{id}/document?form=jwt")).Should(200).Text
        );
}
