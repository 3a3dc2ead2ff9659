using System.Security.Cryptography;

namespace Vidimus.Proofs.Rdf;

/// <summary>
/// RDFC-1.0 (RDF Dataset Canonicalization, section 4.4): gives every blank node its canonical label and writes the quads sorted.
/// Its buffers are kept between documents; one instance serves one thread at a time.
/// </summary>
internal sealed class Canonicalizer
{
    private readonly LineBuffer lines = new();
    private int[] labels = new int[32];
    private readonly Mentions mentions = new();
    private int[] order = new int[32];
    private byte[] hashes = new byte[32 * SHA384.HashSizeInBytes];
    private RdfDataset dataset = new();

    /// <summary>The canonical number of each blank node, or -1 for one that no quad names.</summary>
    public ReadOnlySpan<int> Labels => labels.AsSpan(0, dataset.BlankCount);

    /// <summary>Steps that labelling took where quads alone do not tell blank nodes apart; set to zero by who counts.</summary>
    public int Steps { get; set; }

    /// <summary>Canonical N-Quads, valid until the next call.</summary>
    /// <exception cref="JsonLd.JsonLdException">The dataset is poisoned.</exception>
    public ReadOnlySpan<byte> Run(RdfDataset input, RdfcHash hash)
    {
        dataset = input;
        Label(hash);
        lines.Clear();
        foreach (ref readonly var quad in input.Quads)
        {
            lines.Begin(Size(quad));
            Write(quad.Subject);
            lines.Space();
            Write(quad.Predicate);
            lines.Space();
            Write(quad.Object);
            if (!quad.Graph.IsNone)
            {
                lines.Space();
                Write(quad.Graph);
            }

            lines.End();
        }

        return lines.Sorted(keepEqual: false);
    }

    /// <summary>The quads that name a blank node.</summary>
    public ReadOnlySpan<int> MentionsOf(int blank) => mentions.Of(blank);

    public ReadOnlySpan<byte> FirstDegreeHash(int blank, int size) =>
        hashes.AsSpan(blank * size, size);

    /// <summary>Enough for the line with any labels: a label takes at most 16 bytes.</summary>
    private static int Size(in RdfQuad quad) =>
        80
        + Math.Max(quad.Subject.Length, 0)
        + Math.Max(quad.Predicate.Length, 0)
        + Math.Max(quad.Object.Length, 0)
        + Math.Max(quad.Graph.Length, 0);

    private void Write(RdfTerm term)
    {
        if (term.IsBlank)
        {
            lines.Canonical(labels[term.Start]);
        }
        else
        {
            lines.Append(term.Bytes(dataset.Text));
        }
    }

    private void Label(RdfcHash hash)
    {
        var count = dataset.BlankCount;
        if (count > labels.Length)
        {
            labels = new int[count * 2];
            order = new int[count * 2];
        }

        labels.AsSpan(0, count).Fill(-1);
        mentions.Collect(dataset);
        var named = 0;
        for (var blank = 0; blank < count; blank++)
        {
            if (!mentions.Of(blank).IsEmpty)
            {
                order[named++] = blank;
            }
        }

        if (named == 1)
        {
            labels[order[0]] = 0;
        }
        else if (named > 1)
        {
            LabelByHash(order.AsSpan(0, named), hash);
        }
    }

    private void LabelByHash(Span<int> blanks, RdfcHash hash)
    {
        var size = hash == RdfcHash.Sha256 ? SHA256.HashSizeInBytes : SHA384.HashSizeInBytes;
        if (hashes.Length < dataset.BlankCount * size)
        {
            hashes = new byte[dataset.BlankCount * size * 2];
        }

        // A quad that was written twice counts once. Searching for such quads is only worth it where two lines are equal.
        if (HashFirstDegrees(blanks, size, hash) && dataset.RemoveRepeated())
        {
            mentions.Collect(dataset);
            HashFirstDegrees(blanks, size, hash);
        }

        blanks.Sort((x, y) => FirstDegreeHash(x, size).SequenceCompareTo(FirstDegreeHash(y, size)));
        var unique = true;
        for (var i = 1; i < blanks.Length; i++)
        {
            unique &= !FirstDegreeHash(blanks[i], size)
                .SequenceEqual(FirstDegreeHash(blanks[i - 1], size));
        }

        if (unique)
        {
            for (var i = 0; i < blanks.Length; i++)
            {
                labels[blanks[i]] = i;
            }
        }
        else
        {
            new NDegreeLabels(this, dataset, labels, hash).Issue(blanks);
        }
    }

    /// <summary>Says whether any node has two quads that look alike from it.</summary>
    private bool HashFirstDegrees(ReadOnlySpan<int> blanks, int size, RdfcHash hash)
    {
        var alike = false;
        foreach (var blank in blanks)
        {
            HashFirstDegree(blank, hashes.AsSpan(blank * size, size), hash);
            alike |= lines.HadEqual;
        }

        return alike;
    }

    /// <summary>Hash First Degree Quads (section 4.6): the node itself is written <c>_:a</c> and every other one <c>_:z</c>.</summary>
    private void HashFirstDegree(int blank, Span<byte> result, RdfcHash hash)
    {
        lines.Clear();
        foreach (var index in MentionsOf(blank))
        {
            ref readonly var quad = ref dataset.Quads[index];
            lines.Begin(Size(quad));
            WriteRelative(quad.Subject, blank);
            lines.Space();
            WriteRelative(quad.Predicate, blank);
            lines.Space();
            WriteRelative(quad.Object, blank);
            if (!quad.Graph.IsNone)
            {
                lines.Space();
                WriteRelative(quad.Graph, blank);
            }

            lines.End();
        }

        Hash(lines.Sorted(keepEqual: true), result, hash);
    }

    public static void Hash(ReadOnlySpan<byte> bytes, Span<byte> result, RdfcHash hash)
    {
        if (hash == RdfcHash.Sha256)
        {
            SHA256.HashData(bytes, result);
        }
        else
        {
            SHA384.HashData(bytes, result);
        }
    }

    private void WriteRelative(RdfTerm term, int blank)
    {
        if (term.IsBlank)
        {
            lines.Append(term.Start == blank ? "_:a"u8 : "_:z"u8);
        }
        else
        {
            lines.Append(term.Bytes(dataset.Text));
        }
    }
}
