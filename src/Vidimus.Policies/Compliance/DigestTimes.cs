namespace Vidimus.Policies.Compliance;

/// <summary>When a weekly digest is due, by the clocks of its time zone.</summary>
internal static class DigestTimes
{
    /// <summary>
    /// The next time after <paramref name="now"/> that it is this weekday and hour there. An hour that a change of clocks skips
    /// comes when they have changed; of one that comes twice the first is meant.
    /// </summary>
    public static DateTimeOffset Next(
        DateTimeOffset now,
        DayOfWeek weekday,
        int hour,
        TimeZoneInfo zone
    )
    {
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        var days = ((int)weekday - (int)today.DayOfWeek + 7) % 7;
        var next = InUtc(today.AddDays(days).AddHours(hour), zone);
        return next > now ? next : InUtc(today.AddDays(days + 7).AddHours(hour), zone);
    }

    /// <summary>The time zone of this name; null where there is none.</summary>
    public static TimeZoneInfo? Zone(string name) =>
        name.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : null;

    private static DateTimeOffset InUtc(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(30);
        var offset = zone.IsAmbiguousTime(local)
            ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
