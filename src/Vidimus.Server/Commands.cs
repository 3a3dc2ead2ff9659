using System.CommandLine;

namespace Vidimus.Server;

/// <summary>The server's command line: run it, or do the operator's offline work on its data.</summary>
internal static class Commands
{
    public static Task<int> Run(string[] args)
    {
        var root = new RootCommand("Vidimus, a trust server: issue digital credentials, let anyone verify them.");
        root.Subcommands.Add(RunCommand());
        root.Subcommands.Add(RotateTokenKeys());
        root.Subcommands.Add(OpenApi());
        root.Subcommands.Add(Problems());
        // Without a subcommand, options go to the server: `Vidimus.Server --urls …` runs it.
        if (args.Length == 0 || (args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version")))
            args = ["run", .. args];
        return root.Parse(args).InvokeAsync();
    }

    private static Command RunCommand()
    {
        var command = new Command("run", "Run the server.") { TreatUnmatchedTokensAsErrors = false };
        var tls = new Option<bool>("--tls") { Description = "Serve HTTPS with a generated certificate, for trying out." };
        command.Options.Add(tls);
        command.SetAction((parsed, cancellation) => ServerRun.Run([.. parsed.UnmatchedTokens], parsed.GetValue(tls), cancellation));
        return command;
    }

    private static Command RotateTokenKeys()
    {
        var command = new Command("rotate-token-keys", "Make a new key for access tokens; it takes over after a minute.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, cancellation) => Offline.RotateTokenKeys([.. parsed.UnmatchedTokens], cancellation));
        return command;
    }

    private static Command OpenApi()
    {
        var command = new Command("openapi", "Print the OpenAPI document.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, cancellation) => Offline.OpenApi([.. parsed.UnmatchedTokens], cancellation));
        return command;
    }

    private static Command Problems()
    {
        var command = new Command("problems", "Print the catalogue of refusals.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, _) => Task.FromResult(Offline.Problems([.. parsed.UnmatchedTokens])));
        return command;
    }
}
