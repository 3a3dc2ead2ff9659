using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>What is known about procedures, in one answer.</summary>
public sealed class CoverageLookup : PolicyTool
{
    private const int MostInContext = 10;
    private static readonly string[] Usual = ["code_details", "prior_auth"];

    /// <inheritdoc/>
    public override string Name => "verity_coverage_lookup";

    /// <inheritdoc/>
    public override string Title => "Coverage lookup";

    /// <inheritdoc/>
    public override string Description =>
        "Answers whether procedures are covered and whether they need prior authorization, from the policies that this server holds: code details with the policies that name them, prior authorization, risk of a claim's denial, how jurisdictions differ, and what was paid. "
        + "include says which of these; up to 50 codes with code_details alone, up to 10 otherwise."
        + Formats;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            PolicyArguments.Procedures(50, needed: true),
            PolicyArguments.CodeSystem,
            (
                "code_include",
                Shape.List(
                    "What code details have; fees and policies when left out.",
                    Shape.Word("A part.", "rvu", "policies", "rates"),
                    3
                )
            ),
            PolicyArguments.State,
            PolicyArguments.Jurisdiction,
            PolicyArguments.Diagnoses,
            PolicyArguments.Payer,
            PolicyArguments.PlanType,
            PolicyArguments.ServiceDate,
            PolicyArguments.Site,
            PolicyArguments.Jurisdictions("compare_jurisdictions"),
            (
                "include",
                Shape.List(
                    "What is answered; code_details and prior_auth when left out.",
                    Shape.Word(
                        "A part.",
                        "code_details",
                        "prior_auth",
                        "claim_risk",
                        "jurisdiction_compare",
                        "spending"
                    ),
                    5,
                    1
                )
            ),
            ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Answered(
            Shape.Answer(
                "What was asked for.",
                ("code_details", Shape.Given("The code, or by code in results.")),
                ("prior_auth", Shape.Given("Whether prior authorization is needed, and why.")),
                ("claim_risk", Shape.Given("Whether a claim would be paid.")),
                ("jurisdiction_compare", Shape.Given("Coverage by jurisdiction.")),
                ("spending", Shape.Given("What was paid, by code."))
            )
        );

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        if (
            given.Texts("procedure_codes")!.Count > MostInContext
            && (Parts(given).Count > 1 || !Parts(given).Contains("code_details"))
        )
            yield return new(
                "procedure_codes",
                $"must have at most {MostInContext} codes unless include is code_details alone"
            );
    }

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    )
    {
        var parts = Parts(given);
        var data = new JsonObject();
        if (parts.Contains("code_details"))
            data["code_details"] = (await Details(given, api, cancellation)).Data;
        if (parts.Contains("prior_auth"))
            data["prior_auth"] = (
                await api.CheckPriorAuthorization(
                    Body(given, "procedure_codes", "diagnosis_codes", "payer", "state"),
                    cancellation
                )
            ).Data;
        if (parts.Contains("claim_risk"))
            data["claim_risk"] = (
                await api.ValidateClaim(
                    Body(
                        given,
                        "procedure_codes",
                        "diagnosis_codes",
                        "payer",
                        "plan_type",
                        "state",
                        "date_of_service",
                        "site_of_service"
                    ),
                    cancellation
                )
            ).Data;
        if (parts.Contains("jurisdiction_compare"))
            data["jurisdiction_compare"] = (await Compare(given, api, cancellation)).Data;
        if (parts.Contains("spending"))
            data["spending"] = (
                await api.Spending(
                    [("codes", string.Join(',', given.Texts("procedure_codes")!))],
                    cancellation
                )
            ).Data;
        return new($"Coverage of {given.Texts("procedure_codes")!.Count} code(s).", data, null);
    }

    private static HashSet<string> Parts(Given given)
    {
        HashSet<string> parts = [.. given.Texts("include") ?? Usual];
        if (given.Texts("compare_jurisdictions") is { Count: > 0 })
            parts.Add("jurisdiction_compare");
        return parts;
    }

    private static Task<VerityReply> Details(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    )
    {
        var codes = given.Texts("procedure_codes")!;
        var include = given.Texts("code_include") ?? ["rvu", "policies"];
        if (codes.Count == 1)
            return api.LookUp(
                [
                    ("code", codes[0]),
                    .. Query(given, "code_system", "jurisdiction"),
                    ("include", string.Join(',', include)),
                    ("fuzzy", "true"),
                ],
                cancellation
            );
        var body = Body(given, "code_system");
        body["codes"] = new JsonArray([.. codes.Select(c => (JsonNode)c)]);
        body["include"] = new JsonArray([.. include.Select(i => (JsonNode)i)]);
        return api.LookUpAll(body, cancellation);
    }

    private static Task<VerityReply> Compare(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    )
    {
        var body = Body(given, "procedure_codes");
        if (given.Texts("compare_jurisdictions") is { Count: > 0 } places)
            body["jurisdictions"] = new JsonArray([.. places.Select(p => (JsonNode)p)]);
        return api.Compare(body, cancellation);
    }
}
