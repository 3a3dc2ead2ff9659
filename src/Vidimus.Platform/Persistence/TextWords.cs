using System.Collections.Frozen;
using System.Globalization;
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
        foreach (var rune in Plain(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) && rune != Rune.ReplacementChar)
            {
                if (word.Length < LongestWord - 1)
                    word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (word.Length > 0 && Add(words, word) == most)
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

    private static string Plain(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // half a surrogate pair becomes a mark that is no letter
            whole.Append(rune.ToString());
        var apart = whole.ToString().Normalize(NormalizationForm.FormKD);
        return string.Concat(
            apart
                .EnumerateRunes()
                .Where(r => Rune.GetUnicodeCategory(r) is not UnicodeCategory.NonSpacingMark)
        );
    }
}
