using System.CommandLine;
using System.CommandLine.Invocation;
using Vidimus.Client;
using Vidimus.Gateway;

namespace Vidimus.Cli;

/// <summary>The program: parse, run, tell failures so that a person can act on them.</summary>
internal static class CommandLine
{
    public static async Task<int> Run(string[] args, Host host, CancellationToken cancellation)
    {
        var globals = new Globals();
        var root = Root(new Runner(host, globals));
        globals.AddTo(root);
        // Without this an argument that begins with @ would be read as a file of arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            var printer = new Printer(host, json: false);
            printer.Error(
                // A word that is no command is what to look at, and not that no command was given.
                parsed.UnmatchedTokens
                    is [var word, ..]
                    ? $"'{word}' is not understood here."
                    : parsed.Errors[0].Message,
                $"Run '{Path(parsed.CommandResult.Command)} --help'.",
                null
            );
            return ExitCode.Usage;
        }
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            },
            cancellation
        );
    }

    private static RootCommand Root(Runner run) =>
        new(
            """
            Issue, verify and manage credentials on a Vidimus server, and order certifications.

            Exit codes: 0 done; 1 refused or failed (verify: not valid); 2 some rows failed (verify: could not be
            established); 64 the command was not understood.
            """
        )
        {
            DemoCommand.Make(run),
            ConfigureCommand.Make(run),
            HealthCommand.Make(run),
            WhoAmICommand.Make(run),
            KeysCommand.Make(run),
            GroupsCommand.Make(run),
            IssueCommand.Make(run),
            ListCommand.Make(run),
            SuspendCommand.Make(run),
            SuspendCommand.MakeReinstate(run),
            RevokeCommand.Make(run),
            OfferCommand.Make(run),
            VerifyCommand.Make(run),
            RecipientsCommand.Make(run),
            QuoteCommand.Make(run),
            OrderCommand.Make(run),
            CertificateCommand.Make(run),
            UsageCommand.Make(run),
            WebhooksCommand.Make(run),
            AuditCommand.Make(run),
            PoliciesCommand.Make(run),
            CodesCommand.Make(run),
            PriorAuthCommand.Make(run),
            ClaimsCommand.Make(run),
            ComplianceCommand.Make(run),
            McpCommand.Make(run),
            GatewayCommand.Make(run),
        };

    private static string Path(Command command) =>
        command is RootCommand ? "vidimus"
        : command.Parents.OfType<Command>().FirstOrDefault() is { } parent
            ? $"{Path(parent)} {command.Name}"
        : command.Name;
}

/// <summary>What a command runs with.</summary>
internal sealed class Run(
    ParseResult parsed,
    Host host,
    Globals globals,
    CancellationToken cancellation
) : IDisposable
{
    private VidimusClient? client;

    public Host Host => host;
    public Globals Globals => globals;
    public CancellationToken Cancellation => cancellation;
    public Printer Print { get; } = new(host, parsed.GetValue(globals.Json));

    /// <summary>Opened when first used: what needs no server needs no address.</summary>
    public VidimusClient Client => client ??= Cli.Connection.Open(parsed, globals, host);

    /// <summary>What <see cref="Client"/> is made with, for those who speak to the server in another way.</summary>
    public VidimusClientOptions Connection => Cli.Connection.Settled(parsed, globals, host);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>What was given; null only for an argument that may be left out, since parsing demands all others.</summary>
    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    public void Dispose() => client?.Dispose();
}

/// <summary>Makes a method a command's action, and turns its exceptions into messages and exit codes.</summary>
internal sealed class Runner(Host host, Globals globals)
{
    public Command With(Command command, Func<Run, Task<int>> act, int failed = ExitCode.Failed)
    {
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var run = new Run(parsed, host, globals, cancellation);
                try
                {
                    return await act(run);
                }
                catch (Exception exception) when (Tell(run.Print, exception))
                {
                    return failed;
                }
            }
        );
        return command;
    }

    private static bool Tell(Printer print, Exception exception)
    {
        switch (exception)
        {
            case VidimusException failure:
                Tell(print, failure);
                return true;
            case GatewayMistakeException mistake:
                print.Error(mistake.Message, mistake.Hint, null);
                return true;
            case MistakeException mistake:
                print.Error(mistake.Message, mistake.Hint, null);
                return true;
            case OperationCanceledException:
                print.Error("Stopped.", null, null);
                return true;
            case ArgumentException:
                // Without the name of the parameter, which is ours and not the user's.
                print.Error(exception.Message.Split(" (Parameter ")[0], null, null);
                return true;
            case IOException or UnauthorizedAccessException:
                print.Error(exception.Message, null, null);
                return true;
            default:
                print.Error(
                    "The program failed in a way it should not.",
                    $"Please report this: {exception.GetType().Name}.",
                    null
                );
                return true;
        }
    }

    private static void Tell(Printer print, VidimusException failure)
    {
        print.Error($"{failure.Message} ({failure.Code})", Hint(failure), failure.RequestId);
        foreach (var error in failure.Errors)
            print.Note($"  {error.Field}: {error.Message}");
    }

    private static string? Hint(VidimusException failure) =>
        failure switch
        {
            { Code: ErrorCodes.NoKey } =>
                "Give --key-file, set VIDIMUS_KEY, or run 'vidimus configure'.",
            VidimusTemporaryException { RetryAfter: { } wait } =>
                $"{failure.Hint} Try again in {Math.Ceiling(wait.TotalSeconds)} s.".TrimStart(),
            _ => failure.Hint,
        };
}
