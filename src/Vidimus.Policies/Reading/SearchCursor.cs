using System.Globalization;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Reading;

/// <summary>
/// Where a ranked list goes on: which search it is of and how far that was read, and, where the search is not known any more,
/// the rank and key of the last entry.
/// </summary>
/// <param name="Walk">See <see cref="SearchWalks"/>.</param>
/// <param name="Read">How many of what it found were read.</param>
/// <param name="Last">The last of those.</param>
internal sealed record SearchCursor(string Walk, int Read, TextHit Last)
{
    private const char Between = '\u001f';

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Walk}{Between}{Read}{Between}{Last.Rank:R}{Between}{Last.Id}{Between}{Last.Part}"
        );

    /// <summary>Reads what <see cref="ToString"/> wrote; nobody else writes one, for cursors are sealed.</summary>
    public static SearchCursor Of(string text) =>
        text.Split(Between) is [var walk, var read, var rank, var id, var part]
            ? new(
                walk,
                int.Parse(read, CultureInfo.InvariantCulture),
                new("", id, part, double.Parse(rank, CultureInfo.InvariantCulture))
            )
            : throw new FormatException("A cursor of a ranked list has five parts.");
}
