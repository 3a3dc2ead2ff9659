using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Claims before they are sent.</summary>
internal static class ClaimsCommand
{
    public static Command Make(Runner run) =>
        new(
            "claims",
            "Ask whether claims would be paid, by the policies held; nothing is submitted."
        )
        {
            Validate(run),
        };

    private static Command Validate(Runner run)
    {
        var asked = new CoverageOptions();
        var plan = Options.Text(
            "--plan",
            "What kind of plan pays.",
            "commercial|medicare_advantage|medicaid|traditional_medicare|exchange"
        );
        var date = Options.Text("--date", "Date of service; today when left out.", "2026-11-26");
        var site = Options.Text(
            "--site",
            "Where it is done.",
            "office|outpatient_hospital|asc|inpatient|home|telehealth"
        );
        var modifiers = new Option<string[]?>("--modifier")
        {
            Description = "A modifier; may be given several times.",
            HelpName = "26",
        };
        var command = asked.AddTo(
            new Command("validate", "Ask whether a claim with these codes would be paid.")
            {
                plan,
                date,
                site,
                modifiers,
            }
        );
        return run.With(
            command,
            async r =>
            {
                var found = await r.Client.PriorAuthorizations.ValidateClaim(
                    new()
                    {
                        ProcedureCodes = r.Get(asked.Procedures),
                        DiagnosisCodes = r.Get(asked.Diagnoses),
                        State = r.Get(asked.State),
                        Payer = r.Get(asked.Payer),
                        PlanType = r.Get(plan),
                        DateOfService = r.Get(date),
                        SiteOfService = r.Get(site),
                        Modifiers = r.Get(modifiers),
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

    private static void Show(Printer print, ClaimValidation found)
    {
        print.Facts(
            ("Coverage", found.CoverageStatus.Replace('_', ' ')),
            ("Risk of denial", found.OverallRisk),
            ("Confidence", found.Confidence),
            (
                "Prior authorization",
                found.PriorAuthRequired is { } needed
                    ? (needed ? "needed" : "not asked for")
                    : "not known"
            ),
            ("Manual review", found.RequiresManualReview ? "needed" : null)
        );
        print.Table(
            ["code", "coverage", "risk", "policies", "description"],
            found.Codes.Select(c =>
                new object?[]
                {
                    c.Code,
                    c.CoverageStatus,
                    c.DenialRisk,
                    c.PolicyCount,
                    c.Description,
                }
            )
        );
        foreach (var issue in found.Issues)
            print.Line($"! {issue}");
        foreach (var gap in found.KnownGaps)
            print.Line($"? {gap}");
        foreach (var document in found.DocumentationRequirements)
            print.Line($"[ ] {document}");
    }
}
