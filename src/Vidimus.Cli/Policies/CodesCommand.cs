using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>The code table.</summary>
internal static class CodesCommand
{
    public static Command Make(Runner run) =>
        new(
            "codes",
            "Look medical codes up: what they stand for, fees, and the policies that name them."
        )
        {
            LookUp(run),
        };

    private static Command LookUp(Runner run)
    {
        var codes = new Argument<string[]>("code")
        {
            Description = "One code or several, up to 50, with or without the dot of a diagnosis.",
            Arity = ArgumentArity.OneOrMore,
        };
        var system = Options.Text(
            "--system",
            "The table they are of; seen from each code when left out.",
            "CPT|HCPCS|ICD10CM|ICD10PCS|NDC"
        );
        var place = Options.Text("--jurisdiction", "Only policies that hold there.", "JH");
        return run.With(
            new Command("lookup", "Look codes up.") { codes, system, place },
            async r =>
            {
                string[] include = ["fees", "policies"];
                IReadOnlyList<CodeLookup> found = r.Get(codes) is [{ } one]
                    ?
                    [
                        await r.Client.Codes.Get(
                            one,
                            r.Get(system),
                            r.Get(place),
                            include,
                            r.Cancellation
                        ),
                    ]
                    : (
                        await r.Client.Codes.GetAll(
                            new(r.Get(codes), r.Get(system), include, r.Get(place)),
                            r.Cancellation
                        )
                    ).Results;
                foreach (var code in found)
                {
                    if (r.Print.Json)
                        r.Print.JsonLine(code);
                    else
                        Show(r.Print, code);
                }
                return found.All(c => c.Found) ? ExitCode.Done : ExitCode.Partly;
            }
        );
    }

    private static void Show(Printer print, CodeLookup code)
    {
        print.Facts(
            ("Code", $"{code.Code} ({code.System})"),
            ("Found", code.Found ? null : "no"),
            ("Description", code.Description ?? code.ShortDescription),
            ("Category", code.Category),
            ("Billable", code.Active is { } active ? (active ? "yes" : "no") : null),
            ("Facility", code.Fees?.FacilityPrice),
            ("Non-facility", code.Fees?.NonFacilityPrice),
            ("Perhaps", code.Suggestions?.Select(s => s.Code))
        );
        if (code.Policies is { Count: > 0 } policies)
            print.Table(
                ["policy", "type", "where", "disposition", "title"],
                policies.Select(p =>
                    new object?[]
                    {
                        p.PolicyId,
                        p.PolicyType,
                        p.Jurisdiction ?? "everywhere",
                        p.Disposition,
                        p.Title,
                    }
                )
            );
    }
}
