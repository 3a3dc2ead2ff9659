using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>
/// Embedded proofs: W3C Verifiable Credential Data Integrity 1.0 with the cryptosuites of VC-DI-EdDSA 1.0. Serves credentials,
/// presentations (purpose <c>authentication</c>, domain, challenge) and any other JSON object.
/// </summary>
public static class DataIntegrity
{
    /// <summary>The cryptosuite of VC-DI-EdDSA 1.0 section 3.2, over the statements that a document makes.</summary>
    public const string EddsaRdfc2022 = "eddsa-rdfc-2022";

    /// <summary>The forerunner of <see cref="EddsaRdfc2022"/>: a proof type of its own, without <c>cryptosuite</c>.</summary>
    public const string Ed25519Signature2020 = "Ed25519Signature2020";

    /// <summary>The cryptosuite of VC-DI-EdDSA 1.0 section 3.3, over the document's JSON.</summary>
    public const string EddsaJcs2022 = "eddsa-jcs-2022";

    /// <summary>
    /// Returns a copy of the document with one more proof; <c>proof</c> is always an array, and proofs already there are kept
    /// (a proof set, or with <see cref="ProofOptions.PreviousProof"/> a chain).
    /// </summary>
    /// <exception cref="ArgumentException">An unknown cryptosuite, or a previous proof that is not there.</exception>
    /// <exception cref="JsonException">The document has no canonical form.</exception>
    public static JsonObject Sign(JsonObject unsecured, ProofOptions options, Ed25519PrivateKey key)
    {
        var suite = SuiteOf(options);
        var secured = unsecured.DeepClone().AsObject();
        var proofs = TakeProofs(secured);
        var proof = ProofConfiguration.Of(secured, options, suite);

        Span<byte> hash = stackalloc byte[64];
        suite.HashForSigning(
            secured,
            FindPrevious(proofs, options.PreviousProof),
            proof,
            options.Contexts,
            hash
        );
        Span<byte> signature = stackalloc byte[Ed25519.SignatureLength];
        key.Sign(hash, signature);

        proof["proofValue"] = Multibase.EncodeBase58(signature);
        proofs.Add((JsonNode)proof);
        secured["proof"] = proofs;
        return secured;
    }

    /// <summary>
    /// Signs once for each of the options and returns the secured document as UTF-8, with only the escapes that JSON needs. The same
    /// proofs in the same order as from <see cref="Sign"/>, for less work.
    /// </summary>
    /// <exception cref="ArgumentException">An unknown cryptosuite, or a previous proof that is not there.</exception>
    /// <exception cref="JsonException">The document has no canonical form.</exception>
    public static byte[] SignToBytes(
        JsonObject unsecured,
        IReadOnlyList<ProofOptions> options,
        Ed25519PrivateKey key
    )
    {
        var simple =
            !unsecured.ContainsKey("proof")
            && options.All(o =>
                SuiteOf(o) is LinkedDataSuite
                && o.PreviousProof.Count == 0
                && o.Contexts == options[0].Contexts
            );
        return simple && options.Count > 0
            ? SignedBytes.Make(unsecured, options, key)
            : JsonSerializer.SerializeToUtf8Bytes(
                options.Aggregate(unsecured, (document, next) => Sign(document, next, key)),
                PlainJson.Options
            );
    }

    /// <summary>
    /// Verifies every proof of a document that nobody has checked yet. One result per proof in their order, none when there is no
    /// proof; never throws for what the document holds.
    /// </summary>
    public static IReadOnlyList<ProofResult> Verify(JsonElement secured, VerifyOptions options) =>
        ProofVerification.Run(secured, options);

    internal static ICryptosuite SuiteOf(ProofOptions options) =>
        Cryptosuites.Find(options.Cryptosuite)
        ?? throw new ArgumentException(
            $"The cryptosuite '{options.Cryptosuite}' is not known.",
            nameof(options)
        );

    private static JsonArray TakeProofs(JsonObject document)
    {
        if (!document.Remove("proof", out var existing) || existing is null)
        {
            return [];
        }
        return existing as JsonArray ?? [existing];
    }

    private static IReadOnlyList<JsonNode> FindPrevious(JsonArray proofs, IReadOnlyList<string> ids)
    {
        return
        [
            .. ids.Select(id =>
                proofs.OfType<JsonObject>().SingleOrDefault(proof => HasId(proof, id))
                ?? throw new ArgumentException(
                    $"The document has no proof with the id '{id}'.",
                    nameof(ids)
                )
            ),
        ];
    }

    private static bool HasId(JsonObject proof, string id) =>
        proof["id"] is JsonValue value && value.TryGetValue(out string? text) && text == id;
}
