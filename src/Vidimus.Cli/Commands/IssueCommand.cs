using System.CommandLine;
using Spectre.Console;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Issues one credential, or a list of them.</summary>
internal sealed class IssueCommand
{
    private readonly Option<string> group = Options.Needed(
        "--group",
        "The group to issue from.",
        "grp_…"
    );
    private readonly Option<string?> name = Options.Text("--name", "The recipient's name.", "text");
    private readonly Option<string?> email = Options.Text(
        "--email",
        "Where it is sent.",
        "address"
    );
    private readonly Option<string?> external = Options.Text(
        "--external-id",
        "Your own id for the recipient.",
        "id"
    );
    private readonly Option<string[]> subject = new("--subject")
    {
        Description =
            "A member of the subject: name=text, or name:=json for numbers and the like; give it several times.",
        HelpName = "name=value",
    };
    private readonly Option<DateTimeOffset?> from = Options.Time(
        "--valid-from",
        "In force from; now unless said."
    );
    private readonly Option<DateTimeOffset?> until = Options.Time(
        "--valid-until",
        "In force until; a day means to its end (UTC). The group's default unless said.",
        ends: true
    );
    private readonly Option<bool> draft = new("--draft")
    {
        Description = "Keep as draft; issue later.",
    };
    private readonly Option<string?> file = Options.Text(
        "--file",
        "A list, .csv or .json. Columns name, email, externalId, validFrom, validUntil; any other goes under the subject (a heading "
            + "ending in := holds JSON). A day in validUntil means to its end.",
        "list.csv"
    );
    private readonly Option<string?> errors = Options.Text(
        "--errors",
        "Write the rows that failed to this CSV file, with why. It is replaced if it exists.",
        "errors.csv"
    );
    private readonly Option<string?> named = Options.Text(
        "--run",
        "Names this run. The same list under the same name is not issued twice; name it anew to issue it again on purpose.",
        "text"
    );
    private readonly Option<string?> delimiter = Options.Text(
        "--delimiter",
        "What separates cells, when it cannot be seen from the first row.",
        "character"
    );

    public static Command Make(Runner run)
    {
        var issue = new IssueCommand();
        return run.With(
            new Command(
                "issue",
                "Issue a credential (--name), or a list of them (--file). Exit code 2 when some rows failed."
            )
            {
                issue.group,
                issue.name,
                issue.email,
                issue.external,
                issue.subject,
                issue.from,
                issue.until,
                issue.draft,
                issue.file,
                issue.errors,
                issue.named,
                issue.delimiter,
            },
            r => r.Get(issue.file) is { } path ? issue.List(r, path) : issue.One(r)
        );
    }

    private async Task<int> One(Run run)
    {
        var credential = new NewCredential
        {
            GroupId = run.Get(group)!,
            Recipient = new()
            {
                Name =
                    run.Get(name)
                    ?? throw new MistakeException(
                        "Nobody is named.",
                        "Give --name for one credential, or --file for a list."
                    ),
                Email = run.Get(email),
                ExternalId = run.Get(external),
            },
            Subject = Members.Of(run.Get(subject)),
            ValidFrom = run.Get(from),
            ValidUntil = run.Get(until),
            Draft = run.Get(draft) ? true : null,
        };
        CredentialView.Show(
            run,
            await run.Client.Credentials.Issue(credential, cancellation: run.Cancellation)
        );
        return ExitCode.Done;
    }

    private async Task<int> List(Run run, string path)
    {
        RefuseBoth(run, path);
        await using var stream = File.OpenRead(path);
        using var list = Open(run, path, stream);
        using var tally = new Tally(run, list, run.Get(errors));
        try
        {
            await Shown(run, stream, () => Walk(run, list, tally));
        }
        finally
        {
            run.Print.Note($"{tally.Done} done, {tally.Failed} failed.");
        }
        if (tally.Failed == 0)
            return ExitCode.Done;
        // The whole list once more, with some rows changed, would be another list.
        run.Print.Note(
            run.Get(errors) is { } written
                ? $"Correct the rows in {written} and issue that file."
                : "Correct these rows and issue them alone, not the whole list."
        );
        return ExitCode.Partly;
    }

    private async Task Walk(Run run, IRowList list, Tally tally)
    {
        var outcomes = run.Client.Credentials.IssueAll(
            run.Get(group)!,
            list.Rows(tally.Refuse),
            new() { Draft = run.Get(draft), Run = run.Get(named) ?? "" },
            run.Cancellation
        );
        try
        {
            await foreach (var outcome in outcomes)
                tally.Add(outcome);
        }
        catch (VidimusException)
        {
            run.Print.Note(
                "The list was not finished. Run the same command again: rows already issued are not issued twice."
            );
            throw;
        }
    }

    private void RefuseBoth(Run run, string path)
    {
        if (run.Get(name) is not null || run.Get(subject) is { Length: > 0 })
            throw new MistakeException("--file and --name or --subject do not go together.");
        if (run.Get(errors) is { } other && Path.GetFullPath(other) == Path.GetFullPath(path))
            throw new MistakeException("--errors names the list itself, which would be replaced.");
    }

    private IRowList Open(Run run, string path, Stream stream) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => new JsonRows(stream),
            ".csv" or ".tsv" or ".txt" => new CsvRows(stream, run.Get(delimiter)),
            _ => throw new MistakeException(
                $"'{path}' is neither .csv nor .json.",
                "Save the list as CSV UTF-8."
            ),
        };

    /// <summary>With a progress bar, by how much of the file was read, where somebody watches.</summary>
    private static Task Shown(Run run, Stream stream, Func<Task> work)
    {
        if (run.Print.Json || !run.Host.ErrorIsTerminal || stream.Length == 0)
            return work();
        return Printer
            .Console(run.Host.Error, terminal: true)
            .Progress()
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("Issuing", maxValue: stream.Length);
                var working = work();
                using var tick = new PeriodicTimer(
                    TimeSpan.FromMilliseconds(200),
                    run.Host.TimeProvider
                );
                while (!working.IsCompleted && await tick.WaitForNextTickAsync())
                    bar.Value = stream.Position;
                bar.Value = stream.Length;
                await working;
            });
    }
}
