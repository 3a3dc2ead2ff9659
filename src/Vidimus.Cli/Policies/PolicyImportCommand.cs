using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Loads policies, codes and what goes with them from files.</summary>
internal sealed class PolicyImportCommand
{
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
        // As many files as are named follow each other, and a word that is no option would be one of them.
        import.files.Validators.Add(given =>
        {
            foreach (var word in given.Tokens.Select(t => t.Value))
                if (word.StartsWith("--", StringComparison.Ordinal) && !File.Exists(word))
                    given.AddError(
                        $"There is no option {word}. An import that was stopped goes on by itself when the same command is run again."
                    );
        });
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
        var given = new ImportedFiles(run.Get(files), run.Get(kind));
        if (run.Get(baseline) && given.Kind != PolicyImportKind.Policies)
            throw new MistakeException(
                "--baseline is for policies: of other rows nobody is told in any case.",
                "Leave it out. Nothing was sent."
            );
        using var wrong = new LoadErrors(run, run.Get(errors), given.Paths);
        using var progress = new LoadProgress(run, given.Kind.ToString().ToLowerInvariant());
        if (run.Get(dry))
            return PolicyImportCheck.Check(run, given, wrong, progress, run.Get(retire));
        given.Try();
        using var client = Patient(run);
        var import = await client.PolicyImports.Start(Asked(run, given), run.Cancellation);
        TellBegun(run, given, import);
        var load = new PolicyLoad(client, wrong, run.Host.TimeProvider, run.Cancellation);
        var end = new PolicyImportEnd(run, client, run.Get(retire));
        try
        {
            await load.Send(
                import,
                given.Rows(import.CreatedAt, run.Print.Note),
                () => progress.At(load.Rows, given.Share)
            );
            import = await end.Finish(import, load);
        }
        catch (MistakeException)
        {
            progress.Dispose();
            await end.GiveUp(import, load);
            throw;
        }
        catch (Exception)
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

    private NewPolicyImport Asked(Run run, ImportedFiles given) =>
        new()
        {
            Kind = given.Kind,
            Source = run.Get(source) ?? given.DefaultSource,
            Baseline = run.Get(baseline),
            Replaces = run.Get(retire),
            Fingerprint = given.Fingerprint,
        };

    private static void TellBegun(Run run, ImportedFiles given, PolicyImport import)
    {
        if (import.NextBatch > 1)
            run.Print.Note(
                $"Going on with {import.Id}, begun {import.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC."
            );
        var day = ImportedFiles.Day(import.CreatedAt);
        if (given.IsCoverage && day != ImportedFiles.Day(run.Host.TimeProvider.GetUtcNow()))
            run.Print.Note(
                $"What is retired is told as of {day}, when it began. Run the command once more when it is done, to have it as of today."
            );
    }

    /// <summary>A batch takes longer than other calls, and a server that is busy is waited for.</summary>
    private static VidimusClient Patient(Run run)
    {
        var options = run.Connection;
        options.AttemptTimeout = TimeSpan.FromMinutes(2);
        options.TotalTimeout = TimeSpan.FromMinutes(10);
        return run.Host.Handler is { } handler ? new(options, handler) : new(options);
    }

    private static void Report(Run run, PolicyImport import, long wrong)
    {
        if (run.Print.Json)
        {
            run.Print.Document(import);
            return;
        }
        PolicyImportsCommand.Show(run, import);
        if (import.Counts.Records == 0 && wrong == 0)
            run.Print.Note("The files hold no record: nothing was loaded.");
        if (wrong > import.Counts.Refused)
            run.Print.Line($"{"Wrong here", -12}{wrong - import.Counts.Refused:#,0}, not sent");
    }
}
