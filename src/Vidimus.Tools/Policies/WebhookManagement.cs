using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>
/// Where events are sent. Verity has listing and changing under one name; what only reads is a part of its own, judged by its own
/// scope, and all there is where nothing may be changed.
/// </summary>
public sealed class WebhookManagement : PolicyTool
{
    private static readonly string[] Acts = ["create", "update", "delete", "test"];
    private readonly WebhookReading _reading;

    /// <summary>The tool.</summary>
    public WebhookManagement() => _reading = new(InputSchema);

    /// <inheritdoc/>
    public override string Name => "verity_webhook_management";

    /// <inheritdoc/>
    public override string Title => "Webhook management";

    /// <inheritdoc/>
    public override string Description =>
        "Lists, makes, changes, tests and deletes the endpoints that the organization's events are sent to, by action: list, create, update, test, delete. For a user who is setting endpoints up. "
        + "The secret that signs an endpoint's messages is not answered here: a person gets one in the portal, or with the endpoint's rotate-secret call of the API. "
        + "An organization's rules can require a person's approval of everything but list."
        + Formats;

    /// <inheritdoc/>
    public override string Scope => "webhooks:write";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Ends;

    /// <inheritdoc/>
    public override bool OpenWorld => true;

    /// <inheritdoc/>
    public override Tool Reading { get; } = new WebhookReading();

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments([
            WebhookReading.Action([.. WebhookReading.Actions, .. Acts]),
            ("id", Shape.Whole("The endpoint, for update, delete and test.", 1, int.MaxValue)),
            (
                "url",
                Shape
                    .Text("Where messages are sent: https, and a public address.", 2048)
                    .Matching("^https://[^\\s]+$")
                    .Like("https://hooks.example.org/policies")
            ),
            (
                "events",
                Shape.List(
                    "Which events, or * for all.",
                    Shape.Text("An event.", 64).Matching("^(\\*|[a-z_.]+)$").Like("policy.updated"),
                    50,
                    1
                )
            ),
            ("status", Shape.Word("Whether messages are sent.", "active", "paused")),
            .. WebhookReading.Pages,
            ResponseFormat,
            Parts.IdempotencyKey,
            Parts.ApprovalId,
        ]);

    /// <inheritdoc/>
    public override JsonElement OutputSchema => WebhookReading.Answer;

    /// <inheritdoc/>
    public override Tool For(JsonElement arguments) =>
        WebhookReading.Actions.Contains(new Given(arguments).Text("action")) ? _reading : this;

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        var action = given.Text("action")!;
        if (action == "create")
            return Lacks(given, action, "url", "events");
        return
            action == "update"
            && given.Part("id") is not null
            && Body(given, "url", "events", "status").Count == 0
            ? [new("", "must have url, events or status for action update")]
            : Lacks(given, action, "id");
    }

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    )
    {
        switch (given.Text("action"))
        {
            case "create":
                var made = await api.CreateWebhook(
                    Body(given, "url", "events"),
                    given.Key,
                    cancellation
                );
                // It would stay in the conversation, and whoever has it can forge messages.
                (made.Data as JsonObject)?.Remove("secret");
                return Found.Of(
                    made,
                    "The endpoint is made. Its secret is not shown to assistants: rotate it in the portal to get one."
                );
            case "update":
                return Found.Of(
                    await api.ChangeWebhook(
                        given.Whole("id")!.Value,
                        Body(given, "url", "events", "status"),
                        cancellation
                    ),
                    "The endpoint is changed."
                );
            case "delete":
                return Found.Of(
                    await api.DeleteWebhook(given.Whole("id")!.Value, cancellation),
                    "The endpoint is deleted."
                );
            default:
                return Found.Of(
                    await api.TestWebhook(given.Whole("id")!.Value, given.Key, cancellation),
                    "The test message, and what came back."
                );
        }
    }
}

/// <summary>The part that only reads.</summary>
internal sealed class WebhookReading : PolicyTool
{
    private const int UsualPage = 25;

    public static readonly string[] Actions = ["list"];

    /// <summary>As it is listed where nothing can be changed.</summary>
    public WebhookReading()
        : this(Shape.Arguments([Action(Actions), .. Pages, ResponseFormat])) { }

    /// <summary>As it is called where more can be done: with all that the whole tool takes.</summary>
    public WebhookReading(JsonElement input) => InputSchema = input;

    public override string Name => "verity_webhook_management";

    public override string Title => "Webhook management";

    public override string Description =>
        "Lists the endpoints that the organization's events are sent to, with action list. Making, changing, testing and deleting them (create, update, test, delete) is not possible here: it needs the scope webhooks:write and an address where things can be changed."
        + Formats;

    public override string Scope => "webhooks:read";

    public static JsonElement Answer { get; } =
        Answered(
            Shape.Either(
                "A list for list, otherwise an object.",
                Shape.ListOf(
                    "The page.",
                    Shape.Answer(
                        "An endpoint.",
                        ("id", Shape.Count("Its number.").Needed()),
                        ("url", Shape.Said("Where messages are sent.").Needed()),
                        ("status", Shape.Said("active, paused or disabled.").Needed())
                    )
                ),
                Shape.Given("The endpoint, or what came of the test.")
            )
        );

    public override JsonElement InputSchema { get; }

    public override JsonElement OutputSchema => Answer;

    public static (string, Shape)[] Pages =>
        [PolicyArguments.Limit(UsualPage, 100), PolicyArguments.Cursor];

    public static (string, Shape) Action(string[] actions) =>
        ("action", Shape.Word("What to do.", actions).Needed());

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) =>
        Found.List(
            await Page(
                Query(given, "cursor"),
                PolicyArguments.Most(given, UsualPage),
                query => api.Webhooks(query, cancellation)
            ),
            "endpoint",
            "endpoints"
        );
}
