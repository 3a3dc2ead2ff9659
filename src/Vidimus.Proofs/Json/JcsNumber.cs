using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Numbers as ECMAScript's Number::toString writes them, which RFC 8785 section 3.2.2.3 prescribes.</summary>
internal static class JcsNumber
{
    /// <summary>Room for any double: 17 digits, sign, point, and up to six zeros or an exponent.</summary>
    internal const int MaxLength = 32;

    /// <summary>Whether the JSON number is its own canonical form: a plain integer of at most 15 digits, but not minus zero.</summary>
    internal static bool IsCanonicalInteger(ReadOnlySpan<byte> json)
    {
        var digits = json[0] == '-' ? json[1..] : json;
        return digits.Length is > 0 and <= 15
            && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (json[0] != '-' || digits[0] != '0');
    }

    internal static double Parse(ReadOnlySpan<byte> json)
    {
        if (
            !Utf8Parser.TryParse(json, out double value, out var used)
            || used != json.Length
            || !double.IsFinite(value)
        )
        {
            throw new JsonException(
                "A number is outside the range of a double (RFC 8785 section 3.2.2.3)."
            );
        }
        return value;
    }

    internal static int Write(double value, Span<byte> text)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonException("A number is not finite (RFC 8785 section 3.2.2.3).");
        }
        if (value == 0)
        {
            text[0] = (byte)'0';
            return 1;
        }
        // The runtime's scientific form "E16" is not the shortest; "R" gives the shortest digits that read back as the value.
        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[MaxLength];
        var count = Split(shortest[..length], digits, out var pointAt);
        var written = 0;
        if (value < 0)
        {
            text[written++] = (byte)'-';
        }
        return written + Layout(digits[..count], pointAt, text[written..]);
    }

    /// <summary>Significant digits without outer zeros; the value is 0.DIGITS times ten to the power <paramref name="pointAt"/>.</summary>
    private static int Split(ReadOnlySpan<byte> shortest, Span<byte> digits, out int pointAt)
    {
        var exponent = 0;
        var exponentAt = shortest.IndexOf((byte)'E');
        if (exponentAt >= 0)
        {
            exponent = int.Parse(
                shortest[(exponentAt + 1)..],
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture
            );
            shortest = shortest[..exponentAt];
        }
        var count = 0;
        var integerDigits = 0;
        var afterPoint = false;
        foreach (var letter in shortest)
        {
            if (letter == '.')
            {
                afterPoint = true;
            }
            else if (letter != '-')
            {
                integerDigits += afterPoint ? 0 : 1;
                digits[count++] = letter;
            }
        }
        var leading = digits[..count].IndexOfAnyExcept((byte)'0');
        digits[leading..count].CopyTo(digits);
        count -= leading;
        pointAt = integerDigits - leading + exponent;
        while (digits[count - 1] == '0')
        {
            count--;
        }
        return count;
    }

    // The cases of ECMA-262 Number::toString, steps 6 to 10, with n = pointAt and k = digits.Length.
    private static int Layout(ReadOnlySpan<byte> digits, int pointAt, Span<byte> text)
    {
        if (pointAt is > 0 and <= 21)
        {
            if (digits.Length <= pointAt)
            {
                digits.CopyTo(text);
                text[digits.Length..pointAt].Fill((byte)'0');
                return pointAt;
            }
            digits[..pointAt].CopyTo(text);
            text[pointAt] = (byte)'.';
            digits[pointAt..].CopyTo(text[(pointAt + 1)..]);
            return digits.Length + 1;
        }
        if (pointAt is > -6 and <= 0)
        {
            "0."u8.CopyTo(text);
            text[2..(2 - pointAt)].Fill((byte)'0');
            digits.CopyTo(text[(2 - pointAt)..]);
            return 2 - pointAt + digits.Length;
        }
        text[0] = digits[0];
        var written = 1;
        if (digits.Length > 1)
        {
            text[written++] = (byte)'.';
            digits[1..].CopyTo(text[written..]);
            written += digits.Length - 1;
        }
        text[written++] = (byte)'e';
        text[written++] = pointAt > 0 ? (byte)'+' : (byte)'-';
        Math.Abs(pointAt - 1)
            .TryFormat(
                text[written..],
                out var exponentLength,
                default,
                CultureInfo.InvariantCulture
            );
        return written + exponentLength;
    }
}
