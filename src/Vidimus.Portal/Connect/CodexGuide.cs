namespace Vidimus.Portal.Connect;

/// <summary>Codex (command line, editor extension and app share one configuration): developers.openai.com/codex/mcp.</summary>
internal static class CodexGuide
{
    private const string File = "~/.codex/config.toml";

    public static ClientGuide Guide { get; } =
        new("codex", "Codex", choice => [SignIn(choice), Key(choice), Own(choice)]);

    private static string Add(ConnectChoice choice) =>
        $"codex mcp add vidimus --url {choice.Address}\ncodex mcp login vidimus";

    private static ConnectWay SignIn(ConnectChoice choice) =>
        new(
            ConnectWay.SignIn,
            "Sign in",
            "Nothing secret is written down; what is allowed can be taken back here.",
            [
                "Run the commands. Your browser opens: sign in, look at what is asked for, and allow it.",
            ],
            [
                new("command", "In a terminal", Add(choice)),
                new("config", $"Or {File}", $"[mcp_servers.vidimus]\nurl = \"{choice.Address}\""),
            ]
        );

    private static ConnectWay Key(ConnectChoice choice)
    {
        var arguments = string.Join(", ", ConnectTexts.Arguments(choice).Select(a => $"\"{a}\""));
        return new(
            ConnectWay.Key,
            "With an access token",
            "For machines without a browser.",
            ["Set `VIDIMUS_KEY` to your token where Codex starts. The file holds only its name."],
            [
                new(
                    "config",
                    File,
                    $"[mcp_servers.vidimus]\nurl = \"{choice.Address}\"\nbearer_token_env_var = \"VIDIMUS_KEY\""
                ),
                new(
                    "program",
                    "Or with the program on your computer, which exchanges and renews the token",
                    $"[mcp_servers.vidimus]\ncommand = \"vidimus\"\nargs = [{arguments}]\nenv = {{ VIDIMUS_URL = \"{choice.Server}\", VIDIMUS_KEY = \"{choice.Token}\" }}"
                ),
            ]
        );
    }

    private static ConnectWay Own(ConnectChoice choice) =>
        new(
            ConnectWay.Own,
            "Sign in to a server of your own network",
            "For a certificate of your own.",
            [
                "Put the certificate that yours is signed by among those that your system trusts, or name a file that holds it and all others that you trust.",
            ],
            [
                new(
                    "command",
                    "In a terminal",
                    choice.OnlyHere
                        ? Add(choice)
                        : $"export SSL_CERT_FILE={ConnectTexts.Authority}\n{Add(choice)}"
                ),
            ],
            choice.OnlyHere ? "An http address of this computer needs no certificate." : null
        );
}
