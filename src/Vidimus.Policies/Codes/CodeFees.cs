using System.Globalization;
using System.Text.Json;
using Vidimus.Platform.Json;

namespace Vidimus.Policies.Codes;

/// <summary>
/// A code's line of a fee schedule, as it is loaded, kept and shown. Amounts are texts of decimal numbers, and are answered
/// to the letter as they were loaded: none is ever a floating point number.
/// </summary>
/// <param name="Year">The schedule's year.</param>
/// <param name="StatusCode">Its status in the schedule, such as <c>A</c>.</param>
/// <param name="WorkRvu">Relative value of the work.</param>
/// <param name="PeRvuNonfacility">Relative value of the practice's expense outside a facility.</param>
/// <param name="PeRvuFacility">The same within a facility.</param>
/// <param name="MpRvu">Relative value of insuring malpractice.</param>
/// <param name="TotalRvuNonfacility">Sum outside a facility.</param>
/// <param name="TotalRvuFacility">Sum within a facility.</param>
/// <param name="ConversionFactor">Dollars for a relative value of one.</param>
/// <param name="NonFacilityPrice">Price outside a facility.</param>
/// <param name="FacilityPrice">Price within a facility.</param>
/// <param name="GlobalDays">Days that the price covers, such as <c>090</c> or <c>XXX</c>.</param>
public sealed record CodeFees(
    int? Year = null,
    string? StatusCode = null,
    string? WorkRvu = null,
    string? PeRvuNonfacility = null,
    string? PeRvuFacility = null,
    string? MpRvu = null,
    string? TotalRvuNonfacility = null,
    string? TotalRvuFacility = null,
    string? ConversionFactor = null,
    string? NonFacilityPrice = null,
    string? FacilityPrice = null,
    string? GlobalDays = null
)
{
    private const int LongestNumber = 20;

    /// <summary>
    /// The line as it is kept with a code, with the national price where the schedule has a total and a conversion factor but
    /// no price: their product, rounded half up to cents, as Medicare's schedule publishes it (42 CFR 414.20, without the
    /// adjustment of a locality). Null where there is none.
    /// </summary>
    internal static CodeFees? Read(string? json)
    {
        if (json is null)
            return null;
        try
        {
            var fees = JsonSerializer.Deserialize<CodeFees>(json, VidimusJson.Tolerant);
            return fees is null
                ? null
                : fees with
                {
                    NonFacilityPrice =
                        fees.NonFacilityPrice
                        ?? Price(fees.TotalRvuNonfacility, fees.ConversionFactor),
                    FacilityPrice =
                        fees.FacilityPrice ?? Price(fees.TotalRvuFacility, fees.ConversionFactor),
                };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The line as it is kept.</summary>
    internal string Kept() => JsonSerializer.Serialize(this, VidimusJson.Tolerant);

    /// <summary>True for a decimal number as it may stand in a schedule; null is one that is not there.</summary>
    internal static bool IsAmount(string? text) => text is null || Amount(text) is not null;

    private static string? Price(string? total, string? factor) =>
        Amount(total) is { } value && Amount(factor) is { } dollars
            ? Math.Round(value * dollars, 2, MidpointRounding.AwayFromZero)
                .ToString("0.00", CultureInfo.InvariantCulture)
            : null;

    private static decimal? Amount(string? text) =>
        text is { Length: > 0 and <= LongestNumber }
        && decimal.TryParse(
            text,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var amount
        )
        // Nothing of a schedule comes near it, and a product of two stays far below what a decimal holds.
        && amount < 100_000_000
            ? amount
            : null;
}
