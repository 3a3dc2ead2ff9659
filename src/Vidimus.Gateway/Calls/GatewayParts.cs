using Microsoft.Extensions.Logging;
using Vidimus.Client;
using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>What the host works with.</summary>
internal sealed record GatewayParts
{
    public required GatewaySettings Settings { get; init; }
    public required VidimusClient Api { get; init; }
    public required GatewayTools Tools { get; init; }
    public required IReadOnlyList<IMcpResources> Resources { get; init; }
    public required IReadOnlyList<IMcpPrompts> Prompts { get; init; }
    public required CallRecorder Recorder { get; init; }
    public required GatewayMetrics Metrics { get; init; }
    public required ReadCache Cache { get; init; }
    public required CallerLimits Limits { get; init; }
    public required AuditFile? Audit { get; init; }
    public required CallersFile? Callers { get; init; }
    public required ClientTokenFile? TokenFile { get; init; }
    public required ILogger Logger { get; init; }
    public required TimeProvider Clock { get; init; }

    /// <summary>Takes a new client token into use when its file has one.</summary>
    public void LookForToken()
    {
        if (TokenFile?.Changed() is not { } token)
            return;
        Api.ReplaceClientToken(token);
        Tools.Forget();
        // What the old one could see may be another organization's, or no longer to be seen.
        Cache.Written();
        GatewayLog.TokenReplaced(Logger);
    }
}
