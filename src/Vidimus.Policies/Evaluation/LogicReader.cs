using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Evaluation;

/// <summary>Reads a logic tree from JSON, within its bounds; each mistake is noted under the path of its member.</summary>
internal sealed class LogicReader(Fields fields)
{
    private static readonly string[] Operators =
    [
        "all",
        "any",
        "not",
        "atLeast",
        "fact",
        "credential",
    ];

    private const int MostMistakes = 20;
    private const int LongestLabel = 300;
    private readonly HashSet<string> _facts = new(StringComparer.Ordinal);

    public int Nodes { get; private set; }

    public List<string> FactNames { get; } = [];

    public List<CredentialAsk> Asks { get; } = [];

    public LogicNode? Read(JsonElement json, string path) => Node(json, path, 1);

    private LogicNode? Node(JsonElement json, string path, int depth)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Wrong(path, "must be an object with one of " + string.Join(", ", Operators));
        if (depth > LogicTree.Deepest)
            return Wrong(path, $"must not be nested deeper than {LogicTree.Deepest}");
        if (++Nodes > LogicTree.MostNodes)
            return Nodes == LogicTree.MostNodes + 1
                ? Wrong(path, $"must have at most {LogicTree.MostNodes} nodes")
                : null;
        var given = Operators.Where(o => json.TryGetProperty(o, out _)).ToArray();
        if (given.Length != 1)
            return Wrong(path, "must have exactly one of " + string.Join(", ", Operators));
        var kind = given[0];
        var members = Members(
            json,
            path,
            kind == "fact"
                ? ["fact", "is", "value", "unit", "system", "type", "label"]
                : [kind, "label"]
        );
        if (members is null || !Label(json, path, out var label))
            return null;
        var of = json.GetProperty(kind);
        return kind switch
        {
            "all" => List(of, $"{path}.all", depth) is { } all
                ? new AllNode(all) { Label = label }
                : null,
            "any" => List(of, $"{path}.any", depth) is { } any
                ? new AnyNode(any) { Label = label }
                : null,
            "not" => Node(of, $"{path}.not", depth + 1) is { } not
                ? new NotNode(not) { Label = label }
                : null,
            "atLeast" => AtLeast(of, $"{path}.atLeast", depth, label),
            "fact" => Fact(json, path, label),
            _ => Credential(of, $"{path}.credential", label),
        };
    }

    private LogicNode[]? List(JsonElement json, string path, int depth)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0)
        {
            Wrong(path, "must be a list of at least one node");
            return null;
        }
        var nodes = new List<LogicNode>();
        var (right, position) = (true, 0);
        foreach (var item in json.EnumerateArray())
        {
            if (Node(item, $"{path}.{position++}", depth + 1) is { } node)
                nodes.Add(node);
            else
                right = false;
            if (fields.Errors.Count >= MostMistakes || Nodes > LogicTree.MostNodes)
                return null;
        }
        return right ? [.. nodes] : null;
    }

    private AtLeastNode? AtLeast(JsonElement json, string path, int depth, string? label)
    {
        if (Members(json, path, ["count", "of"]) is null)
            return null;
        if (!json.TryGetProperty("of", out var of))
            return (AtLeastNode?)Wrong($"{path}.of", "is required");
        if (List(of, $"{path}.of", depth) is not { } nodes)
            return null;
        if (
            !json.TryGetProperty("count", out var given)
            || given.ValueKind != JsonValueKind.Number
            || !given.TryGetInt32(out var count)
            || count < 1
            || count > nodes.Length
        )
            return (AtLeastNode?)Wrong(
                $"{path}.count",
                $"must be a whole number from 1 to {nodes.Length}"
            );
        return new(count, nodes) { Label = label };
    }

    private FactNode? Fact(JsonElement json, string path, string? label)
    {
        if (
            !FactValue.TryText(json.GetProperty("fact"), Facts.LongestName, out var name)
            || !Facts.IsName(name)
        )
        {
            Wrong(
                $"{path}.fact",
                $"must be a name of 1 to {Facts.LongestName} letters, digits, _, - and dots"
            );
            return null;
        }
        if (_facts.Add(name))
            FactNames.Add(name);
        return new FactTestReader(fields).Read(json, path, name, label);
    }

    private CredentialNode? Credential(JsonElement json, string path, string? label)
    {
        if (
            Members(json, path, CredentialAskReader.Members) is null
            || new CredentialAskReader(fields).Read(json, path) is not { } ask
        )
            return null;
        Asks.Add(ask);
        return new(ask) { Label = label };
    }

    private bool Label(JsonElement json, string path, out string? label)
    {
        label = null;
        if (!json.TryGetProperty("label", out var given))
            return true;
        if (FactValue.TryText(given, LongestLabel, out var text) && text.Length > 0)
        {
            label = text;
            return true;
        }
        Wrong($"{path}.label", $"must be text of 1 to {LongestLabel} characters");
        return false;
    }

    /// <summary>The object's members, where it has none but these and each once; else the mistakes are noted.</summary>
    private object? Members(JsonElement json, string path, string[] known)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Wrong(path, "must be an object");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var right = true;
        foreach (var member in json.EnumerateObject())
        {
            var problem =
                !known.Contains(member.Name, StringComparer.Ordinal)
                    ? "is not known; known are " + string.Join(", ", known)
                : !seen.Add(member.Name) ? "is given twice"
                : null;
            if (problem is null)
                continue;
            right = false;
            // An unknown name may be anything: it is not repeated at length.
            Wrong($"{path}.{member.Name.Begin(60)}", problem);
            if (fields.Errors.Count >= MostMistakes)
                break;
        }
        return right ? seen : null;
    }

    private LogicNode? Wrong(string path, string message)
    {
        if (fields.Errors.Count < MostMistakes)
            fields.Wrong(path, message);
        return null;
    }
}
