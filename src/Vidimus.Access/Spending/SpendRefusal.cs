using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Spending;

/// <summary>Says which cap an action would pass, by how much, and when there is room for it again.</summary>
internal static class SpendRefusal
{
    // A refusal is made while others wait for the database: it looks at no more charges than a list can make.
    private const int MostCharges = 1000;

    public static async Task<Problem> Of(
        VidimusDb db,
        SpendRow row,
        IReadOnlyList<SpendWindow> windows,
        long needed
    )
    {
        SpendWindow? longest = null;
        DateTimeOffset? frees = null;
        foreach (var window in windows.Where(w => w.Left < needed))
        {
            var at = await FreesAt(db, row, window, needed);
            if (longest is null || at is null || at > frees)
                (longest, frees) = (window, at);
            if (frees is null)
                break;
        }
        return Problem(longest!, needed, frees, row.SeenAt);
    }

    /// <summary>When enough will have left the window; null when the cap alone is too small, so that it never will.</summary>
    private static async Task<DateTimeOffset?> FreesAt(
        VidimusDb db,
        SpendRow row,
        SpendWindow window,
        long needed
    )
    {
        if (needed > window.Cap)
            return null;
        var lacking = window.Spent + needed - window.Cap!.Value;
        var tail = row.SeenAt - window.Length;
        var (seen, last) = (0, tail);
        await foreach (
            var charge in db
                .Charged.Where(c => c.Account == row.Account && c.At > tail && c.Cents > 0)
                .OrderBy(c => c.At)
                .Select(c => new { c.At, c.Cents })
                .Take(MostCharges)
                .AsAsyncEnumerable()
        )
        {
            lacking -= charge.Cents;
            if (lacking <= 0)
                return charge.At + window.Length;
            (seen, last) = (seen + 1, charge.At);
        }
        // Not before this; and what is not stored yet is being charged now.
        return (seen == MostCharges ? last : row.SeenAt) + window.Length;
    }

    private static Problem Problem(
        SpendWindow window,
        long needed,
        DateTimeOffset? frees,
        DateTimeOffset now
    )
    {
        var span = window.Length == SpendWindows.Day ? "24 hours" : "30 days";
        return AccessProblems.SpendLimitExceeded.With(
            string.Create(
                CultureInfo.InvariantCulture,
                $"This key may spend {window.Cap} cents in any {span}; {window.Spent} are spent and this needs {needed}."
            )
        ) with
        {
            RetryAfterSeconds = frees is { } at
                ? (int)Math.Ceiling(Math.Max(1, (at - now).TotalSeconds))
                : null,
            Particulars = new Dictionary<string, object?>
            {
                ["window"] = window.Name,
                ["capCents"] = window.Cap,
                ["spentCents"] = window.Spent,
                ["neededCents"] = needed,
                ["leftCents"] = window.Left,
                ["freesAt"] = frees,
            }.ToDictionary(
                m => m.Key,
                m => JsonSerializer.SerializeToElement(m.Value, VidimusJson.Native)
            ),
        };
    }
}
