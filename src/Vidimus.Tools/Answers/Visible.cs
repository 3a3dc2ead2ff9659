using System.Globalization;
using System.Text;

namespace Vidimus.Tools.Answers;

/// <summary>
/// Makes seen what a person cannot see and a model reads: text can be hidden from people in characters without a shape (tags,
/// variation selectors, zero width), and shown to them in another order (bidirectional controls).
/// </summary>
internal static class Visible
{
    /// <summary>The text with such characters named, so that nobody reads what another does not see. Others stay as they are.</summary>
    public static string Of(string text)
    {
        if (!text.Any(c => c >= '\u00ad' && MayHide(c)))
            return text;
        var shown = new StringBuilder(text.Length);
        var hidden = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Carries(rune.Value))
            {
                hidden++;
                continue;
            }
            Tell(shown, ref hidden);
            if (Misleads(rune.Value))
                shown.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            else
                shown.Append(rune);
        }
        Tell(shown, ref hidden);
        return shown.ToString();
    }

    /// <summary>Whether it is without a shape, or changes the order: written as an escape in a text of JSON.</summary>
    public static bool IsHidden(char unit) =>
        unit
            is '\u00ad'
                or '\u034f'
                or '\u061c'
                or '\u115f'
                or '\u1160'
                or '\u180e'
                or (>= '\u200b' and <= '\u200f')
                or (>= '\u2028' and <= '\u202e')
                or (>= '\u2060' and <= '\u206f')
                or '\u3164'
                or (>= '\ufe00' and <= '\ufe0e')
                or '\ufeff'
                or '\uffa0'
                or (>= '\ufff9' and <= '\ufffb');

    // Plane 14 holds tags and variation selectors; its first unit is U+DB40.
    private static bool MayHide(char unit) => IsHidden(unit) || unit == '\udb40';

    // These carry whole messages: each stands for a letter or a byte.
    private static bool Carries(int rune) =>
        rune is (>= 0xE0000 and <= 0xE0FFF) or (>= 0xFE00 and <= 0xFE0E);

    // Joiners and marks of direction belong to the spelling of some languages, and stay.
    private static bool Misleads(int rune) =>
        rune <= 0xFFFF
        && IsHidden((char)rune)
        && rune is not (0x200C or 0x200D or 0x200E or 0x200F or 0x061C or 0x2028 or 0x2029);

    private static void Tell(StringBuilder shown, ref int hidden)
    {
        if (hidden > 0)
            shown.Append(CultureInfo.InvariantCulture, $"⟨{hidden} hidden⟩");
        hidden = 0;
    }
}
