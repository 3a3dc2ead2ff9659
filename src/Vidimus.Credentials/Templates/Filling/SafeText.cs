using System.Globalization;
using System.Text;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Text as it is drawn. What is signed stays as it was given; on paper nothing may reorder its surroundings, hide, or pile up
/// over them.
/// </summary>
internal static class SafeText
{
    /// <summary>Most characters of a value that are drawn.</summary>
    public const int Longest = 500;

    /// <summary>No script that is written today puts more marks onto one letter.</summary>
    private const int MostMarks = 6;

    /// <summary>The text without controls, overrides of direction, invisible characters, and floods of marks.</summary>
    public static string Drawn(string text, bool keepSpaces = false)
    {
        var drawn = new StringBuilder(Math.Min(text.Length, 1024));
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (keepSpaces || (drawn.Length > 0 && drawn[^1] != ' '))
                    drawn.Append(keepSpaces && rune.Value == '\u00A0' ? '\u00A0' : ' ');
                marks = 0;
                continue;
            }
            if (IsHidden(rune))
                continue;
            var isMark =
                Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark;
            if (!isMark)
                marks = 0;
            else if (++marks > MostMarks || drawn.Length == 0)
                continue;
            drawn.Append(rune.ToString());
        }
        return keepSpaces ? drawn.ToString() : drawn.ToString().Trim();
    }

    /// <summary>A value of a field: as above, and at most so many characters.</summary>
    public static string Value(string text)
    {
        // Floods are cut before they are looked at.
        var drawn = Drawn(text.Length > 20_000 ? text[..20_000] : text);
        if (drawn.Length <= Longest)
            return drawn;
        var end = char.IsHighSurrogate(drawn[Longest - 1]) ? Longest - 1 : Longest;
        return drawn[..end].TrimEnd() + "…";
    }

    /// <summary>True when the first letter with a direction of its own is written from right to left (UAX #9, rules P2 and P3).</summary>
    public static bool IsRightToLeft(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsRightToLeft(rune.Value))
                return true;
            if (Rune.IsLetter(rune))
                return false;
        }
        return false;
    }

    // Blocks of Hebrew, Arabic, Syriac, Thaana, N'Ko, Samaritan, Mandaic and their presentation forms; and the planes' own.
    private static bool IsRightToLeft(int letter) =>
        letter
            is (>= 0x05BE and <= 0x08FF)
                or (>= 0xFB1D and <= 0xFDFF)
                or (>= 0xFE70 and <= 0xFEFC)
                or (>= 0x10800 and <= 0x10FFF)
                or (>= 0x1E800 and <= 0x1EFFF)
        && letter is not ((>= 0x0660 and <= 0x0669) or (>= 0x06F0 and <= 0x06F9));

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate
        || (
            Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
            // They join and part letters of Arabic and Indic scripts, and change nothing else.
            && rune.Value is not (0x200C or 0x200D)
        )
        // Letters without a shape, and tags.
        || rune.Value
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or 0x3164
                or 0xFFA0
                or (>= 0xFE00 and <= 0xFE0F)
                or (>= 0xE0000 and <= 0xE0FFF);
}
