using System.Globalization;
using System.Text;

namespace Vidimus.Portal.Approvals;

/// <summary>
/// Text of a stranger before somebody decides about it: what has no shape of its own or turns the direction of what follows
/// is shown as its number, so that nothing reads otherwise than it is.
/// </summary>
internal static class SeenText
{
    public static string Of(string text)
    {
        var seen = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !IsHidden(rune))
                seen.Append(rune);
            else
                foreach (var unit in rune.ToString())
                    seen.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }
        return seen.ToString();
    }

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Format
                or UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
        || rune.Value
            is >= 0xFE00
                and <= 0xFE0F
                or >= 0xE0100
                and <= 0xE01EF
                or 0x3164
                or 0xFFA0
                or 0x115F
                or 0x1160;
}
