using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Lists credentials.</summary>
internal static class ListCommand
{
    public static Command Make(Runner run)
    {
        var group = Options.Text("--group", "Only credentials of this group.", "grp_…");
        var state = Options.Word<CredentialState>("--state", "Only credentials in this state.");
        var external = Options.Text(
            "--external-id",
            "Only credentials of the recipient with this id of your own.",
            "id"
        );
        var since = Options.Time("--updated-since", "Only credentials changed since.");
        var text = Options.Text("--text", "Only credentials with this in a name.", "text");
        return run.With(
            new Command("list", "List credentials.") { group, state, external, since, text },
            async r =>
            {
                await Listing.Show(
                    r,
                    r.Client.Credentials.List(
                        new()
                        {
                            GroupId = r.Get(group),
                            State = r.Get(state),
                            ExternalId = r.Get(external),
                            UpdatedSince = r.Get(since),
                            Text = r.Get(text),
                            PageSize = 100,
                        },
                        r.Cancellation
                    ),
                    ["id", "recipient", "state", "issued", "valid until", "verify"],
                    c =>
                        [
                            c.Id,
                            c.Recipient?.Name ?? "(erased)",
                            c.State,
                            c.IssuedAt,
                            c.ValidUntil,
                            c.VerifyUrl,
                        ]
                );
                return ExitCode.Done;
            }
        );
    }
}
