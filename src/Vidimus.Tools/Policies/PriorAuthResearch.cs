using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>Whether procedures need prior authorization: at once, or as a research.</summary>
public sealed class PriorAuthResearch : PolicyTool
{
    /// <inheritdoc/>
    public override string Name => "verity_prior_auth_research";

    /// <inheritdoc/>
    public override string Title => "Prior authorization research";

    /// <inheritdoc/>
    public override string Description =>
        "Says whether procedures need prior authorization, by action: check answers at once with the policies that apply and a checklist of documents; start_research looks through the policies here, and where the operator has set that up through payers' pages, and answers a research_id; get_research says how far it is and what was found. "
        + "It asks no payer for an authorization."
        + PolicyArguments.NoPatients
        + Formats;

    /// <inheritdoc/>
    public override bool OpenWorld => true;

    /// <summary>Each start begins another research.</summary>
    public override bool Idempotent => false;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            (
                "action",
                Shape.Word("What to do.", "check", "start_research", "get_research").Needed()
            ),
            PolicyArguments.Procedures(10, needed: false),
            (
                "research_id",
                Shape
                    .Text("What start_research answered, for get_research.", 64)
                    .Matching("^res_[A-Za-z0-9]+$")
                    .Like("res_01kb0c5q7me1vtgy7m3a8r2xwd")
            ),
            PolicyArguments.Payer,
            PolicyArguments.State,
            PolicyArguments.Diagnoses,
            (
                "clinical_context",
                Shape.Text("What else matters, for start_research." + PolicyArguments.NoPatients, 2000)
            ),
            (
                "sync",
                Shape.Flag("True to wait for the research and have its result at once.").Default(false)
            ),
            ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Answered(
            Shape.Answer(
                "For check whether it is needed; otherwise the research.",
                ("pa_required", Shape.Flag("Whether prior authorization is needed.")),
                ("confidence", Shape.Said("high, medium or low.")),
                ("reason", Shape.Said("Why.")),
                ("research_id", Shape.Said("The research.")),
                ("status", Shape.Said("pending, running, completed, failed or canceled.")),
                ("result", Shape.Given("What was found."))
            )
        );

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        return given.Text("action") switch
        {
            "get_research" => Lacks(given, "get_research", "research_id"),
            { } other => Lacks(given, other, "procedure_codes"),
            _ => [],
        };
    }

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) =>
        given.Text("action") switch
        {
            "get_research" => Found.Of(
                await api.Research(given.Needed("research_id"), cancellation),
                "The research."
            ),
            "start_research" => Found.Of(
                await api.StartResearch(
                    Body(
                        given,
                        "procedure_codes",
                        "payer",
                        "state",
                        "diagnosis_codes",
                        "clinical_context",
                        "sync"
                    ),
                    null,
                    cancellation
                ),
                "The research; get_research with its research_id says how far it is."
            ),
            _ => Found.Of(
                await api.CheckPriorAuthorization(
                    Body(given, "procedure_codes", "diagnosis_codes", "payer", "state"),
                    cancellation
                ),
                "What the policies here say about prior authorization."
            ),
        };
}
