using System.Text;
using Vidimus.Credentials.Reading;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Tells what somebody gave by what is in it; a media type is a hint at most. Reads each form strictly, and an image only
/// for the credential that is baked into it.
/// </summary>
internal static class GivenReader
{
    /// <summary>Longest text read, in characters.</summary>
    private const int LongestText = Jws.MaxLength;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A file: an image with a credential baked in, a PDF with one attached, or a credential as text.</summary>
    public static Given OfFile(ReadOnlySpan<byte> file)
    {
        if (PdfAttachment.IsPdf(file))
            return OfPdf(file);
        var image = BakedImage.Extract(file);
        if (image.Outcome == BakedOutcome.Found)
            return OfText(image.Credential, mayPoint: false);
        if (LooksLikePage(file))
            return new Given.Nothing("It is a web page, not a credential.", "unknown_format");
        if (image.Outcome != BakedOutcome.NotAnImage)
            return new Given.Nothing(image.Reason, "unknown_format");
        try
        {
            return OfText(Strict.GetString(file));
        }
        catch (DecoderFallbackException)
        {
            return Unknown;
        }
    }

    /// <summary>What stands behind an address. It may not lead on to another.</summary>
    public static Given OfAnswer(ReadOnlySpan<byte> body, string? contentType)
    {
        if (
            LooksLikePage(body)
            || contentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
        )
            return new Given.Nothing(
                "The link leads to a web page, not to a credential.",
                "link_is_page"
            )
            {
                IsOpen = true,
            };
        return OfFile(body) switch
        {
            Given.Link or Given.Id => Unknown,
            var given => given,
        };
    }

    /// <summary>Text that a person pasted: JSON, a token, an address or an id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mayPoint">Whether an address or an id will do.</param>
    public static Given OfText(string text, bool mayPoint = true)
    {
        var trimmed = text.AsSpan().Trim('\uFEFF').Trim();
        if (trimmed.Length > LongestText)
            return new Given.Nothing("It is longer than any credential.", "unknown_format");
        if (trimmed.StartsWith("{"))
            return Json(trimmed);
        if (Compact(trimmed) is { } token)
            return new Given.Token(token);
        if (!mayPoint)
            return Unknown;
        var single = trimmed.ToString();
        if (IsAddress(single))
            return new Given.Link(single);
        return CredentialIds.Read(single) is { } id ? new Given.Id(id) : Unknown;
    }

    private static Given OfPdf(ReadOnlySpan<byte> file)
    {
        try
        {
            return PdfAttachment.TryExtract(file, out var attached)
                ? OfText(Strict.GetString(attached), mayPoint: false)
                : new Given.Nothing(
                    "The PDF holds no credential that can be read here.",
                    "unknown_format"
                );
        }
        catch (DecoderFallbackException)
        {
            return Unknown;
        }
    }

    public static bool IsAddress(string text) =>
        (
            text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        ) && !text.AsSpan().ContainsAny(" \t\r\n");

    private static Given.Nothing Unknown { get; } =
        new("It is not a credential in a form that is known here.", "unknown_format");

    private static Given Json(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        return CredentialJson.TryParse(
            bytes.AsSpan(0, length),
            Jws.MaxLength,
            out var json,
            out var reason
        )
            ? new Given.Json(json)
            : new Given.Nothing($"The credential cannot be read: {reason}", "malformed");
    }

    /// <summary>
    /// A compact JWS or SD-JWT; mail programs and terminals break such a text into lines, which means nothing in it.
    /// </summary>
    private static string? Compact(ReadOnlySpan<char> text)
    {
        // "ey" begins the base64url of every JSON object.
        if (!text.StartsWith("ey"))
            return null;
        var compact = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '~' or '=')
                compact.Append(letter);
            else if (!char.IsWhiteSpace(letter))
                return null;
        }
        return compact.ToString();
    }

    private static bool LooksLikePage(ReadOnlySpan<byte> body)
    {
        // BOM and white space may come first.
        var start = body[..Math.Min(body.Length, 1024)].TrimStart("\uFEFF \t\r\n"u8);
        return Begins(start, "<!doctype html"u8) || Begins(start, "<html"u8);
    }

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> with) =>
        text.Length >= with.Length && Ascii.EqualsIgnoreCase(text[..with.Length], with);
}
