using System.Globalization;

namespace Vidimus.Proofs;

/// <summary>The code points one place of a pattern accepts: ranges, categories and other sets together, or all but them.</summary>
internal sealed class CodePointSet
{
    // ECMA-262 section 22.2.2.9: digits, word characters, WhiteSpace and LineTerminator.
    internal static readonly CodePointSet Digits = new([('0', '9')]);
    internal static readonly CodePointSet Words = new([
        ('A', 'Z'),
        ('a', 'z'),
        ('0', '9'),
        ('_', '_'),
    ]);
    internal static readonly CodePointSet Spaces = new([
        (0x9, 0xD),
        (0x20, 0x20),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF),
    ]);
    internal static readonly CodePointSet NotLineEnds = new(
        [('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)],
        isNegated: true
    );

    // UAX #44 table 12, in the order of UnicodeCategory.
    private static readonly string[] Categories =
        "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Cs Co Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Cn".Split(
            ' '
        );

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

    private readonly (int Low, int High)[] ranges;
    private readonly CodePointSet[] others;
    private readonly bool[] categories;
    private readonly bool isNegated;
    private readonly UInt128 ascii;

    internal CodePointSet(
        (int Low, int High)[] ranges,
        CodePointSet[]? others = null,
        bool isNegated = false
    )
        : this(ranges, others ?? [], [], isNegated) { }

    private CodePointSet(
        (int Low, int High)[] ranges,
        CodePointSet[] others,
        bool[] categories,
        bool isNegated
    )
    {
        (this.ranges, this.others, this.categories) = (ranges, others, categories);
        this.isNegated = isNegated;
        for (var c = 0; c < 128; c++)
        {
            ascii |= LooksUp(c) ? UInt128.One << c : 0;
        }
    }

    internal static CodePointSet Of(int codePoint) => new([(codePoint, codePoint)]);

    /// <summary>A general category or a group of them, by its short name or a long one in use; null for anything else.</summary>
    internal static CodePointSet? OfCategory(string name)
    {
        var wanted = LongNames.GetValueOrDefault(name, name);
        var isGroup = wanted.Length == 1;
        var chosen = Array.ConvertAll(
            Categories,
            each => isGroup ? each[0] == wanted[0] : each == wanted
        );
        return chosen.Contains(true) ? new CodePointSet([], [], chosen, false) : null;
    }

    internal CodePointSet Negated() => new(ranges, others, categories, !isNegated);

    internal bool Contains(int codePoint) =>
        codePoint < 128 ? (ascii >> codePoint & 1) != 0 : LooksUp(codePoint);

    private bool LooksUp(int codePoint) => IsIn(codePoint) != isNegated;

    private bool IsIn(int codePoint)
    {
        foreach (var (low, high) in ranges)
        {
            if (low <= codePoint && codePoint <= high)
            {
                return true;
            }
        }
        foreach (var other in others)
        {
            if (other.Contains(codePoint))
            {
                return true;
            }
        }
        return categories.Length > 0
            && categories[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
    }

    /// <summary>How many ranges and categories are looked through at most, for what a pattern may cost.</summary>
    internal int Weight => 1 + ((ranges.Length + others.Sum(other => other.Weight)) >> 3);
}
