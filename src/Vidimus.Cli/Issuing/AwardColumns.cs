using System.Globalization;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// Columns of an award: <c>did</c>, <c>awardedDate</c>, <c>activityStartDate</c>, <c>activityEndDate</c>, <c>creditsEarned</c>,
/// <c>evidence</c> (addresses separated by spaces, or words), and <c>result.ID</c> for each result description. Role, term and
/// licence number need none: as members of the subject they stand at the same place.
/// </summary>
internal sealed class AwardColumns
{
    private const string ResultPrefix = "result.";
    private readonly List<BadgeResult> results = [];

    public string? Did { get; private set; }

    public DateTimeOffset? AwardedDate { get; private set; }

    public DateTimeOffset? ActivityStartDate { get; private set; }

    public DateTimeOffset? ActivityEndDate { get; private set; }

    public double? CreditsEarned { get; private set; }

    public IReadOnlyList<BadgeEvidence>? Evidence { get; private set; }

    public IReadOnlyList<BadgeResult>? Results => results.Count == 0 ? null : results;

    /// <summary>False when the column is none of an award.</summary>
    public bool Put(string heading, string value)
    {
        if (
            heading.StartsWith(ResultPrefix, StringComparison.OrdinalIgnoreCase)
            && heading.Length > ResultPrefix.Length
            && !heading.EndsWith(":=", StringComparison.Ordinal)
        )
        {
            results.Add(new(heading[ResultPrefix.Length..].Trim(), value));
            return true;
        }
        switch (RowBuilder.Plain(heading))
        {
            case "did":
                Did = value;
                return true;
            case "awardeddate":
                AwardedDate = RowBuilder.Time(heading, value, ends: false);
                return true;
            case "activitystartdate":
                ActivityStartDate = RowBuilder.Time(heading, value, ends: false);
                return true;
            case "activityenddate":
                ActivityEndDate = RowBuilder.Time(heading, value, ends: true);
                return true;
            case "creditsearned":
                CreditsEarned = Number(heading, value);
                return true;
            case "evidence" when !heading.EndsWith(":=", StringComparison.Ordinal):
                Evidence = Shown(value);
                return true;
            default:
                return false;
        }
    }

    private static double Number(string heading, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MistakeException($"{heading} is not a number such as 3 or 2.5.", heading);

    private static IReadOnlyList<BadgeEvidence> Shown(string value)
    {
        var words = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.All(IsAddress)
            ? [.. words.Select(w => new BadgeEvidence(Id: w))]
            : [new BadgeEvidence(Narrative: value)];
    }

    private static bool IsAddress(string word) =>
        word.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || word.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
