using System.CommandLine;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Loads policies, codes and what goes with them from files.</summary>
internal sealed class PolicyImportCommand
{
    /// <summary>Raised whenever the same files make other batches than before: an import is never gone on with in the middle of other rows.</summary>
    private const string Making = "vidimus-policies-2";
    private const string Coverage = "mcd";

    private readonly Argument<string[]> files = new("file")
    {
        Description =
            "Tables: .json (an array, or one object a line), .csv, .txt, also within .gz and .zip; or the archives of the Medicare Coverage Database as they are downloaded.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> kind = new("--kind")
    {
        Description =
            "What they hold; policies unless said. mcd for archives of the Medicare Coverage Database, which are also known by their tables.",
        HelpName = "policies|codes|fees|jurisdictions|spending|formulary|mcd",
    };
    private readonly Option<string?> source = Options.Text(
        "--source",
        "A name for where they come from; what is missing is retired among the policies of the same source. The kind's name unless said.",
        "name"
    );
    private readonly Option<bool> baseline = new("--baseline")
    {
        Description = "A first load: no change is recorded, and nobody is told of one.",
    };
    private readonly Option<bool> retire = new("--retire-missing")
    {
        Description =
            "The files state everything there is of their source: policies that they do not hold are retired, and other rows removed; neither where a record is wrong.",
    };
    private readonly Option<bool> dry = new("--dry-run")
    {
        Description = "Read and check the files, and send nothing.",
    };
    private readonly Option<string?> errors = Options.Text(
        "--errors",
        "Write the rows that are wrong to this CSV file, with why. It is replaced if it exists.",
        "errors.csv"
    );

    public static Command Make(Runner run)
    {
        var import = new PolicyImportCommand();
        return run.With(
            new Command(
                "import",
                "Load policies, codes, fees and the like. Stopped, it goes on where it was when it is run again. Exit code 2 when some rows were refused."
            )
            {
                import.files,
                import.kind,
                import.source,
                import.baseline,
                import.retire,
                import.dry,
                import.errors,
            },
            import.Load
        );
    }

    private async Task<int> Load(Run run)
    {
        if (run.Get(baseline) && run.Get(retire))
            throw new MistakeException(
                "--baseline and --retire-missing do not go together: a first load records no change, and to retire is one.",
                "Load with --baseline first, and from then on with --retire-missing. Nothing was sent."
            );
        var given = new SourceFiles(run.Get(files));
        var (what, rows) = Rows(run, given);
        using var wrong = new LoadErrors(run, run.Get(errors), given.Paths);
        using var progress = new LoadProgress(run, what.ToString().ToLowerInvariant());
        if (run.Get(dry))
            return Check(run, given, rows, wrong, progress);
        using var client = Patient(run);
        var import = await client.PolicyImports.Start(Asked(run, given, what), run.Cancellation);
        if (import.NextBatch > 1)
            run.Print.Note(
                $"Going on with {import.Id}, begun {import.CreatedAt:yyyy-MM-dd HH:mm} UTC."
            );
        var load = new PolicyLoad(client, wrong, run.Cancellation);
        try
        {
            await load.Send(import, rows, () => progress.At(load.Rows, given.Share));
            import = await Finish(run, client, import, load);
        }
        catch (Exception fault) when (fault is VidimusException or OperationCanceledException)
        {
            progress.Dispose();
            run.Print.Note(
                "The import was not finished. Run the same command again: it goes on where it was."
            );
            throw;
        }
        progress.Dispose();
        Report(run, import, wrong.Count);
        return wrong.Count == 0 && import.Counts.Refused == 0 ? ExitCode.Done : ExitCode.Partly;
    }

    private NewPolicyImport Asked(Run run, SourceFiles given, PolicyImportKind what) =>
        new()
        {
            Kind = what,
            Source = run.Get(source) ?? DefaultSource(run, given),
            Baseline = run.Get(baseline),
            Replaces = run.Get(retire),
            Fingerprint = given.Fingerprint(
                $"{Making} {what} {run.Get(source)} {run.Get(kind)} {run.Get(baseline)} {run.Get(retire)} {Day(run, given)}"
            ),
        };

    private (PolicyImportKind Kind, IEnumerable<SourceRow> Rows) Rows(Run run, SourceFiles given)
    {
        var word = run.Get(kind);
        if (word == Coverage || (word is null && CoverageArchives.Are(given)))
            return (
                PolicyImportKind.Policies,
                new CoverageArchives(given, run.Host.TimeProvider).Rows(run.Print.Note)
            );
        if (
            !Enum.TryParse<PolicyImportKind>(word ?? "policies", ignoreCase: true, out var what)
            || word?.All(char.IsAsciiLetter) == false
        )
            throw new MistakeException(
                $"There is no kind '{word}'.",
                "--kind is policies, codes, fees, jurisdictions, spending, formulary or mcd."
            );
        return (what, TableRows.Of(what, given));
    }

    /// <summary>What is retired in the coverage database depends on the day: another day makes other records of the same files.</summary>
    private string Day(Run run, SourceFiles given) =>
        run.Get(kind) == Coverage || (run.Get(kind) is null && CoverageArchives.Are(given))
            ? run
                .Host.TimeProvider.GetUtcNow()
                .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            : "";

    private string DefaultSource(Run run, SourceFiles given) =>
        run.Get(kind) is { } word && word != Coverage ? word
        : run.Get(kind) == Coverage || CoverageArchives.Are(given) ? "medicare-coverage-database"
        : "policies";

    /// <summary>A batch takes longer than other calls, and a server that is busy is waited for.</summary>
    private static VidimusClient Patient(Run run)
    {
        var options = run.Connection;
        options.AttemptTimeout = TimeSpan.FromMinutes(2);
        options.TotalTimeout = TimeSpan.FromMinutes(10);
        return run.Host.Handler is { } handler ? new(options, handler) : new(options);
    }

    private async Task<PolicyImport> Finish(
        Run run,
        VidimusClient client,
        PolicyImport import,
        PolicyLoad load
    )
    {
        if (run.Get(retire) && load.Sent == 0)
        {
            // Left open it would keep the right files out.
            await client.PolicyImports.Cancel(import.Id, run.Cancellation);
            throw new MistakeException(
                "The files hold no record, and --retire-missing would retire all there is.",
                "Nothing was retired. Are these the right files?"
            );
        }
        var retires = Retires(run, import.Kind, load.Lost);
        var id = import.Id;
        try
        {
            import = await client.PolicyImports.Finish(id, retires, run.Cancellation);
        }
        catch (VidimusException fault)
            when (retires == true && fault.Code == "POLICY_IMPORT_INCOMPLETE")
        {
            // Running it again would meet the same answer. Where a batch is due, finishing is refused this way too.
            import = await client.PolicyImports.Finish(id, false, run.Cancellation);
            run.Print.Note($"Nothing was retired. {fault.Message}");
        }
        // What is missing may be much, and is retired step by step.
        while (import.State == PolicyImportState.Finishing)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(500),
                run.Host.TimeProvider,
                run.Cancellation
            );
            import = await client.PolicyImports.Finish(id, retires, run.Cancellation);
        }
        return import;
    }

    /// <summary>Policies are retired where the end asks for it; rows of tables are removed as the beginning said, unless the end says no.</summary>
    private bool? Retires(Run run, PolicyImportKind what, long lost)
    {
        if (!run.Get(retire))
            return false;
        if (lost == 0)
            return what == PolicyImportKind.Policies ? true : null;
        run.Print.Note(Kept(lost));
        return false;
    }

    private static string Kept(long lost) =>
        $"Nothing is retired or removed: {lost:#,0} {(lost == 1 ? "record is" : "records are")} wrong here and {(lost == 1 ? "was" : "were")} not sent, and what they are about would be taken for missing. Mend them and run the command again.";

    private int Check(
        Run run,
        SourceFiles given,
        IEnumerable<SourceRow> rows,
        LoadErrors wrong,
        LoadProgress progress
    )
    {
        var (read, right, lost) = (0L, 0L, 0L);
        foreach (var row in rows)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            progress.At(++read, given.Share);
            if (row.Fault is { } fault)
            {
                wrong.Add(row.File, row.Row, row.Id, row.Field, fault);
                lost += row.IsPart ? 0 : 1;
            }
            else
                right++;
        }
        progress.Dispose();
        if (run.Get(retire) && lost > 0)
            run.Print.Note(
                $"Nothing would be retired or removed while {lost:#,0} of the records are wrong."
            );
        if (run.Print.Json)
            run.Print.Document(
                new JsonObject
                {
                    ["dryRun"] = true,
                    ["records"] = right,
                    ["refused"] = wrong.Count,
                }
            );
        else
            run.Print.Line(
                $"{right:#,0} would be sent, {wrong.Count:#,0} are wrong. Nothing was sent."
            );
        return wrong.Count == 0 ? ExitCode.Done : ExitCode.Partly;
    }

    private static void Report(Run run, PolicyImport import, long wrong)
    {
        if (run.Print.Json)
        {
            run.Print.Document(import);
            return;
        }
        PolicyImportsCommand.Show(run, import);
        if (wrong > import.Counts.Refused)
            run.Print.Line($"{"Wrong here", -12}{wrong - import.Counts.Refused:#,0}, not sent");
    }
}
