using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>What a policy's document has to be like: every length and every count has a bound, and what is wrong is named.</summary>
internal static partial class DocumentRules
{
    public const int MostCodes = 50_000;
    public const int MostCriteria = 1_000;
    public const int LongestCondition = 500;

    /// <summary>What filters take, too.</summary>
    public const int LongestJurisdiction = 10;
    private const int LongestText = 200_000;

    // Words that the paths of lists and operations have in the place of an id.
    private static readonly string[] Taken =
    [
        "changes",
        "compare",
        "criteria",
        "evaluate",
        "gates",
        "imports",
        "search",
    ];

    /// <summary>Notes everything that is wrong with the document.</summary>
    public static Fields Check(Fields fields, PolicyDocument document)
    {
        fields
            .Text("title", document.Title, 500, required: true)
            .OneOf("type", document.Type, PolicyTypes.All, required: true)
            .OneOf("status", document.Status, PolicyStatuses.All, required: true)
            .Text("version", document.Version, 100)
            .Url("sourceUrl", document.SourceUrl)
            .Url("pdfUrl", document.PdfUrl)
            .Text("summary", document.Summary, 5_000, multiline: true)
            .Text("description", document.Description, LongestText, multiline: true);
        if (document.Id is { } id)
            Id(fields, id);
        Date(fields, "effectiveDate", document.EffectiveDate);
        Date(fields, "retireDate", document.RetireDate);
        Date(fields, "lastReviewedDate", document.LastReviewedDate);
        if (document.Payer is { } payer)
            fields
                .Text("payer.name", payer.Name, 200, required: true)
                .Text("payer.code", payer.Code, 50)
                .Text("payer.type", payer.Type, 50);
        if (document.Sections is { } sections)
            fields
                .Text("sections.indications", sections.Indications, LongestText, multiline: true)
                .Text("sections.limitations", sections.Limitations, LongestText, multiline: true)
                .Text(
                    "sections.documentation",
                    sections.Documentation,
                    LongestText,
                    multiline: true
                );
        Jurisdictions(fields, document.Jurisdictions);
        Texts(fields, "specialty", document.Specialty, 50, 200);
        Texts(fields, "keywords", document.Keywords, 200, 200);
        Texts(fields, "documentation", document.Documentation, 500, 5_000);
        Criteria(fields, document.Criteria);
        Codes(fields, document.Codes);
        Attachments(fields, document.Attachments);
        return fields;
    }

    /// <summary>Whether this can be a policy's id.</summary>
    public static Fields Id(Fields fields, string id) =>
        fields
            .Check(
                AnId().IsMatch(id),
                "id",
                "must have 1 to 100 letters, digits, '.', '-', '_' and ':', and begin with a letter or digit"
            )
            .Check(
                !Taken.Contains(id, StringComparer.OrdinalIgnoreCase),
                "id",
                "is a word that addresses use themselves; choose another"
            );

    /// <summary>A day as <c>YYYY-MM-DD</c>; optional.</summary>
    public static Fields Date(Fields fields, string field, string? value) =>
        fields.Check(
            value is null
                || DateOnly.TryParseExact(
                    value,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out _
                ),
            field,
            "must be a day such as 2026-11-30"
        );

    private static void Jurisdictions(Fields fields, IReadOnlyList<string>? codes)
    {
        if (!Count(fields, "jurisdictions", codes, 100))
            return;
        for (var i = 0; i < codes!.Count; i++)
            fields.Check(
                codes[i] is { } code && AJurisdiction().IsMatch(code),
                $"jurisdictions.{i}",
                "must have 1 to 10 letters, digits and '-'"
            );
    }

    private static void Texts(
        Fields fields,
        string field,
        IReadOnlyList<string>? texts,
        int most,
        int longest
    )
    {
        if (!Count(fields, field, texts, most))
            return;
        for (var i = 0; i < texts!.Count; i++)
            fields.Text($"{field}.{i}", texts[i], longest, required: true, multiline: true);
    }

    private static void Criteria(Fields fields, IReadOnlyList<PolicyCriterion>? criteria)
    {
        if (!Count(fields, "criteria", criteria, MostCriteria))
            return;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < criteria!.Count; i++)
        {
            var at = $"criteria.{i}";
            if (criteria[i] is not { } block)
            {
                fields.Wrong(at, "must be an object");
                continue;
            }
            fields
                .Text($"{at}.id", block.Id, 100)
                .OneOf($"{at}.section", block.Section, PolicyParts.All, required: true)
                .Text($"{at}.text", block.Text, 20_000, required: true, multiline: true)
                .Check(
                    block.Confidence is >= 0 and <= 1,
                    $"{at}.confidence",
                    "must be a number from 0 to 1"
                );
            Texts(fields, $"{at}.tags", block.Tags, 50, 100);
            if (block.Logic is { ValueKind: not JsonValueKind.Null } logic)
                LogicTree.Read(logic, fields, $"{at}.logic");
            if (block.Id is { } id)
                fields.Check(ids.Add(id.Trim()), $"{at}.id", "is the id of another block too");
        }
        Places(fields, criteria, ids);
    }

    // A block without an id gets one from its place; nobody else may have that.
    private static void Places(
        Fields fields,
        IReadOnlyList<PolicyCriterion> criteria,
        HashSet<string> ids
    )
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < criteria.Count; i++)
        {
            if (criteria[i] is not { Section: { } section } block)
                continue;
            var place = places[section] = places.GetValueOrDefault(section) + 1;
            if (block.Id is null)
                fields.Check(
                    !ids.Contains(CanonicalDocument.Place(section, place)),
                    $"criteria.{i}.id",
                    "is required: the one that its place would make is another block's"
                );
        }
    }

    private static void Codes(Fields fields, IReadOnlyList<PolicyCode>? codes)
    {
        if (!Count(fields, "codes", codes, MostCodes))
            return;
        var seen = new Dictionary<(string, string), string>();
        for (var i = 0; i < codes!.Count; i++)
        {
            if (codes[i] is not { } code)
            {
                fields.Wrong($"codes.{i}", "must be an object");
                continue;
            }
            // The names of members are made only for what is wrong: there are many codes.
            var stored = CodeText.Normal(code.Code, code.System);
            if (stored is null)
                fields.Wrong($"codes.{i}.code", "must be a code such as E11.9, 99213 or J0585");
            if (!CodeSystems.All.Contains(code.System))
                fields.OneOf($"codes.{i}.system", code.System, CodeSystems.All, required: true);
            if (!Dispositions.All.Contains(code.Disposition))
                fields.OneOf(
                    $"codes.{i}.disposition",
                    code.Disposition,
                    Dispositions.All,
                    required: true
                );
            if (code.Condition is { } condition)
                fields.Text($"codes.{i}.condition", condition, LongestCondition, multiline: true);
            if (fields.Errors.Count > 0)
                continue;
            var key = (CodeText.System(code.System, code.Code)!, stored!);
            if (!seen.TryAdd(key, code.Disposition) && seen[key] != code.Disposition)
                fields.Wrong($"codes.{i}.disposition", "contradicts what is said of it before");
        }
    }

    private static void Attachments(Fields fields, IReadOnlyList<PolicyAttachment>? files)
    {
        if (!Count(fields, "attachments", files, 200))
            return;
        for (var i = 0; i < files!.Count; i++)
        {
            var at = $"attachments.{i}";
            if (files[i] is not { } file)
                fields.Wrong(at, "must be an object");
            else
                fields
                    .Text($"{at}.fileType", file.FileType, 50, required: true)
                    .Check(file.Url is not null, $"{at}.url", "is required")
                    .Url($"{at}.url", file.Url)
                    .Text($"{at}.title", file.Title, 500)
                    .Number($"{at}.pageNumber", file.PageNumber, 1, 1_000_000)
                    .Number($"{at}.fileSizeBytes", file.FileSizeBytes, 0, 1L << 40);
        }
    }

    /// <summary>False when there are none, or too many to look at.</summary>
    private static bool Count<T>(Fields fields, string field, IReadOnlyList<T>? list, int most)
    {
        if (list is not { Count: > 0 })
            return false;
        if (list.Count <= most)
            return true;
        fields.Wrong(
            field,
            string.Create(CultureInfo.InvariantCulture, $"must have at most {most} entries")
        );
        return false;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\\z", RegexOptions.None, 100)]
    private static partial Regex AnId();

    [GeneratedRegex("^[A-Za-z0-9-]{1,10}\\z", RegexOptions.None, 100)]
    private static partial Regex AJurisdiction();
}
