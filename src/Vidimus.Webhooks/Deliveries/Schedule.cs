using System.Globalization;
using Vidimus.Platform.Facts;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>When a delivery is tried again.</summary>
internal static class Schedule
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    private static readonly int[] Native =
    [
        0,
        5,
        300,
        1_800,
        7_200,
        18_000,
        36_000,
        50_400,
        72_000,
        86_400,
    ];

    /// <summary>As that contract says: for about 30 hours.</summary>
    private static readonly int[] Verdacert = [0, 60, 300, 1_800, 7_200, 18_000, 36_000, 43_200];

    /// <summary>
    /// The pause after this many failed tries; null when that was the last. By chance a fifth shorter or longer, so that what
    /// failed together does not come back together.
    /// </summary>
    public static TimeSpan? After(
        int failed,
        EventContract contract,
        Tried tried,
        DateTimeOffset now
    )
    {
        var steps = Steps(contract);
        if (failed >= steps.Length)
            return null;
        var pause = TimeSpan.FromSeconds(
            steps[failed] * (0.8 + (0.4 * Random.Shared.NextDouble()))
        );
        return Wished(tried, now) is { } wished && wished > pause ? wished : pause;
    }

    /// <summary>
    /// What the receiver asks for: seconds or a date (RFC 9110, section 10.2.3), on the answers that the section names it for.
    /// Nobody can put a delivery off for longer than a day, and nonsense is no wish.
    /// </summary>
    private static TimeSpan? Wished(Tried tried, DateTimeOffset now)
    {
        if (
            tried.RetryAfter is not { } text
            || tried.Status is not (429 or 503 or (>= 300 and < 400))
        )
            return null;
        text = text.Trim();
        TimeSpan wished;
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
            wished = text.Length > 9 ? LongestRetryAfter : TimeSpan.FromSeconds(Seconds(text));
        else if (
            DateTimeOffset.TryParseExact(
                text,
                "r",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var date
            )
        )
            wished = date - now;
        else
            return null;
        if (wished <= TimeSpan.Zero)
            return null;
        return wished < LongestRetryAfter ? wished : LongestRetryAfter;
    }

    private static int Seconds(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static int[] Steps(EventContract contract) =>
        contract == EventContract.Verdacert ? Verdacert : Native;
}
