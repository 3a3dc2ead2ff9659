namespace Vidimus.Portal.Connect;

/// <summary>
/// Claude Desktop, claude.ai and the mobile apps: remote servers are connectors, reached from Anthropic's network; programs
/// on the computer stand in <c>claude_desktop_config.json</c> (support.claude.com, "Building custom connectors").
/// </summary>
internal static class ClaudeDesktopGuide
{
    private const string File = "claude_desktop_config.json";
    private const string Open =
        "Open Settings, Developer, Edit Config. The file is `~/Library/Application Support/Claude/claude_desktop_config.json` on macOS and `%APPDATA%\\Claude\\claude_desktop_config.json` on Windows.";

    public static ClientGuide Guide { get; } =
        new(
            "claude-desktop",
            "Claude Desktop",
            choice => [SignIn(choice), Key(choice), Own(choice)]
        );

    private static ConnectWay SignIn(ConnectChoice choice) =>
        new(
            ConnectWay.SignIn,
            "Sign in",
            "For a server that the internet reaches. Works in Claude Desktop, on claude.ai and in the apps.",
            [
                "Open Settings, Connectors, Add custom connector.",
                "Name it Vidimus, paste the address, leave the client ID and secret empty, and press Add.",
                "Press Connect. Sign in here, look at what is asked for, and allow it.",
            ],
            [new("url", "Remote MCP server URL", choice.Address)],
            choice.OnlyHere
                ? "Claude reaches connectors from its own network: it needs an https address that the internet reaches, and this server has none. Take one of the other two ways."
                : "Claude reaches connectors from its own network, not from your computer. Behind a firewall take one of the other two ways."
        );

    private static ConnectWay Key(ConnectChoice choice) =>
        new(
            ConnectWay.Key,
            "With an access token",
            "A program on your computer holds the token. For one computer, without signing in.",
            [
                Open,
                $"Put this in, with your token in the place of `{choice.Token}`. Where there are other servers already, add only the part named vidimus.",
                "Quit Claude Desktop and start it again.",
            ],
            [new("config", File, ConnectTexts.Json("mcpServers", ConnectTexts.Program(choice)))]
        );

    private static ConnectWay Own(ConnectChoice choice) =>
        new(
            ConnectWay.Own,
            "Sign in to a server of your own network",
            "For an address that only your network reaches, or a certificate of your own.",
            [
                Open,
                "Put this in. mcp-remote needs Node 18 or later; it opens your browser to sign in.",
                "Quit Claude Desktop and start it again.",
            ],
            [new("config", File, ConnectTexts.Json("mcpServers", ConnectTexts.Bridge(choice)))],
            CertificateNote(choice)
        );

    internal static string? CertificateNote(ConnectChoice choice) =>
        choice.OnlyHere
            ? null
            : $"`{ConnectTexts.Authority}` is the certificate that yours is signed by, as PEM. With a certificate that browsers trust, leave that line out.";
}
