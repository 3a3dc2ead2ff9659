using System.Text.Json;
using Vidimus.Tools;
using Vidimus.Tools.Schemas;

namespace Vidimus.Mcp;

/// <summary>
/// The tools of this server: the catalogue's, and where a setting asks for them those that judges of the protocol call. Found by
/// name without looking through them, since every call asks several times.
/// </summary>
internal sealed class OfferedTools
{
    private readonly Dictionary<string, Offered> _toolsets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tool> _names = new(StringComparer.Ordinal);
    private readonly HashSet<Tool> _unchecked;

    public OfferedTools(ToolCatalogue catalogue, IEnumerable<Tool> others)
    {
        Tool[] judged = [.. others];
        foreach (var toolset in catalogue.Toolsets)
            _toolsets.Add(toolset.Name, new(toolset.Tools));
        foreach (var toolset in judged.GroupBy(t => t.Toolsets[0], StringComparer.Ordinal))
            _toolsets.Add(toolset.Key, new(toolset));
        foreach (var tool in catalogue.Tools.Concat(judged))
            _names.TryAdd(tool.Name, tool);
        _unchecked = [.. judged.Where(t => !CanCheck(t))];
    }

    /// <summary>The tool of this name there; null when there is none.</summary>
    public Tool? Find(string toolset, string name, bool readOnly) =>
        _toolsets.TryGetValue(toolset, out var found)
        && found.ByName.TryGetValue(name, out var tool)
            ? ToolCatalogue.Seen(tool, readOnly, null)
            : null;

    /// <summary>The tool of this name anywhere.</summary>
    public Tool? Named(string name) => _names.GetValueOrDefault(name);

    /// <summary>The tools there that may be seen, in their order.</summary>
    public IReadOnlyList<Tool> In(string toolset, bool readOnly, Func<string, bool> sees) =>
        _toolsets.TryGetValue(toolset, out var found)
            ? [.. found.InOrder.Select(t => ToolCatalogue.Seen(t, readOnly, sees)).OfType<Tool>()]
            : [];

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

    private sealed class Offered(IEnumerable<Tool> tools)
    {
        public Tool[] InOrder { get; } = [.. tools];

        public Dictionary<string, Tool> ByName { get; } =
            tools.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }
}
