using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;
using Xunit;

namespace Vidimus.Proofs.Tests;

/// <summary>VC-DI-EdDSA 1.0, appendix "Test Vectors": each step of each suite, and the proof set with the chain on it.</summary>
public sealed class EddsaVectorTests
{
    private const string Context2020 = "https://w3id.org/security/suites/ed25519-2020/v1";

    private static string CanonicalProof(JsonObject secured)
    {
        var element = secured.Element();
        var source = new LinkedDataSource(element.GetProperty("proof")[0])
        {
            Context = element.GetProperty("@context"),
            Without = "proofValue",
            ByName = true,
        };
        return Text(Rdfc.Canonicalize(source, ContextSet.Bundled));
    }

    private static string CanonicalDocument(JsonObject secured) =>
        Text(
            Rdfc.Canonicalize(
                new LinkedDataSource(secured.Element()) { Without = "proof", ByName = true },
                ContextSet.Bundled
            )
        );

    private static string Text(CanonicalizationResult result)
    {
        result.Problem.ShouldBeNull();
        return Encoding.UTF8.GetString(result.NQuads.Span);
    }

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Ed25519PrivateKey Key(string secretMultikey)
    {
        Multibase.TryDecode(secretMultikey, out var secret).ShouldBeTrue();
        return Ed25519PrivateKey.FromSeed(secret.AsSpan(2));
    }

    private static string ValueOf(JsonObject secured, int index = 0) =>
        secured["proof"]![index]!["proofValue"]!.GetValue<string>();

    [Theory]
    [InlineData(
        DataIntegrity.EddsaRdfc2022,
        EddsaVectors.RdfcProof,
        EddsaVectors.RdfcProofHash,
        EddsaVectors.RdfcSignature,
        EddsaVectors.RdfcProofValue
    )]
    [InlineData(
        DataIntegrity.Ed25519Signature2020,
        EddsaVectors.Proof2020,
        EddsaVectors.ProofHash2020,
        EddsaVectors.Signature2020,
        EddsaVectors.ProofValue2020
    )]
    public void Each_step_of_a_suite_over_statements_is_as_published(
        string suite,
        string proof,
        string proofHash,
        string signature,
        string proofValue
    )
    {
        using var key = Samples.Key();
        var credential = Samples.Credential();
        if (suite == DataIntegrity.Ed25519Signature2020)
        {
            credential["@context"]!.AsArray().Add(Context2020);
        }
        var options = new ProofOptions(Samples.VerificationMethod, Samples.Created)
        {
            Cryptosuite = suite,
        };
        var secured = DataIntegrity.Sign(credential, options, key);

        CanonicalDocument(secured).ShouldBe(EddsaVectors.Document);
        HashOf(EddsaVectors.Document).ShouldBe(EddsaVectors.DocumentHash);
        CanonicalProof(secured).ShouldBe(proof);
        HashOf(proof).ShouldBe(proofHash);
        Convert
            .ToHexStringLower(key.Sign(Hex.Bytes(proofHash + EddsaVectors.DocumentHash)))
            .ShouldBe(signature);
        ValueOf(secured).ShouldBe(proofValue);
        Multibase.EncodeBase58(Hex.Bytes(signature)).ShouldBe(proofValue);
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void The_steps_of_the_suite_over_JSON_are_as_published()
    {
        var secured = Samples.Published();
        var proof = secured["proof"]!.AsObject();
        proof.Remove("proofValue");
        secured.Remove("proof");
        HashOf(Hex.Text(Jcs.Canonicalize(secured))).ShouldBe(Samples.DocumentHash);
        HashOf(Hex.Text(Jcs.Canonicalize(proof))).ShouldBe(Samples.ProofHash);
        Multibase.EncodeBase58(Hex.Bytes(Samples.SignatureHex)).ShouldBe(Samples.ProofValue);
    }

    [Fact]
    public void Statements_under_a_context_that_is_not_ours_are_hashed_and_signed_as_published()
    {
        var dataset = new RdfDataset();
        // Other labels and the other way round: the canonical form is for the algorithm to find.
        var lines = EddsaVectors
            .Employment.Replace("_:c14n0", "_:x", StringComparison.Ordinal)
            .Replace("_:c14n1", "_:a", StringComparison.Ordinal)
            .TrimEnd()
            .Split('\n')
            .Reverse();
        NQuadsParser.Parse(string.Join('\n', lines) + "\n", dataset);
        var canonical = Encoding.UTF8.GetString(new Canonicalizer().Run(dataset, RdfcHash.Sha256));
        canonical.ShouldBe(EddsaVectors.Employment);
        HashOf(canonical).ShouldBe(EddsaVectors.EmploymentHash);

        using var key = Samples.Key();
        var signature = key.Sign(
            Hex.Bytes(EddsaVectors.RdfcProofHash + EddsaVectors.EmploymentHash)
        );
        Multibase.EncodeBase58(signature).ShouldBe(EddsaVectors.EmploymentProofValue);
    }

    [Fact]
    public void The_published_proof_set_and_chain_are_made_and_pass_at_each_stage()
    {
        var secured = Samples.Credential();
        for (var stage = 0; stage < EddsaVectors.Chain.Length; stage++)
        {
            var link = EddsaVectors.Chain[stage];
            using var key = Key(link.SecretMultikey);
            Multikey.FromEd25519(key.PublicKey.Span).ShouldBe(link.Multikey);
            var options = new ProofOptions(
                $"did:key:{link.Multikey}#{link.Multikey}",
                DateTimeOffset.Parse(link.Created, CultureInfo.InvariantCulture)
            )
            {
                Id = link.Id,
                PreviousProof = link.Previous,
            };
            secured = DataIntegrity.Sign(secured, options, key);
            ValueOf(secured, stage).ShouldBe(link.ProofValue);
            DataIntegrity
                .Verify(secured.Element(), Samples.Options)
                .ShouldAllBe(result => result.Outcome == ProofOutcome.Pass);
        }

        // Any proof taken away takes with it those that build on it.
        for (var removed = 0; removed < 3; removed++)
        {
            var broken = secured.DeepClone().AsObject();
            broken["proof"]!.AsArray().RemoveAt(removed);
            DataIntegrity
                .Verify(broken.Element(), Samples.Options)
                .ShouldContain(result => result.Outcome == ProofOutcome.Fail);
        }
    }
}
