using System.Globalization;

namespace Vidimus.Proofs;

/// <summary>Takes an ECMAScript pattern apart, character by character and escape by escape.</summary>
internal sealed class EcmaCharacters(string source)
{
    private const int MaxRepetition = 9999;

    private int position;

    internal bool IsAtEnd => position == source.Length;

    internal char Ahead => source[position];

    /// <summary>Whether a hyphen follows that is not the last of its class.</summary>
    internal bool IsRangeAhead =>
        position + 1 < source.Length && source[position] == '-' && source[position + 1] != ']';

    internal char Take() =>
        IsAtEnd ? throw new FormatException("it ends too early") : source[position++];

    internal bool TryTake(char wanted)
    {
        var isThere = !IsAtEnd && source[position] == wanted;
        position += isThere ? 1 : 0;
        return isThere;
    }

    internal bool TryTakeGroupName()
    {
        var start = position;
        while (!IsAtEnd && (char.IsAsciiLetterOrDigit(source[position]) || source[position] == '_'))
        {
            position++;
        }
        return position > start && !char.IsAsciiDigit(source[start]) && TryTake('>');
    }

    internal int? TakeNumber()
    {
        var start = position;
        while (!IsAtEnd && char.IsAsciiDigit(source[position]))
        {
            position++;
        }
        if (position == start)
        {
            return null;
        }
        return
            int.TryParse(source.AsSpan(start, position - start), out var number)
            && number <= MaxRepetition
            ? number
            : throw new FormatException("a repetition count is too large");
    }

    /// <summary>The code point that begins with a character just taken.</summary>
    internal int Joined(char first) =>
        char.IsHighSurrogate(first) ? char.ConvertToUtf32(first, Take()) : first;

    /// <summary>The set that an escape names, its backslash already taken, or null when it names one character.</summary>
    internal CodePointSet? TakeShorthand()
    {
        var c = Take();
        switch (c)
        {
            case 'd':
                return CodePointSet.Digits;
            case 'D':
                return CodePointSet.Digits.Negated();
            case 'w':
                return CodePointSet.Words;
            case 'W':
                return CodePointSet.Words.Negated();
            case 's':
                return CodePointSet.Spaces;
            case 'S':
                return CodePointSet.Spaces.Negated();
            case 'p':
                return TakeCategory();
            case 'P':
                return TakeCategory().Negated();
            default:
                position--;
                return null;
        }
    }

    /// <summary>The code point that an escape names, its backslash already taken.</summary>
    internal int TakeEscaped(bool inClass)
    {
        var c = Take();
        return c switch
        {
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            'b' when inClass => '\b',
            '0' when IsAtEnd || !char.IsAsciiDigit(source[position]) => 0,
            'c' when !IsAtEnd && char.IsAsciiLetter(source[position]) => Take() % 32,
            'x' => TakeHex(2),
            'u' => TakeUnicode(),
            // In Unicode mode an unknown letter is an error; punctuation is widely escaped without need.
            _ when char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) => c,
            _ => throw new FormatException($@"\{c} cannot be used"),
        };
    }

    private CodePointSet TakeCategory()
    {
        var end = source.IndexOf('}', position);
        if (!TryTake('{') || end < 0)
        {
            throw new FormatException(@"\p needs a category in braces");
        }
        var name = source[position..end];
        position = end + 1;
        return CodePointSet.OfCategory(
                name.StartsWith("gc=", StringComparison.Ordinal) ? name[3..] : name
            ) ?? throw new FormatException(@"\p knows only the general categories");
    }

    private int TakeUnicode()
    {
        if (TryTake('{'))
        {
            var end = source.IndexOf('}', position);
            var code = end < 0 || end - position > 6 ? -1 : TakeHex(end - position);
            return TryTake('}') && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF)
                ? code
                : throw new FormatException(@"\u{} names no character");
        }
        var first = (char)TakeHex(4);
        if (!char.IsSurrogate(first))
        {
            return first;
        }
        var second = TryTake('\\') && TryTake('u') ? (char)TakeHex(4) : '\0';
        return char.IsSurrogatePair(first, second)
            ? char.ConvertToUtf32(first, second)
            : throw new FormatException(@"\u names half a character");
    }

    private int TakeHex(int length)
    {
        var isThere =
            int.TryParse(
                source.AsSpan(position, Math.Min(length, source.Length - position)),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var code
            )
            && source.Length - position >= length;
        position += length;
        return isThere ? code : throw new FormatException(@"\x and \u need hexadecimal digits");
    }
}
