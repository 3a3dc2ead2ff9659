using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>Whether a claim would be paid.</summary>
public sealed class ClaimValidation : PolicyTool
{
    /// <inheritdoc/>
    public override string Name => "verity_claim_validation";

    /// <inheritdoc/>
    public override string Title => "Claim validation";

    /// <inheritdoc/>
    public override string Description =>
        "Says from the policies that this server holds whether a claim with these codes would be covered, whether it needs prior authorization, what speaks against it, what has to be documented, and what is not known. "
        + "With policy_id and coverage_parameters that policy's criteria are evaluated over the parameters as well. It submits nothing."
        + PolicyArguments.NoPatients
        + Formats;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            PolicyArguments.Procedures(10, needed: true),
            PolicyArguments.Diagnoses,
            PolicyArguments.Payer,
            PolicyArguments.PlanType,
            ("line_of_business", Shape.Text("The payer's line of business.", 80)),
            (
                "modifiers",
                Shape.List(
                    "Modifiers of the procedures.",
                    PolicyArguments.Code("A modifier.").Like("26"),
                    5
                )
            ),
            PolicyArguments.State,
            PolicyArguments.ServiceDate,
            PolicyArguments.Site,
            ("provider_specialty", Shape.Text("The provider's specialty.", 80)),
            (
                "age_category",
                Shape.Word("How old the patient is, roughly.", "pediatric", "adult", "medicare_age")
            ),
            (
                "sex_when_policy_relevant",
                Shape.Word("Sex, where a policy asks for it.", "female", "male", "other", "unknown")
            ),
            PolicyArguments.PolicyId("A policy whose criteria are evaluated as well."),
            (
                "coverage_parameters",
                Shape.Free(
                    "Facts for those criteria by name, such as age_years or bmi."
                        + PolicyArguments.NoPatients,
                    100
                )
            ),
            (
                "idempotency_key",
                Shape.Text("Taken for clients that send one; validating changes nothing.", 200)
            ),
            ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Answered(
            Shape.Answer(
                "What was found.",
                (
                    "claim_validation",
                    Shape
                        .Answer(
                            "The judgement.",
                            ("overall_risk", Shape.Said("low, medium or high.")),
                            (
                                "coverage_status",
                                Shape.Said("covered, conditional, not_covered or unknown.")
                            ),
                            ("prior_auth_required", Shape.Flag("Left out when it is not known.")),
                            ("requires_manual_review", Shape.Flag("Whether a person has to look."))
                        )
                        .Needed()
                ),
                ("coverage_evaluation", Shape.Given("The policy's criteria over the parameters."))
            )
        );

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        if (given.Part("coverage_parameters") is not null && given.Text("policy_id") is null)
            yield return new("policy_id", "is needed with coverage_parameters");
        if (given.Text("policy_id") is not null && given.Part("coverage_parameters") is null)
            yield return new("coverage_parameters", "is needed with policy_id");
    }

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    )
    {
        var claim = await api.ValidateClaim(
            Body(
                given,
                "procedure_codes",
                "diagnosis_codes",
                "payer",
                "plan_type",
                "line_of_business",
                "modifiers",
                "state",
                "date_of_service",
                "site_of_service",
                "provider_specialty",
                "age_category",
                "sex_when_policy_relevant"
            ),
            cancellation
        );
        var data = new JsonObject { ["claim_validation"] = claim.Data };
        if (given.Object("coverage_parameters") is { } parameters)
            data["coverage_evaluation"] = (
                await api.Evaluate(
                    new JsonObject
                    {
                        ["policy_id"] = given.Needed("policy_id"),
                        ["parameters"] = parameters,
                    },
                    cancellation
                )
            ).Data;
        return new("What the policies here say of this claim.", data, claim.Meta);
    }
}
