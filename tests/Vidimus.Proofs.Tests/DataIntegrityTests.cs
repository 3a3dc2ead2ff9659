using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class DataIntegrityTests
{
    private static ProofOptions New() =>
        new(Samples.VerificationMethod, Samples.Created)
        {
            Cryptosuite = DataIntegrity.EddsaJcs2022,
        };

    private static JsonObject Signed(ProofOptions? options = null, JsonObject? document = null)
    {
        using var key = Samples.Key();
        return DataIntegrity.Sign(document ?? Samples.Credential(), options ?? New(), key);
    }

    private static JsonObject Proof(JsonObject secured, int index = 0) =>
        secured["proof"]![index]!.AsObject();

    [Fact]
    public void The_published_hashes_and_signature_are_made()
    {
        using var key = Samples.Key();
        Multikey.FromEd25519(key.PublicKey.Span).ShouldBe(Samples.Multikey);
        var config = Samples.Published()["proof"]!.AsObject();
        config.Remove("proofValue");
        var hash = new byte[64];
        new EddsaJcs2022().HashForSigning(
            Samples.Credential(),
            [],
            config,
            ContextSet.Bundled,
            hash
        );
        Convert.ToHexStringLower(hash).ShouldBe(Samples.ProofHash + Samples.DocumentHash);
        key.Sign(hash).ShouldBe(Hex.Bytes(Samples.SignatureHex));

        var proof = Proof(Signed());
        proof["proofValue"]!.GetValue<string>().ShouldBe(Samples.ProofValue);
        JsonNode.DeepEquals(proof, Samples.Published()["proof"]).ShouldBeTrue();
    }

    [Fact]
    public void The_published_credential_passes()
    {
        var result = Samples.Check(Samples.Published());
        result.Outcome.ShouldBe(ProofOutcome.Pass, result.Reason);
        result.Cryptosuite.ShouldBe("eddsa-jcs-2022");
        result.VerificationMethod.ShouldBe(Samples.VerificationMethod);
        result.Created.ShouldBe(Samples.Created);
    }

    [Fact]
    public void Signing_leaves_the_input_alone_and_always_writes_an_array()
    {
        var document = Samples.Credential();
        var secured = Signed(document: document);
        JsonNode.DeepEquals(document, Samples.Credential()).ShouldBeTrue();
        secured["proof"].ShouldBeOfType<JsonArray>().Count.ShouldBe(1);
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void Members_in_another_order_and_other_white_space_still_pass()
    {
        var secured = Samples.Published();
        var reversed = new JsonObject(
            secured
                .Reverse()
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
        );
        var text = reversed.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        DataIntegrity
            .Verify(Hex.Element(text), Samples.Options)
            .Single()
            .Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void A_second_proof_joins_the_first_and_each_is_judged_alone()
    {
        using var other = Ed25519PrivateKey.FromSeed(new byte[32]);
        var otherDid = DidKey.FromEd25519(other.PublicKey.Span);
        var options = new ProofOptions(DidKey.VerificationMethod(otherDid), Samples.Created)
        {
            Cryptosuite = DataIntegrity.EddsaJcs2022,
        };
        var secured = DataIntegrity.Sign(Samples.Published(), options, other);
        DataIntegrity
            .Verify(secured.Element(), Samples.Options)
            .Select(result => result.Outcome)
            .ShouldBe([ProofOutcome.Pass, ProofOutcome.Pass]);

        Proof(secured, 1)["created"] = "2023-02-24T23:36:39Z";
        DataIntegrity
            .Verify(secured.Element(), Samples.Options)
            .Select(result => result.Outcome)
            .ShouldBe([ProofOutcome.Pass, ProofOutcome.Fail]);
    }

    [Theory]
    [InlineData("credentialSubject")]
    [InlineData("name")]
    [InlineData("@context")]
    public void A_changed_member_fails(string member)
    {
        var secured = Signed();
        secured[member] = "changed";
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Theory]
    [InlineData("""{"type": null}""")]
    [InlineData("""{"cryptosuite": 7}""")]
    [InlineData("""{"verificationMethod": {"id": "did:example:1"}}""")]
    [InlineData("""{"proofPurpose": "authentication"}""")]
    [InlineData("""{"proofPurpose": null}""")]
    [InlineData("""{"created": "yesterday"}""")]
    [InlineData("""{"created": "2023-02-24"}""")]
    [InlineData("""{"expires": "2025-01-01T00:00:00Z"}""")]
    [InlineData("""{"proofValue": null}""")]
    [InlineData("""{"proofValue": ""}""")]
    [InlineData("""{"proofValue": "z"}""")]
    [InlineData(
        """{"proofValue": "uQHzRJlSzPXGOy7mReaFQbaqoSUUL8_xSPM4-HJb4uANR2j8lPXJcbwCwfJ5USNULPveAErmrVCVREWBpxt0oCA"}"""
    )]
    [InlineData("""{"previousProof": "urn:uuid:nowhere"}""")]
    [InlineData("""{"previousProof": [1]}""")]
    [InlineData("""{"@context": "https://www.w3.org/ns/credentials/examples/v2"}""")]
    [InlineData("""{"note": "\ud800"}""")]
    public void A_proof_that_says_something_else_or_wrong_fails(string change)
    {
        var secured = Signed();
        var proof = Hex.Element(change).EnumerateObject().Single();
        var text = Proof(secured).ToJsonString();
        var members = Hex.Element(text)
            .EnumerateObject()
            .Where(member => member.Name != proof.Name)
            .ToList();
        var changed = string.Join(
            ',',
            members.Append(proof).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")
        );
        secured.Remove("proof");
        var json = secured.ToJsonString()[..^1] + ",\"proof\":[{" + changed + "}]}";
        var result = DataIntegrity.Verify(Hex.Element(json), Samples.Options).Single();
        result.Outcome.ShouldBe(ProofOutcome.Fail, result.Reason);
        result.Reason.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("cryptosuite", "ecdsa-sd-2023")]
    [InlineData("type", "Ed25519Signature2018")]
    public void A_kind_of_proof_that_is_not_supported_is_unknown_and_named(
        string member,
        string value
    )
    {
        var secured = Signed();
        Proof(secured)[member] = value;
        var result = Samples.Check(secured);
        result.Outcome.ShouldBe(ProofOutcome.Unknown);
        result.Reason.ShouldContain(value);
    }

    [Fact]
    public void P2_duplicate_names_anywhere_fail()
    {
        var text = Signed().ToJsonString();
        string[] twice =
        [
            text.Replace("\"name\":", "\"name\":\"Other\",\"name\":", StringComparison.Ordinal),
            text.Replace(
                "\"alumniOf\":",
                "\"alumniOf\":\"Elsewhere\",\"\\u0061lumniOf\":",
                StringComparison.Ordinal
            ),
            text.Replace(
                "\"created\":",
                "\"created\":\"2020-01-01T00:00:00Z\",\"created\":",
                StringComparison.Ordinal
            ),
            text.Replace("\"proof\":", "\"proof\":[],\"proof\":", StringComparison.Ordinal),
        ];
        foreach (var json in twice)
        {
            json.ShouldNotBe(text);
            DataIntegrity
                .Verify(Hex.Element(json), Samples.Options)
                .Single()
                .Outcome.ShouldBe(ProofOutcome.Fail);
        }
    }

    [Fact]
    public void A_context_added_by_a_later_signer_keeps_the_first_proof_valid()
    {
        // VC-DI-EdDSA section 3.3.2, step 4: the proof's own contexts stand in while its hash is made.
        var secured = Signed();
        secured["@context"]!.AsArray().Add("https://example.com/later/v1");
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Pass);
        secured["@context"]!.AsArray().Insert(0, "https://example.com/first/v1");
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Fact]
    public void A_presentation_answers_its_domain_and_challenge()
    {
        var presentation = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiablePresentation"),
            ["verifiableCredential"] = new JsonArray(Samples.Published()),
        };
        var options = New() with
        {
            ProofPurpose = ProofPurposes.Authentication,
            Domain = "verifier.example",
            Challenge = "7f3a",
        };
        var secured = Signed(options, presentation);
        var expected = Samples.Options with
        {
            ExpectedPurpose = ProofPurposes.Authentication,
            ExpectedDomain = "verifier.example",
            ExpectedChallenge = "7f3a",
        };
        Samples.Check(secured, expected).Outcome.ShouldBe(ProofOutcome.Pass);
        Samples
            .Check(secured, expected with { ExpectedChallenge = "7f3b" })
            .Outcome.ShouldBe(ProofOutcome.Fail);
        Samples
            .Check(secured, expected with { ExpectedDomain = "other.example" })
            .Outcome.ShouldBe(ProofOutcome.Fail);
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Fact]
    public void An_expired_proof_fails_and_one_that_will_expire_passes()
    {
        var secured = Signed(New() with { Expires = Samples.Now });
        Samples
            .Check(secured, Samples.Options with { Now = Samples.Now.AddSeconds(-1) })
            .Outcome.ShouldBe(ProofOutcome.Pass);
        Samples.Check(secured).Reason.ShouldContain("expired");
    }

    [Fact]
    public void A_key_that_cannot_be_fetched_leaves_the_proof_unknown_and_a_missing_one_fails_it()
    {
        var unreachable = new VerifyOptions(
            (_, _) => KeyLookup.Unreachable("The server did not answer."),
            Samples.Now
        );
        Samples
            .Check(Signed(), unreachable)
            .ShouldSatisfyAllConditions(
                result => result.Outcome.ShouldBe(ProofOutcome.Unknown),
                result => result.Reason.ShouldBe("The server did not answer.")
            );
        var missing = new VerifyOptions((_, _) => KeyLookup.NotFound("No such key."), Samples.Now);
        Samples.Check(Signed(), missing).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Fact]
    public void A_chain_covers_the_proofs_it_builds_on()
    {
        var first = Signed(New() with { Id = "urn:uuid:1" });
        var second = Signed(
            New() with
            {
                Id = "urn:uuid:2",
                PreviousProof = ["urn:uuid:1"],
            },
            first
        );
        var chained = Signed(New() with { PreviousProof = ["urn:uuid:1", "urn:uuid:2"] }, second);
        DataIntegrity
            .Verify(chained.Element(), Samples.Options)
            .ShouldAllBe(result => result.Outcome == ProofOutcome.Pass);

        Proof(chained)["created"] = "2023-02-24T23:36:39Z";
        DataIntegrity
            .Verify(chained.Element(), Samples.Options)
            .Select(result => result.Outcome)
            .ShouldBe([ProofOutcome.Fail, ProofOutcome.Skipped, ProofOutcome.Skipped]);
        Should.Throw<ArgumentException>(() =>
            Signed(New() with { PreviousProof = ["urn:uuid:9"] }, first)
        );
    }

    [Fact]
    public void Proofs_that_build_on_one_another_in_a_circle_end()
    {
        var secured = Signed(New() with { Id = "urn:uuid:1" });
        Proof(secured)["previousProof"] = "urn:uuid:1";
        Samples.Check(secured).Outcome.ShouldNotBe(ProofOutcome.Pass);
        var twin = Proof(secured).DeepClone().AsObject();
        twin["id"] = "urn:uuid:2";
        Proof(secured)["previousProof"] = "urn:uuid:2";
        secured["proof"]!.AsArray().Add((JsonNode)twin);
        DataIntegrity
            .Verify(secured.Element(), Samples.Options)
            .ShouldAllBe(result => result.Outcome != ProofOutcome.Pass);
    }

    [Fact]
    public void A_thousand_proofs_are_refused_at_once()
    {
        var secured = Samples.Credential();
        secured["proof"] = new JsonArray([
            .. Enumerable.Range(0, 1000).Select(_ => Samples.Published()["proof"]!.DeepClone()),
        ]);
        DataIntegrity
            .Verify(secured.Element(), Samples.Options)
            .Single()
            .Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"proof": 7}""")]
    [InlineData("""{"proof": [[]]}""")]
    [InlineData("""{"proof": [null]}""")]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""{"proof": [{"\ud800roofValue": 1, "type": "DataIntegrityProof"}]}""")]
    [InlineData("""{"a": "\ud800", "proof": []}""")]
    public void A_document_of_another_shape_fails_without_an_exception(string json) =>
        DataIntegrity
            .Verify(Hex.Element(json), Samples.Options)
            .ShouldAllBe(result => result.Outcome == ProofOutcome.Fail);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"proof": []}""")]
    [InlineData("""{"proof": null}""")]
    public void A_document_without_proof_has_no_results(string json) =>
        DataIntegrity.Verify(Hex.Element(json), Samples.Options).ShouldBeEmpty();

    [Fact]
    public void Each_byte_of_a_secured_credential_may_be_changed_without_an_exception_or_a_false_pass()
    {
        var text = Encoding.UTF8.GetBytes(Signed().ToJsonString());
        byte[] replacements = [0x00, (byte)'"', (byte)'\\', (byte)'{', (byte)'9', 0x80, 0xFF];
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var replacement in replacements.Append((byte)(text[at] ^ 1)))
            {
                byte[] mutated = [.. text];
                mutated[at] = replacement;
                if (
                    replacement != text[at]
                    && CredentialJson.TryParse(mutated, 1 << 20, out var element, out _)
                )
                {
                    DataIntegrity
                        .Verify(element, Samples.Options)
                        .ShouldAllBe(
                            result => result.Outcome != ProofOutcome.Pass,
                            Encoding.UTF8.GetString(mutated)
                        );
                }
            }
        }
    }
}
