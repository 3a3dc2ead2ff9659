using System.CommandLine;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// Walks through the product on real input: a server of its own, a key, a group, a credential for every row of a class
/// list, verifying all of them over HTTP, revoking one, verifying it again; then a certification order of the sandbox.
/// </summary>
internal sealed class DemoCommand
{
    private readonly Option<bool> exit = new("--exit")
    {
        Description = "End when done, with 0 when all went as it should.",
    };
    private readonly Option<bool> policies = new("--policies")
    {
        Description =
            "Walk through policies instead: a made-up set is loaded, searched, evaluated and changed.",
    };
    private readonly Option<string?> samples = Options.Text(
        "--samples",
        "The folder of the made-up policies.",
        "folder"
    );
    private readonly Option<string?> server = Options.Text(
        "--server",
        "The server program.",
        "Vidimus.Server.dll"
    );
    private readonly Option<string?> list = Options.Text("--list", "The class list.", "list.csv");
    private readonly Option<string?> folder = Options.Text(
        "--data",
        "Folder for the demonstration's data; emptied first.",
        "folder"
    );
    private readonly Option<int?> port = new("--port")
    {
        Description = "Port on loopback; a free one unless said.",
        HelpName = "number",
    };

    public static Command Make(Runner run)
    {
        var demo = new DemoCommand();
        return run.With(
            new Command(
                "demo",
                "Start a server of its own and walk through issuing, verifying and ordering, or through policies."
            )
            {
                demo.exit,
                demo.policies,
                demo.samples,
                demo.server,
                demo.list,
                demo.folder,
                demo.port,
            },
            demo.Walk
        );
    }

    private async Task<int> Walk(Run run)
    {
        var print = run.Print;
        var built = Path.GetFullPath(
            Path.Combine(
                AppContext.BaseDirectory,
                "..",
                "..",
                "Vidimus.Server",
                "debug",
                "Vidimus.Server.dll"
            )
        );
        var data = run.Get(folder) ?? Path.Combine(Path.GetTempPath(), "vidimus-demo");
        await using var demo = await DemoServer.Start(
            run.Get(server) ?? built,
            data,
            run.Get(port),
            run.Cancellation
        );
        print.Line($"A server listens at {demo.Url}; its data is in {demo.Folder}");
        var first = await demo.TakeFirstKey(run.Cancellation);
        if (run.Get(policies))
            return await WalkPolicies(run, demo, first);
        var minted = await Mint(demo.Url, first, KeyKind.ClientToken, run.Cancellation);
        print.Line($"Minted the client token {minted.Display}, which may issue, revoke and read");

        using var client = new VidimusClient(
            new() { BaseAddress = new Uri(demo.Url), ClientToken = minted.Secret }
        );
        var group = await client.Groups.Create(Course(), cancellation: run.Cancellation);
        print.Line($"Created the group {group.Name} ({group.Id})");
        var outcomes = await Issue(run, client, group.Id);
        var issued = outcomes.Where(o => o.Credential is not null).ToList();
        var verdicts = new Dictionary<string, Verification>();
        foreach (var outcome in issued)
            verdicts[outcome.Credential!.Id] = await client.Verifications.ByLink(
                outcome.Credential.VerifyUrl!,
                run.Cancellation
            );
        var revoked = issued[1];
        await client.Credentials.Revoke(
            revoked.Credential!.Id,
            "Issued by mistake",
            cancellation: run.Cancellation
        );
        var after = await client.Verifications.ByLink(
            revoked.Credential.VerifyUrl!,
            run.Cancellation
        );

        Show(print, outcomes, verdicts, revoked, after);
        var good =
            issued.Count == outcomes.Count - 1
            && verdicts.Values.All(v => v.Verdict == Verdict.Valid)
            && after.Verdict == Verdict.Invalid
            && after.Reasons.Contains(VerificationReason.Revoked);
        print.Line(
            $"{outcomes.Count} rows: {issued.Count} issued, {outcomes.Count - issued.Count} refused; {verdicts.Values.Count(v => v.Verdict == Verdict.Valid)} verified as valid; 1 revoked, and verified as {Word(after)}."
        );
        good &= await DemoOrder.Place(print, demo.Url, first, run.Cancellation);
        return await End(run, good);
    }

    private async Task<int> WalkPolicies(Run run, DemoServer demo, Secret first)
    {
        // A key that can be sent as it is, for calls that can be typed.
        var minted = await Mint(demo.Url, first, KeyKind.ApiKey, run.Cancellation);
        run.Print.Line($"Minted the key {minted.Display}, which may write and read policies");
        using var walk = new DemoPolicies(run, demo.Url, minted.Secret);
        return await End(
            run,
            await walk.Walk(
                run.Get(samples) ?? Path.Combine("samples", "policies"),
                Path.Combine(demo.Folder, "samples")
            )
        );
    }

    private async Task<int> End(Run run, bool good)
    {
        if (!run.Get(exit))
        {
            run.Print.Line("Open a link in a browser. Ctrl-C ends the demonstration.");
            await Wait(run.Cancellation);
        }
        return good ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<MintedKey> Mint(
        string url,
        Secret first,
        KeyKind kind,
        CancellationToken cancellation
    )
    {
        using var owner = new VidimusClient(
            new() { BaseAddress = new Uri(url), ClientToken = first }
        );
        return await owner.Keys.Mint(
            new()
            {
                Label = "Demonstration",
                Mode = Mode.Live,
                Environment = KeyEnvironment.Development,
                Kind = kind,
                Scopes = ["write"],
            },
            cancellation: cancellation
        );
    }

    private static NewGroup Course() =>
        new()
        {
            Name = "Fire safety in the workshop",
            Description = "A day of theory and practice.",
            Achievement = new()
            {
                Criteria = new() { Narrative = "Attend all lessons and put out a fire." },
            },
            SubjectSchema = JsonNode
                .Parse(
                    """{"type":"object","properties":{"hours":{"type":"string","pattern":"^[0-9]+$"},"grade":{"enum":["A","B","C"]}},"required":["hours","grade"]}"""
                )!
                .AsObject(),
            DefaultValidity = "P2Y",
        };

    private async Task<List<RowOutcome>> Issue(Run run, VidimusClient client, string groupId)
    {
        var path = run.Get(list) ?? Path.Combine("samples", "class-list.csv");
        if (!File.Exists(path))
            throw new MistakeException(
                $"There is no class list at {path}.",
                "Run this in the project's folder, or name a list with --list."
            );
        await using var stream = File.OpenRead(path);
        using var rows = new CsvRows(stream, null);
        var outcomes = new List<RowOutcome>();
        await foreach (
            var outcome in client.Credentials.IssueAll(
                groupId,
                rows.Rows(row => throw new MistakeException(row.Error.Message)),
                new(),
                run.Cancellation
            )
        )
            outcomes.Add(outcome);
        return outcomes;
    }

    private static void Show(
        Printer print,
        List<RowOutcome> outcomes,
        Dictionary<string, Verification> verdicts,
        RowOutcome revoked,
        Verification after
    ) =>
        print.Table(
            ["row", "recipient", "issuing", "verifying", "verify link"],
            outcomes.Select(o =>
                new object?[]
                {
                    o.Row + 1,
                    o.Input.Recipient.Name,
                    o.Error is { } error ? $"refused: {error.Message}" : "issued",
                    o.Credential is not { } c ? ""
                    : o == revoked ? $"{Word(verdicts[c.Id])}, then revoked: {Word(after)}"
                    : Word(verdicts[c.Id]),
                    o.Credential?.VerifyUrl,
                }
            )
        );

    private static string Word(Verification verification) =>
        verification.Verdict == Verdict.Valid
            ? "valid"
            : $"{verification.Verdict.ToString().ToLowerInvariant()} ({string.Join(", ", verification.Reasons)})";

    private static async Task Wait(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how the demonstration ends.
        }
    }
}
