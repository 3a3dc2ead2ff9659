using System.Globalization;

namespace Vidimus.Credentials.Verifying;

/// <summary>Whether the dates, those of the credential and those of the token it came in, hold now.</summary>
internal static class ValidityCheck
{
    public static void Report(Case it, DateTimeOffset now)
    {
        var findings = it.Findings;
        if (
            !it.Times.Readable
            || !it.Facts.TryValidFrom(out var from)
            || !it.Facts.TryValidUntil(out var until)
        )
        {
            findings.Fail("validity", "Its dates cannot be read.", "malformed");
            return;
        }
        from = Later(from, it.Times.From);
        until = Earlier(until, it.Times.Until);
        if (from > now)
            findings.Fail("validity", $"It becomes valid on {Day(from.Value)}.", "not_yet_valid");
        else if (until <= now)
            findings.Fail("validity", $"It expired on {Day(until.Value)}.", "expired");
        else
            findings.Pass(
                "validity",
                until is null ? "It has no end date." : $"It is valid until {Day(until.Value)}."
            );
    }

    public static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other > one ? other ?? one : one;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
