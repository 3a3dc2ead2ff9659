namespace Vidimus.Cli;

/// <summary>What the small tables say: contractors and where they decide, articles of a determination, categories of benefits.</summary>
internal sealed class CoverageLookups(string today)
{
    /// <summary>More entries are no look-up any more.</summary>
    private const int Most = 500_000;

    // First two digits of a contractor's number: its workload, which is named after the jurisdiction
    // (cms.gov, "Who are the MACs"; the numbers are those of the MAC contract workloads).
    private static readonly Dictionary<string, string> Workloads = new()
    {
        ["01"] = "JE",
        ["02"] = "JF",
        ["03"] = "JF",
        ["04"] = "JH",
        ["05"] = "J5",
        ["06"] = "J6",
        ["07"] = "JH",
        ["08"] = "J8",
        ["09"] = "JN",
        ["10"] = "JJ",
        ["11"] = "JM",
        ["12"] = "JL",
        ["13"] = "JK",
        ["14"] = "JK",
        ["15"] = "J15",
        ["16"] = "JA",
        ["17"] = "JB",
        ["18"] = "JC",
        ["19"] = "JD",
    };

    private readonly Dictionary<string, string> states = [];
    private readonly Dictionary<string, (string Number, string Name)> contractors = [];
    private readonly Dictionary<string, HashSet<string>> decides = [];
    private readonly Dictionary<string, SortedSet<string>> determinations = [];
    private readonly Dictionary<string, string> benefits = [];
    private readonly HashSet<string> known = [];
    private int entries;

    /// <summary>Notes a row of a small table.</summary>
    public void Add(string table, string[] cells)
    {
        if (++entries > Most)
            throw new MistakeException(
                $"The tables of contractors and relations have more than {Most:#,0} rows.",
                "Are these the archives of the Medicare Coverage Database?"
            );
        switch (table)
        {
            case "state_lookup":
                states[cells[0]] = cells[1].ToUpperInvariant();
                break;
            case "contractor":
                contractors[string.Join('|', cells[..3])] = (cells[3], cells[4]);
                break;
            case "contractor_jurisdiction":
                if (
                    CoverageText.Date(cells[4]) is not { } end
                    || string.CompareOrdinal(end, today) > 0
                )
                    Of(decides, string.Join('|', cells[..3])).Add(cells[3]);
                break;
            case "article_related_documents" or "lcd_related_documents":
                if (cells[0].Length > 0 && cells[1].Length > 0)
                    Of(determinations, cells[0]).Add(cells[1]);
                break;
            case "ncd_bnft_ctgry_ref":
                benefits[cells[0]] = cells[1];
                break;
        }
    }

    /// <summary>Notes that a determination is among the documents.</summary>
    public void AddDetermination(string id) => known.Add(id);

    /// <summary>Determinations, among the documents, that an article says how to bill by.</summary>
    public IEnumerable<string> DeterminationsOf(string article) =>
        determinations.TryGetValue(article, out var of) ? of.Where(known.Contains) : [];

    public string? Benefit(string code) => benefits.GetValueOrDefault(code);

    /// <summary>
    /// Where a contractor decides: its jurisdiction by its number, or, for one whose number is of none, its states, which
    /// stand for themselves.
    /// </summary>
    public IEnumerable<string> Jurisdictions(string[] contractor)
    {
        var key = string.Join('|', contractor);
        if (
            contractors.TryGetValue(key, out var named)
            && named.Number.Length >= 4
            && Workloads.TryGetValue(named.Number.PadLeft(5, '0')[..2], out var code)
        )
            // Contracts of home health and hospice are numbered within the same workloads.
            return [named.Number[^3..] is "004" or "014" ? $"{code}-HHH" : code];
        return decides.TryGetValue(key, out var of)
            ? of.Select(s => states.GetValueOrDefault(s)).OfType<string>().Where(s => s.Length == 2)
            : [];
    }

    public bool HasContractor(string[] contractor) =>
        contractors.Count == 0 || contractors.ContainsKey(string.Join('|', contractor));

    private static T Of<T>(Dictionary<string, T> table, string key)
        where T : new()
    {
        if (!table.TryGetValue(key, out var set))
            table[key] = set = new();
        return set;
    }
}
