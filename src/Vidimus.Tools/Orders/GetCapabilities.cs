using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Orders;

/// <summary>Shows what can be ordered.</summary>
public sealed class GetCapabilities : OrderTool
{
    /// <inheritdoc/>
    public override string Name => "get_capabilities";

    /// <inheritdoc/>
    public override string Title => "Get capabilities";

    /// <inheritdoc/>
    public override string Description =>
        "Shows what can be ordered: source languages, use cases, document types, speed tiers with the hours they take, add-ons, product lines, prices and currency. "
        + "Free. The values are those that quote accepts; they change seldom, so one look serves for about an hour.";

    /// <inheritdoc/>
    public override string Scope => "orders:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } = Shape.Arguments();

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("supportedSourceLanguages", Words("Languages that are translated from.").Needed()),
            ("supportedTargetLanguages", Words("Languages that are translated into.")),
            ("supportedUseCases", Words("What a document may be for.").Needed()),
            ("supportedDocumentTypes", Words("What a document may be.")),
            (
                "speedTiers",
                Shape
                    .ListOf(
                        "How fast.",
                        Shape.Answer(
                            "A speed.",
                            ("tier", Shape.Said("Its name.").Needed()),
                            ("slaHours", Shape.Count("Hours until the result is there.").Needed())
                        )
                    )
                    .Needed()
            ),
            ("addOns", Shape.ListOf("Extras.", Shape.Given("An extra and its price."))),
            (
                "productLines",
                Shape.ListOf("What is done.", Shape.Given("A product line and its least price."))
            ),
            ("specialtyLanguages", Words("Languages that cost more and take longer.")),
            ("currency", Shape.Said("What prices are in."))
        );

    private protected override Task<JsonObject> Ask(
        Given given,
        VerdacertCalls api,
        CancellationToken cancellation
    ) => api.Capabilities(cancellation);

    private static Shape Words(string description) =>
        Shape.ListOf(description, Shape.Said("A value."));
}
