using System.Text.Json.Nodes;

namespace Vidimus.Portal.Connect;

/// <summary>Visual Studio Code: code.visualstudio.com/docs/copilot/reference/mcp-configuration.</summary>
internal static class VsCodeGuide
{
    private const string File = ".vscode/mcp.json";

    public static ClientGuide Guide { get; } =
        new("vscode", "VS Code", choice => [SignIn(choice), Key(choice), Own(choice)]);

    private static JsonObject Server(ConnectChoice choice) =>
        new() { ["type"] = "http", ["url"] = choice.Address };

    private static ConnectWay SignIn(ConnectChoice choice) =>
        new(
            ConnectWay.SignIn,
            "Sign in",
            "Nothing secret is written down; what is allowed can be taken back here.",
            [
                "Put this in the file of your project. For all projects run MCP: Open User Configuration from the command palette and put it there.",
                "Press Start above the server. Your browser opens: sign in, look at what is asked for, and allow it.",
            ],
            [new("config", File, ConnectTexts.Json("servers", Server(choice)))]
        );

    private static ConnectWay Key(ConnectChoice choice)
    {
        var asked = Server(choice);
        asked["headers"] = ConnectTexts.Header("${input:vidimus-token}");
        var whole = new JsonObject
        {
            ["inputs"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "promptString",
                    ["id"] = "vidimus-token",
                    ["description"] = "Vidimus access token",
                    ["password"] = true,
                }
            ),
            ["servers"] = new JsonObject { ["vidimus"] = asked },
        };
        return new(
            ConnectWay.Key,
            "With an access token",
            "VS Code asks for the token once and keeps it; the file holds none.",
            ["Put this in the file and press Start above the server."],
            [
                new("config", File, ConnectTexts.Json(whole)),
                new(
                    "program",
                    "Or with the program on your computer, which exchanges and renews the token",
                    ConnectTexts.Json("servers", ConnectTexts.Program(choice, typed: true))
                ),
            ]
        );
    }

    private static ConnectWay Own(ConnectChoice choice) =>
        new(
            ConnectWay.Own,
            "Sign in to a server of your own network",
            "For a certificate of your own. VS Code trusts what your system trusts.",
            [
                "Put the certificate that yours is signed by among those that your system trusts.",
                "Start VS Code again and go on as above.",
            ],
            [new("config", File, ConnectTexts.Json("servers", Server(choice)))],
            choice.OnlyHere ? "An http address of this computer needs no certificate." : null
        );
}
