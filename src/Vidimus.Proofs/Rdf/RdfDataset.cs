using System.Text;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs.Rdf;

/// <summary>
/// A set of quads with their text in one growing buffer. It is kept for reuse by the thread that filled it, so that a run of
/// documents allocates nothing.
/// </summary>
internal sealed class RdfDataset
{
    /// <summary>
    /// Most quads of one document, whichever way it is read. A real credential has some hundred, and each costs up to a kilobyte on its
    /// way to the canonical form: a megabyte of ones would otherwise take half a gigabyte.
    /// </summary>
    public const int MaxQuads = 50_000;

    /// <summary>Larger buffers are given back to the runtime and not kept for the next document.</summary>
    private const int LargestKept = 1 << 20;
    private RdfQuad[] quads = new RdfQuad[64];
    private byte[] text = new byte[8192];
    private int length;

    public int Count { get; private set; }

    /// <summary>Whether the last document was too large for its buffers to be kept.</summary>
    public bool IsLarge => text.Length > LargestKept || quads.Length > LargestKept / 64;
    public int BlankCount { get; private set; }

    public ReadOnlySpan<RdfQuad> Quads => quads.AsSpan(0, Count);
    public byte[] Text => text;

    public void Clear()
    {
        Count = 0;
        BlankCount = 0;
        length = 0;
        if (IsLarge)
        {
            text = new byte[8192];
            quads = new RdfQuad[64];
        }
    }

    public RdfTerm NewBlank() => RdfTerm.Blank(BlankCount++);

    public void Add(RdfTerm subject, RdfTerm predicate, RdfTerm value, RdfTerm graph)
    {
        if (Count == MaxQuads)
        {
            throw new JsonLdException(
                LinkedDataProblem.TooComplex,
                $"more than {MaxQuads} statements"
            );
        }

        if (Count == quads.Length)
        {
            Array.Resize(ref quads, quads.Length * 2);
        }

        quads[Count++] = new RdfQuad(subject, predicate, value, graph);
    }

    /// <summary>Room for text of at most this many bytes; <see cref="Commit"/> says how many were used.</summary>
    public Span<byte> Reserve(int size)
    {
        if (text.Length - length < size)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, length + size));
        }

        return text.AsSpan(length);
    }

    public RdfTerm Commit(int size)
    {
        var term = RdfTerm.Text(length, size);
        length += size;
        return term;
    }

    public RdfTerm Iri(string iri)
    {
        var room = Reserve(Encoding.UTF8.GetMaxByteCount(iri.Length) + 2);
        room[0] = (byte)'<';
        var size = NQuadsText.Utf8(iri, room[1..]);
        room[size + 1] = (byte)'>';
        return Commit(size + 2);
    }

    /// <summary>A literal; the datatype is left out for <c>xsd:string</c> and for text in a language.</summary>
    public RdfTerm Literal(string value, string? datatype, string? language)
    {
        var tail =
            datatype is not (null or Vocabulary.XsdString) ? $"^^<{datatype}>"
            : language is not null ? "@" + language
            : "";
        var utf8 = new byte[NQuadsText.MaxUtf8(value)];
        var size = NQuadsText.Utf8(value, utf8);
        var room = Reserve(NQuadsText.MaxEscaped(size) + 2 + NQuadsText.MaxUtf8(tail));
        room[0] = (byte)'"';
        var at = 1 + NQuadsText.Escape(utf8.AsSpan(0, size), room[1..]);
        room[at++] = (byte)'"';
        at += NQuadsText.Utf8(tail, room[at..]);
        return Commit(at);
    }

    /// <summary>Leaves each quad once and says whether any stood twice.</summary>
    public bool RemoveRepeated()
    {
        var seen = new HashSet<RdfQuad>(Count, new QuadComparer(text));
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (seen.Add(quads[i]))
            {
                quads[kept++] = quads[i];
            }
        }

        var repeated = kept < Count;
        Count = kept;
        return repeated;
    }

    private sealed class QuadComparer(byte[] text) : IEqualityComparer<RdfQuad>
    {
        public bool Equals(RdfQuad x, RdfQuad y) =>
            Same(x.Subject, y.Subject)
            && Same(x.Predicate, y.Predicate)
            && Same(x.Object, y.Object)
            && Same(x.Graph, y.Graph);

        public int GetHashCode(RdfQuad quad)
        {
            // HashCode is seeded at random for each process, so a document cannot be built to collide.
            var hash = new HashCode();
            Take(ref hash, quad.Subject);
            Take(ref hash, quad.Predicate);
            Take(ref hash, quad.Object);
            Take(ref hash, quad.Graph);
            return hash.ToHashCode();
        }

        private bool Same(RdfTerm x, RdfTerm y) =>
            x.Length == y.Length
            && (x.IsBlank ? x.Start == y.Start : x.Bytes(text).SequenceEqual(y.Bytes(text)));

        private void Take(ref HashCode hash, RdfTerm term)
        {
            hash.Add(term.Length);
            if (term.IsBlank)
            {
                hash.Add(term.Start);
            }
            else
            {
                hash.AddBytes(term.Bytes(text));
            }
        }
    }
}
