namespace Vidimus.Access.Keys;

/// <summary>What needs looking after, told with each key that still opens something or could again.</summary>
internal static class KeyWarnings
{
    public static IReadOnlyList<string> Of(KeyRow key, DateTimeOffset now, KeyOptions limits)
    {
        var state = key.StateAt(now);
        if (state is "revoked" or "expired")
            return [];
        var warnings = new List<string>();
        if (
            state == "active"
            && (key.LastUsedAt ?? key.CreatedAt) <= now.AddDays(-limits.UnusedAfterDays)
        )
            warnings.Add("unused");
        if (key.CreatedAt <= now.AddDays(-limits.OverAgeAfterDays))
            warnings.Add("over_age");
        if (key.ExpiresAt <= now.AddDays(KeyNotices.FirstDays))
            warnings.Add("expiring");
        if (key.LeakedAt is not null)
            warnings.Add("leaked");
        if (key.ReplacedBy is not null)
            warnings.Add("replaced");
        return warnings;
    }
}
