using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs;

/// <summary>eddsa-jcs-2022: both parts in canonical JSON (VC-DI-EdDSA 1.0, section 3.3).</summary>
internal sealed class EddsaJcs2022 : ICryptosuite
{
    private const int DigestLength = 32;

    public string Name => "eddsa-jcs-2022";

    public string ProofType => Cryptosuites.ProofType;

    public bool EmitsContext => true;

    public void HashForSigning(
        JsonObject document,
        IReadOnlyList<JsonNode> previousProofs,
        JsonObject proofConfig,
        ContextSet contexts,
        Span<byte> hash
    )
    {
        Jcs.Hash(proofConfig, null, hash[..DigestLength]);
        if (previousProofs.Count == 0)
        {
            Jcs.Hash(document, "proof", hash[DigestLength..]);
            return;
        }
        var chained = document.DeepClone().AsObject();
        chained["proof"] = new JsonArray([.. previousProofs.Select(proof => proof.DeepClone())]);
        Jcs.Hash(chained, null, hash[DigestLength..]);
    }

    public ProofResult? HashForVerifying(
        JsonElement secured,
        IReadOnlyList<JsonElement> previousProofs,
        JsonElement proof,
        ContextSet contexts,
        DocumentDigests digests,
        Span<byte> hash
    )
    {
        try
        {
            var borrowed = false;
            if (proof.TryGetProperty("@context"u8, out var context))
            {
                var ours = secured.TryGetProperty("@context"u8, out var documentContext)
                    ? documentContext
                    : default;
                if (!StartsWith(ours, context, out borrowed))
                {
                    return new ProofResult(
                        ProofOutcome.Fail,
                        "The document's @context does not begin with the proof's @context."
                    );
                }
            }
            Jcs.Hash(proof, "proofValue"u8, hash[..DigestLength]);
            if (previousProofs.Count == 0 && !borrowed)
            {
                HashOnce(secured, digests, hash[DigestLength..]);
                return null;
            }
            digests.Work?.Take(ProofWork.OfBytes(JsonMarshal.GetRawUtf8Value(secured).Length));
            HashRewritten(
                secured,
                previousProofs,
                borrowed ? context : default,
                hash[DigestLength..]
            );
            return null;
        }
        catch (JsonException refused)
        {
            return new ProofResult(
                ProofOutcome.Fail,
                $"The document has no canonical form: {refused.Message}"
            );
        }
    }

    private static void HashOnce(JsonElement secured, DocumentDigests digests, Span<byte> digest)
    {
        if (digests.Text is null)
        {
            var computed = new byte[DigestLength];
            Jcs.Hash(secured, "proof"u8, computed);
            digests.Text = computed;
        }
        digests.Text.CopyTo(digest);
    }

    /// <summary>
    /// Section 3.3.2, step 4: the document's contexts begin with all of the proof's, in order. <paramref name="shorter"/> tells
    /// that the proof's list is not the whole, so that it takes the place of the document's while hashing.
    /// </summary>
    private static bool StartsWith(JsonElement document, JsonElement proof, out bool shorter)
    {
        shorter = false;
        if (document.ValueKind == JsonValueKind.Undefined)
        {
            return false;
        }
        if (
            JsonMarshal.GetRawUtf8Value(document).SequenceEqual(JsonMarshal.GetRawUtf8Value(proof))
            || Same(document, proof)
        )
        {
            return true;
        }
        shorter = true;
        var all = Items(document);
        var some = Items(proof);
        return some.Count <= all.Count && some.Zip(all).All(pair => Same(pair.First, pair.Second));
    }

    private static List<JsonElement> Items(JsonElement context) =>
        context.ValueKind == JsonValueKind.Array ? [.. context.EnumerateArray()] : [context];

    private static bool Same(JsonElement left, JsonElement right) =>
        Jcs.Canonicalize(left).AsSpan().SequenceEqual(Jcs.Canonicalize(right));

    private static void HashRewritten(
        JsonElement secured,
        IReadOnlyList<JsonElement> previousProofs,
        JsonElement context,
        Span<byte> digest
    )
    {
        var rewritten = JsonObject.Create(secured)!;
        if (context.ValueKind != JsonValueKind.Undefined)
        {
            rewritten["@context"] = JsonNode.Parse(JsonMarshal.GetRawUtf8Value(context));
        }
        rewritten.Remove("proof");
        if (previousProofs.Count > 0)
        {
            var proofs = previousProofs.Select(proof =>
                JsonNode.Parse(JsonMarshal.GetRawUtf8Value(proof))
            );
            rewritten["proof"] = new JsonArray([.. proofs]);
        }
        Jcs.Hash(rewritten, null, digest);
    }
}
