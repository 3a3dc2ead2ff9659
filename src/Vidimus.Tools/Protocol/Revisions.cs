namespace Vidimus.Tools.Protocol;

/// <summary>
/// The revisions of the Model Context Protocol, and names that 2026-07-28 gave to what a request says of itself. That one
/// knows no sessions: each request carries its revision and what its client can do.
/// </summary>
internal static class Revisions
{
    public const string Modern = "2026-07-28";

    /// <summary>For clients that say none (2025-06-18, "Protocol Version Header").</summary>
    public const string Assumed = "2025-03-26";

    public const string Version = "io.modelcontextprotocol/protocolVersion";
    public const string Capabilities = "io.modelcontextprotocol/clientCapabilities";
    public const string ClientInfo = "io.modelcontextprotocol/clientInfo";
    public const string ServerInfo = "io.modelcontextprotocol/serverInfo";
    public const string LogLevel = "io.modelcontextprotocol/logLevel";
    public const string SubscriptionId = "io.modelcontextprotocol/subscriptionId";

    public static readonly string[] Legacy = ["2025-11-25", "2025-06-18", Assumed, "2024-11-05"];

    public static readonly string[] All = [Modern, .. Legacy];

    public static bool IsLegacy(string revision) => Array.IndexOf(Legacy, revision) >= 0;
}

/// <summary>Codes of JSON-RPC and of the protocol.</summary>
internal static class McpCodes
{
    public const int Parse = -32700;
    public const int InvalidRequest = -32600;
    public const int UnknownMethod = -32601;
    public const int InvalidParams = -32602;
    public const int Internal = -32603;

    /// <summary>Refusals that the protocol has no code for.</summary>
    public const int Refused = -32000;
    public const int NoSession = -32001;

    /// <summary>Before 2026-07-28; now it is <see cref="InvalidParams"/>.</summary>
    public const int NoResource = -32002;
    public const int HeaderMismatch = -32020;
    public const int MissingCapability = -32021;
    public const int UnsupportedVersion = -32022;
}
