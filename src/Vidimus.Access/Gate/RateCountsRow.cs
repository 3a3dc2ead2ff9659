namespace Vidimus.Access.Gate;

/// <summary>What one node let through in the last minute, for the other nodes: one row for each node.</summary>
internal sealed class RateCountsRow
{
    public required string Node { get; init; }

    /// <summary>Grows with each round of the node, so that others see that it lives without comparing clocks.</summary>
    public long Round { get; set; }

    /// <summary>The node's time, for telling rows of nodes that are long gone.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>JSON: by key, what it was let through and after how many milliseconds all of that will have left.</summary>
    public string Counts { get; set; } = "{}";
}
