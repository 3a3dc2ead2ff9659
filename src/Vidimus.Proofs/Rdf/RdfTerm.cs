namespace Vidimus.Proofs.Rdf;

/// <summary>
/// An RDF term in the form N-Quads writes it, as UTF-8: either bytes of its own that many documents share, or a stretch of the
/// dataset's text, or the number of a blank node, whose label is only known at the end.
/// </summary>
internal readonly struct RdfTerm
{
    private const int BlankMark = -1;
    private readonly byte[]? shared;

    public RdfTerm(byte[] shared)
    {
        this.shared = shared;
        Length = shared.Length;
    }

    private RdfTerm(int start, int length)
    {
        Start = start;
        Length = length;
    }

    /// <summary>The number of a blank node, or where the text begins.</summary>
    public int Start { get; }
    public int Length { get; }
    public bool IsBlank => Length == BlankMark;

    /// <summary>No term: the place of the graph name in the default graph.</summary>
    public bool IsNone => Length == 0;

    public static RdfTerm Blank(int number) => new(number, BlankMark);

    public static RdfTerm Text(int start, int length) => new(start, length);

    public ReadOnlySpan<byte> Bytes(byte[] text) => shared ?? text.AsSpan(Start, Length);
}

internal readonly record struct RdfQuad(
    RdfTerm Subject,
    RdfTerm Predicate,
    RdfTerm Object,
    RdfTerm Graph
);
