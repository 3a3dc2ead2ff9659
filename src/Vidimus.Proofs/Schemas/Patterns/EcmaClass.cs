namespace Vidimus.Proofs;

/// <summary>Reads a character class of ECMAScript's Unicode mode, from behind its opening bracket.</summary>
internal sealed class EcmaClass(EcmaCharacters characters)
{
    private readonly List<(int Low, int High)> ranges = [];
    private readonly List<CodePointSet> shorthands = [];

    internal CodePointSet Read()
    {
        var isNegated = characters.TryTake('^');
        while (!characters.TryTake(']'))
        {
            ReadItem();
        }
        return ranges.Count + shorthands.Count > 0
            ? new CodePointSet([.. ranges], [.. shorthands], isNegated)
            : throw new FormatException("[] is empty");
    }

    private void ReadItem()
    {
        if (ReadSingle() is not { } low)
        {
            // A hyphen beside a shorthand stands for itself (ECMA-262 annex B).
            return;
        }
        var high = low;
        if (characters.IsRangeAhead)
        {
            characters.Take();
            high = ReadSingle() ?? throw new FormatException("a range in [] has no end");
        }
        if (high < low)
        {
            throw new FormatException("a range in [] runs backwards");
        }
        ranges.Add((low, high));
    }

    /// <summary>The next character of the class, or null when it was a shorthand for several, which has been noted.</summary>
    private int? ReadSingle()
    {
        var c = characters.Take();
        if (c != '\\')
        {
            return characters.Joined(c);
        }
        if (characters.TakeShorthand() is not { } shorthand)
        {
            return characters.TakeEscaped(inClass: true);
        }
        shorthands.Add(shorthand);
        return null;
    }
}
