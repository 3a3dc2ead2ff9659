using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>A new proof without its <c>proofValue</c> (VC-DI-EdDSA 1.0, sections 3.2.5 and 3.3.5).</summary>
internal static class ProofConfiguration
{
    internal static JsonObject Of(JsonObject document, ProofOptions options, ICryptosuite suite)
    {
        var proof = new JsonObject();
        if (suite.EmitsContext && document["@context"] is { } context)
        {
            proof["@context"] = context.DeepClone();
        }
        AddText(proof, "id", options.Id);
        proof["type"] = suite.ProofType;
        AddText(
            proof,
            "cryptosuite",
            suite.ProofType == Cryptosuites.ProofType ? suite.Name : null
        );
        proof["created"] = XsdDateTime.Write(options.Created);
        AddText(
            proof,
            "expires",
            options.Expires is { } expires ? XsdDateTime.Write(expires) : null
        );
        proof["verificationMethod"] = options.VerificationMethod;
        proof["proofPurpose"] = options.ProofPurpose;
        AddText(proof, "domain", options.Domain);
        AddText(proof, "challenge", options.Challenge);
        if (options.PreviousProof.Count == 1)
        {
            proof["previousProof"] = options.PreviousProof[0];
        }
        else if (options.PreviousProof.Count > 1)
        {
            proof["previousProof"] = new JsonArray([
                .. options.PreviousProof.Select(id => JsonValue.Create(id)),
            ]);
        }
        return proof;
    }

    private static void AddText(JsonObject proof, string name, string? value)
    {
        if (value is not null)
        {
            proof[name] = value;
        }
    }
}
