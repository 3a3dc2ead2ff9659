using System.Globalization;
using System.Text;

namespace Vidimus.Proofs;

/// <summary>
/// Rewrites a regular expression of ECMAScript's Unicode mode (ECMA-262 section 22.2, as Core section 6.4 asks) into .NET's
/// language, so that it means the same: <c>$</c> is only the very end, <c>\d</c> and <c>\w</c> are ASCII, <c>.</c> is one code
/// point. What has no equal that can be matched in linear time is refused by <see cref="FormatException"/>.
/// </summary>
internal sealed class EcmaPattern(string source, int maxSize)
{
    // Subjects are strict JSON, so that surrogates come in pairs.
    internal const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private readonly StringBuilder output = new(source.Length * 2);
    private readonly Stack<long> outer = new();
    private readonly EcmaCharacters characters = new(source);
    private long total;
    private long last;

    /// <summary>The pattern in .NET's language, and how many characters it asks for with its repetitions written out.</summary>
    internal (string Pattern, int Size) Translate()
    {
        while (!characters.IsAtEnd)
        {
            Next();
            if (total + outer.Sum() > maxSize)
            {
                throw new FormatException("it is too large with its repetitions written out");
            }
        }
        return outer.Count == 0
            ? (output.ToString(), (int)total + 1)
            : throw new FormatException("a group is not closed");
    }

    private void Next()
    {
        var c = characters.Take();
        switch (c)
        {
            case '(':
                Open();
                break;
            case ')':
                Close();
                break;
            case '*' or '+' or '?':
                Repeat(c.ToString(), 1);
                break;
            case '{':
                RepeatCounted();
                break;
            case '|':
                Emit("|", 0);
                break;
            case '^':
                Emit(@"\A", 0);
                break;
            case '$':
                Emit(@"\z", 0);
                break;
            case '.':
                Emit($@"(?:{Pair}|[^\n\r\u2028\u2029\uD800-\uDFFF])", 3);
                break;
            case '[':
                Emit(new EcmaClass(characters).Translate(), 3);
                break;
            case '\\':
                Escape();
                break;
            default:
                Literal(characters.Joined(c));
                break;
        }
    }

    private void Open()
    {
        if (characters.TryTake('?'))
        {
            var isNamed = characters.TryTake('<');
            if (isNamed ? !characters.TryTakeGroupName() : !characters.TryTake(':'))
            {
                throw new FormatException("looking ahead or behind, and options, cannot be used");
            }
        }
        // Nothing refers back to a group, so none needs to capture.
        output.Append("(?:");
        outer.Push(total);
        (total, last) = (0, 0);
    }

    private void Close()
    {
        if (outer.Count == 0)
        {
            throw new FormatException("a group is closed that was not opened");
        }
        output.Append(')');
        last = Math.Max(total, 1);
        total = outer.Pop() + last;
    }

    private void RepeatCounted()
    {
        var least = characters.TakeNumber();
        var most = least;
        if (characters.TryTake(','))
        {
            most = characters.TakeNumber();
        }
        if (least is null || !characters.TryTake('}') || most < least)
        {
            throw new FormatException("a repetition is not of the form {n}, {n,} or {n,m}");
        }
        var text = most is null ? $"{{{least},}}" : $"{{{least},{most}}}";
        Repeat(text, Math.Max(1, most ?? least.Value));
    }

    private void Repeat(string quantifier, int times)
    {
        if (last == 0)
        {
            throw new FormatException("a repetition has nothing to repeat");
        }
        // Whether a repetition takes as much or as little as it can decides nothing about whether there is a match.
        characters.TryTake('?');
        output.Append(quantifier);
        total += last * (times - 1);
        last = 0;
    }

    private void Escape()
    {
        if (characters.TryTakeShorthand(out var shorthand))
        {
            Emit(
                shorthand.MatchesAstral
                    ? $"(?:{Pair}|[{shorthand.Ranges}])"
                    : $"[{shorthand.Ranges}]",
                3
            );
            return;
        }
        Literal(characters.TakeEscaped(inClass: false));
    }

    private void Literal(int codePoint)
    {
        if (codePoint > char.MaxValue)
        {
            var pair = char.ConvertFromUtf32(codePoint);
            Emit($"(?:{EcmaCharacters.Unit(pair[0])}{EcmaCharacters.Unit(pair[1])})", 2);
            return;
        }
        Emit(EcmaCharacters.Unit(codePoint), 1);
    }

    private void Emit(string text, int size)
    {
        output.Append(text);
        last = size;
        total += size;
    }
}
