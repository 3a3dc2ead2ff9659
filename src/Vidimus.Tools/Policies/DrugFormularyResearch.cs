using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>What payers' formularies say of drugs.</summary>
public sealed class DrugFormularyResearch : PolicyTool
{
    private const int UsualPage = 10;

    /// <inheritdoc/>
    public override string Name => "verity_drug_formulary_research";

    /// <inheritdoc/>
    public override string Title => "Drug formulary research";

    /// <inheritdoc/>
    public override string Description =>
        "Finds what the formularies that this server holds say of a drug or a class of drugs: tier, coverage, prior authorization, step therapy, quantity limits and alternatives. "
        + "An empty list means that no formulary with it was loaded, not that the drug is not covered."
        + Formats;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            (
                "query",
                Shape.Text("A drug, or a class of drugs.", 200, 2).Like("adalimumab").Needed()
            ),
            (
                "payer",
                Shape
                    .Text("Only this source, such as cvs_caremark, express_scripts or uhc.", 50)
                    .Matching("^[A-Za-z0-9_-]+$")
                    .Default("all")
            ),
            PolicyArguments.Limit(UsualPage, 50),
            ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Answered(
            Shape.ListOf(
                "What was found.",
                Shape.Answer(
                    "A row of a formulary.",
                    ("source", Shape.Said("Whose.").Needed()),
                    ("drug_name", Shape.Said("The drug.").Needed())
                )
            )
        );

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) =>
        Found.List(
            await Page(
                [("q", given.Text("query")), ("payer", given.Text("payer") ?? "all")],
                PolicyArguments.Most(given, UsualPage),
                query => api.Formulary(query, cancellation)
            ),
            "row",
            "rows"
        );
}
