using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs;

/// <summary>
/// The suites that sign statements rather than text: both parts as canonical RDF, the proof's configuration under the document's
/// own <c>@context</c> (VC-DI-EdDSA 1.0, section 3.2, and Ed25519Signature2020, which hashes the same way).
/// </summary>
internal sealed class LinkedDataSuite(string name, string proofType) : ICryptosuite
{
    private const int DigestLength = 32;

    public string Name => name;

    public string ProofType => proofType;

    public bool EmitsContext => false;

    public void HashForSigning(
        JsonObject document,
        IReadOnlyList<JsonNode> previousProofs,
        JsonObject proofConfig,
        ContextSet contexts,
        Span<byte> hash
    )
    {
        using var parsed = Reread(document);
        using var config = Reread(proofConfig);
        var chained =
            previousProofs.Count == 0 ? default : Chained(parsed.RootElement, previousProofs);
        HashOrThrow(parsed.RootElement, chained, config.RootElement, contexts, new(), hash);
    }

    /// <summary>Hashes for a new proof of a document that is written already; <paramref name="digests"/> serves its other proofs.</summary>
    internal static void HashToSign(
        JsonElement document,
        JsonElement proofConfig,
        ContextSet contexts,
        DocumentDigests digests,
        Span<byte> hash
    ) => HashOrThrow(document, default, proofConfig, contexts, digests, hash);

    public ProofResult? HashForVerifying(
        JsonElement secured,
        IReadOnlyList<JsonElement> previousProofs,
        JsonElement proof,
        ContextSet contexts,
        DocumentDigests digests,
        Span<byte> hash
    )
    {
        // The document's context is what counts; another one in the proof would be read by some and not by others.
        if (
            proof.TryGetProperty("@context"u8, out var own)
            && !(
                secured.TryGetProperty("@context"u8, out var context)
                && Jcs.Canonicalize(own).AsSpan().SequenceEqual(Jcs.Canonicalize(context))
            )
        )
        {
            return new ProofResult(
                ProofOutcome.Fail,
                "The proof has an @context other than the document's."
            );
        }
        var chained =
            previousProofs.Count == 0
                ? default
                : Chained(
                    secured,
                    previousProofs.Select(p => JsonNode.Parse(JsonMarshal.GetRawUtf8Value(p))!)
                );
        if (Hash(secured, chained, proof, contexts, digests, hash) is not { } problem)
        {
            return null;
        }
        var result = new ProofResult(
            problem.Code == LinkedDataProblem.ContextUnknown
                ? ProofOutcome.Unknown
                : ProofOutcome.Fail,
            Explain(problem)
        );
        if (problem.Code is LinkedDataProblem.TooComplex or LinkedDataProblem.DatasetPoisoned)
        {
            digests.TooMuch = result;
        }
        return result;
    }

    private static void HashOrThrow(
        JsonElement document,
        JsonElement chained,
        JsonElement proofConfig,
        ContextSet contexts,
        DocumentDigests digests,
        Span<byte> hash
    )
    {
        if (Hash(document, chained, proofConfig, contexts, digests, hash) is { } problem)
        {
            throw new JsonException(Explain(problem));
        }
    }

    /// <summary>SHA-256 of the canonical configuration, then of the canonical document (section 3.2.4).</summary>
    private static LinkedDataProblem? Hash(
        JsonElement document,
        JsonElement chained,
        JsonElement proof,
        ContextSet contexts,
        DocumentDigests digests,
        Span<byte> hash
    )
    {
        var config = new LinkedDataSource(proof)
        {
            Without = "proofValue",
            ByName = true,
            Context = document.TryGetProperty("@context"u8, out var context) ? context : null,
        };
        var problem =
            chained.ValueKind == JsonValueKind.Undefined
                ? HashOnce(document, contexts, digests, hash[DigestLength..])
            : Rdfc.TryHash(
                new LinkedDataSource(chained) { ByName = true },
                contexts,
                hash[DigestLength..],
                digests.Work,
                out var refused
            )
                ? null
            : refused;
        return
            problem is null
            && Rdfc.TryHash(config, contexts, hash[..DigestLength], digests.Work, out problem)
            ? null
            : problem;
    }

    private static LinkedDataProblem? HashOnce(
        JsonElement document,
        ContextSet contexts,
        DocumentDigests digests,
        Span<byte> digest
    )
    {
        if (digests is { Statements: null, StatementsProblem: null })
        {
            var source = new LinkedDataSource(document) { Without = "proof", ByName = true };
            var computed = new byte[DigestLength];
            digests.Statements = Rdfc.TryHash(
                source,
                contexts,
                computed,
                digests.Work,
                out var problem
            )
                ? computed
                : null;
            digests.StatementsProblem = problem;
        }
        digests.Statements.CopyTo(digest);
        return digests.StatementsProblem;
    }

    /// <summary>A chain's later proof signs the document with the proofs before it in place (VC Data Integrity 1.0, section 4.3).</summary>
    private static JsonElement Chained(JsonElement document, IEnumerable<JsonNode> previousProofs)
    {
        var rewritten = JsonObject.Create(document)!;
        rewritten["proof"] = new JsonArray([.. previousProofs.Select(p => p.DeepClone())]);
        return JsonSerializer.SerializeToElement(rewritten);
    }

    private static JsonDocument Reread(JsonObject node)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            node.WriteTo(writer);
        }
        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private static string Explain(LinkedDataProblem problem) =>
        problem.Code switch
        {
            LinkedDataProblem.ContextUnknown =>
                $"The context {Shorten(problem.Detail)} is not known here, so nobody can tell what the document means.",
            LinkedDataProblem.PropertyUndefined =>
                $"No context defines '{Shorten(problem.Detail)}', so the signature could not cover it.",
            LinkedDataProblem.NotByName =>
                $"The document says '{Shorten(problem.Detail)}' otherwise than its contexts do, so that it would not be read as it was signed.",
            LinkedDataProblem.TooComplex or LinkedDataProblem.DatasetPoisoned =>
                "The document would take too much work to check.",
            _ =>
                $"The document cannot be read as linked data ({problem.Code}: {Shorten(problem.Detail)}).",
        };

    private static string Shorten(string foreign) =>
        foreign.Length <= 120 ? foreign : foreign[..120] + "…";
}
