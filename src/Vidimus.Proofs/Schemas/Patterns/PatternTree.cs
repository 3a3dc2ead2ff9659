namespace Vidimus.Proofs;

/// <summary>What a pattern says, as a tree. Groups only group, and no repetition is lazy: neither decides about a match.</summary>
internal abstract record PatternTree
{
    /// <summary>How many instructions the tree becomes at most.</summary>
    internal abstract long Size { get; }

    internal sealed record Character(CodePointSet Set) : PatternTree
    {
        internal override long Size => Set.Weight;
    }

    internal sealed record Assertion(PatternOperation Operation) : PatternTree
    {
        internal override long Size => 1;
    }

    internal sealed record Sequence(IReadOnlyList<PatternTree> Parts) : PatternTree
    {
        internal override long Size { get; } = Parts.Sum(part => part.Size);
    }

    internal sealed record Choice(IReadOnlyList<PatternTree> Parts) : PatternTree
    {
        internal override long Size { get; } = Parts.Sum(part => part.Size + 2);
    }

    /// <param name="Repeated">What is repeated.</param>
    /// <param name="Least">How often at least.</param>
    /// <param name="Most">How often at most; null for without end.</param>
    internal sealed record Repetition(PatternTree Repeated, int Least, int? Most) : PatternTree
    {
        internal override long Size { get; } =
            (Repeated.Size + 1) * Math.Max(1, Most ?? (Least + 1L)) + 1;
    }
}
