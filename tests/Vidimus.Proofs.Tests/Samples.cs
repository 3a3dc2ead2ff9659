using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs.Tests;

/// <summary>The credential, key and proof of VC-DI-EdDSA 1.0, appendix "Representation: eddsa-jcs-2022".</summary>
internal static class Samples
{
    internal const string Multikey = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
    internal const string SecretMultikey = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";
    internal const string VerificationMethod = $"did:key:{Multikey}#{Multikey}";
    internal const string ProofHash =
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db";
    internal const string DocumentHash =
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19";
    internal const string ProofValue =
        "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX";
    internal const string SignatureHex =
        "407cd12654b33d718ecbb99179a1506daaa849450bf3fc523cce3e1c96f8b80351da3f253d725c6f00b07c9e5448d50b3ef78012b9ab54255116d069c6dd2808";

    internal static readonly DateTimeOffset Created = new(2023, 2, 24, 23, 36, 38, TimeSpan.Zero);
    internal static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static JsonObject Credential() =>
        JsonNode
            .Parse(
                """
                {
                  "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
                  "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
                  "type": ["VerifiableCredential", "AlumniCredential"],
                  "name": "Alumni Credential",
                  "description": "A minimum viable example of an Alumni Credential.",
                  "issuer": "https://vc.example/issuers/5678",
                  "validFrom": "2023-01-01T00:00:00Z",
                  "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"}
                }
                """
            )!
            .AsObject();

    /// <summary>The secured credential as published: one proof, not in an array.</summary>
    internal static JsonObject Published()
    {
        var secured = Credential();
        secured["proof"] = new JsonObject
        {
            ["type"] = "DataIntegrityProof",
            ["cryptosuite"] = "eddsa-jcs-2022",
            ["created"] = "2023-02-24T23:36:38Z",
            ["verificationMethod"] = VerificationMethod,
            ["proofPurpose"] = "assertionMethod",
            ["@context"] = secured["@context"]!.DeepClone(),
            ["proofValue"] = ProofValue,
        };
        return secured;
    }

    internal static Ed25519PrivateKey Key()
    {
        // A secret Multikey begins with 0x80 0x26 (Controlled Identifiers 1.0, section 2.2.2).
        Multibase.TryDecode(SecretMultikey, out var secret);
        return Ed25519PrivateKey.FromSeed(secret.AsSpan(2));
    }

    internal static KeyLookup FindDidKey(string verificationMethod, string purpose) =>
        DidKey.FindKey(verificationMethod, purpose);

    internal static VerifyOptions Options => new(FindDidKey, Now);

    internal static JsonElement Element(this JsonNode node) => Hex.Element(node.ToJsonString());

    internal static ProofResult Check(JsonNode secured, VerifyOptions? options = null) =>
        DataIntegrity.Verify(secured.Element(), options ?? Options).Single();
}
