using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// What of an answer may be stored and shown: no control characters, nothing that changes the direction of what surrounds it,
/// at most as many bytes as were taken; and nothing that was sent there in confidence, which a receiver that answers with
/// what it got would tell everybody who reads deliveries. A compressed answer is not opened.
/// </summary>
internal static class AnswerText
{
    /// <summary>Most bytes of an answer.</summary>
    public const int Most = 16 * 1024;

    private const string Mark = "[left out]";

    // A value of fewer characters is no secret, and would be found everywhere; neither is a time, which signatures hold.
    private const int ShortestValue = 4;
    private const int ShortestPart = 12;

    public static string? Of(OutgoingResult.Answered answer, IReadOnlyList<string> confidential)
    {
        if (answer.Body.IsEmpty || answer.Headers.ContainsKey("Content-Encoding"))
            return null;
        var safe = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(answer.Body.Span).EnumerateRunes())
        {
            if (!IsUnsafe(rune))
                safe.Append(rune.ToString());
        }
        var text = Cut(Without(confidential, safe.ToString()));
        return text.Length == 0 ? null : text;
    }

    private static string Without(IReadOnlyList<string> confidential, string text)
    {
        // The whole value before its parts: a part may stand alone, as one of several signatures does.
        foreach (var value in confidential.SelectMany(v => (string[])[v, .. Parts(v)]))
        {
            if (value.Length < ShortestValue || value.Length > text.Length)
                continue;
            foreach (var form in Forms(value).Distinct(StringComparer.Ordinal))
                text = text.Replace(form, Mark, StringComparison.OrdinalIgnoreCase);
        }
        return text;
    }

    private static IEnumerable<string> Parts(string value) =>
        value.Split([' ', ',', '=', '_']).Where(p => p.Length >= ShortestPart);

    /// <summary>As it came, and as it stands in JSON, HTML and addresses.</summary>
    private static string[] Forms(string value) =>
        [
            value,
            JavaScriptEncoder.Default.Encode(value),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
            value.Replace("/", "\\/", StringComparison.Ordinal),
            WebUtility.HtmlEncode(value),
            Uri.EscapeDataString(value),
        ];

    private static string Cut(string text)
    {
        var (bytes, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > Most)
                break;
            length += rune.Utf16SequenceLength;
        }
        return text[..length];
    }

    private static bool IsUnsafe(Rune rune) =>
        rune.Value is not '\n' and not '\t'
        && (
            Rune.IsControl(rune)
            || rune.Value
                is (>= 0x202a and <= 0x202e)
                    or (>= 0x2066 and <= 0x2069)
                    or 0x200e
                    or 0x200f
        );
}
