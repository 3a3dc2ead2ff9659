namespace Vidimus.Proofs;

/// <summary>
/// A pattern as a nondeterministic automaton, walked through all states at once (Thompson 1968): the work is at most the length of
/// the text times the size of the pattern, nothing is kept between texts, and each state visited is counted.
/// </summary>
internal sealed class PatternProgram(PatternTree tree)
{
    private const int MostOnStack = 256;

    private readonly PatternInstruction[] instructions = PatternWriter.Write(tree);

    private readonly ref struct States(Span<int> list, Span<int> seen, Span<int> pending)
    {
        internal readonly Span<int> List = list;
        internal readonly Span<int> Seen = seen;
        internal readonly Span<int> Pending = pending;
    }

    /// <summary>
    /// Whether the text, which has no lone surrogates, holds a match. Work is counted down by the states visited; when it falls
    /// below zero the search has been given up and the answer is false.
    /// </summary>
    internal bool IsMatch(ReadOnlySpan<char> text, ref long work)
    {
        var size = instructions.Length;
        var room = size <= MostOnStack ? stackalloc int[4 * size] : new int[4 * size];
        var now = room[..size];
        var next = room.Slice(size, size);
        var seen = room.Slice(2 * size, size);
        var pending = room.Slice(3 * size, size);
        seen.Fill(-1);
        var count = 0;
        for (var at = 0; ; )
        {
            // A match may begin anywhere.
            if (Reach(0, text, at, new States(now, seen, pending), ref count))
            {
                return work >= 0;
            }
            work -= count + 1;
            if (at == text.Length || work < 0)
            {
                return false;
            }
            var isPair = char.IsHighSurrogate(text[at]);
            var codePoint = isPair ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
            at += isPair ? 2 : 1;
            var reached = 0;
            foreach (var state in now[..count])
            {
                var instruction = instructions[state];
                if (
                    instruction.Set is { } set
                    && set.Contains(codePoint)
                    && Reach(
                        instruction.Next,
                        text,
                        at,
                        new States(next, seen, pending),
                        ref reached
                    )
                )
                {
                    return true;
                }
            }
            var swapped = now;
            now = next;
            next = swapped;
            count = reached;
        }
    }

    /// <summary>Adds the state and all that follow without a character; true when the match is among them.</summary>
    private bool Reach(int state, ReadOnlySpan<char> text, int at, States states, ref int count)
    {
        var waiting = 0;
        Enqueue(state, at, states, ref waiting);
        while (waiting > 0)
        {
            var current = states.Pending[--waiting];
            var instruction = instructions[current];
            // Also those without a character are listed, so that they are counted as work.
            states.List[count++] = current;
            switch (instruction.Operation)
            {
                case PatternOperation.Match:
                    return true;
                case PatternOperation.Character:
                    break;
                case PatternOperation.Split:
                    Enqueue(instruction.Other, at, states, ref waiting);
                    Enqueue(instruction.Next, at, states, ref waiting);
                    break;
                default:
                    if (Holds(instruction.Operation, text, at))
                    {
                        Enqueue(instruction.Next, at, states, ref waiting);
                    }
                    break;
            }
        }
        return false;
    }

    private static void Enqueue(int state, int at, States states, ref int waiting)
    {
        if (states.Seen[state] != at)
        {
            states.Seen[state] = at;
            states.Pending[waiting++] = state;
        }
    }

    private static bool Holds(PatternOperation assertion, ReadOnlySpan<char> text, int at)
    {
        var isEdge = IsWord(text, at - 1) != IsWord(text, at);
        return assertion switch
        {
            PatternOperation.Start => at == 0,
            PatternOperation.End => at == text.Length,
            PatternOperation.WordEdge => isEdge,
            _ => !isEdge,
        };
    }

    private static bool IsWord(ReadOnlySpan<char> text, int at) =>
        at >= 0 && at < text.Length && CodePointSet.Words.Contains(text[at]);
}
