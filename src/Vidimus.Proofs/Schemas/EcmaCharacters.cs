using System.Globalization;

namespace Vidimus.Proofs;

/// <summary>Takes an ECMAScript pattern apart, character by character and escape by escape.</summary>
internal sealed class EcmaCharacters(string source)
{
    private const int MaxRepetition = 9999;

    // ECMA-262 section 22.2.2.9: WhiteSpace and LineTerminator; the complements leave surrogates out.
    private const string Digits = @"0-9";
    private const string NoDigits = @"\u0000-\u002F\u003A-\uD7FF\uE000-\uFFFF";
    private const string Words = @"A-Za-z0-9_";
    private const string NoWords =
        @"\u0000-\u002F\u003A-\u0040\u005B-\u005E\u0060\u007B-\uD7FF\uE000-\uFFFF";
    private const string Spaces =
        @"\u0009-\u000D\u0020\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";
    private const string NoSpaces =
        @"\u0000-\u0008\u000E-\u001F\u0021-\u009F\u00A1-\u167F\u1681-\u1FFF\u200B-\u2027"
        + @"\u202A-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uD7FF\uE000-\uFEFE\uFF00-\uFFFF";

    // UAX #44 general categories of which surrogates are no part, and the long names in use for them.
    private const string Categories =
        " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp Cc Cf ";

    private static readonly Dictionary<string, string> LongNames = new(StringComparer.Ordinal)
    {
        ["Letter"] = "L",
        ["Uppercase_Letter"] = "Lu",
        ["Lowercase_Letter"] = "Ll",
        ["Mark"] = "M",
        ["Number"] = "N",
        ["Decimal_Number"] = "Nd",
        ["digit"] = "Nd",
        ["Punctuation"] = "P",
        ["punct"] = "P",
        ["Symbol"] = "S",
        ["Separator"] = "Z",
        ["Space_Separator"] = "Zs",
    };

    private int position;

    /// <summary>Several characters by one name, for use inside brackets.</summary>
    internal readonly record struct Shorthand(string Ranges, bool MatchesAstral);

    internal bool IsAtEnd => position == source.Length;

    /// <summary>Whether a hyphen follows that is not the last of its class.</summary>
    internal bool IsRangeAhead =>
        position + 1 < source.Length && source[position] == '-' && source[position + 1] != ']';

    internal static string Unit(int value) => $@"\u{value:X4}";

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

    internal bool TryTakeShorthand(out Shorthand shorthand)
    {
        shorthand = default;
        var c = Take();
        switch (c)
        {
            case 'd':
                shorthand = new Shorthand(Digits, false);
                return true;
            case 'D':
                shorthand = new Shorthand(NoDigits, true);
                return true;
            case 'w':
                shorthand = new Shorthand(Words, false);
                return true;
            case 'W':
                shorthand = new Shorthand(NoWords, true);
                return true;
            case 's':
                shorthand = new Shorthand(Spaces, false);
                return true;
            case 'S':
                shorthand = new Shorthand(NoSpaces, true);
                return true;
            case 'p':
                shorthand = new Shorthand(TakeCategory(), false);
                return true;
            default:
                position--;
                return false;
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

    private string TakeCategory()
    {
        var end = source.IndexOf('}', position);
        if (!TryTake('{') || end < 0)
        {
            throw new FormatException(@"\p needs a category in braces");
        }
        var name = source[position..end];
        name = name.StartsWith("gc=", StringComparison.Ordinal) ? name[3..] : name;
        name = LongNames.GetValueOrDefault(name, name);
        position = end + 1;
        return name.Length > 0 && !name.Contains(' ') && Categories.Contains($" {name} ")
            ? $@"\p{{{name}}}"
            : throw new FormatException(@"\p knows only the general categories");
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
