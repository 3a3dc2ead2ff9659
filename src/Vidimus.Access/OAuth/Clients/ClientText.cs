using System.Globalization;
using System.Text;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>
/// Names that clients give themselves, shown to people who decide by them: one line of visible characters. What cannot be
/// seen, turns the direction of reading or piles up marks can make a name look like another's.
/// </summary>
internal static class ClientText
{
    public const int MaxLength = 100;
    private const int MarksOnALetter = 2;

    // Letters that look like nothing: fillers of Hangul, the empty Braille pattern, the joiner of graphemes, inherent vowels of Khmer.
    private static readonly int[] Invisible =
    [
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x2800,
        0x3164,
        0xFFA0,
    ];

    /// <summary>Why a client may not have this name, or null.</summary>
    public static string? Wrong(string name)
    {
        if (name.Length is 0 or > MaxLength || name.Trim(' ').Length != name.Length)
            return $"must have 1 to {MaxLength} characters and no spaces around them";
        var marks = 0;
        for (var at = 0; at < name.Length; )
        {
            if (!Rune.TryGetRuneAt(name, at, out var rune))
                return "must be valid Unicode text";
            at += rune.Utf16SequenceLength;
            var category = Rune.GetUnicodeCategory(rune);
            var mark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
            marks = mark ? marks + 1 : 0;
            if (IsHidden(rune, category) || marks > MarksOnALetter)
                return "must not hold characters that are hidden, change the direction of reading or pile up";
        }
        return null;
    }

    private static bool IsHidden(Rune rune, UnicodeCategory category) =>
        category
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || (category == UnicodeCategory.SpaceSeparator && rune.Value != ' ')
        || rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
        || Invisible.Contains(rune.Value);
}
