namespace Vidimus.Proofs.Rdf;

/// <summary>For each blank node the quads that name it; its arrays are kept between datasets.</summary>
internal sealed class Mentions
{
    private int[] starts = new int[33];
    private int[] next = new int[32];
    private int[] quads = new int[128];

    /// <summary>The numbers of the quads that name a blank node.</summary>
    public ReadOnlySpan<int> Of(int blank) =>
        quads.AsSpan(starts[blank], starts[blank + 1] - starts[blank]);

    public void Collect(RdfDataset dataset)
    {
        var count = dataset.BlankCount;
        if (count > next.Length)
        {
            next = new int[count * 2];
            starts = new int[count * 2 + 1];
        }

        CountAll(dataset, starts.AsSpan(0, count + 1));
        if (quads.Length < starts[count])
        {
            quads = new int[starts[count] * 2];
        }

        starts.AsSpan(0, count).CopyTo(next);
        Span<int> found = stackalloc int[4];
        for (var i = 0; i < dataset.Count; i++)
        {
            foreach (var blank in found[..Blanks(dataset.Quads[i], found)])
            {
                quads[next[blank]++] = i;
            }
        }
    }

    /// <summary>Where the quads of each node begin, found by counting them first.</summary>
    private static void CountAll(RdfDataset dataset, Span<int> starts)
    {
        starts.Clear();
        Span<int> found = stackalloc int[4];
        foreach (ref readonly var quad in dataset.Quads)
        {
            foreach (var blank in found[..Blanks(quad, found)])
            {
                starts[blank + 1]++;
            }
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }
    }

    /// <summary>The blank nodes of a quad, each once.</summary>
    private static int Blanks(in RdfQuad quad, Span<int> found)
    {
        var count = Add(quad.Subject, found, 0);
        count = Add(quad.Predicate, found, count);
        count = Add(quad.Object, found, count);
        return Add(quad.Graph, found, count);
    }

    private static int Add(RdfTerm term, Span<int> found, int count)
    {
        if (term.IsBlank && !found[..count].Contains(term.Start))
        {
            found[count++] = term.Start;
        }

        return count;
    }
}
