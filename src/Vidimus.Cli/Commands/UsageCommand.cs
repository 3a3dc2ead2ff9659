using System.CommandLine;
using System.Globalization;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Shows what was used and what it cost.</summary>
internal static class UsageCommand
{
    public static Command Make(Runner run)
    {
        var filter = new Filter();
        var by = new Option<string[]>("--by")
        {
            Description =
                "What lines stand for, such as day,key: day, key, environment, member, client, tool, route, outcome, action.",
            HelpName = "day",
            AllowMultipleArgumentsPerToken = true,
        };
        var usage = filter.AddTo(
            new Command("usage", "Show requests, billable actions and what they cost.") { by }
        );
        usage.Add(Charges(run));
        usage.Add(Export(run));
        return run.With(usage, r => Show(r, filter.Of(r) with { GroupBy = Words(r.Get(by)) }));
    }

    private static async Task<int> Show(Run r, UsageFilter filter)
    {
        string[] by = [.. filter.GroupBy ?? ["day"]];
        await Listing.Show(
            r,
            r.Client.Usage.Lines(filter, r.Cancellation),
            [.. by, "requests", "failures", "actions", "cents"],
            l => [.. by.Select(name => Of(l, name)), l.Requests, l.Failures, l.Actions, l.Cents]
        );
        if (r.Print.Json)
            return ExitCode.Done;
        var sum = await r.Client.Usage.Summary(filter, r.Cancellation);
        r.Print.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{sum.From:O} to {sum.To:O}: {sum.Totals.Requests} requests (counted until {sum.CountedUntil:u}), {sum.Totals.Actions} billable actions, {sum.Totals.Cents} cents."
            )
        );
        return ExitCode.Done;
    }

    private static Command Charges(Runner run)
    {
        var filter = new Filter();
        return run.With(
            filter.AddTo(new Command("charges", "List billable actions, newest first.")),
            async r =>
            {
                await Listing.Show(
                    r,
                    r.Client.Usage.Charges(filter.Of(r), r.Cancellation),
                    ["id", "at", "action", "resource", "cents", "key"],
                    c => [c.Id, c.At, c.Action, c.ResourceId, c.Cents, c.KeyId]
                );
                return ExitCode.Done;
            }
        );
    }

    private static Command Export(Runner run)
    {
        var filter = new Filter();
        var into = Options.Needed("--out", "The file to write; it must not exist.", "file");
        return run.With(
            filter.AddTo(new Command("export", "Write billable actions to a CSV file.") { into }),
            r =>
                NewFile.Write(
                    r,
                    r.Get(into)!,
                    to => r.Client.Usage.ExportCharges(to, filter.Of(r), r.Cancellation)
                )
        );
    }

    private static string[]? Words(string[]? given) =>
        given is { Length: > 0 }
            ? [.. given.SelectMany(g => g.Split(',', StringSplitOptions.RemoveEmptyEntries))]
            : null;

    private static object? Of(UsageLine line, string name) =>
        name switch
        {
            "day" => line.Day,
            "key" => line.KeyId,
            "environment" => line.Environment,
            "member" => line.MemberId,
            "client" => line.ClientId,
            "tool" => line.Tool,
            "route" => line.Route,
            "outcome" => line.Outcome,
            "action" => line.Action,
            _ => null,
        };

    private sealed class Filter
    {
        private readonly Option<DateTimeOffset?> from = Options.Time("--from", "First day, UTC.");
        private readonly Option<DateTimeOffset?> to = Options.Time("--to", "Last day.");
        private readonly Option<Mode?> mode = Options.Word<Mode>("--mode", "Live, or test.");
        private readonly Option<string?> key = Options.Text("--key", "Only of this key.", "key_…");
        private readonly Option<KeyEnvironment?> environment = Options.Word<KeyEnvironment>(
            "--environment",
            "Only of keys used there."
        );

        public Command AddTo(Command command)
        {
            foreach (var option in (Option[])[from, to, mode, key, environment])
                command.Add(option);
            return command;
        }

        public UsageFilter Of(Run r) =>
            new()
            {
                From = Day(r.Get(from)),
                To = Day(r.Get(to)),
                Mode = r.Get(mode),
                KeyId = r.Get(key),
                Environment = r.Get(environment),
            };

        private static DateOnly? Day(DateTimeOffset? time) =>
            time is { } given ? DateOnly.FromDateTime(given.UtcDateTime) : null;
    }
}
