using System.Globalization;

namespace Vidimus.Proofs;

/// <summary>Times in proofs: XML Schema dateTimeStamp; one without an offset is read as UTC (VC Data Integrity 1.0, section 2.1).</summary>
internal static class XsdDateTime
{
    internal static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static bool TryRead(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out time
        );
}
