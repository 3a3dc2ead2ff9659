using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>
/// The words by which policies and their criteria are found. Whoever writes the head of a policy puts it here in the same
/// unit; it is saved, or not, with everything else of the unit.
/// </summary>
internal static class PolicyIndex
{
    // What is beyond is not found by words; a text of so many is a book.
    private const int MostWords = 20_000;
    private const int MostKeys = 10_000;

    /// <summary>The words of the current edition, in place of those before. For every change of the head, its status too.</summary>
    public static void Put(Unit unit, PolicyRow row, PolicyDocument document)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var marks = Marks(row, document);
        unit.Index(
            PolicyTexts.Policies,
            row.OrganizationId,
            row.Id,
            [Policy(row, document, marks)]
        );
        unit.Index(
            PolicyTexts.Criteria,
            row.OrganizationId,
            row.Id,
            [.. (document.Criteria ?? []).Select(c => Criterion(c, marks))]
        );
    }

    /// <summary>Takes a policy out, where its rows are removed.</summary>
    public static void Remove(Unit unit, string organizationId, string policyId)
    {
        ArgumentNullException.ThrowIfNull(unit);
        unit.Index(PolicyTexts.Policies, organizationId, policyId, []);
        unit.Index(PolicyTexts.Criteria, organizationId, policyId, []);
    }

    private static TextEntry Policy(
        PolicyRow row,
        PolicyDocument document,
        IReadOnlyList<string> marks
    )
    {
        var codes = document.Codes ?? [];
        var keys = string.Join(
            ' ',
            [
                row.Id,
                .. document.Keywords ?? [],
                .. document.Specialty ?? [],
                row.PayerName ?? "",
                .. codes.Take(MostKeys).Select(c => Kept(c.Code)),
            ]
        );
        var body = string.Join(
            '\n',
            [
                document.Sections?.Indications,
                document.Sections?.Limitations,
                document.Sections?.Documentation,
                .. (document.Criteria ?? []).Select(c => c.Text),
                .. document.Documentation ?? [],
                document.Description,
            ]
        );
        return new(
            "",
            [.. marks, .. codes.Select(c => PolicyTexts.Code(Kept(c.Code))).Distinct()],
            [
                PolicyTexts.Line(document.Title, MostWords),
                PolicyTexts.Line(keys, 2 * MostKeys),
                PolicyTexts.Line(document.Summary, MostWords),
                PolicyTexts.Line(body, MostWords),
            ]
        );
    }

    private static TextEntry Criterion(PolicyCriterion criterion, IReadOnlyList<string> marks) =>
        new(
            criterion.Id ?? "",
            [.. marks, PolicyTexts.Section(criterion.Section)],
            [
                PolicyTexts.Line(string.Join(' ', criterion.Tags ?? []), MostWords),
                PolicyTexts.Line(criterion.Text, MostWords),
            ]
        );

    private static List<string> Marks(PolicyRow row, PolicyDocument document)
    {
        List<string> marks = [PolicyTexts.Status(row.Status), PolicyTexts.Type(row.Type)];
        var places = document.Jurisdictions ?? [];
        if (places.Count == 0)
            marks.Add(PolicyTexts.Everywhere);
        marks.AddRange(places.Select(PolicyTexts.Jurisdiction));
        if (row.PayerName is null && row.PayerCode is null)
            marks.Add(PolicyTexts.NoPayer);
        if (row.PayerName is { } name)
            marks.Add(PolicyTexts.Payer(name));
        if (row.PayerCode is { } code)
            marks.Add(PolicyTexts.Payer(code));
        return marks;
    }

    private static string Kept(string code) => Codes.CodeText.Normal(code) ?? code;
}
