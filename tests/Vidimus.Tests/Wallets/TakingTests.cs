using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Wallets;

public abstract class TakingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : TakingTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : TakingTests(shared),
            IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("dc+sd-jwt", "ES256")]
    [InlineData("ldp_vc", "EdDSA")]
    [InlineData("jwt_vc_json", "ES256")]
    public async Task What_a_wallet_took_verifies_until_it_is_revoked(
        string format,
        string algorithm
    )
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            ""","subject":{"grade":"A"}""",
            """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        var wallet = Wallet.On(App, algorithm);
        var held = (await wallet.Take(await Offer.Make(programme, issued), format)).Credential;
        if (format == "ldp_vc")
            held.GetProperty("credentialSubject")
                .GetProperty("id")
                .GetString()
                .ShouldBe(DidJwk.From(wallet.Key.VerifyingKey));
        var before = (await App.VerifyHeld(held)).ShouldSay("valid");
        before.Outcome("record").ShouldBe("pass");
        before.At("credential", "id").ShouldNotBe("");
        (
            await programme.Post(
                $"/v1/credentials/{issued.Id}/revoke",
                """{"reason":"issued in error"}"""
            )
        ).Should(200);
        (await App.VerifyHeld(held)).ShouldSay("invalid", "revoked");
    }

    [Fact]
    public async Task A_copy_with_another_subject_is_not_on_record()
    {
        var programme = await Programme.Start(App);
        var offer = await Offer.Make(programme, await programme.Issue());
        var held = (await Wallet.On(App).Take(offer, "ldp_vc")).Credential;
        var forged = JsonNode.Parse(held.GetRawText())!;
        forged["credentialSubject"]!["id"] = DidJwk.From(Wallet.On(App).Key.VerifyingKey);
        var said = await App.VerifyHeld(JsonSerializer.SerializeToElement(forged));
        said.At("verdict").ShouldBe("invalid");
        said.Outcome("proof").ShouldBe("fail");
        said.Outcome("record").ShouldBe("fail");
    }

    [Fact]
    public async Task One_token_takes_every_format_on_offer_and_nothing_else()
    {
        var programme = await Programme.Start(App);
        var wallet = Wallet.On(App);
        var offer = await Offer.Make(
            programme,
            await programme.Issue(),
            """{"formats":["dc+sd-jwt","ldp_vc"]}"""
        );
        var token = await wallet.Redeem(offer);
        foreach (var format in new[] { "dc+sd-jwt", "ldp_vc" })
            (await Take(format)).Should(200);
        (await Take("jwt_vc_json")).ShouldBeOAuth(400, "unknown_credential_configuration");
        for (var i = 2; i < 6; i++)
            (await Take("ldp_vc")).Should(200);
        (await Take("ldp_vc")).ShouldBeOAuth(400, "credential_request_denied");

        async Task<Answer> Take(string format) =>
            await wallet.TryTake(
                offer,
                token,
                wallet.Proof(offer, await wallet.Nonce(offer)),
                format
            );
    }

    [Fact]
    public async Task A_nonce_is_good_once_also_on_two_nodes_at_once()
    {
        var programme = await Programme.Start(App);
        var wallet = Wallet.On(App);
        await using var other = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var elsewhere = new Wallet(other, wallet.Key);
        var first = await Offer.Make(programme, await programme.Issue());
        var second = await Offer.Make(programme, await programme.Issue());
        var (token, another) = (await wallet.Redeem(first), await wallet.Redeem(second));
        var proof = wallet.Proof(first, await wallet.Nonce(first));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    (i % 2 == 0 ? wallet : elsewhere).TryTake(
                        i < 4 ? first : second,
                        i < 4 ? token : another,
                        proof
                    )
                )
        );
        answers.Count(a => a.Status == 200).ShouldBe(1);
        foreach (var refused in answers.Where(a => a.Status != 200))
            refused.ShouldBeOAuth(400, "invalid_nonce");
        // A refusal uses nothing up.
        var nonce = await wallet.Nonce(first);
        (
            await wallet.TryTake(first, token, wallet.Proof(first, nonce, c => c["aud"] = "x"))
        ).ShouldBeOAuth(400, "invalid_proof");
        (await wallet.TryTake(first, token, wallet.Proof(first, nonce))).Should(200);
        // Nor does one outlive its time, or hold when it was changed.
        var old = await wallet.Nonce(first);
        App.Advance(TimeSpan.FromSeconds(200));
        var third = await Offer.Make(programme, await programme.Issue());
        token = await wallet.Redeem(third);
        App.Advance(TimeSpan.FromSeconds(101));
        (await wallet.TryTake(third, token, wallet.Proof(third, old))).ShouldBeOAuth(
            400,
            "invalid_nonce"
        );
        old = await wallet.Nonce(third);
        var changed = old[..4] + (old[4] == 'A' ? 'B' : 'A') + old[5..];
        (await wallet.TryTake(third, token, wallet.Proof(third, changed))).ShouldBeOAuth(
            400,
            "invalid_nonce"
        );
    }

    [Fact]
    public async Task Proofs_that_do_not_hold_are_refused_each_for_its_reason()
    {
        var programme = await Programme.Start(App);
        var wallet = Wallet.On(App);
        var other = Wallet.On(App, "ES256").Key;
        var offer = await Offer.Make(programme, await programme.Issue());
        var token = await wallet.Redeem(offer);
        var nonce = await wallet.Nonce(offer);
        var now = App.Clock.GetUtcNow().ToUnixTimeSeconds();
        var did = DidJwk.From(wallet.Key.VerifyingKey);
        string[] wrong =
        [
            wallet.Proof(offer, nonce, c => c["aud"] = "https://example.org"),
            wallet.Proof(offer, nonce, c => c.Remove("aud")),
            wallet.Proof(offer, nonce, c => c.Remove("iat")),
            wallet.Proof(offer, nonce, c => c["iat"] = now - 3600),
            wallet.Proof(offer, nonce, c => c["iat"] = now + 3600),
            wallet.Proof(offer, nonce, c => c["iat"] = 1e300),
            wallet.Proof(offer, nonce, c => c["exp"] = now - 3600),
            wallet.Proof(offer, nonce, c => c["nbf"] = now + 3600),
            wallet.Proof(offer, nonce, c => c.Remove("nonce")),
            wallet.Proof(offer, nonce, header: h => h["typ"] = "JWT"),
            wallet.Proof(offer, nonce, header: h => h.Remove("jwk")),
            wallet.Proof(offer, nonce, header: h => h["kid"] = DidJwk.VerificationMethod(did)),
            wallet.Proof(offer, nonce, header: h => h["jwk"] = other.VerifyingKey.ToJwk()),
            wallet.Proof(offer, nonce, header: h => h["jwk"]!["d"] = h["jwk"]!["x"]!.DeepClone()),
            wallet.Proof(offer, nonce, header: ByKid(did)),
            wallet.Proof(offer, nonce, header: ByKid("did:web:example.org#key")),
            wallet.Proof(offer, nonce, header: ByKid($"{did}#1")),
            wallet.Proof(
                offer,
                nonce,
                header: ByKid(DidJwk.VerificationMethod(DidJwk.From(other.VerifyingKey)))
            ),
            wallet.Proof(offer, nonce, signedBy: Wallet.On(App).Key),
            Unsigned(wallet.Proof(offer, nonce), "none", ""),
            Unsigned(wallet.Proof(offer, nonce), "HS256", new string('A', 43)),
            Unsigned(wallet.Proof(offer, nonce), "ES256", new string('A', 86)),
            "x",
            "",
        ];
        foreach (var proof in wrong)
            (await wallet.TryTake(offer, token, proof)).ShouldBeOAuth(400, "invalid_proof");
        (await wallet.TryTake(offer, token, wallet.Proof(offer, "made-up"))).ShouldBeOAuth(
            400,
            "invalid_nonce"
        );
        // Nothing was used up by all that.
        var right = wallet.Proof(offer, nonce, header: ByKid(DidJwk.VerificationMethod(did)));
        (await wallet.TryTake(offer, token, right, "ldp_vc"))
            .Should(200)
            .Json.GetProperty("credentials")[0]
            .GetProperty("credential")
            .GetProperty("credentialSubject")
            .GetProperty("id")
            .GetString()
            .ShouldBe(did);

        static Action<JsonObject> ByKid(string kid) =>
            header =>
            {
                header.Remove("jwk");
                header["kid"] = kid;
            };
    }

    [Fact]
    public async Task Requests_that_are_not_as_the_specification_has_them_are_refused()
    {
        var programme = await Programme.Start(App);
        var wallet = Wallet.On(App);
        var offer = await Offer.Make(programme, await programme.Issue());
        var token = await wallet.Redeem(offer);
        var proof = wallet.Proof(offer, await wallet.Nonce(offer));
        var id = offer.Configuration();
        var good = $$""" "proofs":{"jwt":["{{proof}}"]} """;
        (string Body, string Error)[] wrong =
        [
            ("{", "invalid_credential_request"),
            ("[]", "invalid_credential_request"),
            ($$"""{ {{good}} }""", "invalid_credential_request"),
            (
                $$"""{"credential_configuration_id":"{{id}}","credential_identifier":"{{id}}",{{good}} }""",
                "invalid_credential_request"
            ),
            (
                $$"""{"credential_configuration_id":"nothing",{{good}} }""",
                "unknown_credential_configuration"
            ),
            (
                $$"""{"credential_configuration_id":7,{{good}} }""",
                "unknown_credential_configuration"
            ),
            (
                $$"""{"credential_identifier":"nothing",{{good}} }""",
                "unknown_credential_identifier"
            ),
            ($$"""{"credential_configuration_id":"{{id}}"}""", "invalid_proof"),
            ($$"""{"credential_configuration_id":"{{id}}","proofs":{} }""", "invalid_proof"),
            (
                $$"""{"credential_configuration_id":"{{id}}","proofs":{"jwt":[]} }""",
                "invalid_proof"
            ),
            (
                $$"""{"credential_configuration_id":"{{id}}","proofs":{"jwt":[7]} }""",
                "invalid_proof"
            ),
            (
                $$"""{"credential_configuration_id":"{{id}}","proofs":{"jwt":["{{proof}}","{{proof}}"]} }""",
                "invalid_proof"
            ),
            (
                $$"""{"credential_configuration_id":"{{id}}","proofs":{"attestation":["x"]} }""",
                "invalid_proof"
            ),
            (
                $$"""{"credential_configuration_id":"{{id}}","credential_response_encryption":{},{{good}} }""",
                "invalid_encryption_parameters"
            ),
        ];
        foreach (var (body, error) in wrong)
            (await wallet.Request(offer.Path, token, body)).ShouldBeOAuth(400, error);
        var huge = $$"""{"credential_configuration_id":"{{new string('x', 3_000_000)}}"}""";
        (await wallet.Request(offer.Path, token, huge)).ShouldBeOAuth(
            413,
            "invalid_credential_request"
        );
        var plain = await wallet.Request(offer.Path, null, $$"""{ {{good}} }""");
        plain.ShouldBeOAuth(401, "invalid_token");
        plain["WWW-Authenticate"].ShouldBe("Bearer");
        foreach (var stolen in new[] { offer.Code, programme.Key.Secret, "x" })
            (await wallet.TryTake(offer, stolen, proof)).ShouldBeOAuth(401, "invalid_token");
        (await wallet.TryTake(offer, token, proof)).Should(200);
    }

    [Fact]
    public async Task A_subject_named_by_its_own_DID_is_handed_to_that_key_alone()
    {
        var programme = await Programme.Start(App);
        var (owner, other) = (Wallet.On(App), Wallet.On(App));
        var did = DidKey.From(owner.Key.VerifyingKey);
        var issued = await programme.Issue(
            recipient: $$"""{"name":"Ada Example","did":"{{did}}"}"""
        );
        var offer = await Offer.Make(programme, issued);
        var token = await other.Redeem(offer);
        foreach (var format in new[] { "ldp_vc", "jwt_vc_json" })
        {
            var stolen = other.Proof(offer, await other.Nonce(offer));
            (await other.TryTake(offer, token, stolen, format)).ShouldBeOAuth(400, "invalid_proof");
            var own = owner.Proof(offer, await owner.Nonce(offer));
            var taken = (await owner.TryTake(offer, token, own, format)).Should(200);
            var held = taken.Json.GetProperty("credentials")[0].GetProperty("credential");
            (await App.VerifyHeld(held)).ShouldSay("valid");
        }
        var elsewhere = await programme.Issue(
            recipient: """{"name":"Ada Example","did":"did:web:example.org"}"""
        );
        (await Offer.Make(programme, elsewhere))
            .Json.GetProperty("formats")
            .EnumerateArray()
            .Select(f => f.GetString())
            .ShouldBe(["dc+sd-jwt"]);
        (await Offer.Try(programme, elsewhere.Id, """{"formats":["ldp_vc"]}""")).ShouldBeProblem(
            409,
            "CREDENTIAL_NOT_FOR_WALLETS"
        );
    }

    [Fact]
    public async Task What_the_wallet_reports_is_on_record_once()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var offer = await Offer.Make(programme, issued);
        var (_, token, notification) = await Wallet.On(App).Take(offer);
        for (var i = 0; i < 2; i++)
            (await Report("credential_accepted")).Should(204);
        (await Report("credential_deleted")).Should(204);
        (await Report("accepted")).ShouldBeOAuth(400, "invalid_notification_request");
        (await Report("credential_accepted", "wcp_x")).ShouldBeOAuth(
            400,
            "invalid_notification_id"
        );
        var (_, _, foreign) = await Wallet
            .On(App)
            .Take(await Offer.Make(programme, await programme.Issue()));
        (await Report("credential_accepted", foreign)).ShouldBeOAuth(
            400,
            "invalid_notification_id"
        );
        (await App.Post($"{offer.Path}/notification", null, "{}")).ShouldBeOAuth(
            401,
            "invalid_token"
        );
        var facts = await App.Query(
            $"SELECT kind FROM platform_facts WHERE resource_id = '{issued.Id}'"
        );
        facts
            .Select(f => (string)f[0]!)
            .ShouldBe(
                [
                    "credential.issued",
                    "credential.offered",
                    "credential.offer-redeemed",
                    "credential.taken",
                    "credential.wallet-reported",
                    "credential.wallet-reported",
                ],
                ignoreOrder: true
            );

        Task<Answer> Report(string told, string? id = null) =>
            App.Post(
                $"{offer.Path}/notification",
                token,
                $$"""{"notification_id":"{{id ?? notification}}","event":"{{told}}"}"""
            );
    }

    [Fact]
    public async Task The_metadata_names_what_was_offered_and_no_other_programme()
    {
        var programme = await Programme.Start(App, test: true);
        var hidden = await Programme.In(programme.Issuer, test: true);
        var offer = await Offer.Make(programme, await programme.Issue());
        string[] paths =
        [
            $"/.well-known/openid-credential-issuer{offer.Path}",
            $"{offer.Path}/.well-known/openid-credential-issuer",
        ];
        foreach (var path in paths)
        {
            var metadata = (await App.Get(path)).Should(200);
            metadata.At("credential_issuer").ShouldBe(offer.Issuer.ToString());
            metadata.Text.ShouldNotContain(hidden.GroupId);
            var configurations = metadata.Json.GetProperty("credential_configurations_supported");
            configurations.EnumerateObject().Count().ShouldBe(3);
            var shown = configurations
                .GetProperty(offer.Configuration())
                .GetProperty("credential_metadata")
                .GetProperty("display")[0];
            shown.GetProperty("name").GetString().ShouldBe("Test: First Aid");
        }
        var server = (await App.Get($"/.well-known/oauth-authorization-server{offer.Path}")).Should(
            200
        );
        server.At("issuer").ShouldBe(offer.Issuer.ToString());
        server.At("pre-authorized_grant_anonymous_access_supported").ShouldBe("true");
        (
            await App.Get("/.well-known/openid-credential-issuer/openid4vci/org_x/live")
        ).ShouldBeProblem(404, "NOT_FOUND");
    }

    private static string Unsigned(string proof, string algorithm, string signature)
    {
        var parts = proof.Split('.');
        var header = JsonNode.Parse(Base64(parts[0]))!;
        header["alg"] = algorithm;
        var encoded = Convert
            .ToBase64String(Encoding.UTF8.GetBytes(header.ToJsonString()))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');
        return $"{encoded}.{parts[1]}.{signature}";
    }

    private static byte[] Base64(string text) =>
        System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
