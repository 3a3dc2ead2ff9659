using Vidimus.Client;
using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>One call on its way, as far as log, metrics and record need to know it.</summary>
internal sealed class RecordedCall
{
    public required CallerEntry Caller { get; init; }
    public required string Method { get; init; }

    /// <summary>The name asked for; of a name that no tool can have only that it was none.</summary>
    public required string Name { get; init; }
    public required string? Client { get; init; }
    public required string? ArgumentsDigest { get; init; }
    public required string? Approval { get; init; }
    public required DateTimeOffset Time { get; init; }
    public required long StartedAt { get; init; }
    public required ToolTrace Trace { get; init; }

    /// <summary>The tool, once it was found.</summary>
    public Tool? Tool { get; set; }

    /// <summary>Whether its answer came from the cache.</summary>
    public bool Cached { get; set; }

    /// <summary>Whether the record says that it began: then it may have changed something.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Whether its line must be on the disk before the caller is answered.</summary>
    public bool Durable => Tool is { Effect: not ToolEffect.Read };
}
