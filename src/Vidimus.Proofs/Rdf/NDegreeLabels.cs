using System.Globalization;
using System.Text;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs.Rdf;

/// <summary>
/// The rest of RDFC-1.0 (sections 4.4.3, 4.7 and 4.8) for blank nodes that their own quads do not tell apart. Its cost can grow
/// with the factorial of the nodes alike, so the steps are counted and a dataset built to exhaust them is refused.
/// </summary>
internal sealed class NDegreeLabels(
    Canonicalizer canonicalizer,
    RdfDataset dataset,
    int[] labels,
    RdfcHash algorithm
)
{
    private const int MaxSteps = 50_000;
    private readonly int hashSize = algorithm == RdfcHash.Sha256 ? 32 : 48;
    private int issued;
    private int steps;

    /// <summary>Gives every node its label. The nodes come sorted by the hash of their own quads.</summary>
    public void Issue(ReadOnlySpan<int> blanks)
    {
        var alike = new List<int[]>();
        for (int i = 0, end; i < blanks.Length; i = end)
        {
            end = i + 1;
            while (end < blanks.Length && First(blanks[end]).SequenceEqual(First(blanks[i])))
            {
                end++;
            }

            if (end == i + 1)
            {
                labels[blanks[i]] = issued++;
            }
            else
            {
                alike.Add(blanks[i..end].ToArray());
            }
        }

        foreach (var group in alike)
        {
            IssueAlike(group);
        }
    }

    private ReadOnlySpan<byte> First(int blank) => canonicalizer.FirstDegreeHash(blank, hashSize);

    private void IssueAlike(int[] group)
    {
        var paths = new List<(string Hash, PathLabels Path)>();
        foreach (var blank in group)
        {
            if (labels[blank] < 0)
            {
                var start = new PathLabels();
                start.Issue(blank);
                paths.Add(HashNDegree(blank, start));
            }
        }

        foreach (var (_, path) in paths.OrderBy(p => p.Hash, StringComparer.Ordinal))
        {
            foreach (var blank in path.Order)
            {
                if (labels[blank] < 0)
                {
                    labels[blank] = issued++;
                }
            }
        }
    }

    /// <summary>Hash N-Degree Quads (section 4.8).</summary>
    private (string Hash, PathLabels Path) HashNDegree(int blank, PathLabels path)
    {
        Step();
        var data = new StringBuilder();
        foreach (var (hash, related) in Related(blank, path))
        {
            data.Append(hash);
            string? chosen = null;
            PathLabels? chosenPath = null;
            foreach (var permutation in Permutations.Of(related))
            {
                Step(1 + (permutation.Length + path.Order.Count) / 8);
                if (Try(permutation, path, chosen) is { } tried)
                {
                    (chosen, chosenPath) = tried;
                }
            }

            data.Append(chosen);
            path = chosenPath!;
        }

        return (Hash(data.ToString()), path);
    }

    /// <summary>The path through one order of the related nodes, or null when it cannot be shorter or smaller than the chosen one.</summary>
    private (string Text, PathLabels Path)? Try(int[] permutation, PathLabels from, string? chosen)
    {
        var path = from.Copy();
        var text = new StringBuilder();
        var recursion = new List<int>();
        foreach (var related in permutation)
        {
            if (labels[related] >= 0)
            {
                text.Append("_:c14n")
                    .Append(labels[related].ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                if (!path.Has(related))
                {
                    recursion.Add(related);
                }

                text.Append("_:b")
                    .Append(path.Issue(related).ToString(CultureInfo.InvariantCulture));
            }

            if (IsWorse(text, chosen))
            {
                return null;
            }
        }

        foreach (var related in recursion)
        {
            var (hash, further) = HashNDegree(related, path);
            text.Append("_:b")
                .Append(path.Issue(related).ToString(CultureInfo.InvariantCulture))
                .Append('<')
                .Append(hash)
                .Append('>');
            path = further;
            if (IsWorse(text, chosen))
            {
                return null;
            }
        }

        var whole = text.ToString();
        return chosen is null || string.CompareOrdinal(whole, chosen) < 0 ? (whole, path) : null;
    }

    private static bool IsWorse(StringBuilder text, string? chosen) =>
        chosen is not null
        && text.Length >= chosen.Length
        && string.CompareOrdinal(text.ToString(), chosen) > 0;

    /// <summary>Hash Related Blank Node (section 4.7) for every node that shares a quad, grouped and in order of the hash.</summary>
    private SortedDictionary<string, List<int>> Related(int blank, PathLabels path)
    {
        var groups = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var index in canonicalizer.MentionsOf(blank).ToArray())
        {
            var quad = dataset.Quads[index];
            Add(quad.Subject, 's');
            Add(quad.Object, 'o');
            Add(quad.Graph, 'g');

            void Add(RdfTerm term, char position)
            {
                if (!term.IsBlank || term.Start == blank)
                {
                    return;
                }

                Step();
                var hash = HashRelated(term.Start, quad.Predicate, path, position);
                if (!groups.TryGetValue(hash, out var group))
                {
                    groups[hash] = group = [];
                }

                group.Add(term.Start);
            }
        }

        return groups;
    }

    private string HashRelated(int related, RdfTerm predicate, PathLabels path, char position)
    {
        var input = new StringBuilder().Append(position);
        if (position != 'g')
        {
            input.Append(
                predicate.IsBlank ? "" : Encoding.UTF8.GetString(predicate.Bytes(dataset.Text))
            );
        }

        if (labels[related] >= 0)
        {
            input.Append("_:c14n").Append(labels[related].ToString(CultureInfo.InvariantCulture));
        }
        else if (path.Has(related))
        {
            input.Append("_:b").Append(path.Issue(related).ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            input.Append(Convert.ToHexStringLower(First(related)));
        }

        return Hash(input.ToString());
    }

    private string Hash(string text)
    {
        Span<byte> result = stackalloc byte[hashSize];
        Canonicalizer.Hash(Encoding.UTF8.GetBytes(text), result, algorithm);
        return Convert.ToHexStringLower(result);
    }

    private void Step(int count = 1)
    {
        steps += count;
        canonicalizer.Steps += count;
        if (steps > MaxSteps)
        {
            throw new JsonLdException(
                LinkedDataProblem.DatasetPoisoned,
                $"more than {MaxSteps} steps to label the blank nodes"
            );
        }
    }
}
