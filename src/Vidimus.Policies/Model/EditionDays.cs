using System.Globalization;

namespace Vidimus.Policies.Model;

/// <summary>
/// From which day an edition holds, and until when. The day that its publisher states counts, whenever the edition came: one
/// that is loaded today and holds from a day long past holds since then. Where none is stated, a policy's first edition holds
/// from ever, and one that replaces another from the day on which this server was told.
/// </summary>
/// <param name="Begins">The first day, <c>YYYY-MM-DD</c>; empty for ever.</param>
/// <param name="Ends">The first day on which it holds no longer; null for never, empty where it is retired and nobody knows since when.</param>
/// <param name="IsDated">Whether both are its publisher's.</param>
internal readonly record struct EditionDays(string Begins, string? Ends, bool IsDated)
{
    public static EditionDays Of(PolicyRow row) =>
        Of(row.Edition, row.EffectiveDate, row.RetireDate, row.Status, row.UpdatedAt);

    public static EditionDays Of(int edition, PolicyDocument document, DateTimeOffset at) =>
        Of(edition, document.EffectiveDate, document.RetireDate, document.Status, at);

    private static EditionDays Of(
        int edition,
        string? effective,
        string? retire,
        string status,
        DateTimeOffset at
    )
    {
        // Nobody said since when it is retired: on the day on which this server was told, at the latest.
        var ended = status == PolicyStatuses.Retired && retire is null;
        if (edition == 1)
            return new(effective ?? "", ended ? "" : retire, true);
        if (effective is not null && !ended)
            return new(effective, retire, true);
        var told = at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new(
            string.CompareOrdinal(effective, told) > 0 ? effective! : told,
            ended ? told : retire,
            false
        );
    }

    /// <summary>Whether it has begun on a day.</summary>
    public bool HasBegun(string day) => string.CompareOrdinal(Begins, day) <= 0;

    /// <summary>Whether it has ended on a day.</summary>
    public bool HasEnded(string day) => Ends is not null && string.CompareOrdinal(Ends, day) <= 0;
}
