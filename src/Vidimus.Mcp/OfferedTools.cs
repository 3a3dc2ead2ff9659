using System.Text.Json;
using Vidimus.Tools;
using Vidimus.Tools.Schemas;

namespace Vidimus.Mcp;

/// <summary>The tools of this server: the catalogue's, and where a setting asks for them those that judges of the protocol call.</summary>
internal sealed class OfferedTools
{
    private readonly ToolCatalogue _catalogue;
    private readonly Dictionary<string, Tool[]> _others;
    private readonly HashSet<Tool> _unchecked;

    public OfferedTools(ToolCatalogue catalogue, IEnumerable<Tool> others)
    {
        _catalogue = catalogue;
        _others = others
            .SelectMany(t => t.Toolsets.Select(s => (Toolset: s, Tool: t)))
            .GroupBy(t => t.Toolset, t => t.Tool, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _unchecked = [.. _others.Values.SelectMany(t => t).Where(t => !CanCheck(t))];
    }

    /// <summary>The tool of this name there; null when there is none.</summary>
    public Tool? Find(string toolset, string name, bool readOnly) =>
        _others.TryGetValue(toolset, out var others)
            ? Array.Find(others, t => t.Name == name)
            : _catalogue.Find(toolset, name, readOnly);

    /// <summary>The tool of this name anywhere.</summary>
    public Tool? Named(string name) =>
        _catalogue.Tools.FirstOrDefault(t => t.Name == name)
        ?? _others.Values.SelectMany(t => t).FirstOrDefault(t => t.Name == name);

    /// <summary>The tools there that may be seen, in their order.</summary>
    public IReadOnlyList<Tool> In(string toolset, bool readOnly, Func<string, bool> sees) =>
        _others.TryGetValue(toolset, out var others)
            ? [.. others.Where(t => sees(t.Scope))]
            : _catalogue.In(toolset, readOnly, sees);

    /// <summary>An answer that names every mistake in the arguments; null when they fit.</summary>
    public ToolAnswer? Wrong(Tool tool, JsonElement arguments) =>
        _unchecked.Contains(tool) ? null : ToolArguments.Refusal(tool, arguments);

    // What judges bring along has words of JSON Schema that no tool of ours uses.
    private static bool CanCheck(Tool tool)
    {
        try
        {
            Schema.Of(tool.InputSchema);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}
