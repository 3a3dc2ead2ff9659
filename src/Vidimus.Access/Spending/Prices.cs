using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Vidimus.Access.Spending;

/// <summary>What billable actions cost, in cents; settings <c>Prices:…</c>, 0 where nothing is set.</summary>
internal sealed class Prices
{
    /// <summary>The most that one action can cost: a thousand of them in one request stay far below any overflow.</summary>
    public const long Largest = 1_000_000_000;

    private readonly Dictionary<string, long> _cents = new(StringComparer.Ordinal);

    /// <summary>Reads the settings; throws with what to do when one of them is no price.</summary>
    public static Prices Read(IConfiguration settings)
    {
        var prices = new Prices();
        foreach (var setting in settings.GetChildren())
        {
            if (!Billable.Priced.Contains(setting.Key, StringComparer.Ordinal))
                throw new InvalidOperationException(
                    $"Prices:{setting.Key} is not the price of anything; there are {string.Join(", ", Billable.Priced)}."
                );
            if (
                !long.TryParse(
                    setting.Value,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var cents
                )
                || cents > Largest
            )
                throw new InvalidOperationException(
                    $"Prices:{setting.Key} is '{setting.Value}'; it must be a whole number of cents from 0 to {Largest}."
                );
            prices._cents[setting.Key] = cents;
        }
        return prices;
    }

    public long Of(string action) =>
        Billable.Priced.Contains(action)
            ? _cents.GetValueOrDefault(action)
            : throw new InvalidOperationException(
                $"'{action}' is not among the actions whose price is a setting."
            );
}
