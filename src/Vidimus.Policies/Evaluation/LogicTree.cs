using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Evaluation;

/// <summary>
/// A logic tree, read once from its JSON and never changed: what has to be the case, over facts. Its values are Kleene's
/// three; no tree runs a pattern or a loop of its author's, so the time it takes is bounded by its size.
/// </summary>
internal sealed class LogicTree
{
    /// <summary>Deeper trees are refused.</summary>
    public const int Deepest = 16;

    /// <summary>Larger trees are refused.</summary>
    public const int MostNodes = 500;

    /// <summary>Most values of one test.</summary>
    public const int MostValues = 2000;

    private LogicTree(
        LogicNode root,
        int nodes,
        IReadOnlyList<string> facts,
        IReadOnlyList<CredentialAsk> asks
    )
    {
        (Root, Nodes, FactNames, Asks) = (root, nodes, facts, asks);
    }

    public LogicNode Root { get; }

    public int Nodes { get; }

    /// <summary>The facts it looks at, each once, in the order they are first asked for.</summary>
    public IReadOnlyList<string> FactNames { get; }

    /// <summary>Which credentials it asks for.</summary>
    public IReadOnlyList<CredentialAsk> Asks { get; }

    /// <summary>Whether it looks at a person's credentials.</summary>
    public bool AsksForCredentials => Asks.Count > 0;

    /// <summary>Reads a tree; what is wrong is noted under its path, and null is answered then.</summary>
    public static LogicTree? Read(JsonElement json, Fields fields, string path = "logic")
    {
        var reader = new LogicReader(fields);
        return reader.Read(json, path) is { } root
            ? new(root, reader.Nodes, [.. reader.FactNames], [.. reader.Asks])
            : null;
    }

    /// <summary>As above, with the refusal.</summary>
    public static Result<LogicTree> Read(JsonElement json)
    {
        var fields = new Fields();
        return Read(json, fields) is { } tree ? tree : fields.Problem!;
    }

    /// <summary>
    /// Its value over the facts. Where <paramref name="against"/> is set, being matched speaks against what is asked for:
    /// that nobody presented such a credential proves nothing then.
    /// </summary>
    public Truth Evaluate(Facts facts, bool against = false) => Root.Evaluate(facts, against);

    /// <summary>The same with the value of each node and the reasons for it, in words.</summary>
    public EvaluatedNode Explain(Facts facts, bool against = false) => Root.Explain(facts, against);
}
