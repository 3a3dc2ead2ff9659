using System.Globalization;
using System.Numerics;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Native JSON numbers as XML Schema literals (JSON-LD 1.1 API, section 8.6, "Data Round Tripping").</summary>
internal static class XsdNumber
{
    public static (string Text, string Datatype) Canonical(double number, string? datatype)
    {
        if (!double.IsFinite(number))
        {
            throw new JsonLdException(
                LinkedDataProblem.NumberOutOfRange,
                "a number beyond the range of double precision"
            );
        }

        if (
            datatype != Vocabulary.XsdDouble
            && Math.Abs(number) < 1e21
            && Math.Floor(number) == number
        )
        {
            return (Integer(number), datatype ?? Vocabulary.XsdInteger);
        }

        return (Double(number), datatype ?? Vocabulary.XsdDouble);
    }

    private static string Integer(double number) =>
        Math.Abs(number) < 1e15
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : new BigInteger(number).ToString(CultureInfo.InvariantCulture);

    /// <summary>One digit before the point, at least one after it, 16 in all at most, and a bare exponent.</summary>
    private static string Double(double number)
    {
        var text = number.ToString("E15", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E');
        var mantissa = text[..e].TrimEnd('0');
        var exponent = int.Parse(
            text.AsSpan(e + 1),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture
        );
        return $"{mantissa}{(mantissa[^1] == '.' ? "0" : "")}E{exponent.ToString(CultureInfo.InvariantCulture)}";
    }
}
