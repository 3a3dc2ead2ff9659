using System.Collections.Frozen;
using System.Text;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Text as words, before either engine sees it, so that both find the same: letters and digits only, in small letters,
/// without accents, and without the words that are in every English text. What users type is words too, and never an
/// operator of a query language.
/// </summary>
public static class TextWords
{
    /// <summary>Longer words are cut, in texts and in queries alike; PostgreSQL takes none above 2,046 bytes.</summary>
    private const int LongestWord = 64;

    // The list of PostgreSQL's English dictionary: words of a query that only one engine ignores would find nothing on the other.
    private static readonly FrozenSet<string> Empty = (
        "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it "
        + "its itself they them their theirs themselves what which who whom this that these those am is are was were be been "
        + "being have has had having do does did doing a an the and but if or because as until while of at by for with about "
        + "against between into through during before after above below to from up down in out on off over under again "
        + "further then once here there when where why how all any both each few more most other some such no nor not only "
        + "own same so than too very s t can will just don should now"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The words of a text, in their order; at most so many.</summary>
    public static IReadOnlyList<string> Of(string? text, int most)
    {
        List<string> words = [];
        if (string.IsNullOrEmpty(text))
            return words;
        var word = new StringBuilder(LongestWord);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) && rune != Rune.ReplacementChar)
            {
                if (word.Length < LongestWord - 1)
                    word.Append(Plain(rune).ToString());
            }
            else if (!IsMark(rune) && word.Length > 0 && Add(words, word) == most)
                return words;
        }
        if (word.Length > 0)
            Add(words, word);
        return words;
    }

    /// <summary>The words with blanks between them.</summary>
    public static string Line(string? text, int most) => string.Join(' ', Of(text, most));

    private static int Add(List<string> words, StringBuilder word)
    {
        var text = word.ToString();
        word.Clear();
        if (!Empty.Contains(text))
            words.Add(text);
        return words.Count;
    }

    // Latin letters with marks, without them: Unicode's blocks from U+00C0 to U+024F and from U+1E00 to U+1EFF. The framework's
    // normalization does nothing in a server that runs without ICU, as this one does.
    private const int FirstLatin = 0x00C0;
    private const int FirstAdditional = 0x1E00;
    private const string Latin =
        "aaaaaa_ceeeeiiii_nooooo_ouuuuy__aaaaaa_ceeeeiiii_nooooo_ouuuuy_yaaaaaaccccccccddddeeeeeeeeeegggg"
        + "gggghhhhiiiiiiiiii__jjkk_llllll__llnnnnnn___oooooo__rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
        + "________________________________oo_____________uu____________________________aaiioouuuuuuuuuu_aa"
        + "aa____ggkkoooo__j___gg__nnaa____aaaaeeeeiiiioooorrrruuuusstt__hh______aaeeooooooooyy____________"
        + "________________";

    private const string Additional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr"
        + "ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy_s____aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
        + "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy______";

    private static Rune Plain(Rune letter)
    {
        var plain = letter.Value switch
        {
            >= FirstLatin and <= 0x024F => Latin[letter.Value - FirstLatin],
            >= FirstAdditional and <= 0x1EFF => Additional[letter.Value - FirstAdditional],
            _ => '_',
        };
        return plain == '_' ? Rune.ToLowerInvariant(letter) : new Rune(plain);
    }

    private static bool IsMark(Rune rune) => rune.Value is >= 0x0300 and <= 0x036F;
}
