using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Vidimus.Tools.Schemas;

/// <summary>
/// A JSON Schema (2020-12) of the kind our tools publish, checked by ourselves: published bounds that nobody enforces would be
/// a promise to the reader only. All mistakes are found at once, each with its place and how to mend it. Work is linear in the
/// arguments: patterns cannot backtrack, and alternatives are told apart by type.
/// </summary>
public sealed class Schema
{
    private const int MostMistakes = 30;
    private static readonly ConditionalWeakTable<Tool, Schema> OfTools = [];
    private readonly SchemaNode _root;

    private Schema(SchemaNode root) => _root = root;

    /// <summary>The schema of a tool's arguments, read once.</summary>
    public static Schema Of(Tool tool) => OfTools.GetValue(tool, t => Of(t.InputSchema));

    /// <summary>The schema.</summary>
    /// <exception cref="NotSupportedException">It has a keyword, type or format that is not checked here.</exception>
    public static Schema Of(JsonElement schema) => new(SchemaReader.Read(schema, ""));

    /// <summary>What is wrong with a value; nothing when it fits.</summary>
    public IReadOnlyList<Mistake> Check(JsonElement value)
    {
        var mistakes = new Mistakes(MostMistakes);
        _root.Check(value, "", mistakes);
        return mistakes.Found;
    }
}

/// <summary>Mistakes found so far; beyond a number that nobody reads they are only counted.</summary>
internal sealed class Mistakes(int most)
{
    private readonly List<Mistake> _found = [];

    public IReadOnlyList<Mistake> Found => _found;

    public bool IsFull => _found.Count >= most;

    public void Add(string path, string message)
    {
        if (!IsFull)
            _found.Add(new(path, message));
    }
}
