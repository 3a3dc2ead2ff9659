using System.Buffers;
using System.Net;
using System.Text;

namespace Vidimus.Cli;

/// <summary>
/// HTML as plain text: paragraphs and items of lists on lines of their own, everything else of the markup left out. What
/// comes out is text and is shown as text; it is never HTML again, so nothing has to be made safe here.
/// </summary>
internal static class HtmlText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("<&\r\n\t \u00A0");

    /// <summary>The text, up to <paramref name="longest"/> letters.</summary>
    public static string Of(string? html, int longest = 200_000)
    {
        if (string.IsNullOrEmpty(html))
            return "";
        var text = new StringBuilder(Math.Min(html.Length, longest));
        var at = 0;
        while (at < html.Length && text.Length < longest)
        {
            var stop = html.AsSpan(at).IndexOfAny(Special);
            var plain = stop < 0 ? html.Length - at : stop;
            text.Append(html, at, Math.Min(plain, longest - text.Length));
            at += plain;
            if (at >= html.Length || text.Length >= longest)
                break;
            at = html[at] switch
            {
                '<' => Tag(html, at, text),
                '&' => Entity(html, at, text),
                _ => Blank(html, at, text),
            };
        }
        return text.ToString().Trim();
    }

    private static int Blank(string html, int at, StringBuilder text)
    {
        while (at < html.Length && (char.IsWhiteSpace(html[at]) || html[at] == '\u00A0'))
            at++;
        if (text.Length > 0 && text[^1] is not (' ' or '\n'))
            text.Append(' ');
        return at;
    }

    private static int Tag(string html, int at, StringBuilder text)
    {
        // A sign of less-than that opens no tag is one.
        if (
            at + 1 >= html.Length
            || !(char.IsAsciiLetter(html[at + 1]) || html[at + 1] is '/' or '!' or '?')
        )
        {
            text.Append('<');
            return at + 1;
        }
        if (html.AsSpan(at).StartsWith("<!--", StringComparison.Ordinal))
            return Behind(html, html.IndexOf("-->", at + 4, StringComparison.Ordinal), 3);
        var close = End(html, at);
        var name = Name(html.AsSpan(at, close - at));
        if (name is "script" or "style" && html[at + 1] != '/')
            return Behind(
                html,
                html.IndexOf($"</{name}", close, StringComparison.OrdinalIgnoreCase),
                0
            );
        if (name is "li")
            Break(text, html[at + 1] == '/' ? "" : "- ");
        else if (name is "td" or "th")
            text.Append(' ');
        else if (IsBlock(name))
            Break(text, "");
        return close;
    }

    /// <summary>Behind the tag; a sign of greater-than within a quoted value does not end it.</summary>
    private static int End(string html, int at)
    {
        var quote = '\0';
        for (var i = at + 1; i < html.Length; i++)
        {
            var letter = html[i];
            if (quote != '\0')
                quote = letter == quote ? '\0' : quote;
            else if (letter == '>')
                return i + 1;
            // Only a value is quoted, and it stands behind a sign of equality.
            else if (letter is '"' or '\'' && html[i - 1] == '=')
                quote = letter;
        }
        return html.Length;
    }

    private static int Behind(string html, int found, int length) =>
        found < 0 ? html.Length : found + length;

    private static string Name(ReadOnlySpan<char> tag)
    {
        var from = tag.Length > 1 && tag[1] == '/' ? 2 : 1;
        var length = 0;
        while (from + length < tag.Length && char.IsAsciiLetterOrDigit(tag[from + length]))
            length++;
        return length > 10 ? "" : tag.Slice(from, length).ToString().ToLowerInvariant();
    }

    private static bool IsBlock(string name) =>
        name
            is "p"
                or "div"
                or "br"
                or "tr"
                or "ul"
                or "ol"
                or "table"
                or "h1"
                or "h2"
                or "h3"
                or "h4"
                or "h5"
                or "h6"
                or "hr"
                or "blockquote"
                or "dt"
                or "dd"
                or "section";

    private static void Break(StringBuilder text, string then)
    {
        while (text.Length > 0 && text[^1] == ' ')
            text.Length--;
        if (text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
        text.Append(then);
    }

    private static int Entity(string html, int at, StringBuilder text)
    {
        var stop = html.AsSpan(at, Math.Min(12, html.Length - at)).IndexOf(';');
        var decoded = stop < 2 ? "&" : WebUtility.HtmlDecode(html.Substring(at, stop + 1));
        if (stop < 2 || decoded.Length > 2)
        {
            text.Append('&');
            return at + 1;
        }
        if (decoded == "\u00A0")
            Blank(" ", 0, text);
        else
            foreach (var letter in decoded)
                text.Append(char.IsControl(letter) ? ' ' : letter);
        return at + stop + 1;
    }
}
