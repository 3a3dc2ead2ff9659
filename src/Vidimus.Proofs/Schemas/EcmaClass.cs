using System.Text;

namespace Vidimus.Proofs;

/// <summary>Rewrites a character class of ECMAScript's Unicode mode, from behind its opening bracket.</summary>
internal sealed class EcmaClass(EcmaCharacters characters)
{
    private readonly StringBuilder ranges = new();
    private bool matchesAstral;

    internal string Translate()
    {
        var isNegated = characters.TryTake('^');
        while (!characters.TryTake(']'))
        {
            Item();
        }
        if (ranges.Length == 0)
        {
            throw new FormatException("[] is empty");
        }
        if (!isNegated)
        {
            return matchesAstral ? $"(?:{EcmaPattern.Pair}|[{ranges}])" : $"[{ranges}]";
        }
        return matchesAstral
            ? $@"[^{ranges}\uD800-\uDFFF]"
            : $@"(?:{EcmaPattern.Pair}|[^{ranges}\uD800-\uDFFF])";
    }

    private void Item()
    {
        var low = Single();
        if (low is null || !characters.IsRangeAhead)
        {
            // A hyphen beside a shorthand stands for itself (ECMA-262 annex B).
            Add(low, low);
            return;
        }
        characters.Take();
        var high = Single() ?? throw new FormatException("a range in [] has no end");
        if (high < low)
        {
            throw new FormatException("a range in [] runs backwards");
        }
        Add(low, high);
    }

    /// <summary>The next character of the class, or null when it was a shorthand for several, which has been added.</summary>
    private int? Single()
    {
        var c = characters.Take();
        if (c != '\\')
        {
            return Basic(characters.Joined(c));
        }
        if (!characters.TryTakeShorthand(out var shorthand))
        {
            return Basic(characters.TakeEscaped(inClass: true));
        }
        ranges.Append(shorthand.Ranges);
        matchesAstral |= shorthand.MatchesAstral;
        return null;
    }

    private static int Basic(int codePoint) =>
        codePoint <= char.MaxValue
            ? codePoint
            : throw new FormatException("characters beyond U+FFFF cannot be used inside []");

    private void Add(int? low, int? high)
    {
        if (low is null || high is null)
        {
            return;
        }
        // The halves of pairs are no characters, even where a range spans them.
        AddPlain(low.Value, Math.Min(high.Value, 0xD7FF));
        AddPlain(Math.Max(low.Value, 0xE000), high.Value);
    }

    private void AddPlain(int low, int high)
    {
        if (low > high)
        {
            return;
        }
        ranges.Append(EcmaCharacters.Unit(low));
        if (high > low)
        {
            ranges.Append('-').Append(EcmaCharacters.Unit(high));
        }
    }
}
