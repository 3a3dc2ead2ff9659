using System.Text;
using System.Text.Unicode;
using System.Xml;

namespace Vidimus.Proofs;

/// <summary>Reading foreign SVG as XML 1.0 without document types, entities, or anything from outside the file.</summary>
internal static class SvgText
{
    /// <summary>Deeper than any drawing program nests.</summary>
    internal const int MaxDepth = 128;

    // What the reader of the runtime keeps for each is some hundred bytes, and it has no limits of its own.
    private const int MaxTags = 200_000;
    private const int MaxAttributes = 1_000;

    /// <summary>The text of a file in UTF-8, or null with a sentence for people.</summary>
    internal static string? Decode(ReadOnlySpan<byte> file, out string reason)
    {
        reason = "";
        if (file.Length > BakedSvg.MaxLength)
        {
            reason = $"The SVG image is larger than {BakedSvg.MaxLength} bytes.";
        }
        else if (!Utf8.IsValid(file))
        {
            reason = "The SVG image is not in UTF-8.";
        }
        if (reason.Length > 0)
        {
            return null;
        }
        var text = Encoding.UTF8.GetString(file.StartsWith(ByteOrderMark) ? file[3..] : file);
        reason = RefuseTags(text) ?? "";
        return reason.Length == 0 ? text : null;
    }

    internal static XmlReader Open(string text) =>
        XmlReader.Create(
            new StringReader(text),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = BakedSvg.MaxLength,
                ConformanceLevel = ConformanceLevel.Document,
                CheckCharacters = true,
            }
        );

    /// <summary>What was wrong with a text at which the reader gave up.</summary>
    internal static string Explain(string text) =>
        text.Contains("<!DOCTYPE", StringComparison.Ordinal)
            ? "The SVG image has a document type declaration, which is not accepted: remove it."
            : "The SVG image is not well-formed XML.";

    /// <summary>The declaration, if there is one, must say what the bytes are: another reader would go by it.</summary>
    internal static string? RefuseDeclaration(XmlReader declaration) =>
        declaration.GetAttribute("encoding") is { } encoding
        && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        && !encoding.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)
            ? "The SVG image declares another encoding than UTF-8."
            : null;

    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Counts tags and their attributes before the reader sets aside memory for them; what is not XML is for the reader to find.</summary>
    private static string? RefuseTags(ReadOnlySpan<char> text)
    {
        var tags = 0;
        var attributes = 0;
        while (text.IndexOf('<') is >= 0 and var start)
        {
            text = text[start..];
            if (SkipTo(text) is { } end)
            {
                text = Behind(text, end);
                continue;
            }
            text = text[1..];
            var here = 0;
            while (text.IndexOfAny(">=\"'") is >= 0 and var stop)
            {
                var letter = text[stop];
                text = text[(stop + 1)..];
                if (letter == '>')
                {
                    break;
                }
                here += letter == '=' ? 1 : 0;
                if (letter is '"' or '\'')
                {
                    text = Behind(text, letter == '"' ? "\"" : "'");
                }
            }
            attributes += here;
            if (here > MaxAttributes || ++tags + attributes > MaxTags)
            {
                return "The SVG image has too many elements or attributes.";
            }
        }
        return null;
    }

    /// <summary>The end of a section whose inside is not markup; null when a tag begins here.</summary>
    private static string? SkipTo(ReadOnlySpan<char> text) =>
        text switch
        {
            ['<', '!', '-', '-', ..] => "-->",
            ['<', '!', '[', ..] => "]]>",
            ['<', '?', ..] => "?>",
            _ => null,
        };

    private static ReadOnlySpan<char> Behind(ReadOnlySpan<char> text, string end) =>
        text.IndexOf(end, StringComparison.Ordinal) is >= 0 and var at
            ? text[(at + end.Length)..]
            : default;
}
