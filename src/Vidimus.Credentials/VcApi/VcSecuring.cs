using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Credentials.VcApi;

/// <summary>Secures a credential that a caller wrote: by an embedded proof, or enveloped in a token.</summary>
internal static class VcSecuring
{
    /// <summary>What callers may choose; the first is what they get when they do not.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        DataIntegrity.EddsaRdfc2022,
        DataIntegrity.EddsaJcs2022,
        DataIntegrity.Ed25519Signature2020,
        VcJwt.Type,
    ];

    private const string ProofTerms1 = "https://w3id.org/security/data-integrity/v1";
    private const string ProofTerms2 = "https://w3id.org/security/data-integrity/v2";
    private const string ProofTerms2020 = "https://w3id.org/security/suites/ed25519-2020/v1";

    /// <summary>The secured credential, as it is answered.</summary>
    public static Result<JsonObject> Secure(
        JsonObject credential,
        string kind,
        CredentialModel model,
        string verificationMethod,
        DateTimeOffset now,
        Ed25519PrivateKey key
    )
    {
        if (LossOf(credential) is { } loss)
            return loss;
        if (kind == VcJwt.Type)
            return model == CredentialModel.V2
                ? Envelope(VcJwt.Sign(credential, verificationMethod, key))
                : VcApiProblems.NotSecurable.With(
                    "Only credentials of VC Data Model 2.0 can be enveloped as vc+jwt."
                );
        try
        {
            var signed = DataIntegrity.Sign(
                credential,
                new(verificationMethod, now) { Cryptosuite = kind },
                key
            );
            return Unfold(signed);
        }
        catch (JsonException refused)
        {
            return VcApiProblems.NotSecurable.With(refused.Message);
        }
    }

    /// <summary>
    /// Adds the context that defines the proof's own terms where the document's contexts do not (VC Data Integrity 1.0, section
    /// 2.4.1); it is part of what is signed.
    /// </summary>
    public static void AddProofTerms(JsonObject credential, string kind, CredentialModel model)
    {
        var contexts = credential["@context"]!.AsArray();
        if (kind == DataIntegrity.Ed25519Signature2020)
        {
            if (!Has(contexts, ProofTerms2020))
                contexts.Add((JsonNode)ProofTerms2020);
        }
        // VC 2.0's own context has the terms of DataIntegrityProof.
        else if (
            kind != VcJwt.Type
            && model == CredentialModel.V1
            && !Has(contexts, ProofTerms1)
            && !Has(contexts, ProofTerms2)
        )
            contexts.Add((JsonNode)ProofTerms2);
    }

    private static bool Has(JsonArray contexts, string url) =>
        contexts.Any(c => c is JsonValue v && v.TryGetValue(out string? text) && text == url);

    /// <summary>
    /// What reading the credential as linked data would lose. A context that is not known here is for the suites that need it to
    /// refuse: plain JSON and tokens are secured whatever it says.
    /// </summary>
    public static Problem? LossOf(JsonObject credential)
    {
        Span<byte> hash = stackalloc byte[32];
        var element = JsonSerializer.SerializeToElement(credential);
        if (
            Rdfc.TryHash(
                new LinkedDataSource(element) { ByName = true },
                ContextSet.Bundled,
                hash,
                out var problem
            )
            || problem!.Code == LinkedDataProblem.ContextUnknown
        )
            return null;
        var detail = problem.Detail.Length <= 120 ? problem.Detail : problem.Detail[..120] + "…";
        return VcApiProblems.NotSecurable.With(
            problem.Code switch
            {
                LinkedDataProblem.PropertyUndefined => $"No context defines the term '{detail}'.",
                LinkedDataProblem.TypeRelative => $"No context defines the type '{detail}'.",
                _ => $"The credential cannot be read as linked data ({problem.Code}: {detail}).",
            }
        );
    }

    // One proof stands alone, as the VC API writes it; Open Badges 3.0 wants a list. Neither form is part of what is signed.
    private static JsonObject Unfold(JsonObject signed)
    {
        if (
            signed["proof"] is JsonArray { Count: 1 } proofs
            && !signed["@context"]!
                .AsArray()
                .Any(c =>
                    c is JsonValue v
                    && v.TryGetValue(out string? url)
                    && url.StartsWith(
                        "https://purl.imsglobal.org/spec/ob/v3p0/",
                        StringComparison.Ordinal
                    )
                )
        )
        {
            var proof = proofs[0]!;
            proofs.RemoveAt(0);
            signed["proof"] = proof;
        }
        return signed;
    }

    // VC Data Model 2.0, section 4.13.2.
    private static JsonObject Envelope(string jwt) =>
        new()
        {
            ["@context"] = new JsonArray(CredentialShape.Context2),
            ["type"] = Enveloped.CredentialType,
            ["id"] = $"data:application/{VcJwt.Type},{jwt}",
        };
}
