using System.Globalization;

namespace Vidimus.Policies.Evaluation;

/// <summary>What an evaluation comes from, in sentences.</summary>
internal static class EvaluationReasons
{
    private const int LongestReason = 300;
    private const int MostReasons = 100;

    public static bool Fails(CompiledBlock block, EvaluatedBlock shown) =>
        block.Decides && shown.Outcome == (block.SpeaksAgainst ? "matched" : "unmatched");

    public static List<string> Of(
        IReadOnlyList<CompiledBlock> blocks,
        EvaluatedBlock[] shown,
        Truth truth,
        string? notInForce
    )
    {
        var reasons = new List<string>();
        if (notInForce is not null)
            reasons.Add(notInForce);
        var decides = blocks.Count(b => b is { Decides: true, Logic: not null });
        if (decides == 0)
            reasons.Add("No block that decides has a logic tree: a person has to read the policy.");
        else if (truth == Truth.Matched)
            reasons.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"All {decides} criteria that decide and have a logic tree are met."
                )
            );
        for (var i = 0; i < blocks.Count; i++)
        {
            if (Reason(blocks[i], shown[i]) is { } reason)
                reasons.Add(reason);
        }
        if (blocks.Count(b => b is { Decides: true, Logic: null }) is > 0 and var unread)
            reasons.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{unread} criteria have no logic tree: a person has to read them."
                )
            );
        return reasons.Count <= MostReasons ? reasons : reasons[..MostReasons];
    }

    private static string? Reason(CompiledBlock block, EvaluatedBlock shown)
    {
        if (!block.Decides || shown.Logic is not { } logic)
            return null;
        var said = Short(block.Text);
        if (Fails(block, shown))
            return block.SpeaksAgainst
                ? $"A limitation applies: {said} ({Short(Because(logic))})"
                : $"Not met: {said} ({Short(Because(logic))})";
        if (shown.Outcome == "unknown")
            return $"Cannot be said for lack of {Short(Lack(logic))}: {said}";
        return block.Manual ? $"A person has to judge this as well: {said}" : null;
    }

    /// <summary>What the deepest nodes that made it so say, up to three of them.</summary>
    private static string Because(EvaluatedNode node)
    {
        var whys = new List<string>();
        Gather(node, node.Outcome, whys);
        return string.Join(" ", whys.Count == 0 ? [node.Why] : whys);
    }

    private static void Gather(EvaluatedNode node, string outcome, List<string> whys)
    {
        if (whys.Count >= 3)
            return;
        if (node.Of.Count == 0)
        {
            if (node.Outcome == outcome)
                whys.Add(node.Why);
            return;
        }
        var inside =
            node.Kind != "not" ? outcome
            : outcome == "matched" ? "unmatched"
            : "matched";
        foreach (var one in node.Of)
            Gather(one, inside, whys);
    }

    private static string Lack(EvaluatedNode node) =>
        node.Missing.Count == 0 ? "facts" : string.Join(", ", node.Missing);

    private static string Short(string text) =>
        text.Length <= LongestReason ? text : string.Concat(text.AsSpan(0, LongestReason - 1), "…");
}
