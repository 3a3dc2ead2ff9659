namespace Vidimus.Tools.Protocol;

/// <summary>How the protocol is served.</summary>
public sealed class McpOptions
{
    /// <summary>Name of this server for programs.</summary>
    public string Name { get; set; } = "vidimus";

    /// <summary>Name of this server for people.</summary>
    public string Title { get; set; } = "Vidimus";

    /// <summary>Its version.</summary>
    public string Version { get; set; } =
        typeof(McpOptions).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>What an assistant should know about this server as a whole.</summary>
    public string? Instructions { get; set; }

    /// <summary>Host names under which it answers, beside this machine's own names on loopback and that of <see cref="PublicUrl"/>.</summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Origins (<c>https://host</c>) of web pages that may call it, beside that of <see cref="PublicUrl"/> and this machine's own on loopback.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>What the operator calls the setting of <see cref="AllowedHosts"/>.</summary>
    public string HostsSetting { get; set; } = "Http:AllowedHosts";

    /// <summary>What the operator calls the setting of <see cref="AllowedOrigins"/>.</summary>
    public string OriginsSetting { get; set; } = "Mcp:AllowedOrigins";

    /// <summary>The address under which others reach it.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>32 bytes that seal what goes through the client; the same on every node. Random when not set.</summary>
    public byte[] SealKey { get; set; } =
        System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);

    /// <summary>Largest body of a message, in bytes.</summary>
    public int LargestMessage { get; set; } = 1_048_576;

    /// <summary>Largest result of a tool, in bytes.</summary>
    public int LargestResult { get; set; } = 1_048_576;

    /// <summary>For how long a session is good that a client began with <c>initialize</c>; it begins another then.</summary>
    public TimeSpan SessionLasts { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Of how many such sessions something is remembered here, such as that they ended; others cost nothing.</summary>
    public int LiveSessions { get; set; } = 10_000;

    /// <summary>Streams held open at once (subscriptions and those of sessions), in all.</summary>
    public int Streams { get; set; } = 5_000;

    /// <summary>
    /// Such streams of one organization, with however many keys and clients. None gets more than are still free, so that a few
    /// that take all they can leave places to the others.
    /// </summary>
    public int StreamsPerOwner { get; set; } = 1_000;

    /// <summary>After how much time such a stream ends, so that its client proves anew who it is.</summary>
    public TimeSpan StreamLasts { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Toolsets whose lists change while the server runs and whose tools write lines of log.</summary>
    public HashSet<string> LiveToolsets { get; } = new(StringComparer.Ordinal);

    /// <summary>For how long a sealed state is good.</summary>
    public TimeSpan StateLasts { get; set; } = TimeSpan.FromMinutes(30);
}

/// <summary>What is served: everything that the protocol needs to know of its program.</summary>
/// <param name="Host">Who knows callers and runs tools.</param>
/// <param name="Resources">What can be read.</param>
/// <param name="Prompts">What a user can start from.</param>
/// <param name="Options">How it is served.</param>
/// <param name="Clock">The time.</param>
public sealed record McpParts(
    IToolHost Host,
    IReadOnlyList<IMcpResources> Resources,
    IReadOnlyList<IMcpPrompts> Prompts,
    McpOptions Options,
    TimeProvider Clock
);
