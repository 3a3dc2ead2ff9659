using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.VcApi;

public abstract class IssueTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : IssueTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : IssueTests(shared), IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("eddsa-rdfc-2022")]
    [InlineData("eddsa-jcs-2022")]
    [InlineData("Ed25519Signature2020")]
    [InlineData("vc+jwt")]
    public async Task What_is_issued_in_any_form_verifies_here_and_says_what_was_asked(string kind)
    {
        var issuer = await VcIssuer.Start(App);
        var credential = issuer.Credential();
        var issued = VcIssuer.Secured(await issuer.TryIssue(credential, VcIssuer.With(kind)));
        (await App.VerifyVc(issued)).ShouldVerify().At("verdict").ShouldBe("valid");
        if (kind == "vc+jwt")
        {
            issued["type"]!.GetValue<string>().ShouldBe("EnvelopedVerifiableCredential");
            var token = issued["id"]!.GetValue<string>();
            token.ShouldStartWith("data:application/vc+jwt,");
            (await App.VerifyVc(JsonValue.Create(token.Split(',')[1]))).ShouldVerify();
            return;
        }
        var proof = issued["proof"]!.AsObject();
        (proof["cryptosuite"] ?? proof["type"])!.GetValue<string>().ShouldBe(kind);
        foreach (var (name, value) in credential.Where(m => m.Key != "@context"))
            JsonNode.DeepEquals(issued[name], value).ShouldBeTrue(name);
        // The native door says the same.
        var said = await App.Post(
            "/v1/verifications",
            null,
            $$"""{"credential":{{issued.ToJsonString()}}}"""
        );
        said.Should(200).At("verdict").ShouldBe("valid", said.Text);
    }

    [Fact]
    public async Task A_credential_of_the_older_model_gets_the_context_of_its_proof()
    {
        var issuer = await VcIssuer.Start(App);
        var issued = await issuer.Issue(Old, VcIssuer.Status("revocation"));
        var contexts = issued["@context"]!.AsArray().Select(c => c!.GetValue<string>()).ToArray();
        contexts[0].ShouldBe(CredentialShape.Context1);
        contexts.ShouldContain("https://w3id.org/security/data-integrity/v2");
        contexts.ShouldContain("https://www.w3.org/ns/credentials/status/v1");
        (await App.VerifyVc(issued)).ShouldVerify();
        (await issuer.TryIssue(issuer.Credential(Old), VcIssuer.With("vc+jwt"))).ShouldBeRefused(
            400,
            "CREDENTIAL_NOT_SECURABLE"
        );

        static void Old(JsonObject c)
        {
            c["@context"] = new JsonArray(CredentialShape.Context1);
            c["type"] = new JsonArray("VerifiableCredential");
            c["issuanceDate"] = c["validFrom"]!.DeepClone();
            c.Remove("validFrom");
            c["credentialSubject"] = new JsonObject { ["id"] = "did:example:ada" };
        }
    }

    [Fact]
    public async Task An_open_badge_has_its_proof_in_a_list()
    {
        var issuer = await VcIssuer.Start(App);
        var issued = await issuer.Issue(c =>
        {
            c["@context"] = new JsonArray(
                CredentialShape.Context2,
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
            );
            c["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential");
            c["credentialSubject"] = new JsonObject
            {
                ["type"] = new JsonArray("AchievementSubject"),
            };
        });
        issued["proof"]!.AsArray().Count.ShouldBe(1);
        (await App.VerifyVc(issued)).ShouldVerify();
    }

    [Theory]
    [InlineData("did:web:example.org")]
    [InlineData("https://example.org/issuer")]
    [InlineData("did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")]
    public async Task P8_nobody_issues_in_anothers_name(string did)
    {
        var issuer = await VcIssuer.Start(App);
        var refused = await issuer.TryIssue(issuer.Credential(c => c["issuer"] = did));
        refused
            .ShouldBeRefused(400, "ISSUER_NOT_YOURS")
            .At("hint")
            .ShouldNotBeNull()
            .ShouldContain(issuer.Did);
        (
            await issuer.TryIssue(
                issuer.Credential(c => c["issuer"] = new JsonObject { ["id"] = did })
            )
        ).ShouldBeRefused(400, "ISSUER_NOT_YOURS");
    }

    [Fact]
    public async Task P8_nor_in_the_name_of_another_organization_or_mode_of_this_server()
    {
        var (issuer, other) = (await VcIssuer.Start(App), await VcIssuer.Start(App));
        (await issuer.TryIssue(issuer.Credential(c => c["issuer"] = other.Did))).ShouldBeRefused(
            400,
            "ISSUER_NOT_YOURS"
        );
        var test = new VcIssuer(issuer.Issuer, issuer.Issuer.Test);
        (await test.TryIssue(test.Credential(c => c["issuer"] = issuer.Did))).ShouldBeRefused(
            400,
            "ISSUER_NOT_YOURS"
        );
    }

    [Theory]
    [InlineData("@context", "credential.@context")]
    [InlineData("type", "credential.type")]
    [InlineData("issuer", "credential.issuer")]
    [InlineData("credentialSubject", "credential.credentialSubject")]
    public async Task What_is_missing_is_named(string member, string field)
    {
        var issuer = await VcIssuer.Start(App);
        (await issuer.TryIssue(issuer.Credential(c => c.Remove(member))))
            .ShouldBeRefused(400, "VALIDATION_ERROR", field)
            .At("type")
            .ShouldBe("https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR");
    }

    [Theory]
    [InlineData("validUntil", "\"2020-01-01T00:00:00Z\"", "credential.validUntil")]
    [InlineData("validFrom", "\"yesterday\"", "credential.validFrom")]
    [InlineData("id", "7", "credential.id")]
    [InlineData("type", "[\"VerifiableCredential\",7]", "credential.type.1")]
    [InlineData(
        "credentialSchema",
        "{\"id\":\"https://example.org/s\"}",
        "credential.credentialSchema.type"
    )]
    [InlineData(
        "credentialStatus",
        "{\"type\":\"BitstringStatusListEntry\",\"statusListIndex\":true}",
        "credential.credentialStatus"
    )]
    [InlineData("proof", "{\"type\":\"DataIntegrityProof\"}", "credential.proof")]
    [InlineData(
        "relatedResource",
        "[{\"id\":\"https://www.w3.org/ns/credentials/v2\",\"digestMultibase\":\"uM4RgWQc3RUDtjJCSgTJtTfvpZ7SPEg_LNO0ESlovQC0\"}]",
        "credential.relatedResource.0"
    )]
    public async Task What_is_wrong_is_named(string member, string value, string field)
    {
        var issuer = await VcIssuer.Start(App);
        (
            await issuer.TryIssue(issuer.Credential(c => c[member] = JsonNode.Parse(value)))
        ).ShouldBeRefused(400, "VALIDATION_ERROR", field);
    }

    [Theory]
    [InlineData("eddsa-rdfc-2022")]
    [InlineData("eddsa-jcs-2022")]
    [InlineData("vc+jwt")]
    public async Task A_term_that_no_context_defines_is_refused_whatever_secures_it(string kind)
    {
        var issuer = await VcIssuer.Start(App);
        (
            await issuer.TryIssue(
                issuer.Credential(c =>
                {
                    c["@context"] = new JsonArray(CredentialShape.Context2);
                    c["type"] = new JsonArray("VerifiableCredential");
                }),
                VcIssuer.With(kind)
            )
        ).ShouldBeRefused(400, "CREDENTIAL_NOT_SECURABLE").At("detail").ShouldNotBeNull().ShouldContain("alumniOf");
    }

    [Fact]
    public async Task A_context_unknown_here_is_for_the_suites_that_do_not_read_it()
    {
        var issuer = await VcIssuer.Start(App);
        var credential = issuer.Credential(c =>
            c["@context"]!.AsArray().Add((JsonNode)"https://example.org/own/v1")
        );
        (await issuer.TryIssue(credential)).ShouldBeRefused(400, "CREDENTIAL_NOT_SECURABLE");
        foreach (var kind in (string[])["eddsa-jcs-2022", "vc+jwt"])
            (
                await App.VerifyVc(
                    VcIssuer.Secured(await issuer.TryIssue(credential, VcIssuer.With(kind)))
                )
            ).ShouldVerify();
    }

    [Fact]
    public async Task S3_ids_and_status_lists_of_this_server_are_not_for_callers_to_claim()
    {
        var issuer = await VcIssuer.Start(App);
        (
            await issuer.TryIssue(
                issuer.Credential(c => c["id"] = $"{App.PublicUrl}/verify/cred_x")
            )
        ).ShouldBeRefused(400, "VALIDATION_ERROR", "credential.id");
        (
            await issuer.TryIssue(
                issuer.Credential(c =>
                    c["credentialStatus"] = new JsonObject
                    {
                        ["type"] = "BitstringStatusListEntry",
                        ["statusPurpose"] = "revocation",
                        ["statusListIndex"] = "7",
                        ["statusListCredential"] = $"{App.PublicUrl}/status/stl_x/revocation",
                    }
                )
            )
        ).ShouldBeRefused(400, "VALIDATION_ERROR", "credential.credentialStatus");
    }

    [Theory]
    [InlineData("""{}""", "credential")]
    [InlineData("""{"credential":7}""", "credential")]
    [InlineData("""{"credential":null}""", "credential")]
    [InlineData("""{"verifiableCredential":{}}""", "verifiableCredential")]
    [InlineData("""{"credential":{},"options":{"cryptosuite":"RSA"}}""", "options.cryptosuite")]
    [InlineData("""{"credential":{},"options":{"cryptosuit":"x"}}""", "options.cryptosuit")]
    [InlineData(
        """{"credential":{},"options":{"credentialStatus":{"type":"Other"}}}""",
        "options.credentialStatus"
    )]
    public async Task A_malformed_request_is_named(string body, string field)
    {
        var issuer = await VcIssuer.Start(App);
        (await App.Post("/credentials/issue", issuer.Key.Secret, body)).ShouldBeRefused(
            400,
            "VALIDATION_ERROR",
            field
        );
    }

    [Theory]
    [InlineData("""{"credential":{"a":1,"a":2}}""")]
    [InlineData("""{"credential":{"a":"\ud800"}}""")]
    [InlineData("""{"credential":{"a":1e999}}""")]
    [InlineData("""{"credential":""")]
    public async Task P9_what_two_readers_could_read_differently_is_not_signed(string body)
    {
        var issuer = await VcIssuer.Start(App);
        var answer = await App.Post("/credentials/issue", issuer.Key.Secret, body);
        answer.Should(400).MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Issuing_needs_a_key_with_the_scope()
    {
        var issuer = await VcIssuer.Start(App);
        var body = VcIssuer.Body(issuer.Credential());
        (await App.Post("/credentials/issue", null, body)).ShouldBeRefused(401, "AUTH_MISSING");
        var verifierKey = await issuer.Issuer.KeyWith("credentials:verify", "credentials:revoke");
        (await App.Post("/credentials/issue", verifierKey.Secret, body))
            .ShouldBeRefused(403, "AUTH_SCOPE_INSUFFICIENT")
            .Json.GetProperty("requiredScopes")[0]
            .GetString()
            .ShouldBe("credentials:issue");
        var narrow = await issuer.Issuer.KeyWith("credentials:issue");
        (await App.Post("/credentials/issue", narrow.Secret, body)).Should(201);
    }

    [Fact]
    public async Task A_repeated_request_answers_the_same_credential()
    {
        var issuer = await VcIssuer.Start(App);
        var body = VcIssuer.Body(issuer.Credential());
        var first = await Send();
        App.Advance(TimeSpan.FromMinutes(1));
        var second = await Send();
        second["Idempotency-Replayed"].ShouldBe("true");
        second.Text.ShouldBe(first.Text);

        async Task<Answer> Send() =>
            (
                await App.Post(
                    "/credentials/issue",
                    issuer.Key.Secret,
                    body,
                    ("Idempotency-Key", "once")
                )
            ).Should(201);
    }

    [Fact]
    public async Task A_test_credential_is_good_only_to_who_asks_with_a_test_key()
    {
        var issuer = await VcIssuer.Start(App, test: true);
        var issued = await issuer.Issue();
        (await App.VerifyVc(issued)).ShouldNotVerify("about:blank", "attests nothing");
        (await App.VerifyVc(issued, issuer.Issuer.Live.Secret)).Should(400);
        (await App.VerifyVc(issued, issuer.Key.Secret))
            .ShouldVerify()
            .At("verdict")
            .ShouldBe("valid_test");
    }
}

/// <summary>The setting that lets an organization be named by its key alone.</summary>
public sealed class DidKeyIssuerTests : IAsyncLifetime
{
    private VidimusApp _app = null!;

    public async ValueTask InitializeAsync() =>
        _app = await VidimusApp.Start(
            new() { Settings = new Dictionary<string, string> { ["VcApi:DidKeyIssuers"] = "true" } }
        );

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task An_organization_may_be_named_by_its_key_in_live_mode_and_is_known_by_it()
    {
        var issuer = await VcIssuer.Start(_app);
        await issuer.Issue(); // makes the key
        var did = await DidKeyOf(issuer);
        var issued = await issuer.Issue(c => c["issuer"] = did);
        issued["proof"]!["verificationMethod"]!.GetValue<string>().ShouldStartWith(did + "#");
        var said = (await _app.VerifyVc(issued)).ShouldVerify();
        said.Text.ShouldContain("\"record\",\"outcome\":\"pass\"");
        (await issuer.SetStatus(issued["id"]!.GetValue<string>(), "revocation")).Should(200);
        (await _app.VerifyVc(issued)).ShouldNotVerify("STATUS_VERIFICATION_ERROR", "revoked");
    }

    [Fact]
    public async Task Not_in_test_mode_where_nothing_in_it_would_say_that_it_is_a_test()
    {
        var issuer = await VcIssuer.Start(_app, test: true);
        await issuer.Issue();
        var did = await DidKeyOf(issuer);
        (await issuer.TryIssue(issuer.Credential(c => c["issuer"] = did))).ShouldBeRefused(
            400,
            "ISSUER_NOT_YOURS"
        );
    }

    private async Task<string> DidKeyOf(VcIssuer issuer) =>
        "did:key:"
        + (await _app.Get($"/o/{issuer.Issuer.Id}/{issuer.Key.Mode}/did.json"))
            .Should(200)
            .Json.GetProperty("verificationMethod")[0]
            .GetProperty("publicKeyMultibase")
            .GetString();
}
