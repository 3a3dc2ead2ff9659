using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>The lexical form of a JSON literal (<c>rdf:JSON</c>): RFC 8785, JSON Canonicalization Scheme.</summary>
internal static class JsonLiteral
{
    public static string Canonical(JsonElement element)
    {
        var text = new StringBuilder();
        Write(text, element, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement element, int depth)
    {
        Work.CheckDepth(depth);
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, element, depth);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var first = true;
                foreach (var item in element.EnumerateArray())
                {
                    text.Append(first ? "" : ",");
                    first = false;
                    Write(text, item, depth + 1);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(text, element.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(element.GetDouble()));
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement element, int depth)
    {
        // RFC 8785, 3.2.3: names sort by UTF-16 code units.
        var entries = element.EnumerateObject().ToArray();
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        text.Append('{');
        for (var i = 0; i < entries.Length; i++)
        {
            if (i > 0 && entries[i].Name == entries[i - 1].Name)
            {
                throw new JsonLdException(LinkedDataProblem.NameRepeated, entries[i].Name);
            }

            text.Append(i == 0 ? "" : ",");
            WriteString(text, entries[i].Name);
            text.Append(':');
            Write(text, entries[i].Value, depth + 1);
        }

        text.Append('}');
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                < ' ' => text.Append("\\u")
                    .Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    /// <summary>ECMAScript's <c>Number::toString</c> over the shortest digits that read back as the same number.</summary>
    private static string Number(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new JsonLdException(
                LinkedDataProblem.NumberOutOfRange,
                "a number beyond the range of double precision"
            );
        }

        if (number == 0)
        {
            return "0";
        }

        var (digits, point) = Shortest(Math.Abs(number));
        var sign = number < 0 ? "-" : "";
        if (point is > 0 and <= 21)
        {
            return sign
                + (
                    digits.Length <= point
                        ? digits.PadRight(point, '0')
                        : $"{digits[..point]}.{digits[point..]}"
                );
        }

        if (point is > -6 and <= 0)
        {
            return $"{sign}0.{new string('0', -point)}{digits}";
        }

        var exponent = (point - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
        return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{exponent}";
    }

    /// <summary>The digits without zeros at either end, and where the decimal point stands among them.</summary>
    private static (string Digits, int Point) Shortest(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E');
        var exponent =
            e < 0
                ? 0
                : int.Parse(
                    text.AsSpan(e + 1),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture
                );
        var mantissa = e < 0 ? text : text[..e];
        var dot = mantissa.IndexOf('.');
        var whole = dot < 0 ? mantissa : mantissa[..dot];
        var digits = dot < 0 ? mantissa : whole + mantissa[(dot + 1)..];
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), whole.Length - leading + exponent);
    }
}
