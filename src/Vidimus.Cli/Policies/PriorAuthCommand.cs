using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Prior authorization.</summary>
internal static class PriorAuthCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    public static Command Make(Runner run) =>
        new("prior-auth", "Ask whether procedures need prior authorization, by the policies held.")
        {
            Check(run),
            Research(run),
        };

    private static Command Check(Runner run)
    {
        var asked = new CoverageOptions();
        return run.With(
            asked.AddTo(new Command("check", "Ask, and be answered at once.")),
            async r =>
            {
                var found = await r.Client.PriorAuthorizations.Check(
                    new()
                    {
                        ProcedureCodes = r.Get(asked.Procedures),
                        DiagnosisCodes = r.Get(asked.Diagnoses),
                        State = r.Get(asked.State),
                        Payer = r.Get(asked.Payer),
                    },
                    r.Cancellation
                );
                if (r.Print.Json)
                    r.Print.Document(found);
                else
                    Show(r.Print, found);
                return ExitCode.Done;
            }
        );
    }

    private static Command Research(Runner run)
    {
        var asked = new CoverageOptions();
        var context = Options.Text(
            "--context",
            "What else matters; nothing that identifies a patient.",
            "text"
        );
        return run.With(
            asked.AddTo(
                new Command("research", "Have it looked into, and wait for what is found.")
                {
                    context,
                }
            ),
            async r =>
            {
                var job = await r.Client.PriorAuthorizations.StartResearch(
                    new()
                    {
                        ProcedureCodes = r.Get(asked.Procedures),
                        DiagnosisCodes = r.Get(asked.Diagnoses),
                        State = r.Get(asked.State),
                        Payer = r.Get(asked.Payer),
                        ClinicalContext = r.Get(context),
                    },
                    cancellation: r.Cancellation
                );
                while (job.Status is "pending" or "running")
                {
                    await Task.Delay(BetweenLooks, r.Host.TimeProvider, r.Cancellation);
                    job = await r.Client.PriorAuthorizations.Research(job.Id, r.Cancellation);
                }
                if (r.Print.Json)
                    r.Print.Document(job);
                else
                    ResearchText.Show(r.Print, job);
                return job.Status == "completed" ? ExitCode.Done : ExitCode.Failed;
            }
        );
    }

    private static void Show(Printer print, PriorAuthorizationAnswer found)
    {
        print.Facts(
            ("Prior authorization", found.PaRequired ? "needed" : "no policy asks for it"),
            ("Confidence", found.Confidence),
            ("Why", found.Reason),
            ("Contractor", found.Mac is { } mac ? $"{mac.Name} ({mac.Jurisdiction})" : null)
        );
        if (found.MatchedPolicies.Count > 0)
            print.Table(
                ["policy", "where", "says", "title"],
                found.MatchedPolicies.Select(p =>
                    new object?[]
                    {
                        p.PolicyId,
                        p.Jurisdiction ?? "everywhere",
                        string.Join(' ', p.Codes.Select(c => $"{c.Code}:{c.Disposition}")),
                        p.Title,
                    }
                )
            );
        foreach (var document in found.DocumentationChecklist)
            print.Line($"[ ] {document}");
    }
}

/// <summary>What is asked about: procedures, and for whom in general terms.</summary>
internal sealed class CoverageOptions
{
    public Argument<string[]> Procedures { get; } =
        new("code")
        {
            Description = "Procedures, 1 to 10 codes of CPT or HCPCS.",
            Arity = ArgumentArity.OneOrMore,
        };

    public Option<string[]?> Diagnoses { get; } =
        new("--diagnosis")
        {
            Description = "A diagnosis, ICD-10-CM; may be given several times.",
            HelpName = "M54.50",
        };

    public Option<string?> State { get; } =
        Options.Text("--state", "Where: a state's two letters.", "TX");

    public Option<string?> Payer { get; } =
        Options.Text("--payer", "Who pays, by name or code.", "medicare");

    public Command AddTo(Command command)
    {
        command.Add(Procedures);
        command.Add(Diagnoses);
        command.Add(State);
        command.Add(Payer);
        return command;
    }
}
