using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

/// <summary>Proofs over statements: eddsa-rdfc-2022 and Ed25519Signature2020.</summary>
public sealed class LinkedDataProofTests
{
    private const string Signature2020Context = "https://w3id.org/security/suites/ed25519-2020/v1";

    private static JsonObject Credential(string suite)
    {
        var credential = Samples.Credential();
        if (suite == DataIntegrity.Ed25519Signature2020)
        {
            credential["@context"]!.AsArray().Add(Signature2020Context);
        }
        return credential;
    }

    private static JsonObject Signed(
        string suite,
        Func<ProofOptions, ProofOptions>? change = null,
        JsonObject? document = null
    )
    {
        using var key = Samples.Key();
        var options = new ProofOptions(Samples.VerificationMethod, Samples.Created)
        {
            Cryptosuite = suite,
        };
        return DataIntegrity.Sign(
            document ?? Credential(suite),
            change?.Invoke(options) ?? options,
            key
        );
    }

    public static TheoryData<string> Suites =>
        [DataIntegrity.EddsaRdfc2022, DataIntegrity.Ed25519Signature2020];

    // VC-DI-EdDSA 1.0, appendix "Representation: eddsa-rdfc-2022".
    [Fact]
    public void The_published_signature_is_made()
    {
        var proof = Signed(DataIntegrity.EddsaRdfc2022)["proof"]![0]!;
        proof["proofValue"]!
            .GetValue<string>()
            .ShouldBe(
                "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
            );
        proof["@context"].ShouldBeNull();
    }

    // Signed by @digitalbazaar/eddsa-rdfc-2022-cryptosuite 1.3.0 with the key of the published vectors.
    [Fact]
    public void The_direction_of_texts_is_signed_as_the_reference_library_signs_it()
    {
        const string Other =
            "z5Ma92KKjKzomdqW13jnoydaiN6kNnRXsRz9vPBCbFCAaoVjq34Avnd9eux1fypa9onvST334SdWWbQhJ6wa9PyW9";
        var credential = JsonNode
            .Parse(
                $$"""
                {
                  "@context": ["https://www.w3.org/ns/credentials/v2"],
                  "type": ["VerifiableCredential"],
                  "issuer": "did:key:{{Samples.Multikey}}",
                  "name": {"@value": "HTML \u0648 CSS", "@language": "ar", "@direction": "rtl"},
                  "description": {"@value": "Text", "@direction": "ltr"},
                  "credentialSubject": {"id": "did:example:ada"}
                }
                """
            )!
            .AsObject();
        var signed = Signed(
            DataIntegrity.EddsaRdfc2022,
            o => o with { Created = Samples.Now },
            credential
        );
        signed["proof"]![0]!["proofValue"]!.GetValue<string>().ShouldBe(Other);

        signed["name"]!["@direction"] = "ltr";
        DataIntegrity
            .Verify(signed.Element(), new(DidKey.FindKey, Samples.Now))[0]
            .Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Fact]
    public void A_proof_is_of_the_statements_unless_chosen_otherwise()
    {
        using var key = Samples.Key();
        var secured = DataIntegrity.Sign(
            Samples.Credential(),
            new(Samples.VerificationMethod, Samples.Created),
            key
        );
        secured["proof"]![0]!["cryptosuite"]!.GetValue<string>().ShouldBe("eddsa-rdfc-2022");
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void What_is_signed_passes_in_any_order_of_members(string suite)
    {
        var secured = Signed(suite);
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Pass);
        var reversed = new JsonObject(
            secured.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))
        );
        Samples.Check(reversed).Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void The_forerunner_has_its_own_type_and_no_cryptosuite()
    {
        var proof = Signed(DataIntegrity.Ed25519Signature2020)["proof"]![0]!;
        proof["type"]!.GetValue<string>().ShouldBe("Ed25519Signature2020");
        proof["cryptosuite"].ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_changed_statement_fails(string suite)
    {
        var secured = Signed(suite);
        secured["name"] = "Another Credential";
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Theory]
    [InlineData("created", "2023-02-24T23:36:39Z")]
    [InlineData("expires", "2030-01-01T00:00:00Z")]
    [InlineData("domain", "https://example.com")]
    [InlineData("challenge", "abc")]
    [InlineData("id", "urn:uuid:7a2f5e7c-2b43-4a7b-8b43-1f1c0a1f2d10")]
    public void A_changed_configuration_fails(string member, string value)
    {
        var secured = Signed(DataIntegrity.EddsaRdfc2022);
        secured["proof"]![0]![member] = value;
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_member_that_no_context_defines_is_not_let_through_unsigned(string suite)
    {
        var credential = Credential(suite);
        credential["@context"]!.AsArray().RemoveAt(1); // examples/v2 gives every name a meaning
        credential["credentialSubject"] = new JsonObject { ["id"] = "did:example:abcdefgh" };
        credential["type"] = "VerifiableCredential";
        var secured = Signed(suite, document: credential);
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Pass);
        secured["credentialSubject"]!["honours"] = true;
        var result = Samples.Check(secured);
        result.Outcome.ShouldBe(ProofOutcome.Fail);
        result.Reason.ShouldContain("honours");
        secured["credentialSubject"]!.AsObject().Remove("honours");
        secured["proof"]![0]!["note"] = "unsigned";
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Fact]
    public void A_context_that_is_not_known_is_its_own_outcome()
    {
        var secured = Signed(DataIntegrity.EddsaRdfc2022);
        secured["@context"]!.AsArray().Add("https://example.com/unknown/v1");
        var result = Samples.Check(secured);
        result.Outcome.ShouldBe(ProofOutcome.Unknown);
        result.Reason.ShouldContain("https://example.com/unknown/v1");
    }

    [Fact]
    public void Signing_refuses_what_cannot_be_signed_whole()
    {
        var credential = Credential(DataIntegrity.EddsaRdfc2022);
        credential["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2");
        Should
            .Throw<JsonException>(() => Signed(DataIntegrity.EddsaRdfc2022, document: credential))
            .Message.ShouldContain("alumniOf");
    }

    [Fact]
    public void A_chain_holds_while_its_first_proof_stands_and_breaks_with_it()
    {
        const string First = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544";
        var once = Signed(DataIntegrity.EddsaRdfc2022, o => o with { Id = First });
        var twice = Signed(
            DataIntegrity.EddsaRdfc2022,
            o => o with { PreviousProof = [First] },
            once
        );
        Outcomes(twice).ShouldBe([ProofOutcome.Pass, ProofOutcome.Pass]);

        var stripped = twice.DeepClone().AsObject();
        stripped["proof"]!.AsArray().RemoveAt(0);
        Outcomes(stripped).ShouldBe([ProofOutcome.Fail]);

        var changed = twice.DeepClone().AsObject();
        changed["proof"]![0]!["created"] = "2023-02-24T23:36:39Z";
        Outcomes(changed).ShouldBe([ProofOutcome.Fail, ProofOutcome.Skipped]);
    }

    [Fact]
    public void Proofs_of_all_suites_stand_side_by_side()
    {
        var one = Signed(DataIntegrity.EddsaRdfc2022);
        var two = Signed(DataIntegrity.EddsaJcs2022, document: one);
        Outcomes(two).ShouldBe([ProofOutcome.Pass, ProofOutcome.Pass]);
    }

    [Fact]
    public void A_presentation_answers_its_domain_and_challenge()
    {
        var presentation = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiablePresentation"),
            ["verifiableCredential"] = new JsonArray(Signed(DataIntegrity.EddsaRdfc2022)),
        };
        var secured = Signed(
            DataIntegrity.EddsaRdfc2022,
            o =>
                o with
                {
                    ProofPurpose = ProofPurposes.Authentication,
                    Domain = "https://verifier.example",
                    Challenge = "n-0S6_WzA2Mj",
                },
            presentation
        );
        var expected = Samples.Options with
        {
            ExpectedPurpose = ProofPurposes.Authentication,
            ExpectedDomain = "https://verifier.example",
            ExpectedChallenge = "n-0S6_WzA2Mj",
        };
        Samples.Check(secured, expected).Outcome.ShouldBe(ProofOutcome.Pass);
        Samples
            .Check(secured, expected with { ExpectedChallenge = "other" })
            .Outcome.ShouldBe(ProofOutcome.Fail);
        Samples
            .Check(secured, expected with { ExpectedDomain = "https://other.example" })
            .Outcome.ShouldBe(ProofOutcome.Fail);
        secured["verifiableCredential"]![0]!["name"] = "Another";
        Samples.Check(secured, expected).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    private static ProofOutcome[] Outcomes(JsonObject secured) =>
        [.. DataIntegrity.Verify(secured.Element(), Samples.Options).Select(r => r.Outcome)];
}
