using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Shows imports of policies: all, or one with what was wrong in it.</summary>
internal static class PolicyImportsCommand
{
    public static Command Make(Runner run)
    {
        var id = new Argument<string?>("id")
        {
            Description = "One import, pim_…; all unless given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var errors = new Option<bool>("--errors")
        {
            Description = "What was wrong with the import's records.",
        };
        var cancel = new Option<bool>("--cancel")
        {
            Description =
                "Give the import up, so that another of its source can begin. What it brought stays.",
        };
        return run.With(
            new Command("imports", "Show imports and what became of them.") { id, errors, cancel },
            async r =>
            {
                if (r.Get(id) is not { } one)
                {
                    if (r.Get(cancel))
                        throw new MistakeException("Say which import to give up, pim_….");
                    await List(r);
                }
                else if (r.Get(cancel))
                    Show(r, await r.Client.PolicyImports.Cancel(one, r.Cancellation));
                else if (r.Get(errors))
                    await Listing.Show(
                        r,
                        r.Client.PolicyImports.Errors(one, r.Cancellation),
                        ["record", "id", "field", "what is wrong"],
                        e => [e.Row, e.Id, e.Field, e.Message]
                    );
                else
                    Show(r, await r.Client.PolicyImports.Get(one, r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    private static Task List(Run run) =>
        Listing.Show(
            run,
            run.Client.PolicyImports.List(run.Cancellation),
            [
                "id",
                "source",
                "kind",
                "state",
                "records",
                "created",
                "changed",
                "retired",
                "refused",
                "begun",
            ],
            i =>
                [
                    i.Id,
                    i.Source,
                    i.Kind,
                    i.State,
                    i.Counts.Records,
                    i.Counts.Created,
                    i.Counts.Changed,
                    i.Counts.Retired,
                    i.Counts.Refused,
                    i.CreatedAt,
                ]
        );

    public static void Show(Run run, PolicyImport import)
    {
        if (run.Print.Json)
        {
            run.Print.Document(import);
            return;
        }
        run.Print.Facts(
            ("Import", import.Id),
            ("Source", import.Source),
            ("Holds", import.Kind),
            ("State", import.State),
            ("First load", import.Baseline ? "yes: no change was recorded" : null),
            ("Records", $"{import.Counts.Records:#,0}"),
            ("Created", $"{import.Counts.Created:#,0}"),
            ("Changed", $"{import.Counts.Changed:#,0}"),
            ("Unchanged", $"{import.Counts.Unchanged:#,0}"),
            ("Retired", $"{import.Counts.Retired:#,0}"),
            ("Refused", $"{import.Counts.Refused:#,0}"),
            ("Begun", import.CreatedAt),
            ("Finished", import.FinishedAt)
        );
    }
}
