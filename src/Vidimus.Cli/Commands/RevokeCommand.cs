using System.CommandLine;

namespace Vidimus.Cli;

/// <summary>Revokes a credential.</summary>
internal static class RevokeCommand
{
    public static Command Make(Runner run)
    {
        var id = new Argument<string>("id")
        {
            Description = "The credential's id, UUID or verify link.",
        };
        var reason = Options.Needed("--reason", "Why; shown to whoever verifies it.", "text");
        return run.With(
            new Command("revoke", "Put a credential out of force for ever.") { id, reason },
            async r =>
            {
                var credential = await r.Client.Credentials.Revoke(
                    r.Get(id),
                    r.Get(reason)!,
                    cancellation: r.Cancellation
                );
                CredentialView.Show(r, credential);
                return ExitCode.Done;
            }
        );
    }
}
