using System.CommandLine;
using System.Globalization;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Changes of policies, and who took note of them.</summary>
internal static class ComplianceCommand
{
    private const int MostAtOnce = 200;

    public static Command Make(Runner run) =>
        new(
            "compliance",
            "See which changes of policies nobody acknowledged, and acknowledge them."
        )
        {
            Unreviewed(run),
            Acknowledge(run),
            Stats(run),
        };

    private static Command Unreviewed(Runner run)
    {
        var type = Options.Text(
            "--type",
            "Only changes of this type.",
            "created|updated|retired|codes_changed|criteria_changed|metadata_changed"
        );
        return run.With(
            new Command("unreviewed", "List changes of the last 30 days that nobody acknowledged.")
            {
                type,
            },
            async r =>
            {
                await Listing.Show(
                    r,
                    r.Client.Compliance.Unreviewed(r.Get(type), r.Cancellation),
                    ["no.", "when", "policy", "change", "summary"],
                    c => [c.ChangeId, c.ChangedAt, c.PolicyId, c.ChangeType, c.ChangeSummary]
                );
                return ExitCode.Done;
            }
        );
    }

    private static Command Acknowledge(Runner run)
    {
        var numbers = new Argument<string[]>("change")
        {
            Description =
                "Numbers of changes, up to 200; - reads them from standard input, one a line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var notes = Options.Text(
            "--notes",
            "What came of it; nothing that identifies a patient.",
            "text"
        );
        return run.With(
            new Command("ack", "Acknowledge changes for the organization; it cannot be taken back.")
            {
                numbers,
                notes,
            },
            async r =>
            {
                var changes = Numbers(r, r.Get(numbers));
                if (changes is [var one])
                {
                    var done = await r.Client.Compliance.Acknowledge(
                        one,
                        r.Get(notes),
                        cancellation: r.Cancellation
                    );
                    if (r.Print.Json)
                        r.Print.Document(done);
                    else
                        r.Print.Line(
                            $"{done.ChangeId} of {done.PolicyId}: acknowledged{(done.AlreadyAcknowledged ? " before" : "")}"
                        );
                    return ExitCode.Done;
                }
                var all = await r.Client.Compliance.AcknowledgeAll(
                    changes,
                    r.Get(notes),
                    cancellation: r.Cancellation
                );
                if (r.Print.Json)
                    r.Print.Document(all);
                else
                    r.Print.Line(
                        $"{all.Acknowledged} acknowledged, {all.AlreadyAcknowledged} before"
                            + (
                                all.NotFound.Count > 0
                                    ? $"; not known: {string.Join(' ', all.NotFound)}"
                                    : ""
                            )
                    );
                return all.NotFound.Count == 0 ? ExitCode.Done : ExitCode.Partly;
            }
        );
    }

    private static Command Stats(Runner run) =>
        run.With(
            new Command("stats", "Count the changes of the last 30 days."),
            async r =>
            {
                var stats = await r.Client.Compliance.Stats(r.Cancellation);
                if (r.Print.Json)
                    r.Print.Document(stats);
                else
                    r.Print.Facts(
                        ("Changes in 30 days", stats.TotalChanges30d),
                        ("Acknowledged", stats.AcknowledgedCount),
                        ("Unreviewed", stats.UnreviewedCount),
                        ("Critical of those", stats.CriticalUnreviewed),
                        (
                            "Rate",
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{stats.AcknowledgmentRate:0.#} %"
                            )
                        )
                    );
                return ExitCode.Done;
            }
        );

    private static List<long> Numbers(Run run, string[] given)
    {
        IEnumerable<string> texts = given is ["-"] ? Lines(run) : given;
        var numbers = new List<long>();
        foreach (var text in texts)
        {
            if (
                !long.TryParse(
                    text,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
                throw new MistakeException($"'{text}' is not the number of a change.");
            numbers.Add(number);
        }
        return numbers.Count is >= 1 and <= MostAtOnce
            ? numbers
            : throw new MistakeException($"1 to {MostAtOnce} changes are acknowledged at once.");
    }

    private static IEnumerable<string> Lines(Run run)
    {
        using var reader = new StreamReader(run.Host.In);
        while (reader.ReadLine() is { } line)
        {
            if (line.Trim() is { Length: > 0 } text)
                yield return text;
        }
    }
}
