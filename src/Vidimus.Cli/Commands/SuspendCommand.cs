using System.CommandLine;

namespace Vidimus.Cli;

/// <summary>Suspends a credential, and reinstates it.</summary>
internal static class SuspendCommand
{
    public static Command Make(Runner run)
    {
        var id = Id();
        var reason = Options.Needed("--reason", "Why; shown to whoever verifies it.", "text");
        return run.With(
            new Command("suspend", "Put a credential out of force for now.") { id, reason },
            async r =>
            {
                var credential = await r.Client.Credentials.Suspend(
                    r.Get(id),
                    r.Get(reason)!,
                    cancellation: r.Cancellation
                );
                CredentialView.Show(r, credential);
                return ExitCode.Done;
            }
        );
    }

    public static Command MakeReinstate(Runner run)
    {
        var id = Id();
        return run.With(
            new Command("reinstate", "Put a suspended credential back in force.") { id },
            async r =>
            {
                var credential = await r.Client.Credentials.Reinstate(
                    r.Get(id),
                    cancellation: r.Cancellation
                );
                CredentialView.Show(r, credential);
                return ExitCode.Done;
            }
        );
    }

    private static Argument<string> Id() =>
        new("id") { Description = "The credential's id, UUID or verify link." };
}
