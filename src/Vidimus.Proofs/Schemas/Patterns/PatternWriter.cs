namespace Vidimus.Proofs;

/// <summary>What an instruction of a pattern asks.</summary>
internal enum PatternOperation
{
    Character,
    Split,
    Start,
    End,
    WordEdge,
    NoWordEdge,
    Match,
}

/// <summary>Continues at the next instruction, and a split at the other too; a character needs its set.</summary>
internal readonly record struct PatternInstruction(
    PatternOperation Operation,
    CodePointSet? Set,
    int Next,
    int Other
);

/// <summary>Writes a pattern's tree out as instructions, repetitions as often as they are counted.</summary>
internal sealed class PatternWriter
{
    private readonly List<PatternInstruction> code = [];

    private PatternWriter() { }

    internal static PatternInstruction[] Write(PatternTree tree)
    {
        var writer = new PatternWriter();
        writer.Append(tree);
        writer.Add(PatternOperation.Match);
        return [.. writer.code];
    }

    private int Add(PatternOperation operation, CodePointSet? set = null)
    {
        code.Add(new PatternInstruction(operation, set, code.Count + 1, 0));
        return code.Count - 1;
    }

    private void Append(PatternTree tree)
    {
        switch (tree)
        {
            case PatternTree.Character character:
                Add(PatternOperation.Character, character.Set);
                break;
            case PatternTree.Assertion assertion:
                Add(assertion.Operation);
                break;
            case PatternTree.Sequence sequence:
                foreach (var part in sequence.Parts)
                {
                    Append(part);
                }
                break;
            case PatternTree.Choice choice:
                WriteChoice(choice.Parts);
                break;
            case PatternTree.Repetition repetition:
                WriteRepetition(repetition);
                break;
        }
    }

    private void WriteChoice(IReadOnlyList<PatternTree> parts)
    {
        var ends = new List<int>();
        foreach (var part in parts.SkipLast(1))
        {
            var split = Add(PatternOperation.Split);
            Append(part);
            ends.Add(Add(PatternOperation.Split));
            code[split] = code[split] with { Other = code.Count };
        }
        Append(parts[^1]);
        foreach (var end in ends)
        {
            code[end] = code[end] with { Next = code.Count, Other = code.Count };
        }
    }

    private void WriteRepetition(PatternTree.Repetition repetition)
    {
        for (var i = 0; i < repetition.Least; i++)
        {
            Append(repetition.Repeated);
        }
        if (repetition.Most is null)
        {
            var split = Add(PatternOperation.Split);
            Append(repetition.Repeated);
            var back = Add(PatternOperation.Split);
            code[back] = code[back] with { Next = split, Other = split };
            code[split] = code[split] with { Other = code.Count };
            return;
        }
        var splits = new List<int>();
        for (var i = repetition.Least; i < repetition.Most; i++)
        {
            splits.Add(Add(PatternOperation.Split));
            Append(repetition.Repeated);
        }
        foreach (var split in splits)
        {
            code[split] = code[split] with { Other = code.Count };
        }
    }
}
