using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>The words of a mail in one language.</summary>
/// <param name="Subject">One line, with placeholders.</param>
/// <param name="Text">The text, with placeholders; an empty line ends a paragraph.</param>
public sealed record MailText(string? Subject, string? Text);

/// <summary>
/// Puts values into the places of a text. A place is a word in braces from a closed list; whatever else stands in braces is
/// text, and what is put in is never read again, so that nothing in a name or a title is ever carried out.
/// </summary>
internal static partial class MailWords
{
    public const int LongestSubject = 200;
    public const int LongestText = 10_000;

    /// <summary>The places there are.</summary>
    public static readonly string[] Places =
    [
        "recipient",
        "credential",
        "issuer",
        "link",
        "date",
        "code",
    ];

    /// <summary>Checks a text as it is saved.</summary>
    public static Fields Check(this Fields fields, string at, MailText text)
    {
        fields
            .Text($"{at}.subject", text.Subject, LongestSubject, required: true)
            .Text($"{at}.text", text.Text, LongestText, required: true, multiline: true);
        foreach (var (name, value) in new[] { ("subject", text.Subject), ("text", text.Text) })
        {
            if (Unknown(value) is { } unknown)
                fields.Wrong(
                    $"{at}.{name}",
                    $"has the place {{{unknown}}}, which there is not; there are {string.Join(", ", Places.Select(p => $"{{{p}}}"))}"
                );
        }
        return fields;
    }

    /// <summary>The text with its values.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Place().Replace(text, m => values.GetValueOrDefault(m.Groups[1].Value, m.Value));

    /// <summary>The text as paragraphs of HTML: its own letters and every value encoded, the link alone an anchor.</summary>
    public static string Html(string text, IReadOnlyDictionary<string, string> values)
    {
        var html = new StringBuilder();
        foreach (
            var paragraph in text.ReplaceLineEndings("\n")
                .Split(
                    "\n\n",
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                )
        )
        {
            html.Append("<p>");
            var from = 0;
            foreach (Match place in Place().Matches(paragraph))
            {
                html.Append(Lines(paragraph[from..place.Index]));
                html.Append(Value(place, values));
                from = place.Index + place.Length;
            }
            html.Append(Lines(paragraph[from..])).Append("</p>\n");
        }
        return html.ToString();
    }

    private static string Value(Match place, IReadOnlyDictionary<string, string> values)
    {
        if (!values.TryGetValue(place.Groups[1].Value, out var value))
            return WebUtility.HtmlEncode(place.Value);
        var encoded = WebUtility.HtmlEncode(value);
        return place.Groups[1].Value == "link"
            ? $"<a href=\"{encoded}\">{encoded}</a>"
            : $"<bdi>{encoded}</bdi>";
    }

    private static string Lines(string text) =>
        WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal);

    private static string? Unknown(string? text) =>
        text is null
            ? null
            : Place()
                .Matches(text)
                .Select(m => m.Groups[1].Value)
                .FirstOrDefault(p => !Places.Contains(p));

    [GeneratedRegex(@"\{([A-Za-z]{1,40})\}", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
