using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.VcApi;

public abstract class VerifyVcTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : VerifyVcTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : VerifyVcTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Anyone_verifies_a_foreign_credential()
    {
        using var foreign = new Holder();
        (await App.VerifyVc(foreign.SelfSigned())).ShouldVerify();
    }

    [Fact]
    public async Task P8_a_forged_credential_is_told_apart()
    {
        var issuer = await VcIssuer.Start(App);
        using var thief = new Holder();
        (await App.VerifyVc(thief.SelfSigned(c => c["issuer"] = issuer.Did))).ShouldNotVerify(
            "CRYPTOGRAPHIC_SECURITY_ERROR",
            "does not belong to the issuer"
        );
        var issued = await issuer.Issue();
        issued["credentialSubject"]!["alumniOf"] = "Another Academy";
        (await App.VerifyVc(issued)).ShouldNotVerify("PROOF_VERIFICATION_ERROR", "does not match");
        issued.Remove("proof");
        (await App.VerifyVc(issued)).ShouldNotVerify("PROOF_VERIFICATION_ERROR", "no proof");
    }

    [Fact]
    public async Task Native_credentials_verify_and_end_here_too()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var document = JsonNode.Parse(
            (await App.Get($"/verify/{issued.Id}/document?form=json")).Should(200).Text
        )!;
        (await App.VerifyVc(document)).ShouldVerify();
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"an error"}""")
        ).Should(200);
        (await App.VerifyVc(document)).ShouldNotVerify("STATUS_VERIFICATION_ERROR", "an error");
    }

    [Fact]
    public async Task Everything_that_speaks_against_it_is_told_at_once()
    {
        using var foreign = new Holder();
        var said = await App.VerifyVc(
            foreign.SelfSigned(c =>
            {
                c["validUntil"] = "2026-02-01T00:00:00Z";
                c["credentialStatus"] = new JsonObject
                {
                    ["type"] = "BitstringStatusListEntry",
                    ["statusPurpose"] = "revocation",
                    ["statusListIndex"] = "7",
                    ["statusListCredential"] = "https://no-such-host.invalid/list",
                };
            })
        );
        said.ShouldNotVerify("RANGE_ERROR", "expired");
        said.ShouldNotVerify("STATUS_RETRIEVAL_ERROR");
    }

    [Theory]
    [InlineData("type", "\"VerifiableCredential \"")]
    [InlineData("@context", "\"https://www.w3.org/ns/credentials/v2\"")]
    [InlineData("issuer", "7")]
    [InlineData("credentialSubject", "[]")]
    [InlineData("proof", "[]")]
    [InlineData("proof", "null")]
    [InlineData("proof", "\"x\"")]
    public async Task A_credential_of_the_wrong_shape_never_verifies(string member, string value)
    {
        using var foreign = new Holder();
        var signed = foreign.SelfSigned();
        signed[member] = JsonNode.Parse(value);
        (await App.VerifyVc(signed)).Should(400).At("verified").ShouldBe("false");
    }

    [Theory]
    [InlineData(
        """{"type":["EnvelopedVerifiableCredential"],"id":"data:application/vc+jwt,e30.e30.AAAA"}"""
    )]
    [InlineData(
        """{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"e30.e30.AAAA"}"""
    )]
    [InlineData(
        """{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,e30.e30.AAAA"}"""
    )]
    [InlineData(
        """{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:image/png;base64,AAAA"}"""
    )]
    [InlineData(
        """{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+cose;base64,AAAA"}"""
    )]
    public async Task A_malformed_envelope_never_verifies(string enveloped) =>
        (await App.VerifyVc(JsonNode.Parse(enveloped)!))
            .Should(400)
            .At("verified")
            .ShouldBe("false");

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"verifiableCredential":null}""")]
    [InlineData("""{"verifiableCredential":7}""")]
    [InlineData("""{"verifiableCredential":{"a":1,"a":2}}""")]
    [InlineData("""{"verifiableCredential":{"a":"\ud800"}}""")]
    [InlineData("""{"verifiableCredential":"\ud800"}""")]
    public async Task What_is_no_credential_is_refused(string body) =>
        (await App.Post("/credentials/verify", null, body)).ShouldBeRefused(
            400,
            body.Contains("\"a\":1", StringComparison.Ordinal)
                ? "MALFORMED_JSON"
                : "VALIDATION_ERROR"
        );

    [Fact]
    public async Task A_text_that_is_no_token_never_verifies()
    {
        using var foreign = new Holder();
        foreach (var text in (string[])["no token", foreign.SelfSigned().ToJsonString()])
            (await App.VerifyVc(JsonValue.Create(text))).ShouldBeRefused(
                400,
                "VALIDATION_ERROR",
                "verifiableCredential"
            );
    }

    [Fact]
    public async Task A_status_list_of_the_callers_own_is_asked_though_the_record_knows_the_credential()
    {
        var issuer = await VcIssuer.Start(App);
        var issued = await issuer.Issue(c =>
            c["credentialStatus"] = new JsonObject
            {
                ["type"] = "BitstringStatusListEntry",
                ["statusPurpose"] = "revocation",
                ["statusListIndex"] = "7",
                ["statusListCredential"] = "https://no-such-host.invalid/list",
            }
        );
        (await App.VerifyVc(issued))
            .ShouldNotVerify("STATUS_RETRIEVAL_ERROR")
            .At("verdict")
            .ShouldBe("unverifiable");
        (await issuer.SetStatus(issued["id"]!.GetValue<string>(), "revocation")).Should(200);
        (await App.VerifyVc(issued)).ShouldNotVerify("STATUS_VERIFICATION_ERROR", "revoked");
    }

    [Fact]
    public async Task A_key_that_is_sent_must_be_right() =>
        (await App.Post("/credentials/verify", "vdm_live_wrong", """{}""")).ShouldBeRefused(
            401,
            "AUTH_INVALID_KEY"
        );
}
