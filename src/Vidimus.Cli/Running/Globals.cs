using System.CommandLine;

namespace Vidimus.Cli;

/// <summary>Options every command takes.</summary>
internal sealed class Globals
{
    public Option<string?> Url { get; } =
        new("--url")
        {
            Description =
                "The server's address, such as https://trust.example. Otherwise VIDIMUS_URL, otherwise what 'configure' saved.",
            HelpName = "address",
            Recursive = true,
        };

    public Option<string?> Key { get; } =
        new("--key")
        {
            Description =
                "The key or client token. Others on this machine can see it while the command runs: prefer --key-file, VIDIMUS_KEY or 'configure'.",
            HelpName = "key",
            Recursive = true,
        };

    public Option<string?> KeyFile { get; } =
        new("--key-file")
        {
            Description = "A file that holds the key on its first line.",
            HelpName = "file",
            Recursive = true,
        };

    public Option<bool> Direct { get; } =
        new("--direct")
        {
            Description =
                "Send the key itself with every call instead of exchanging it. Needed for an operator token.",
            Recursive = true,
        };

    public Option<bool> AllowInsecureHttp { get; } =
        new("--allow-insecure-http")
        {
            Description = "Permit plain http to another machine. The key then travels readable.",
            Recursive = true,
        };

    public Option<bool> Json { get; } =
        new("--json")
        {
            Description =
                "Print JSON and nothing else to standard output: one document, or one line per item for lists.",
            Recursive = true,
        };

    public void AddTo(Command root)
    {
        root.Add(Url);
        root.Add(Key);
        root.Add(KeyFile);
        root.Add(Direct);
        root.Add(AllowInsecureHttp);
        root.Add(Json);
    }
}
