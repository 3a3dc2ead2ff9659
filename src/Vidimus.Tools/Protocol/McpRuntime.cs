namespace Vidimus.Tools.Protocol;

/// <summary>What serving the protocol shares between requests.</summary>
internal sealed class McpRuntime
{
    private readonly Dictionary<string, int> _streams = new(StringComparer.Ordinal);
    private int _all;

    public McpRuntime(McpParts parts, Changes changes, CancellationToken stopping)
    {
        if (parts.Options.SealKey.Length != 32)
            throw new InvalidOperationException("McpOptions.SealKey must have 32 bytes.");
        Parts = parts;
        Changes = changes;
        Stopping = stopping;
        var seal = new Seal(parts.Options.SealKey);
        States = new(seal, parts.Clock, parts.Options.StateLasts);
        Sessions = new(seal, parts.Clock, parts.Options);
    }

    public McpParts Parts { get; }

    public McpOptions Options => Parts.Options;

    public Changes Changes { get; }

    public RequestStates States { get; }

    public Sessions Sessions { get; }

    public Questions Questions { get; } = new();

    public Running Running { get; } = new();

    /// <summary>Streams end when the program does.</summary>
    public CancellationToken Stopping { get; }

    public bool IsLive(string toolset) => Options.LiveToolsets.Contains(toolset);

    public bool HasResources(string toolset) =>
        Parts.Resources.Any(r => r.Resources(toolset).Count > 0 || r.Templates(toolset).Count > 0);

    public bool HasPrompts(string toolset) => Parts.Prompts.Any(p => p.Prompts(toolset).Count > 0);

    /// <summary>Takes a place for a stream that is held open; false when there is none.</summary>
    public bool EnterStream(string owner)
    {
        lock (_streams)
        {
            var own = _streams.GetValueOrDefault(owner);
            if (own >= Options.StreamsPerOwner || own >= Options.Streams - _all)
                return false;
            _all++;
            _streams[owner] = own + 1;
            return true;
        }
    }

    public void LeaveStream(string owner)
    {
        lock (_streams)
        {
            _all--;
            if (--_streams[owner] == 0)
                _streams.Remove(owner);
        }
    }
}
