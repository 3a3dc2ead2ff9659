using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Vidimus.Proofs;

/// <summary>A pattern of a schema, matched in time linear in the text whatever the pattern.</summary>
internal sealed class SchemaPattern
{
    private const int MaxLength = 1000;
    private const int MaxSize = 2000;

    private readonly Regex regex;

    private SchemaPattern(string source, Regex regex, int size)
    {
        Source = source;
        this.regex = regex;
        Size = size;
    }

    internal string Source { get; }

    /// <summary>How many single characters the pattern asks for when its repetitions are written out.</summary>
    internal int Size { get; }

    /// <summary>What matching a text costs at most, in steps of a validation.</summary>
    internal int Steps(string text) => 1 + (int)Math.Min((long)text.Length * Size >> 5, 1 << 20);

    internal bool IsMatch(string text) => regex.IsMatch(text);

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
            var (translated, size) = new EcmaPattern(source, MaxSize).Translate();
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            pattern = new SchemaPattern(source, new Regex(translated, options), size);
            return true;
        }
        catch (Exception refused)
            when (refused is FormatException or NotSupportedException or ArgumentException)
        {
            var why = refused is FormatException ? $": {refused.Message}" : "";
            reason = $"The pattern '{SchemaWords.Cut(source, 60)}' is not supported{why}.";
            return false;
        }
    }
}
