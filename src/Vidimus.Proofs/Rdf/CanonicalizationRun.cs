using System.Text.Json;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs.Rdf;

/// <summary>The buffers of one canonicalization, kept by the thread for its next one.</summary>
internal sealed class CanonicalizationRun : IDisposable
{
    [ThreadStatic]
    private static CanonicalizationRun? kept;
    private readonly RdfDataset dataset = new();
    private readonly Canonicalizer canonicalizer = new();
    private readonly CompiledReader compiled = new();

    public static CanonicalizationRun Rent()
    {
        var run = kept ?? new CanonicalizationRun();
        kept = null;
        return run;
    }

    public void Dispose() => kept = this;

    /// <summary>The canonical N-Quads are valid until the run is disposed.</summary>
    public LinkedDataProblem? TryRun(
        LinkedDataSource source,
        ContextSet contexts,
        RdfcHash hash,
        out ReadOnlySpan<byte> quads
    )
    {
        quads = default;
        try
        {
            dataset.Clear();
            if (!compiled.TryRead(source, contexts, dataset))
            {
                dataset.Clear();
                ReadGenerally(source, contexts, dataset);
            }

            quads = canonicalizer.Run(dataset, hash);
            return null;
        }
        catch (JsonLdException e)
        {
            return e.Problem;
        }
        catch (InvalidOperationException e)
            when (e.InnerException is System.Text.DecoderFallbackException)
        {
            // System.Text.Json refuses to make a string of an escape that is half a surrogate pair.
            return new LinkedDataProblem(
                LinkedDataProblem.TextMalformed,
                "half of a surrogate pair"
            );
        }
    }

    /// <summary>The path of the general processor alone, for documents with contexts of their own.</summary>
    public static void ReadGenerally(
        LinkedDataSource source,
        ContextSet contexts,
        RdfDataset dataset
    )
    {
        if (source.Element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonLdException(
                LinkedDataProblem.ValueDropped,
                "a document is a JSON object"
            );
        }

        var work = new Work();
        var processor = new ContextProcessor(contexts, work, safe: true);
        var expanded = new Expander(processor, work, safe: true, null).Document(
            source,
            contexts.Initial
        );
        new RdfEmitter(dataset, work, new RdfOptions(Safe: true)).Document(expanded);
    }
}
