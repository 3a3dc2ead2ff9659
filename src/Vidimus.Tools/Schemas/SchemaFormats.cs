using System.Globalization;
using System.Net.Mail;

namespace Vidimus.Tools.Schemas;

/// <summary>The formats our schemas use.</summary>
internal static class SchemaFormats
{
    private static readonly string[] Times =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal)
    {
        "date",
        "date-time",
        "email",
        "uri",
    };

    /// <summary>What is wrong with the text; null when it is of the format.</summary>
    public static string? Wrong(string format, string text) =>
        format switch
        {
            "date" => TryDay(text, out _) ? null : "must be a day such as 2026-11-22",
            "date-time" => TryTime(text, out _)
                ? null
                : "must be a time with its zone, such as 2026-11-22T10:00:00Z",
            "email" => IsEmail(text) ? null : "must be an e-mail address such as ada@example.org",
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "http"
                ? null
                : "must be an address that begins with https://",
            _ => throw new NotSupportedException($"Format '{format}' is not checked."),
        };

    public static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out day
        );

    /// <summary>RFC 3339, section 5.6: with a zone, since a time without one is two times in two places.</summary>
    public static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Length is >= 20 and <= 40
            && (text[^1] is 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParseExact(
                text,
                Times,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out time
            );
    }

    private static bool IsEmail(string text) =>
        text.Length <= 254
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
        && address.Host.Length > 0;
}
