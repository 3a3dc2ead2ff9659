using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// The codes of a document. What stands under several groups stands there once, with the conditions of all; what one group
/// covers and another does not is covered under conditions.
/// </summary>
internal sealed class CoverageCodes
{
    private const int LongestCondition = 500;
    private const int LongestParagraph = 240;
    private const int Most = 50_000;

    /// <summary>Stands in the tables where a group has no codes.</summary>
    private const string NotApplicable = "XX000";

    private readonly Dictionary<string, string> groups = [];
    private readonly Dictionary<(string System, string Code), PolicyCode> codes = [];

    public IReadOnlyList<PolicyCode>? All =>
        codes.Count > 0
            ?
            [
                .. codes
                    .Values.OrderBy(c => c.System, StringComparer.Ordinal)
                    .ThenBy(c => c.Code, StringComparer.Ordinal),
            ]
            : null;

    /// <summary>Notes the paragraph of a group.</summary>
    public void AddGroup(string table, string origin, string group, string paragraph) =>
        groups[$"{Kind(table)}|{origin}|{group}"] = HtmlText
            .Of(paragraph, 20_000)
            .Replace('\n', ' ');

    /// <summary>Notes a code; the answer is what is wrong with it.</summary>
    public string? Add(string table, string origin, string code, string group)
    {
        code = code.Trim().ToUpperInvariant();
        if (code is "" or NotApplicable)
            return null;
        if (code.Length > 20 || !code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'))
            return "The code must have 1 to 20 letters, digits, '.' and '-'.";
        var said = groups.GetValueOrDefault($"{Kind(table)}|{origin}|{group}");
        var one = new PolicyCode(
            code,
            System(table, code),
            Disposition(table, said),
            Condition(origin, group, said)
        );
        var key = (one.System, one.Code);
        if (!codes.TryGetValue(key, out var before))
        {
            if (codes.Count >= Most)
                return $"The document has more than {Most:#,0} codes; this one is left out.";
            codes[key] = one;
        }
        else
            codes[key] = Both(before, one);
        return null;
    }

    private static PolicyCode Both(PolicyCode before, PolicyCode one)
    {
        var same = before.Disposition == one.Disposition;
        var first = same ? before.Condition : Told(before);
        var second = same ? one.Condition : Told(one);
        var condition =
            first is null ? second
            : second is null || first.Contains(second, StringComparison.Ordinal) ? first
            : CoverageText.Cut($"{first}; {second}", LongestCondition);
        return before with
        {
            Disposition = same ? before.Disposition : "conditional",
            Condition = condition,
        };
    }

    private static string? Told(PolicyCode code) =>
        code.Disposition == "conditional"
            ? code.Condition
            : $"{code.Disposition.Replace('_', ' ')}: {code.Condition ?? "in one of the groups"}";

    private static string Kind(string table) =>
        table.EndsWith("_group", StringComparison.Ordinal) ? table[..^6] : table;

    private static string System(string table, string code) =>
        table.Contains("icd10_pcs", StringComparison.Ordinal) ? "ICD10PCS"
        : table.Contains("icd10", StringComparison.Ordinal) ? "ICD10CM"
        : code.Length == 5 && char.IsAsciiDigit(code[0]) ? "CPT"
        : "HCPCS";

    private static string Disposition(string table, string? paragraph) =>
        table switch
        {
            "article_x_icd10_covered" or "lcd_x_icd10_support" => "covered",
            "article_x_icd10_noncovered" or "lcd_x_icd10_dont_support" => "not_covered",
            // Procedures are listed under what the paragraph says of them: that they are not covered, or else that they are
            // where the text's conditions are met.
            _ => paragraph is not null && Excludes(paragraph) ? "not_covered" : "conditional",
        };

    private static bool Excludes(string paragraph) =>
        paragraph.Contains("not covered", StringComparison.OrdinalIgnoreCase)
        || paragraph.Contains("non-covered", StringComparison.OrdinalIgnoreCase)
        || paragraph.Contains("noncovered", StringComparison.OrdinalIgnoreCase)
        || paragraph.Contains("not reasonable and necessary", StringComparison.OrdinalIgnoreCase);

    private static string? Condition(string origin, string group, string? paragraph)
    {
        var place = origin.Length > 0 ? $"{origin}, group {group}" : $"group {group}";
        if (group.Length == 0)
            return origin.Length > 0 ? origin : null;
        return paragraph is { Length: > 3 }
            ? $"{place}: {CoverageText.Cut(paragraph, LongestParagraph)}"
            : place;
    }
}
