using System.CommandLine;
using System.Globalization;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>The record of what was done: shows, exports, signs and verifies it.</summary>
internal static class AuditCommand
{
    private const int LongestKept = 64 * 1024;

    public static Command Make(Runner run) =>
        new("audit", "Show, export and verify the record of what was done.")
        {
            List(run),
            Export(run),
            Checkpoint(run),
            Verify(run),
        };

    private static Command List(Runner run)
    {
        var filter = new FilterOptions();
        return run.With(
            filter.AddTo(new Command("list", "List what was done, newest first.")),
            async r =>
            {
                await Listing.Show(
                    r,
                    r.Client.Audit.List(filter.Of(r), r.Cancellation),
                    ["number", "at", "kind", "resource", "actor", "request"],
                    e => [e.Number, e.At, e.Kind, e.ResourceId, e.ActorId, e.RequestId]
                );
                return ExitCode.Done;
            }
        );
    }

    private static Command Export(Runner run)
    {
        var filter = new FilterOptions();
        var format = Options.Word<AuditFormat>(
            "--format",
            "JSON Lines, which can be verified, or CSV."
        );
        var into = Options.Needed("--out", "The file to write; it must not exist.", "file");
        return run.With(
            filter.AddTo(
                new Command("export", "Write the sealed record to a file.") { format, into }
            ),
            r =>
                NewFile.Write(
                    r,
                    r.Get(into)!,
                    target =>
                        r.Client.Audit.Export(
                            target,
                            r.Get(format) ?? AuditFormat.Jsonl,
                            filter.Of(r),
                            r.Cancellation
                        )
                )
        );
    }

    private static Command Checkpoint(Runner run) =>
        run.With(
            new Command(
                "checkpoint",
                "Print what the record has come to, signed. Keep it where the server's operator cannot change it."
            ),
            async r =>
            {
                var checkpoint = await r.Client.Audit.Checkpoint(r.Cancellation);
                if (r.Print.Json)
                    r.Print.Document(checkpoint);
                else
                    r.Print.Line(checkpoint.Token);
                return ExitCode.Done;
            }
        );

    private static Command Verify(Runner run)
    {
        var kept = Options.Text("--checkpoint", "A file with a checkpoint that was kept.", "file");
        var export = Options.Text(
            "--export",
            "Verify this export (JSON Lines, unfiltered) on this machine instead of asking the server.",
            "file"
        );
        var keys = Options.Text(
            "--keys",
            "With --export: a file with the server's key set, kept from /.well-known/audit-jwks.json. Otherwise the server is asked for it.",
            "file"
        );
        return run.With(
            new Command(
                "verify",
                "Verify the record's chain. Exit code 0 when it is as it was sealed, 1 when not, 2 when it could not be established."
            )
            {
                kept,
                export,
                keys,
            },
            async r =>
            {
                var checkpoint = r.Get(kept) is { } file ? await Kept(r, file) : null;
                return r.Get(export) is { } exported
                    ? await Offline(r, exported, checkpoint, r.Get(keys))
                    : await Ask(r, checkpoint);
            },
            // A failure to ask is not a record that is wrong.
            failed: ExitCode.Partly
        );
    }

    private static async Task<int> Offline(
        Run run,
        string exported,
        string? checkpoint,
        string? keys
    )
    {
        var keySet =
            checkpoint is null ? null
            : keys is null ? await run.Client.Audit.Keys(run.Cancellation)
            : await Kept(run, keys);
        await using var stream = File.OpenRead(exported);
        var report = await AuditChain.Verify(stream, checkpoint, keySet, run.Cancellation);
        if (run.Print.Json)
            run.Print.Document(report);
        else
            Show(run.Print, report.FirstBad, Counted(report.From, report.To), report.Checkpoint);
        return report.Valid ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> Ask(Run run, string? checkpoint)
    {
        var part = await run.Client.Audit.Verify(checkpoint, null, run.Cancellation);
        while (part.ContinueFrom is { } next)
            part = await run.Client.Audit.Verify(checkpoint, next, run.Cancellation);
        if (run.Print.Json)
        {
            run.Print.Document(part);
            return part.Valid ? ExitCode.Done : ExitCode.Failed;
        }
        Show(run.Print, part.FirstBad, Counted(Math.Min(1, part.To), part.To), part.Checkpoint);
        run.Print.Facts(
            ("Not sealed yet", part.Unsealed.Count),
            ("Oldest of them since", part.Unsealed.OldestAt)
        );
        return part.Valid ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Counted(long from, long to) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Numbers {from} to {to} are as they were sealed."
        );

    private static void Show(
        Printer print,
        AuditDefect? bad,
        string counted,
        CheckedCheckpoint? checkpoint
    )
    {
        if (bad is null)
            print.Headline("AS SEALED", "green", counted);
        else
            print.Headline("NOT AS SEALED", "red", bad.Explanation);
        print.Facts(
            ("First bad number", bad?.Number),
            ("Problem", bad?.Problem),
            ("Fact", bad?.Id),
            ("Checkpoint of", checkpoint?.At),
            ("Checkpoint's number", checkpoint?.Number),
            ("Checkpoint matches", checkpoint?.Matches)
        );
    }

    private static async Task<string> Kept(Run run, string file)
    {
        if (new FileInfo(file) is { Exists: true, Length: > LongestKept })
            throw new MistakeException($"{file} is too long for what it should hold.");
        return (await File.ReadAllTextAsync(file, run.Cancellation)).Trim();
    }

    private sealed class FilterOptions
    {
        private readonly Option<string?> kind = Options.Text(
            "--kind",
            "What was done, such as credential.issued, or credential.* for all of these.",
            "kind"
        );
        private readonly Option<string?> resource = Options.Text(
            "--resource",
            "To what, by its id.",
            "id"
        );
        private readonly Option<string?> actor = Options.Text("--actor", "By whom.", "id");
        private readonly Option<string?> request = Options.Text(
            "--request",
            "By which request.",
            "req_…"
        );
        private readonly Option<KeyEnvironment?> environment = Options.Word<KeyEnvironment>(
            "--environment",
            "By keys of this environment."
        );
        private readonly Option<Mode?> mode = Options.Word<Mode>("--mode", "In this mode.");
        private readonly Option<DateTimeOffset?> from = Options.Time("--from", "From then on.");
        private readonly Option<DateTimeOffset?> to = Options.Time(
            "--to",
            "Before then.",
            ends: true
        );

        public Command AddTo(Command command)
        {
            foreach (
                var option in new Option[]
                {
                    kind,
                    resource,
                    actor,
                    request,
                    environment,
                    mode,
                    from,
                    to,
                }
            )
                command.Add(option);
            return command;
        }

        public AuditFilter Of(Run run) =>
            new()
            {
                Kind = run.Get(kind),
                ResourceId = run.Get(resource),
                ActorId = run.Get(actor),
                RequestId = run.Get(request),
                Environment = run.Get(environment),
                Mode = run.Get(mode),
                From = run.Get(from),
                To = run.Get(to),
                PageSize = 100,
            };
    }
}
