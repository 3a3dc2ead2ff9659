using System.CommandLine;
using System.Globalization;
using Vidimus.Access;
using Vidimus.Access.Audit;

namespace Vidimus.Server;

/// <summary>The operator's look at the record: of every organization, and without trusting a running server.</summary>
internal static class AuditCommand
{
    // As the client's command: 1 says that a record is not as it was sealed, and nothing else does.
    private const int CouldNotBeAsked = 2;
    private const int LongestCheckpointFile = 16 * 1024 * 1024;

    public static Command Make()
    {
        var command = new Command(
            "audit",
            "Verify, export and sign the record of what was done. An empty organization is the installation's own."
        );
        command.Subcommands.Add(Verify());
        command.Subcommands.Add(Checkpoint());
        command.Subcommands.Add(Export());
        return command;
    }

    private static Command Verify()
    {
        var organization = Organization();
        var kept = new Option<FileInfo?>("--checkpoint")
        {
            Description = "A file of checkpoints that were kept, one a line.",
            HelpName = "file",
        };
        return With(
            new Command(
                "verify",
                "Verify every chain, or one organization's. Exit code 0 when all is as it was sealed, 1 when not, 2 when it could not be established."
            )
            {
                organization,
                kept,
            },
            async (parsed, services, cancellation) =>
            {
                var checkpoints = await Kept(services, parsed.GetValue(kept), cancellation);
                var all = parsed.GetValue(organization) is { } one
                    ? [one]
                    : await services.AuditedOrganizations(cancellation);
                var good = true;
                foreach (
                    var id in all.Union(
                        parsed.GetValue(organization) is null
                            ? checkpoints.Select(c => c.OrganizationId)
                            : []
                    )
                )
                    good &= await VerifyOne(
                        services,
                        id,
                        [.. checkpoints.Where(c => c.OrganizationId == id)],
                        cancellation
                    );
                return good ? 0 : 1;
            }
        );
    }

    private static async Task<bool> VerifyOne(
        IServiceProvider services,
        string organization,
        AuditCheckpoint[] kept,
        CancellationToken cancellation
    )
    {
        var name = organization.Length == 0 ? "installation" : organization;
        // Each checkpoint is compared; the chain itself is walked once.
        for (var i = 1; i < kept.Length; i++)
        {
            var compared = await services.VerifyAudit(
                organization,
                Math.Max(1, kept[i].Number),
                kept[i],
                cancellation
            );
            if (Bad(name, compared))
                return false;
        }
        var from = 1L;
        while (true)
        {
            var part = await services.VerifyAudit(
                organization,
                from,
                kept.FirstOrDefault(),
                cancellation
            );
            if (Bad(name, part))
                return false;
            if (part.ContinueFrom is { } next)
            {
                from = next;
                continue;
            }
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {part.HeadNumber} facts, all as they were sealed; not sealed yet: {part.Unsealed.Count}{Age(part.Unsealed)}; checkpoints compared: {kept.Length}"
                )
            );
            return true;
        }
    }

    private static bool Bad(string name, AuditVerification part)
    {
        if (part.FirstBad is not { } bad)
            return false;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: BAD at number {bad.Number} ({bad.Id ?? "no fact"}), {bad.Problem}: {bad.Explanation}"
            )
        );
        return true;
    }

    private static string Age(UnsealedFacts unsealed) =>
        unsealed.Count == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" (the oldest since {unsealed.OldestAgeSeconds:0} s)"
            );

    private static async Task<List<AuditCheckpoint>> Kept(
        IServiceProvider services,
        FileInfo? file,
        CancellationToken cancellation
    )
    {
        var checkpoints = new List<AuditCheckpoint>();
        if (file is null)
            return checkpoints;
        if (file.Length > LongestCheckpointFile)
            throw new InvalidOperationException($"{file.Name} is too long to hold checkpoints.");
        foreach (var line in await File.ReadAllLinesAsync(file.FullName, cancellation))
        {
            if (line.Trim().Length == 0)
                continue;
            checkpoints.Add(
                await services.ReadAuditCheckpoint(line, cancellation)
                    ?? throw new InvalidOperationException(
                        $"Line {checkpoints.Count + 1} of {file.Name} is not a checkpoint that this installation signed."
                    )
            );
        }
        return checkpoints;
    }

    private static Command Checkpoint()
    {
        var organization = Organization();
        return With(
            new Command(
                "checkpoint",
                "Print what every chain, or one organization's, has come to, signed, one a line. Keep it elsewhere."
            )
            {
                organization,
            },
            async (parsed, services, cancellation) =>
            {
                var all = parsed.GetValue(organization) is { } one
                    ? [one]
                    : await services.AuditedOrganizations(cancellation);
                foreach (var id in all)
                    Console.WriteLine((await services.MakeAuditCheckpoint(id, cancellation)).Token);
                return 0;
            }
        );
    }

    private static Command Export()
    {
        var organization = Organization();
        organization.Required = true;
        var format = new Option<string>("--format")
        {
            Description = "jsonl or csv.",
            DefaultValueFactory = _ => "jsonl",
        };
        format.AcceptOnlyFromAmong("jsonl", "csv");
        return With(
            new Command("export", "Print the sealed record of one organization.")
            {
                organization,
                format,
            },
            async (parsed, services, cancellation) =>
            {
                await using var output = Console.OpenStandardOutput();
                await services.ExportAudit(
                    parsed.GetRequiredValue(organization)!,
                    parsed.GetValue(format) == "csv",
                    output,
                    cancellation
                );
                return 0;
            }
        );
    }

    private static Option<string?> Organization() =>
        new("--organization")
        {
            Description = "One organization only; empty for the installation's own record.",
            HelpName = "org_…",
        };

    private static Command With(
        Command command,
        Func<ParseResult, IServiceProvider, CancellationToken, Task<int>> run
    )
    {
        // Further options are settings, such as --Database:Folder data.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(
            async (parsed, cancellation) =>
            {
                try
                {
                    return await Offline.Run(
                        [.. parsed.UnmatchedTokens],
                        services => run(parsed, services, cancellation),
                        cancellation
                    );
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    var why = ServerRun.IsExplained(e) ? e.Message : e.ToString();
                    await Console.Error.WriteLineAsync($"audit {command.Name} failed: {why}");
                    return CouldNotBeAsked;
                }
            }
        );
        return command;
    }
}
