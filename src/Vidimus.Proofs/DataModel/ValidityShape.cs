using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vidimus.Proofs;

/// <summary>The times of a credential: <c>validFrom</c> and <c>validUntil</c>, in VC 1.1 <c>issuanceDate</c> and <c>expirationDate</c>.</summary>
internal static partial class ValidityShape
{
    private const int MaxLength = 64;

    internal static void Check(ShapeRules rules, JsonElement credential, bool isFirst)
    {
        var (start, end) = isFirst
            ? ("issuanceDate", "expirationDate")
            : ("validFrom", "validUntil");
        if (isFirst && !credential.TryGetProperty("issuanceDate"u8, out _))
        {
            rules.Add("issuanceDate", "/issuanceDate", "The issuanceDate is missing.");
        }
        var from = Time(rules, credential, start);
        var until = Time(rules, credential, end);
        if (from > until)
        {
            rules.Add(end, $"/{end}", $"The {end} is before the {start}.");
        }
    }

    private static DateTimeOffset? Time(ShapeRules rules, JsonElement credential, string name)
    {
        if (!credential.TryGetProperty(name, out var value))
        {
            return null;
        }
        if (UntrustedJson.TryGetText(value, out var text) && TryRead(text, out var time))
        {
            return time;
        }
        rules.Add(name, $"/{name}", $"The {name} is not a dateTimeStamp with time zone.");
        return null;
    }

    /// <summary>
    /// XML Schema 1.1 dateTimeStamp (section 3.4.28) for the years 0001 to 9999: the time zone is required, 24:00:00 is the next day's
    /// midnight, digits of a second beyond the seventh are read and dropped.
    /// </summary>
    internal static bool TryRead(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length > MaxLength)
        {
            return false;
        }
        var match = DateTimeStamp().Match(text);
        if (!match.Success)
        {
            return false;
        }
        var endOfDay = match.Groups["time"].Value == "24:00:00";
        var fraction = match.Groups["fraction"].Value;
        if (endOfDay && fraction.AsSpan().ContainsAnyExcept('.', '0'))
        {
            return false;
        }
        var shortened =
            $"{match.Groups["date"].Value}T{(endOfDay ? "00:00:00" : match.Groups["time"].Value)}"
            + fraction[..Math.Min(fraction.Length, 8)]
            + match.Groups["zone"].Value;
        if (
            !DateTimeOffset.TryParseExact(
                shortened,
                "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out time
            )
        )
        {
            return false;
        }
        if (endOfDay && time < DateTimeOffset.MaxValue.AddDays(-2))
        {
            time = time.AddDays(1);
        }
        return true;
    }

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?<fraction>\.[0-9]{1,30})?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex DateTimeStamp();
}
