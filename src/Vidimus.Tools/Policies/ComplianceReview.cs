using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>
/// Changes of policies that nobody has acknowledged, and acknowledging them. Verity has both under one name; what only reads is a
/// part of its own, judged by its own scope, and all there is where nothing may be changed.
/// </summary>
public sealed class ComplianceReview : PolicyTool
{
    private static readonly string[] Acts = ["acknowledge", "bulk_acknowledge"];
    private readonly ComplianceReading _reading;

    /// <summary>The tool.</summary>
    public ComplianceReview() => _reading = new(InputSchema);

    /// <inheritdoc/>
    public override string Name => "verity_compliance_review";

    /// <inheritdoc/>
    public override string Title => "Compliance review";

    /// <inheritdoc/>
    public override string Description =>
        "Shows which changes of policies of the last 30 days nobody in the organization has acknowledged, by action: stats counts them, list_unreviewed lists them page by page, acknowledge and bulk_acknowledge record that the organization has taken note of changes, under the name of the member or key that calls. "
        + "An acknowledgement cannot be taken back; what was acknowledged before stays as it was. An organization's rules can require a person's approval of acknowledging."
        + Formats;

    /// <inheritdoc/>
    public override string Scope => "compliance:ack";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Adds;

    /// <inheritdoc/>
    public override bool Idempotent => true;

    /// <inheritdoc/>
    public override Tool Reading { get; } = new ComplianceReading();

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments([
            ComplianceReading.Action([.. ComplianceReading.Actions, .. Acts]),
            .. ComplianceReading.Narrowed,
            ("diff_id", Shape.Whole("The change, for acknowledge.", 1, int.MaxValue)),
            (
                "diff_ids",
                Shape.List(
                    "The changes, for bulk_acknowledge.",
                    Shape.Whole("A change.", 1, int.MaxValue),
                    200,
                    1
                )
            ),
            (
                "notes",
                Shape.Text(
                    "What is noted with the acknowledgement." + PolicyArguments.NoPatients,
                    500
                )
            ),
            ResponseFormat,
            Parts.IdempotencyKey,
            Parts.ApprovalId,
        ]);

    /// <inheritdoc/>
    public override JsonElement OutputSchema => ComplianceReading.Answer;

    /// <inheritdoc/>
    public override Tool For(JsonElement arguments) =>
        ComplianceReading.Actions.Contains(new Given(arguments).Text("action")) ? _reading : this;

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        return given.Text("action") == "acknowledge"
            ? Lacks(given, "acknowledge", "diff_id")
            : Lacks(given, "bulk_acknowledge", "diff_ids");
    }

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) =>
        given.Text("action") == "acknowledge"
            ? Acknowledged(
                given,
                await api.Acknowledge(Body(given, "diff_id", "notes"), given.Key, cancellation)
            )
            : Found.Of(
                await api.AcknowledgeAll(Body(given, "diff_ids", "notes"), given.Key, cancellation),
                "The changes are acknowledged."
            );

    // The answer's id is the acknowledgement's: without the change beside it, it would be taken for the change's.
    private static Found Acknowledged(Given given, VerityReply reply) =>
        Found.Of(
            reply,
            $"The change with diff_id {given.Whole("diff_id")} is acknowledged; id is the number of the acknowledgement."
        );
}

/// <summary>The part that only reads.</summary>
internal sealed class ComplianceReading : PolicyTool
{
    private const int UsualPage = 25;

    public static readonly string[] Actions = ["stats", "list_unreviewed"];

    /// <summary>As it is listed where nothing can be acknowledged.</summary>
    public ComplianceReading()
        : this(Shape.Arguments([Action(Actions), .. Narrowed, ResponseFormat])) { }

    /// <summary>As it is called where more can be done: with all that the whole tool takes.</summary>
    public ComplianceReading(JsonElement input) => InputSchema = input;

    public override string Name => "verity_compliance_review";

    public override string Title => "Compliance review";

    public override string Description =>
        "Shows which changes of policies of the last 30 days nobody in the organization has acknowledged, by action: stats counts them, list_unreviewed lists them page by page. "
        + "Acknowledging (acknowledge, bulk_acknowledge) is not possible here: it needs the scope compliance:ack and an address where things can be changed."
        + Formats;

    public static JsonElement Answer { get; } =
        Answered(
            Shape.Either(
                "A list for list_unreviewed, otherwise an object.",
                Shape.ListOf(
                    "The page.",
                    Shape.Answer(
                        "A change.",
                        ("diff_id", Shape.Count("Its number.").Needed()),
                        ("policy_id", Shape.Said("The policy.").Needed()),
                        ("change_type", Shape.Said("What it was.").Needed())
                    )
                ),
                Shape.Given("The counts, or what was acknowledged.")
            )
        );

    public override JsonElement InputSchema { get; }

    public override JsonElement OutputSchema => Answer;

    public static (string, Shape)[] Narrowed =>
        [
            ("change_type", Shape.Word("Only changes of this type.", PolicyArguments.ChangeTypes)),
            PolicyArguments.Limit(UsualPage, 100),
            PolicyArguments.Cursor,
        ];

    public static (string, Shape) Action(string[] actions) =>
        ("action", Shape.Word("What to do.", actions).Needed());

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) =>
        given.Text("action") == "stats"
            ? Found.Of(await api.ComplianceStats(cancellation), "Changes of the last 30 days.")
            : Found.List(
                await Page(
                    Query(given, "change_type", "cursor"),
                    PolicyArguments.Most(given, UsualPage),
                    query => api.Unreviewed(query, cancellation)
                ),
                "unreviewed change",
                "unreviewed changes"
            );
}
