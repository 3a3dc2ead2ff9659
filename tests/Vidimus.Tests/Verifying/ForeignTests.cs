using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

public abstract class ForeignTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ForeignTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ForeignTests(shared),
            IClassFixture<OnPostgres>;

    private Task<Answer> Verify(JsonObject credential) =>
        App.Verify($$"""{"credential":{{credential.ToJsonString()}}}""");

    [Fact]
    public async Task A_foreign_credential_whose_issuer_is_a_key_is_valid()
    {
        using var foreign = new Foreign();
        foreach (
            var said in (Answer[])
                [
                    await Verify(foreign.Signed()),
                    await App.Verify($$"""{"jwt":"{{foreign.Jwt()}}"}"""),
                ]
        )
        {
            said.ShouldSay("valid");
            (
                said.Outcome("proof"),
                said.Outcome("issuer"),
                said.Outcome("validity"),
                said.Outcome("schema")
            ).ShouldBe(("pass", "pass", "pass", "pass"));
            (said.Outcome("record"), said.Outcome("status")).ShouldBe(("skipped", "skipped"));
            (
                said.At("mode"),
                said.At("documentUrls"),
                said.At("credential", "uuid"),
                said.At("credential", "state")
            ).ShouldBe((null, null, null, null));
            (
                said.At("credential", "issuer", "id"),
                said.At("credential", "recipientName")
            ).ShouldBe((foreign.Did, "Ada Example"));
        }
    }

    [Fact]
    public async Task Another_issuers_key_is_a_mismatch()
    {
        using var issuer = new Foreign();
        using var thief = new Foreign();
        (await Verify(thief.Sign(issuer.Credential()))).ShouldSay("invalid", "issuer_mismatch");
        (
            await App.Verify($$"""{"jwt":"{{thief.Jwt(c => c["issuer"] = issuer.Did)}}"}""")
        ).ShouldSay("invalid", "issuer_mismatch");
        // The thief names the issuer's own key: then the signature is wrong.
        (await Verify(thief.Sign(issuer.Credential(), issuer.Method))).ShouldSay(
            "invalid",
            "signature_invalid"
        );
        (
            await App.Verify(
                $$"""{"jwt":"{{thief.Jwt(c => c["issuer"] = issuer.Did, issuer.Method)}}"}"""
            )
        ).ShouldSay("invalid", "signature_invalid");
    }

    [Fact]
    public async Task A_changed_foreign_credential_fails_its_signature()
    {
        using var foreign = new Foreign();
        var signed = foreign.Signed();
        signed["credentialSubject"]!["description"] = "Doctorate";
        (await Verify(signed)).ShouldSay("invalid", "signature_invalid");
        signed.Remove("proof");
        (await Verify(signed)).ShouldSay("invalid", "signature_invalid");
    }

    [Fact]
    public async Task Dates_of_either_data_model_count()
    {
        using var foreign = new Foreign();
        (await Verify(foreign.Signed(c => c["validUntil"] = "2026-06-01T00:00:00Z"))).ShouldSay(
            "invalid",
            "expired"
        );
        (await Verify(foreign.Signed(c => c["validFrom"] = "2030-06-01T00:00:00Z"))).ShouldSay(
            "invalid",
            "not_yet_valid"
        );
        (await Verify(foreign.Signed(c => c["validUntil"] = "soon"))).ShouldSay(
            "invalid",
            "malformed",
            "schema_mismatch"
        );
        (await Verify(Old())).ShouldSay("valid");
        (await Verify(Old(issued: "2030-06-01T00:00:00Z"))).ShouldSay("invalid", "not_yet_valid");
        (await Verify(Old(expires: "2026-06-01T00:00:00Z"))).ShouldSay("invalid", "expired");
        (await Verify(Old(expires: "2040-06-01T00:00:00+02:00")))
            .ShouldSay("valid")
            .At("credential", "validUntil")
            .ShouldBe("2040-05-31T22:00:00.000Z");

        JsonObject Old(string issued = "2020-01-01T00:00:00Z", string? expires = null) =>
            foreign.Signed(c =>
            {
                c["@context"] = new JsonArray(
                    "https://www.w3.org/2018/credentials/v1",
                    "https://w3id.org/security/data-integrity/v2",
                    "https://www.w3.org/ns/credentials/examples/v2"
                );
                c.Remove("validFrom");
                c["issuanceDate"] = issued;
                if (expires is not null)
                    c["expirationDate"] = expires;
            });
    }

    [Fact]
    public async Task What_is_no_verifiable_credential_is_told_so()
    {
        using var foreign = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        (await Verify(foreign.Signed(c => c["type"] = "Diploma"))).ShouldSay(
            "invalid",
            "schema_mismatch"
        );
        (
            await Verify(
                foreign.Signed(c => c["@context"] = new JsonArray("https://example.org/own"))
            )
        ).ShouldSay("invalid", "schema_mismatch");
        (await Verify(foreign.Signed(c => c.Remove("credentialSubject")))).ShouldSay(
            "invalid",
            "schema_mismatch"
        );
        (await Verify(foreign.Signed(c => c["credentialSubject"] = new JsonArray()))).ShouldSay(
            "invalid",
            "schema_mismatch"
        );
        (await Verify(foreign.Signed(c => c.Remove("issuer")))).At("verdict").ShouldBe("invalid");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("e30.e30.e30")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJFZERTQSJ9.W10.AAAA")]
    public async Task A_token_that_cannot_be_read_is_malformed(string jwt) =>
        (await App.Verify($$"""{"jwt":"{{jwt}}"}""")).Should(200).At("verdict").ShouldBe("invalid");

    [Theory]
    [InlineData("""{"issuer":7}""")]
    [InlineData("""{"issuer":{"id":[]},"proof":[null,7,"x",{"verificationMethod":7}]}""")]
    [InlineData("""{"@context":7,"type":{},"credentialSubject":"x","proof":{}}""")]
    [InlineData(
        """{"proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","verificationMethod":"did:key:z6Mk","proofPurpose":"assertionMethod","proofValue":"z"}}"""
    )]
    [InlineData(
        """{"validFrom":[],"issuer":"did:web:","name":{"@value":7},"credentialSubject":[{"name":[{"@value":null}]}]}"""
    )]
    public async Task P18_whatever_stands_in_a_foreign_document_it_is_answered(string credential) =>
        (await App.Verify($$"""{"credential":{{credential}}}"""))
            .Should(200)
            .At("verdict")
            .ShouldBe("invalid");

    [Theory]
    [InlineData("did:web:no-such-host.invalid")]
    [InlineData("did:web:localhost%3A1")]
    [InlineData("did:web:localhost%3A6379:o:x")]
    [InlineData("did:example:somebody")]
    public async Task An_issuer_that_cannot_be_reached_leaves_the_credential_unverifiable(
        string did
    )
    {
        using var foreign = new Foreign(did);
        var said = (await Verify(foreign.Signed())).ShouldSay("unverifiable", "issuer_unreachable");
        said.Outcome("proof").ShouldBe("unknown");
        (await App.Verify($$"""{"jwt":"{{foreign.Jwt()}}"}""")).ShouldSay(
            "unverifiable",
            "issuer_unreachable"
        );
        // What is known to be wrong outweighs what is not known.
        (await Verify(foreign.Signed(c => c["validUntil"] = "2026-06-01T00:00:00Z"))).ShouldSay(
            "invalid",
            "expired",
            "issuer_unreachable"
        );
    }

    [Fact]
    public async Task S10_this_server_is_not_fetched_from_itself()
    {
        using var foreign = new Foreign($"did:web:localhost%3A{App.Port}");
        (await Verify(foreign.Signed())).At("verdict").ShouldNotBe("valid");
    }

    [Fact]
    public async Task A_status_that_cannot_be_read_leaves_the_credential_unverifiable()
    {
        using var foreign = new Foreign();
        var said = await Verify(
            foreign.Signed(c =>
                c["credentialStatus"] = new JsonObject
                {
                    ["type"] = "BitstringStatusListEntry",
                    ["statusPurpose"] = "revocation",
                    ["statusListIndex"] = "7",
                    ["statusListCredential"] = "https://no-such-host.invalid/s",
                }
            )
        );
        said.ShouldSay("unverifiable", "status_unreachable").Outcome("status").ShouldBe("unknown");
    }
}
