using System.Text.Json.Nodes;

namespace Vidimus.Portal.Connect;

/// <summary>Claude Code: code.claude.com/docs/en/mcp and …/network-config.</summary>
internal static class ClaudeCodeGuide
{
    public static ClientGuide Guide { get; } =
        new("claude-code", "Claude Code", choice => [SignIn(choice), Key(choice), Own(choice)]);

    private static string Add(ConnectChoice choice) =>
        $"claude mcp add --transport http vidimus {choice.Address}";

    private static ConnectWay SignIn(ConnectChoice choice) =>
        new(
            ConnectWay.SignIn,
            "Sign in",
            "Nothing secret is written down; what is allowed can be taken back here.",
            [
                "Run the command in your project.",
                "In a session type `/mcp`, choose vidimus, Authenticate. Your browser opens: sign in, look at what is asked for, and allow it.",
            ],
            [new("command", "In a terminal", Add(choice))]
        );

    private static ConnectWay Key(ConnectChoice choice) =>
        new(
            ConnectWay.Key,
            "With an access token",
            "For machines without a browser, and for teams who keep the configuration in their project.",
            [
                "Set the token where Claude Code starts. The file holds only its name, so it can be kept with the project.",
            ],
            [
                new("variable", "In a terminal", $"export VIDIMUS_KEY={choice.Token}"),
                new(
                    "file",
                    ".mcp.json",
                    ConnectTexts.Json(
                        "mcpServers",
                        new JsonObject
                        {
                            ["type"] = "http",
                            ["url"] = choice.Address,
                            ["headers"] = ConnectTexts.Header("${VIDIMUS_KEY}"),
                        }
                    )
                ),
                new(
                    "program",
                    "Or with the program on your computer, which exchanges and renews the token",
                    $"claude mcp add --env VIDIMUS_URL={choice.Server} \\\n  --env VIDIMUS_KEY={choice.Token} \\\n  --transport stdio vidimus -- vidimus {string.Join(' ', ConnectTexts.Arguments(choice))}"
                ),
            ]
        );

    private static ConnectWay Own(ConnectChoice choice) =>
        new(
            ConnectWay.Own,
            "Sign in to a server of your own network",
            "For a certificate of your own. Claude Code also trusts what your system trusts.",
            ["Name the certificate that yours is signed by, add the server, and go on as above."],
            [
                new(
                    "command",
                    "In a terminal",
                    choice.OnlyHere
                        ? Add(choice)
                        : $"export NODE_EXTRA_CA_CERTS={ConnectTexts.Authority}\n{Add(choice)}"
                ),
            ],
            choice.OnlyHere ? "An http address of this computer needs no certificate." : null
        );
}
