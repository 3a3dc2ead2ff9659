using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Lists who tried keys.</summary>
internal static class KeyHistoryCommand
{
    public static Command Make(Runner run)
    {
        var key = Options.Text("--key", "Only of this key.", "key_…");
        var environment = Options.Word<KeyEnvironment>(
            "--environment",
            "Only of keys of this environment."
        );
        var outcome = Options.Text(
            "--outcome",
            "Only with this outcome, such as revoked or address_not_allowed.",
            "outcome"
        );
        return run.With(
            new Command("history", "List refusals of keys, and exchanges, by day and network.")
            {
                key,
                environment,
                outcome,
            },
            async r =>
            {
                await Listing.Show(
                    r,
                    r.Client.Keys.Authentications(
                        new()
                        {
                            KeyId = r.Get(key),
                            Environment = r.Get(environment),
                            Outcome = r.Get(outcome),
                            PageSize = 100,
                        },
                        r.Cancellation
                    ),
                    ["day", "key", "environment", "outcome", "network", "count", "last"],
                    a => [a.Day, a.KeyId, a.Environment, a.Outcome, a.Network, a.Count, a.LastAt]
                );
                return ExitCode.Done;
            }
        );
    }
}
