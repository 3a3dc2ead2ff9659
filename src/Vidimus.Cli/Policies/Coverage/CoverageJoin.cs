using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Makes policies of rows that come in the order of their documents: the document's own row, then what belongs to it.</summary>
internal sealed class CoverageJoin(CoverageLookups lookups, string today)
{
    /// <summary>A version behind all others: rows that a determination has from its articles.</summary>
    public const string Inherited = "~";

    private readonly HashSet<string> sections = [];

    public static string Key(string kind, string id, string version) =>
        $"{kind}{id.PadLeft(12, '0')}/{version}";

    public IEnumerable<SourceRow> Rows(IEnumerable<CoverageRow> rows)
    {
        CoverageDocument? latest = null;
        var document = "";
        var key = "";
        var orphans = new Orphans();
        foreach (var row in rows)
        {
            var name = row.Key[..13];
            if (name != document)
            {
                foreach (var done in Done(latest))
                    yield return done;
                (latest, document) = (null, name);
            }
            if (row.Key != key)
            {
                foreach (var lost in orphans.Told())
                    yield return lost;
                key = row.Key;
            }
            if (row.Order == CoverageTables.Document)
            {
                // The versions come in order: the last one is the one that holds.
                if (latest?.Key == row.Key)
                    yield return new(
                        row.Table + ".csv",
                        row.Line,
                        null,
                        default,
                        "The document is there twice; the first one is taken.",
                        IsPart: true
                    );
                else
                    latest = new CoverageDocument(row, lookups, today);
            }
            else if (latest is not null && (latest.Key == row.Key || row.Key.EndsWith('~')))
            {
                if (latest.Add(row) is { } fault)
                    yield return new(
                        row.Table + ".csv",
                        row.Line,
                        latest.Id,
                        default,
                        fault,
                        IsPart: true
                    );
            }
            else if (!row.Key.EndsWith('~'))
                orphans.Add(row);
        }
        foreach (var lost in orphans.Told())
            yield return lost;
        foreach (var done in Done(latest))
            yield return done;
    }

    private IEnumerable<SourceRow> Done(CoverageDocument? document)
    {
        if (document is null)
            yield break;
        var policy = document.Policy();
        // Two determinations of one section of the manual are told apart by their numbers.
        if (policy.Type == "NCD" && !sections.Add(policy.Id!))
            policy = policy with { Id = $"{policy.Id}-{document.Number}" };
        if (policy.Title.Length == 0)
            yield return new(
                document.Table,
                document.Line,
                policy.Id,
                default,
                "is empty",
                "title"
            );
        else if (document.IsNowhere)
            yield return new(
                document.Table,
                document.Line,
                policy.Id,
                default,
                "No contractor and no state of it is known, and without one it would hold everywhere. Add the archive that has contractor.csv, contractor_jurisdiction.csv, state_lookup.csv and the table of its contractors.",
                "jurisdictions"
            );
        else
            yield return new(document.Table, document.Line, policy.Id, Wire.Of(policy));
    }

    /// <summary>Rows whose document is not there: told once for each table and document, with how many there are.</summary>
    private sealed class Orphans
    {
        private readonly Dictionary<string, (CoverageRow First, int Count)> rows = [];

        public void Add(CoverageRow row) =>
            rows[row.Table] = rows.TryGetValue(row.Table, out var before)
                ? (before.First, before.Count + 1)
                : (row, 1);

        public IEnumerable<SourceRow> Told()
        {
            foreach (var (table, (first, count)) in rows)
                yield return new(
                    table + ".csv",
                    first.Line,
                    null,
                    default,
                    $"The document {first.Cells[0]}, version {first.Cells[1]}, is not there: {count:#,0} {(count == 1 ? "row" : "rows")} of this table left out. Add the archive that has it.",
                    IsPart: true
                );
            rows.Clear();
        }
    }
}
