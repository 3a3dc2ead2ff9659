namespace Vidimus.Proofs;

/// <summary>
/// Reads the regular expressions of ECMAScript's Unicode mode (ECMA-262 section 22.2, as Core section 6.4 asks) that need no memory
/// of what was matched: <c>$</c> is only the very end, <c>\d</c> and <c>\w</c> are ASCII, <c>.</c> is one code point. Looking
/// around, referring back and everything malformed is refused by <see cref="FormatException"/>.
/// </summary>
internal sealed class EcmaPattern(string source, int maxSize)
{
    private const int MaxDepth = 50;

    private readonly EcmaCharacters characters = new(source);
    private int depth;

    internal PatternTree Read()
    {
        var tree = ReadChoice();
        return characters.IsAtEnd
            ? tree
            : throw new FormatException("a group is closed that was not opened");
    }

    private PatternTree ReadChoice()
    {
        var parts = new List<PatternTree> { ReadSequence() };
        while (characters.TryTake('|'))
        {
            parts.Add(ReadSequence());
        }
        return parts.Count == 1 ? parts[0] : Bounded(new PatternTree.Choice(parts));
    }

    private PatternTree ReadSequence()
    {
        var parts = new List<PatternTree>();
        while (!characters.IsAtEnd && characters.Ahead is not ('|' or ')'))
        {
            var part = ReadPart();
            parts.Add(ReadRepetition(part));
        }
        return parts.Count == 1 ? parts[0] : Bounded(new PatternTree.Sequence(parts));
    }

    private PatternTree Bounded(PatternTree tree) =>
        tree.Size <= maxSize
            ? tree
            : throw new FormatException("it is too large with its repetitions written out");

    private PatternTree ReadPart()
    {
        var c = characters.Take();
        return c switch
        {
            '(' => ReadGroup(),
            '[' => new PatternTree.Character(new EcmaClass(characters).Read()),
            '\\' => ReadEscape(),
            '^' => new PatternTree.Assertion(PatternOperation.Start),
            '$' => new PatternTree.Assertion(PatternOperation.End),
            '.' => new PatternTree.Character(CodePointSet.NotLineEnds),
            '*' or '+' or '?' or '{' => throw new FormatException(
                "a repetition has nothing to repeat"
            ),
            _ => new PatternTree.Character(CodePointSet.Of(characters.Joined(c))),
        };
    }

    private PatternTree ReadGroup()
    {
        if (characters.TryTake('?'))
        {
            var isNamed = characters.TryTake('<');
            if (isNamed ? !characters.TryTakeGroupName() : !characters.TryTake(':'))
            {
                throw new FormatException("looking ahead or behind, and options, cannot be used");
            }
        }
        if (++depth > MaxDepth)
        {
            throw new FormatException($"groups stand more than {MaxDepth} deep in one another");
        }
        var inside = ReadChoice();
        depth--;
        return characters.TryTake(')')
            ? inside
            : throw new FormatException("a group is not closed");
    }

    private PatternTree ReadEscape()
    {
        if (characters.TryTake('b'))
        {
            return new PatternTree.Assertion(PatternOperation.WordEdge);
        }
        if (characters.TryTake('B'))
        {
            return new PatternTree.Assertion(PatternOperation.NoWordEdge);
        }
        return new PatternTree.Character(
            characters.TakeShorthand() ?? CodePointSet.Of(characters.TakeEscaped(inClass: false))
        );
    }

    private PatternTree ReadRepetition(PatternTree part)
    {
        (int Least, int? Most) times;
        if (characters.TryTake('*'))
        {
            times = (0, null);
        }
        else if (characters.TryTake('+'))
        {
            times = (1, null);
        }
        else if (characters.TryTake('?'))
        {
            times = (0, 1);
        }
        else if (characters.TryTake('{'))
        {
            times = ReadTimes();
        }
        else
        {
            return part;
        }
        if (part is PatternTree.Assertion)
        {
            throw new FormatException("a repetition has nothing to repeat");
        }
        // Whether a repetition takes as much or as little as it can decides nothing about whether there is a match.
        characters.TryTake('?');
        return Bounded(new PatternTree.Repetition(part, times.Least, times.Most));
    }

    private (int Least, int? Most) ReadTimes()
    {
        var least = characters.TakeNumber();
        var most = characters.TryTake(',') ? characters.TakeNumber() : least;
        return least is not null && characters.TryTake('}') && !(most < least)
            ? (least.Value, most)
            : throw new FormatException("a repetition is not of the form {n}, {n,} or {n,m}");
    }
}
