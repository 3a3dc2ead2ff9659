using System.CommandLine;

namespace Vidimus.Cli;

/// <summary>Replaces a key by a successor.</summary>
internal static class KeyRotateCommand
{
    public static Command Make(Runner run)
    {
        var id = KeysCommand.Id;
        var grace = Options.Number(
            "--grace",
            "Seconds that the old key goes on, 0 to 2592000; a day unless said."
        );
        var label = Options.Text("--label", "The successor's name; the same unless said.", "text");
        var expires = Options.Time("--expires", "When the successor ends.", ends: true);
        return run.With(
            new Command(
                "rotate",
                "Replace a key. The successor's secret is printed this once and cannot be had again."
            )
            {
                id,
                grace,
                label,
                expires,
            },
            async r =>
            {
                var key = await r.Client.Keys.Rotate(
                    r.Get(id),
                    new()
                    {
                        GraceSeconds = r.Get(grace),
                        Label = r.Get(label),
                        ExpiresAt = r.Get(expires),
                    },
                    cancellation: r.Cancellation
                );
                KeysCommand.ShowMinted(r, key);
                return ExitCode.Done;
            }
        );
    }
}
