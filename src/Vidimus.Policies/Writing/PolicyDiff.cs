using System.Globalization;
using System.Text;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>
/// What is between two editions of a policy: which kind of change it is, what changed in a sentence, and the particulars.
/// Both documents are canonical.
/// </summary>
/// <param name="Type">One of <see cref="ChangeTypes"/>: of all that a change is, the first of retired, codes_changed, criteria_changed, updated, metadata_changed.</param>
/// <param name="Summary">What changed, in a sentence or a few.</param>
/// <param name="Details">What changed, in particular.</param>
internal sealed record PolicyDiff(string Type, string Summary, ChangeDetails Details)
{
    private const int Named = 3;

    // What says nothing about what is covered: where the policy is published and how it is filed.
    private static readonly HashSet<string> Metadata = new(StringComparer.Ordinal)
    {
        "attachments",
        "keywords",
        "last_reviewed_date",
        "pdf_url",
        "sample",
        "source_url",
        "specialty",
        "version",
    };

    /// <summary>Of a policy that is new.</summary>
    public static PolicyDiff New(PolicyDocument now) =>
        new(
            ChangeTypes.Created,
            $"Published: {ChangeWords.Type(now.Type)} with {Count(now.Codes?.Count ?? 0, "code")} and {Count(now.Criteria?.Count ?? 0, "criterion", "criteria")}.",
            ChangeDetails.None
        );

    /// <summary>Of two editions that differ.</summary>
    public static PolicyDiff Between(PolicyDocument old, PolicyDocument now)
    {
        var fields = Fields(old, now);
        var codes = CodeDiff.Between(old.Codes ?? [], now.Codes ?? []);
        var criteria = CriteriaDiff.Between(old.Criteria ?? [], now.Criteria ?? []);
        if (codes.Any)
            fields.Add("codes");
        if (criteria.Count > 0)
            fields.Add("criteria");
        var retired = old.Status == PolicyStatuses.Active && now.Status == PolicyStatuses.Retired;
        var type =
            retired ? ChangeTypes.Retired
            : codes.Any ? ChangeTypes.CodesChanged
            : criteria.Count > 0 ? ChangeTypes.CriteriaChanged
            : fields.All(Metadata.Contains) ? ChangeTypes.MetadataChanged
            : ChangeTypes.Updated;
        return new(
            type,
            Sentence(now, retired, codes, criteria, fields),
            new(
                fields,
                codes.Added.Shown(),
                codes.Removed.Shown(),
                codes.Changed.Shown(),
                [.. criteria.Take(ChangeDetails.Most)],
                codes.Added.Count,
                codes.Removed.Count,
                codes.Changed.Count,
                criteria.Count
            )
        );
    }

    private static List<string> Fields(PolicyDocument old, PolicyDocument now)
    {
        var fields = new List<string>();
        Note("title", old.Title == now.Title);
        Note("policy_type", old.Type == now.Type);
        Note("jurisdictions", Same(old.Jurisdictions, now.Jurisdictions));
        Note("payer", old.Payer == now.Payer);
        Note("status", old.Status == now.Status);
        Note("effective_date", old.EffectiveDate == now.EffectiveDate);
        Note("retire_date", old.RetireDate == now.RetireDate);
        Note("last_reviewed_date", old.LastReviewedDate == now.LastReviewedDate);
        Note("version", old.Version == now.Version);
        Note("source_url", old.SourceUrl == now.SourceUrl);
        Note("pdf_url", old.PdfUrl == now.PdfUrl);
        Note("summary", old.Summary == now.Summary);
        Note("description", old.Description == now.Description);
        Note("specialty", Same(old.Specialty, now.Specialty));
        Note("keywords", Same(old.Keywords, now.Keywords));
        Note("sections.indications", old.Sections?.Indications == now.Sections?.Indications);
        Note("sections.limitations", old.Sections?.Limitations == now.Sections?.Limitations);
        Note("sections.documentation", old.Sections?.Documentation == now.Sections?.Documentation);
        Note("documentation", Same(old.Documentation, now.Documentation));
        Note("attachments", Same(old.Attachments, now.Attachments));
        Note("sample", old.Sample == now.Sample);
        return fields;

        void Note(string field, bool same)
        {
            if (!same)
                fields.Add(field);
        }
    }

    private static bool Same<T>(IReadOnlyList<T>? first, IReadOnlyList<T>? second) =>
        (first ?? []).SequenceEqual(second ?? []);

    private static string Sentence(
        PolicyDocument now,
        bool retired,
        CodeDiff codes,
        List<ChangedCriterion> criteria,
        List<string> fields
    )
    {
        var text = new StringBuilder();
        if (retired)
            Add($"Retired{(now.RetireDate is { } date ? $" as of {date}" : "")}");
        string[] changes =
        [
            .. Codes(codes.Added, "added", c => CodeText.Shown(c.CodeSystem, c.Code)),
            .. Codes(codes.Removed, "removed", c => CodeText.Shown(c.CodeSystem, c.Code)),
            .. Codes(
                codes.Changed,
                "changed",
                c =>
                    c.OldDisposition is { } old
                        ? $"{CodeText.Shown(c.CodeSystem, c.Code)}: {ChangeWords.Disposition(old)} → {ChangeWords.Disposition(c.Disposition)}"
                        : $"{CodeText.Shown(c.CodeSystem, c.Code)}: its condition"
            ),
        ];
        if (changes.Length > 0)
            Add($"Codes: {string.Join("; ", changes)}");
        string[] blocks =
        [
            .. criteria
                .GroupBy(c => c.Change, StringComparer.Ordinal)
                .Select(g =>
                    $"{Number(g.Count())} {g.Key} ({string.Join(", ", g.Select(c => ChangeWords.Part(c.Section)).Distinct())})"
                ),
        ];
        if (blocks.Length > 0)
            Add($"Criteria: {string.Join("; ", blocks)}");
        string[] others =
        [
            .. fields
                .Where(f =>
                    f is not ("codes" or "criteria") && !(retired && f is "status" or "retire_date")
                )
                .Select(ChangeWords.Field),
        ];
        if (others.Length > 0)
            Add($"Changed: {string.Join(", ", others)}");
        return text.ToString();

        void Add(string sentence) =>
            text.Append(text.Length > 0 ? " " : "").Append(sentence).Append('.');
    }

    private static IEnumerable<string> Codes(
        IReadOnlyList<ChangedCode> codes,
        string what,
        Func<ChangedCode, string> name
    ) => codes.Count == 0 ? [] : [$"{Number(codes.Count)} {what} ({Names(codes, name)})"];

    private static string Names<T>(IReadOnlyList<T> all, Func<T, string> name) =>
        string.Join(", ", all.Take(Named).Select(name))
        + (all.Count > Named ? $" and {Number(all.Count - Named)} more" : "");

    private static string Count(int count, string one, string? many = null) =>
        $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is between two lists of codes.</summary>
internal sealed record CodeDiff(
    IReadOnlyList<ChangedCode> Added,
    IReadOnlyList<ChangedCode> Removed,
    IReadOnlyList<ChangedCode> Changed
)
{
    public bool Any => Added.Count + Removed.Count + Changed.Count > 0;

    public static CodeDiff Between(IReadOnlyList<PolicyCode> old, IReadOnlyList<PolicyCode> now)
    {
        var before = old.ToDictionary(c => (c.System, c.Code));
        var (added, changed) = (new List<ChangedCode>(), new List<ChangedCode>());
        foreach (var code in now)
        {
            if (!before.Remove((code.System, code.Code), out var was))
                added.Add(new(code.Code, code.System, code.Disposition));
            else if (was != code)
                changed.Add(
                    new(
                        code.Code,
                        code.System,
                        code.Disposition,
                        was.Disposition == code.Disposition ? null : was.Disposition
                    )
                );
        }
        var removed = old.Where(c => before.ContainsKey((c.System, c.Code)))
            .Select(c => new ChangedCode(c.Code, c.System, c.Disposition));
        return new(added, [.. removed], changed);
    }
}

internal static class ShownCodes
{
    /// <summary>The first of a change's codes, as people write them.</summary>
    public static ChangedCode[] Shown(this IReadOnlyList<ChangedCode> codes) =>
        [
            .. codes
                .Take(ChangeDetails.Most)
                .Select(c => c with { Code = CodeText.Shown(c.CodeSystem, c.Code) }),
        ];
}
