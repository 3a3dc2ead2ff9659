using System.Text.Json.Nodes;

namespace Vidimus.Portal.Connect;

/// <summary>Cursor: cursor.com/docs/mcp.</summary>
internal static class CursorGuide
{
    private const string File = "~/.cursor/mcp.json, or .cursor/mcp.json in a project";

    public static ClientGuide Guide { get; } =
        new("cursor", "Cursor", choice => [SignIn(choice), Key(choice), Own(choice)]);

    private static string Config(ConnectChoice choice) =>
        ConnectTexts.Json("mcpServers", new JsonObject { ["url"] = choice.Address });

    private static ConnectWay SignIn(ConnectChoice choice) =>
        new(
            ConnectWay.SignIn,
            "Sign in",
            "Nothing secret is written down; what is allowed can be taken back here.",
            [
                "Put this in the file. Where there are other servers already, add only the part named vidimus.",
                "Open Cursor Settings, Tools & MCP, and press Connect beside vidimus. Your browser opens: sign in, look at what is asked for, and allow it.",
            ],
            [new("config", File, Config(choice))]
        );

    private static ConnectWay Key(ConnectChoice choice) =>
        new(
            ConnectWay.Key,
            "With an access token",
            "For those who cannot sign in by a browser.",
            ["Set `VIDIMUS_KEY` to your token where Cursor starts. The file holds only its name."],
            [
                new(
                    "config",
                    File,
                    ConnectTexts.Json(
                        "mcpServers",
                        new JsonObject
                        {
                            ["url"] = choice.Address,
                            ["headers"] = ConnectTexts.Header("${env:VIDIMUS_KEY}"),
                        }
                    )
                ),
                new(
                    "program",
                    "Or with the program on your computer, which exchanges and renews the token",
                    ConnectTexts.Json("mcpServers", ConnectTexts.Program(choice))
                ),
            ]
        );

    private static ConnectWay Own(ConnectChoice choice) =>
        new(
            ConnectWay.Own,
            "Sign in to a server of your own network",
            "For a certificate of your own.",
            [
                "Put the certificate that yours is signed by among those that your system trusts, or start Cursor as below. Or let mcp-remote sign in, with Node 18 or later.",
            ],
            choice.OnlyHere
                ? [new("config", File, Config(choice))]
                :
                [
                    new(
                        "start",
                        "In a terminal",
                        $"NODE_EXTRA_CA_CERTS={ConnectTexts.Authority} cursor"
                    ),
                    new(
                        "bridge",
                        File,
                        ConnectTexts.Json("mcpServers", ConnectTexts.Bridge(choice))
                    ),
                ],
            choice.OnlyHere ? "An http address of this computer needs no certificate." : null
        );
}
