using System.Globalization;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Usage;

/// <summary>
/// What is counted of each day for charts beside what callers use: other modules add to it in the change that writes it
/// down, or every second where nothing is written.
/// </summary>
public static class DayTallies
{
    /// <summary>Verifications of the organization's credentials that found them in force.</summary>
    public const string Verified = "verified";

    /// <summary>Those that did not.</summary>
    public const string Refuted = "refuted";

    /// <summary>Attempts to deliver an event that arrived.</summary>
    public const string Delivered = "delivered";

    /// <summary>Those that did not.</summary>
    public const string Undelivered = "undelivered";

    /// <summary>Mails to recipients that were given up or came back.</summary>
    public const string Unmailed = "unmailed";

    private const string Days = "day/";

    /// <summary>So many more of a day, for <see cref="Unit.AddUp"/>.</summary>
    public static TallyRow Row(
        string organizationId,
        string mode,
        string what,
        DateTimeOffset at,
        long count
    ) =>
        new()
        {
            OrganizationId = organizationId,
            Mode = mode,
            Name = Name(what, DateOnly.FromDateTime(at.UtcDateTime)),
            Value = count,
        };

    internal static string Name(string what, DateOnly day) =>
        $"{Days}{day.ToString("O", CultureInfo.InvariantCulture)}/{what}";
}
