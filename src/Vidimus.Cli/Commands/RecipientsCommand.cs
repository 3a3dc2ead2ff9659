using System.CommandLine;

namespace Vidimus.Cli;

/// <summary>Gives out and erases what is held about a recipient.</summary>
internal static class RecipientsCommand
{
    public static Command Make(Runner run) =>
        new(
            "recipients",
            "Export and erase what is held about the people credentials were issued to."
        )
        {
            Export(run),
            Erase(run),
        };

    private static Command Export(Runner run)
    {
        var id = Id();
        var into = Options.Needed("--out", "The file to write; it must not exist.", "file");
        return run.With(
            new Command("export", "Write everything held about a recipient to a file.")
            {
                id,
                into,
            },
            r =>
                NewFile.Write(
                    r,
                    r.Get(into)!,
                    to => r.Client.Recipients.Export(r.Get(id), to, r.Cancellation)
                )
        );
    }

    private static Command Erase(Runner run)
    {
        var id = Id();
        var sure = new Option<bool>("--yes")
        {
            Description = "Yes, erase it: this cannot be undone.",
            Required = true,
        };
        return run.With(
            new Command("erase", "Erase a recipient's personal data for ever.") { id, sure },
            async r =>
            {
                if (!r.Get(sure))
                    throw new MistakeException("Nothing was erased.", "Give --yes.");
                await r.Client.Recipients.Erase(r.Get(id), r.Cancellation);
                r.Print.Note($"Erased {r.Get(id)}. Their credentials verify as erased.");
                return ExitCode.Done;
            }
        );
    }

    private static Argument<string> Id() => new("id") { Description = "The recipient's id, rcp_…" };
}
