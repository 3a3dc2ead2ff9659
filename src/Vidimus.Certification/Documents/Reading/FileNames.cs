using System.Text;

namespace Vidimus.Certification.Documents.Reading;

/// <summary>Names of strangers' files: kept as they read, without what makes them something else than a name.</summary>
internal static class FileNames
{
    public const int Longest = 200;

    /// <summary>What is wrong with a name that somebody gives; null for nothing.</summary>
    public static string? Wrong(string name)
    {
        if (name.Length > Longest)
            return $"must have at most {Longest} characters";
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0 || name is "." or "..")
            return "must be a file's name alone, without folders";
        return Clean(name) == name
            ? null
            : "must be visible text without control characters and marks that reorder text";
    }

    /// <summary>The same name made harmless: no folders, nothing invisible, not too long; null where nothing is left.</summary>
    public static string? Clean(string? name)
    {
        if (name is null)
            return null;
        var clean = new StringBuilder();
        foreach (var rune in name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..].EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > Longest)
                break;
            if (IsPlain(rune))
                clean.Append(rune.ToString());
        }
        var text = clean.ToString().Trim();
        return text.Trim('.').Length == 0 ? null : text;
    }

    /// <summary>The last part of an address's path, as the name of what is there.</summary>
    public static string? Of(Uri address) =>
        Clean(Uri.UnescapeDataString(address.AbsolutePath.Split('/')[^1]));

    /// <summary>The name to save a download under: it ends as the type demands, whatever it was called.</summary>
    public static string ForDownload(string? name, string id, string type) =>
        name is null ? id + MediaTypes.Extension(type)
        : MediaTypes.HasExtension(name, type) ? name
        : name + MediaTypes.Extension(type);

    /// <summary><c>Content-Disposition</c> of a download (RFC 6266; RFC 8187 for what is not ASCII).</summary>
    public static string Disposition(string name)
    {
        var plain = string.Concat(
            name.Select(c => char.IsAsciiLetterOrDigit(c) || "._- ()".Contains(c) ? c : '_')
        );
        return $"attachment; filename=\"{plain}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}";
    }

    // Unicode's general categories: control, format (which has the marks that reorder text, and those of no width), surrogate, private
    // use, and the separators of lines and paragraphs. What was not decodable reads as U+FFFD. Persian is written with U+200C, and others
    // with U+200D, which reorder nothing.
    private static bool IsPlain(Rune rune) =>
        rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune)
            is not (
                System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.Surrogate
                or System.Globalization.UnicodeCategory.PrivateUse
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator
            )
            && rune.Value != 0xFFFD;
}
