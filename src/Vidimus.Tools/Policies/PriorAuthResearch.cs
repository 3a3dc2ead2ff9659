using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>
/// Whether procedures need prior authorization: at once, or as a research, which is kept with its result. What only reads is a
/// part of its own, and all there is where nothing may be changed.
/// </summary>
public sealed class PriorAuthResearch : PolicyTool
{
    private readonly PriorAuthReading _reading;

    /// <summary>The tool.</summary>
    public PriorAuthResearch() => _reading = new(InputSchema);

    /// <inheritdoc/>
    public override string Name => "verity_prior_auth_research";

    /// <inheritdoc/>
    public override string Title => "Prior authorization research";

    /// <inheritdoc/>
    public override string Description =>
        "Says whether procedures need prior authorization, by action: check answers at once with the policies that apply and a checklist of documents; start_research looks through the policies here, and where the operator has set that up at an outside search, and answers a research_id; get_research says how far it is and what was found. "
        + "It asks no payer for an authorization."
        + PolicyArguments.NoPatients
        + Formats;

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Adds;

    /// <inheritdoc/>
    public override bool OpenWorld => true;

    /// <inheritdoc/>
    public override Tool Reading { get; } = new PriorAuthReading();

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments([
            PriorAuthReading.Action([.. PriorAuthReading.Actions, "start_research"]),
            .. PriorAuthReading.Asked,
            (
                "clinical_context",
                Shape.Text(
                    "What else matters, for start_research." + PolicyArguments.NoPatients,
                    2000
                )
            ),
            (
                "sync",
                Shape
                    .Flag("True to wait for the research and have its result at once.")
                    .Default(false)
            ),
            ResponseFormat,
            Parts.IdempotencyKey,
            Parts.ApprovalId,
        ]);

    /// <inheritdoc/>
    public override JsonElement OutputSchema => PriorAuthReading.Answer;

    /// <inheritdoc/>
    public override Tool For(JsonElement arguments) =>
        PriorAuthReading.Actions.Contains(new Given(arguments).Text("action")) ? _reading : this;

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments) =>
        Lacks(new Given(arguments), "start_research", "procedure_codes");

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) =>
        Found.Of(
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
                given.Key,
                cancellation
            ),
            "The research; get_research with its research_id says how far it is."
        );
}

/// <summary>The part that only reads.</summary>
internal sealed class PriorAuthReading : PolicyTool
{
    public static readonly string[] Actions = ["check", "get_research"];

    /// <summary>As it is listed where nothing can be started.</summary>
    public PriorAuthReading()
        : this(Shape.Arguments([Action(Actions), .. Asked, ResponseFormat])) { }

    /// <summary>As it is called where more can be done: with all that the whole tool takes.</summary>
    public PriorAuthReading(JsonElement input) => InputSchema = input;

    public override string Name => "verity_prior_auth_research";

    public override string Title => "Prior authorization research";

    public override string Description =>
        "Says whether procedures need prior authorization, by action: check answers at once with the policies that apply and a checklist of documents; get_research says how far a research is and what it found. "
        + "Starting one (start_research) is not possible here, where nothing can be changed. It asks no payer for an authorization."
        + Formats;

    public static (string, Shape)[] Asked =>
        [
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
        ];

    public static JsonElement Answer { get; } =
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

    public override JsonElement InputSchema { get; }

    public override JsonElement OutputSchema => Answer;

    public static (string, Shape) Action(string[] actions) =>
        ("action", Shape.Word("What to do.", actions).Needed());

    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        return given.Text("action") == "check"
            ? Lacks(given, "check", "procedure_codes")
            : Lacks(given, "get_research", "research_id");
    }

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) =>
        given.Text("action") == "check"
            ? Found.Of(
                await api.CheckPriorAuthorization(
                    Body(given, "procedure_codes", "diagnosis_codes", "payer", "state"),
                    cancellation
                ),
                "What the policies here say about prior authorization."
            )
            : Found.Of(
                await api.Research(given.Needed("research_id"), cancellation),
                "The research."
            );
}
