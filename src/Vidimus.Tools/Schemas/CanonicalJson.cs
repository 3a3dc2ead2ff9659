using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vidimus.Tools.Schemas;

/// <summary>
/// One text for all ways to write the same JSON: members sorted by UTF-16 units, no spaces, strings unescaped where they can be,
/// as JCS (RFC 8785) does. Numbers are written by their exact decimal value: two that differ only beyond a double's precision
/// are the same to JCS, and are not the same request.
/// </summary>
internal static class CanonicalJson
{
    public static string Of(JsonElement value, IReadOnlyCollection<string> without)
    {
        var text = new StringBuilder();
        Write(text, value, without);
        return text.ToString();
    }

    private static void Write(
        StringBuilder text,
        JsonElement value,
        IReadOnlyCollection<string> without
    )
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value, without);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first)
                        text.Append(',');
                    first = false;
                    Write(text, item, []);
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteText(text, SchemaTypes.TextOf(value) ?? value.GetRawText());
                break;
            case JsonValueKind.Number:
                text.Append(Number(value.GetRawText()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(
        StringBuilder text,
        JsonElement value,
        IReadOnlyCollection<string> without
    )
    {
        text.Append('{');
        var first = true;
        foreach (
            var member in value
                .EnumerateObject()
                .Where(m => !without.Contains(m.Name))
                .OrderBy(m => m.Name, StringComparer.Ordinal)
        )
        {
            if (!first)
                text.Append(',');
            first = false;
            WriteText(text, member.Name);
            text.Append(':');
            Write(text, member.Value, []);
        }
        text.Append('}');
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            switch (unit)
            {
                case '"' or '\\':
                    text.Append('\\').Append(unit);
                    break;
                case < ' ':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                    break;
                default:
                    text.Append(unit);
                    break;
            }
        }
        text.Append('"');
    }

    private const long FarthestExponent = 10_000;

    /// <summary>Digits without zeros at either end, and where the point stands: 1.50, 15e-1 and 0.15E1 are all 15e-1.</summary>
    private static string Number(string raw)
    {
        var sign = raw[0] == '-' ? "-" : "";
        var mantissa = raw.TrimStart('-');
        var at = mantissa.IndexOfAny(['e', 'E']);
        var exponent = 0L;
        if (at >= 0)
        {
            if (
                !long.TryParse(
                    mantissa.AsSpan(at + 1),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out exponent
                )
            )
                return raw;
            // No number that anybody means; beyond the range of the type, counting places would begin anew.
            if (exponent is < -FarthestExponent or > FarthestExponent)
                return raw;
            mantissa = mantissa[..at];
        }
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }
        var digits = mantissa.TrimStart('0');
        var whole = digits.TrimEnd('0');
        exponent += digits.Length - whole.Length;
        return whole.Length == 0 ? "0"
            : exponent is >= 0 and <= 20 ? $"{sign}{whole}{new string('0', (int)exponent)}"
            : exponent < 0 && -exponent < whole.Length
                ? $"{sign}{whole[..(int)(whole.Length + exponent)]}.{whole[(int)(whole.Length + exponent)..]}"
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}e{exponent}");
    }
}
