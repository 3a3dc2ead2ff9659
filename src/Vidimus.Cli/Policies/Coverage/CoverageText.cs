using System.Globalization;
using System.Text;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// The text of a determination, in parts. The database has one cell for indications and limitations, so the headings within
/// it say where a part begins; a paragraph with the list that follows it is one block of criteria.
/// </summary>
internal sealed class CoverageText
{
    private const int LongestSection = 190_000;
    private const int LongestBlock = 8_000;
    private const int ShortestBlock = 25;
    private const int LongestHeading = 120;
    private const int MostBlocks = 400;
    private const int MostItems = 300;

    private static readonly string[] Frequencies =
    [
        "once per",
        "once every",
        "times per",
        "times a year",
        "per calendar year",
        "per year",
        "per month",
        "per week",
        "per lifetime",
        "in a lifetime",
        "in any 12",
        "within a 12",
        "per 12-month",
        "every 12 months",
        "every 24 months",
        "per rolling",
        "no more frequently",
        "frequency of",
    ];

    private readonly Dictionary<string, StringBuilder> sections = [];
    private readonly List<PolicyCriterion> blocks = [];
    private readonly List<string> checklist = [];
    private StringBuilder? open;
    private string openPart = "";

    /// <summary>The first paragraph that says something.</summary>
    public string? Summary { get; private set; }

    public IReadOnlyList<PolicyCriterion>? Criteria => blocks.Count > 0 ? blocks : null;

    public IReadOnlyList<string>? Checklist => checklist.Count > 0 ? checklist : null;

    public PolicySections? Sections =>
        sections.Count == 0
            ? null
            : new(Section("indications"), Section("limitations"), Section("documentation"));

    /// <summary>Adds a cell of HTML, whose paragraphs belong to a part until a heading says otherwise.</summary>
    public void Add(string part, string html)
    {
        var current = part;
        foreach (var line in HtmlText.Of(html).Split('\n'))
        {
            var text = line.Trim();
            if (text.Length == 0)
                continue;
            if (Heading(text, part) is { } named)
            {
                Close();
                current = named;
            }
            else
                Paragraph(current, text);
            Append(current, text);
        }
        Close();
    }

    /// <summary>A day of the database: <c>2026-01-31 00:00:00</c>, or as it is written in the United States.</summary>
    public static string? Date(string? cell)
    {
        if (string.IsNullOrWhiteSpace(cell))
            return null;
        var day = cell.Trim().Split(' ', 'T')[0];
        return DateOnly.TryParseExact(
            day,
            ["yyyy-MM-dd", "M/d/yyyy", "MM/dd/yyyy"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>The part that a line is the heading of; null for a line that is none.</summary>
    private static string? Heading(string line, string part)
    {
        if (line.Length > LongestHeading || line[^1] is '.' or ';' or ',' || line[0] == '-')
            return null;
        var words = line.TrimEnd(':').ToLowerInvariant();
        var limits =
            words.Contains("limitation")
            || words.Contains("exclusion")
            || words.Contains("contraindication");
        var covers = words.Contains("indication") && !words.Contains("contraindication");
        // The cell's own name, which is about both.
        if (limits && covers)
            return part;
        if (
            limits
            || words.Contains("noncovered")
            || words.Contains("non-covered")
            || words.Contains("not covered")
        )
            return "limitations";
        if (words.StartsWith("documentation", StringComparison.Ordinal))
            return "documentation";
        if (
            covers
            || words.StartsWith("covered", StringComparison.Ordinal)
            || words.StartsWith("coverage", StringComparison.Ordinal)
        )
            return "indications";
        return null;
    }

    private void Paragraph(string part, string text)
    {
        var item = text.StartsWith("- ", StringComparison.Ordinal);
        if (item && part == "documentation" && checklist.Count < MostItems)
            checklist.Add(Cut(text[2..].Trim(), 4_000));
        // An item of a list belongs to what introduces the list.
        if (
            item
            && open is not null
            && openPart == part
            && open.Length + text.Length < LongestBlock
        )
        {
            open.Append('\n').Append(text);
            return;
        }
        Close();
        open = new(Cut(item ? text[2..].Trim() : text, LongestBlock));
        openPart = part;
    }

    private void Close()
    {
        var text = open?.ToString();
        open = null;
        if (text is not { Length: >= ShortestBlock })
            return;
        Summary ??= text.Length >= 60 ? Cut(text.Split('\n')[0], 1_000) : null;
        if (blocks.Count >= MostBlocks)
            return;
        var often =
            openPart != "documentation"
            && Frequencies.Any(f => text.Contains(f, StringComparison.OrdinalIgnoreCase));
        blocks.Add(
            new(
                null,
                often ? "frequency" : openPart,
                text,
                // There is no tree yet that would say for a program what this says for people.
                RequiresManualReview: true
            )
        );
    }

    private void Append(string part, string text)
    {
        if (!sections.TryGetValue(part, out var section))
            sections[part] = section = new();
        if (section.Length + text.Length + 1 < LongestSection)
            section.Append(section.Length > 0 ? "\n" : "").Append(text);
    }

    private string? Section(string part) =>
        sections.TryGetValue(part, out var text) && text.Length > 0 ? text.ToString() : null;

    /// <summary>No longer than this, and never through the middle of a letter.</summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text
        : char.IsHighSurrogate(text[longest - 1]) ? text[..(longest - 1)]
        : text[..longest];
}
