using System.CommandLine;

namespace Vidimus.Server;

/// <summary>The server's command line: run it, or do the operator's offline work on its data.</summary>
internal static class Commands
{
    public static Task<int> Run(string[] args)
    {
        var root = new RootCommand(
            "Vidimus, a trust server: issue digital credentials, let anyone verify them."
        );
        root.Subcommands.Add(RunCommand());
        root.Subcommands.Add(
            OnData(
                "create-organization",
                "Create an organization and print its first keys.",
                ["name"],
                Server.Offline.CreateOrganization
            )
        );
        root.Subcommands.Add(
            OnData(
                "add-owner",
                "Make somebody an owner of an organization, also one who cannot get in any more; prints a one-time link.",
                ["organization", "email", "name"],
                Server.Offline.AddOwner
            )
        );
        root.Subcommands.Add(
            OnData(
                "add-operator",
                "Let somebody run the installation in the portal; prints a one-time link.",
                ["email", "name"],
                Server.Offline.AddOperator
            )
        );
        root.Subcommands.Add(
            OnData(
                "rotate-token-keys",
                "Make a new key for access tokens; it takes over after a minute.",
                [],
                Server.Offline.RotateTokenKeys
            )
        );
        root.Subcommands.Add(AuditCommand.Make());
        root.Subcommands.Add(
            OnData(
                "rotate-audit-keys",
                "Make a new key for audit checkpoints; old checkpoints still verify.",
                [],
                Server.Offline.RotateAuditKeys
            )
        );
        root.Subcommands.Add(
            OnData(
                "rotate-receipt-keys",
                "Make a new key for receipts; old receipts still verify.",
                [],
                Server.Offline.RotateReceiptKeys
            )
        );
        root.Subcommands.Add(
            OnData(
                "rotate-seal-key",
                "Make a new certificate for sealing certified PDFs; old seals still verify.",
                [],
                Server.Offline.RotateSealKey
            )
        );
        root.Subcommands.Add(
            OnData(
                "rotate-issuer-key",
                "Make a new key for an organization's credentials; old ones still verify.",
                ["organization", "mode"],
                Server.Offline.RotateIssuerKey
            )
        );
        root.Subcommands.Add(
            OnData(
                "rewrap",
                "Move every stored secret to the current master key.",
                [],
                Server.Offline.Rewrap
            )
        );
        root.Subcommands.Add(
            OnData(
                "backup",
                "Write a consistent copy of the SQLite database to a new file.",
                ["file"],
                Server.Offline.BackUp
            )
        );
        root.Subcommands.Add(
            OnData(
                "export-recipient",
                "Write everything that is held about a recipient to a new file.",
                ["organization", "mode", "id", "file"],
                Server.Offline.ExportRecipient
            )
        );
        root.Subcommands.Add(
            OnData(
                "mark-restored",
                "After restoring a backup: say so, before anything goes on.",
                [],
                Server.Offline.MarkRestored
            )
        );
        root.Subcommands.Add(
            OnData(
                "erase-recipient",
                "Erase a recipient's personal data for ever.",
                ["organization", "mode", "id"],
                Server.Offline.EraseRecipient
            )
        );
        root.Subcommands.Add(
            OnData(
                "confirm-restored",
                "What a restore lost has been done again: credentials verify as before.",
                [],
                Server.Offline.ConfirmRestored
            )
        );
        root.Subcommands.Add(
            Offline("openapi", "Print the OpenAPI document.", [], Server.Offline.OpenApi)
        );
        root.Subcommands.Add(
            Offline("problems", "Print the catalogue of refusals.", [], Server.Offline.Problems)
        );
        root.Subcommands.Add(
            Offline("events", "Print the catalogue of events.", [], Server.Offline.Events)
        );
        // Without a subcommand, options go to the server: `Vidimus.Server --urls …` runs it.
        if (
            args.Length == 0
            || (args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version"))
        )
            args = ["run", .. args];
        return root.Parse(args).InvokeAsync();
    }

    private static Command RunCommand()
    {
        var command = new Command("run", "Run the server.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        var tls = new Option<bool>("--tls")
        {
            Description = "Serve HTTPS with a generated certificate, for trying out.",
        };
        command.Options.Add(tls);
        command.SetAction(
            (parsed, cancellation) =>
                ServerRun.Run([.. parsed.UnmatchedTokens], parsed.GetValue(tls), cancellation)
        );
        return command;
    }

    /// <summary>A command that works on the data.</summary>
    private static Command OnData(
        string name,
        string description,
        string[] arguments,
        Func<IServiceProvider, string[], CancellationToken, Task> work
    ) =>
        Offline(
            name,
            description,
            arguments,
            (args, given, cancellation) =>
                Server.Offline.Run(
                    args,
                    async services =>
                    {
                        await work(services, given, cancellation);
                        return 0;
                    },
                    cancellation
                )
        );

    /// <summary>A command beside the server; further options are settings, such as <c>--Database:Folder data</c>.</summary>
    private static Command Offline(
        string name,
        string description,
        string[] arguments,
        Func<string[], string[], CancellationToken, Task<int>> run
    )
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        var taken = arguments.Select(a => new Argument<string>(a)).ToList();
        taken.ForEach(command.Arguments.Add);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                try
                {
                    return await run(
                        [.. parsed.UnmatchedTokens],
                        [.. taken.Select(a => parsed.GetRequiredValue(a))],
                        cancellation
                    );
                }
                catch (Exception e) when (ServerRun.IsExplained(e))
                {
                    await Console.Error.WriteLineAsync($"{name} failed: {e.Message}");
                    return 1;
                }
            }
        );
        return command;
    }
}
