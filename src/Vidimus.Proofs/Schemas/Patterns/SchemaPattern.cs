using System.Diagnostics.CodeAnalysis;

namespace Vidimus.Proofs;

/// <summary>A pattern of a schema, matched in time linear in the text whatever the pattern.</summary>
internal sealed class SchemaPattern
{
    private const int MaxLength = 1000;
    private const int MaxSize = 3000;

    private readonly PatternProgram program;

    private SchemaPattern(string source, PatternTree tree)
    {
        Source = source;
        Size = (int)tree.Size;
        program = new PatternProgram(tree);
    }

    internal string Source { get; }

    /// <summary>How many characters and choices the pattern has with its repetitions written out.</summary>
    internal int Size { get; }

    /// <inheritdoc cref="PatternProgram.IsMatch"/>
    internal bool IsMatch(string text, ref long work) => program.IsMatch(text, ref work);

    internal static bool TryRead(
        string source,
        [NotNullWhen(true)] out SchemaPattern? pattern,
        [NotNullWhen(false)] out string? reason
    )
    {
        (pattern, reason) = (null, null);
        if (source.Length > MaxLength)
        {
            reason = $"The pattern is longer than {MaxLength} characters.";
            return false;
        }
        try
        {
            var tree = new EcmaPattern(source, MaxSize).Read();
            pattern = new SchemaPattern(source, tree);
            return true;
        }
        catch (FormatException refused)
        {
            reason =
                $"The pattern '{SchemaWords.Cut(source, 60)}' is not supported: {refused.Message}.";
            return false;
        }
    }
}
