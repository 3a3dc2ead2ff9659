using System.Runtime.InteropServices;
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

    private Work? work;

    /// <summary>Telling blank nodes apart hashes at every step, which reading does not.</summary>
    private const int StepsPerLabelStep = 4;

    /// <summary>What the last document cost, by its size and by the steps that it took.</summary>
    public int Steps { get; private set; }

    public static CanonicalizationRun Rent()
    {
        var run = kept ?? new CanonicalizationRun();
        kept = null;
        return run;
    }

    public void Dispose() => kept = dataset.IsLarge ? null : this;

    /// <summary>The canonical N-Quads are valid until the run is disposed.</summary>
    public LinkedDataProblem? TryRun(
        LinkedDataSource source,
        ContextSet contexts,
        RdfcHash hash,
        out ReadOnlySpan<byte> quads
    )
    {
        quads = default;
        work = null;
        canonicalizer.Steps = 0;
        try
        {
            var memory = contexts.Memory;
            dataset.Clear();
            if (!compiled.TryRead(source, memory, dataset))
            {
                dataset.Clear();
                ReadGenerally(source, memory, dataset, work = new Work());
            }

            quads = canonicalizer.Run(dataset, hash);
            return null;
        }
        catch (JsonLdException e)
        {
            return e.Problem;
        }
        catch (InvalidOperationException) when (!TextIsWellFormed(source.Element))
        {
            return new LinkedDataProblem(
                LinkedDataProblem.TextMalformed,
                "not well-formed Unicode"
            );
        }
        finally
        {
            Steps =
                ProofWork.OfBytes(JsonMarshal.GetRawUtf8Value(source.Element).Length)
                + (work?.Steps ?? 0)
                + (StepsPerLabelStep * canonicalizer.Steps);
        }
    }

    /// <summary>The path of the general processor alone, for documents with contexts of their own.</summary>
    public static void ReadGenerally(
        LinkedDataSource source,
        ContextMemory memory,
        RdfDataset dataset,
        Work? work = null
    )
    {
        if (source.Element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonLdException(
                LinkedDataProblem.ValueDropped,
                "a document is a JSON object"
            );
        }

        work ??= new Work();
        var processor = new ContextProcessor(memory, work, safe: true);
        var expanded = new Expander(processor, work, safe: true, null)
        {
            Names = source.ByName ? memory.Set.Names : null,
        }.Document(source, memory.Initial);
        // VC Data Model 2.0 gives texts a direction (section 11.1), which only this form keeps; the other signing libraries hash it too.
        new RdfEmitter(
            dataset,
            work,
            new RdfOptions(Safe: true, Direction: RdfDirection.I18nDatatype)
        ).Document(expanded);
    }

    /// <summary>System.Text.Json throws only when text is asked for; this tells that reason from a mistake of ours.</summary>
    private static bool TextIsWellFormed(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(TextIsWellFormed),
                JsonValueKind.Object => element
                    .EnumerateObject()
                    .All(p => p.Name is not null && TextIsWellFormed(p.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
