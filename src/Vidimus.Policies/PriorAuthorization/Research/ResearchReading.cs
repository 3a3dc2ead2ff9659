using System.Globalization;
using System.Text.RegularExpressions;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>What policies say about necessity, limits, time and objections, by the sections and tags of their criteria.</summary>
internal static partial class ResearchReading
{
    private const int LongestNotes = 2000;

    public static IEnumerable<ResearchCriterion> Necessity(IEnumerable<PolicyInForce> policies) =>
        Blocks(policies)
            .Where(b => b.Block.Section == PolicyParts.Indications)
            .Select(b => new ResearchCriterion(b.Block.Text, Category(b.Block)))
            .Distinct();

    public static IEnumerable<ResearchLimitation> Limitations(
        IEnumerable<PolicyInForce> policies
    ) =>
        Blocks(policies)
            .Where(b => b.Block.Section is PolicyParts.Limitations or PolicyParts.Frequency)
            .Select(b => new ResearchLimitation(b.Block.Text, b.PolicyId));

    /// <summary>From blocks tagged <c>timeline</c>: the first number of days of one that speaks of urgency, of validity, or of neither.</summary>
    public static ResearchTimeline? Timeline(IEnumerable<PolicyInForce> policies)
    {
        int? standard = null,
            expedited = null,
            validity = null;
        foreach (var (_, block) in Blocks(policies).Where(b => Has(b.Block, "timeline")))
        {
            if (Days(block.Text) is not { } days)
                continue;
            if (Speaks(block.Text, "expedited", "urgent"))
                expedited ??= days;
            else if (Speaks(block.Text, "valid", "expires"))
                validity ??= days;
            else
                standard ??= days;
        }
        return standard is null && expedited is null && validity is null
            ? null
            : new(standard, expedited, validity);
    }

    /// <summary>From blocks tagged <c>appeal</c>: their texts, and the first number of days in them.</summary>
    public static ResearchAppeal? Appeal(IEnumerable<PolicyInForce> policies)
    {
        var texts = Blocks(policies)
            .Where(b => Has(b.Block, "appeal"))
            .Select(b => b.Block.Text)
            .Distinct()
            .ToArray();
        if (texts.Length == 0)
            return null;
        var notes = string.Join(' ', texts);
        return new(
            null,
            texts.Select(Days).FirstOrDefault(d => d is not null),
            notes.Begin(LongestNotes)
        );
    }

    private static IEnumerable<(string PolicyId, PolicyCriterion Block)> Blocks(
        IEnumerable<PolicyInForce> policies
    ) => policies.SelectMany(p => (p.Document.Criteria ?? []).Select(c => (p.Policy.Id, c)));

    private static string Category(PolicyCriterion block) =>
        Has(block, "contraindication") ? "contraindication"
        : Has(block, "prior_treatment") || Has(block, "conservative") || Has(block, "step_therapy")
            ? "prior_treatment"
        : Has(block, "diagnosis") ? "diagnosis"
        : Has(block, "clinical") || Has(block, "imaging") || Has(block, "symptom") ? "clinical"
        : "other";

    private static bool Has(PolicyCriterion block, string tag) =>
        (block.Tags ?? []).Any(t =>
            t.Replace('-', '_').Replace(' ', '_').Contains(tag, StringComparison.OrdinalIgnoreCase)
        );

    private static bool Speaks(string text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static int? Days(string text)
    {
        var match = NumberOfDays().Match(text.Length <= 4000 ? text : text[..4000]);
        return match.Success
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(
        @"\b(\d{1,4}) (?:calendar |business |working )?days?\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex NumberOfDays();
}
