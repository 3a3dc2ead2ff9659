using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>A document of the coverage database, and what the tables say of it, on its way to being a policy.</summary>
internal sealed class CoverageDocument
{
    private const string Viewer = "https://www.cms.gov/medicare-coverage-database/view/";
    private const int MostJurisdictions = 100;
    private const int MostAttachments = 100;
    private const int MostKeywords = 200;

    private readonly CoverageRow row;
    private readonly CoverageLookups lookups;
    private readonly string today;
    private readonly Dictionary<string, string> cells;
    private readonly CoverageCodes codes = new();
    private readonly SortedSet<string> jurisdictions = new(StringComparer.Ordinal);
    private readonly List<PolicyAttachment> attachments = [];
    private readonly SortedSet<string> benefits = new(StringComparer.Ordinal);

    public CoverageDocument(CoverageRow row, CoverageLookups lookups, string today)
    {
        (this.row, this.lookups, this.today) = (row, lookups, today);
        var table = CoverageTables.Joined[row.Table];
        string[] names = [table.Id, table.Version!, .. table.Columns];
        cells = names.Index().ToDictionary(n => n.Item, n => row.Cells[n.Index]);
    }

    public string Key => row.Key;

    public string Table => row.Table + ".csv";

    public long Line => row.Line;

    /// <summary>Its number in the database.</summary>
    public string Number => row.Cells[0];

    /// <summary>The policy's id: <c>L…</c>, <c>A…</c>, or <c>NCD-</c> and the section of the manual.</summary>
    public string Id =>
        row.Key[0] switch
        {
            'N' =>
                $"NCD-{(this["NCD_mnl_sect"] is { } section && section.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') && section.Length <= 40 ? section : Number)}",
            _ when this["display_id"] is { Length: <= 20 } shown
                    && shown.All(char.IsAsciiLetterOrDigit) => shown.ToUpperInvariant(),
            var kind => $"{kind}{Number}",
        };

    private string? this[string name] =>
        cells.TryGetValue(name, out var cell) && cell.Length > 0 ? cell : null;

    /// <summary>Notes a row of a table; the answer is what is wrong with it.</summary>
    public string? Add(CoverageRow added)
    {
        var inherited = added.Key.EndsWith('~') ? $"A{added.Cells[0]}" : "";
        switch (added.Order)
        {
            case 10:
                if (!lookups.HasContractor(added.Cells[2..5]))
                    return $"The contractor {added.Cells[2]} is not in contractor.csv; its jurisdiction is left out.";
                foreach (var code in lookups.Jurisdictions(added.Cells[2..5]))
                    if (jurisdictions.Count < MostJurisdictions)
                        jurisdictions.Add(code);
                return null;
            case 20:
                Attach(added.Cells[2], added.Cells[3].Length > 0 ? added.Cells[3] : added.Cells[4]);
                return null;
            case 30:
                if (lookups.Benefit(added.Cells[2]) is { Length: > 0 } benefit)
                    benefits.Add(CoverageText.Cut(benefit, 200));
                return null;
            case 40:
                codes.AddGroup(added.Table, inherited, added.Cells[2], added.Cells[3]);
                return null;
            default:
                return codes.Add(added.Table, inherited, added.Cells[2], added.Cells[3]);
        }
    }

    /// <summary>
    /// Whether it would hold everywhere for want of a place where it does: a contractor's determination or article of which no
    /// contractor is known. One that is retired holds nowhere, and has to be heard of.
    /// </summary>
    public bool IsNowhere => row.Key[0] != 'N' && jurisdictions.Count == 0 && !IsRetired(Retires());

    public PolicyDocument Policy()
    {
        var text = Text();
        var retires = Retires();
        return new(
            Id,
            Title(),
            row.Key[0] switch
            {
                'L' => "LCD",
                'A' => "Article",
                _ => "NCD",
            },
            jurisdictions.Count > 0 ? [.. jurisdictions] : null,
            new PolicyPayer("Medicare", "medicare", "medicare"),
            IsRetired(retires) ? "retired" : "active",
            First(
                "rev_eff_date",
                "article_rev_eff_date",
                "orig_det_eff_date",
                "article_eff_date",
                "NCD_efctv_dt"
            ),
            retires,
            First("last_reviewed_on", "last_clrnc_tmstmp", "last_updated", "last_updt_tmstmp"),
            row.Cells[1].Length > 0 ? CoverageText.Cut(row.Cells[1], 100) : null,
            Source(),
            null,
            text.Summary,
            null,
            null,
            Keywords(),
            text.Sections,
            text.Criteria,
            text.Checklist,
            codes.All,
            attachments.Count > 0 ? attachments : null
        );
    }

    private CoverageText Text()
    {
        var text = new CoverageText();
        foreach (
            var (part, name) in new[]
            {
                ("indications", "itm_srvc_desc"),
                ("indications", "indctn_lmtn"),
                ("indications", "indication"),
                ("indications", "description"),
                ("indications", "diagnoses_support"),
                ("limitations", "diagnoses_dont_support"),
                ("indications", "coding_guidelines"),
                ("indications", "other_comments"),
                ("indications", "othr_txt"),
                ("documentation", "doc_reqs"),
                ("documentation", "associated_info"),
                ("indications", "util_guide"),
            }
        )
            if (this[name] is { } html)
                text.Add(part, html);
        return text;
    }

    private string Title()
    {
        var title = HtmlText
            .Of(this["title"] ?? this["NCD_mnl_sect_title"], 2_000)
            .Replace('\n', ' ');
        return CoverageText.Cut(title, 500);
    }

    private string? Retires() =>
        First(
            "date_retired",
            "ent_det_end_date",
            "article_end_date",
            "rev_end_date",
            "article_rev_end_date",
            "NCD_trmntn_dt"
        );

    private bool IsRetired(string? retires) =>
        (retires is not null && string.CompareOrdinal(retires, today) <= 0)
        || this["status"] is ['R' or 'r', ..]
        // The download of national determinations marks retired ones in the title alone.
        || (
            row.Key[0] == 'N'
            && this["NCD_mnl_sect_title"]?.Contains("RETIRED", StringComparison.Ordinal) == true
        );

    private string? First(params string[] names) =>
        names.Select(n => CoverageText.Date(this[n])).FirstOrDefault(d => d is not null);

    private string Source()
    {
        var version = row.Cells[1].All(char.IsAsciiDigit) ? row.Cells[1] : "";
        return row.Key[0] switch
        {
            'L' => $"{Viewer}lcd.aspx?lcdid={Number}&ver={version}",
            'A' => $"{Viewer}article.aspx?articleid={Number}&ver={version}",
            _ => $"{Viewer}ncd.aspx?ncdid={Number}&ncdver={version}",
        };
    }

    private string[]? Keywords()
    {
        var words = HtmlText
            .Of(this["keywords"] ?? this["ncd_keyword"], 40_000)
            .Split(
                [',', ';', '\n'],
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
            .Concat(benefits)
            .Select(w => CoverageText.Cut(w, 200))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(MostKeywords)
            .ToArray();
        return words.Length > 0 ? words : null;
    }

    private void Attach(string url, string name)
    {
        if (
            attachments.Count >= MostAttachments
            || url.Length > 2_000
            || !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http")
            || address.Host.Length == 0
        )
            return;
        var kind = Path.GetExtension(address.AbsolutePath).TrimStart('.').ToLowerInvariant();
        attachments.Add(
            new(
                kind is "pdf" or "doc" or "docx" or "xls" or "xlsx" or "zip" or "csv" or "txt"
                    ? kind
                    : "html",
                address.AbsoluteUri,
                HtmlText.Of(name, 500).Replace('\n', ' ') is { Length: > 0 } title ? title : null
            )
        );
    }
}
