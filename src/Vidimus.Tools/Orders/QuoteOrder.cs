using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Orders;

/// <summary>Prices an order.</summary>
public sealed class QuoteOrder : OrderTool
{
    /// <inheritdoc/>
    public override string Name => "quote";

    /// <inheritdoc/>
    public override string Title => "Get a quote";

    /// <inheritdoc/>
    public override string Description =>
        "Prices the certification of a document: an itemised, binding price that is good for 24 hours, and when the result would be there. "
        + "Free; it creates no order and charges nothing. The answer's quoteId is what submit orders by, and its input, with every default filled in, is what submit's echoedInput repeats. "
        + "get_capabilities shows the values that are accepted.";

    /// <inheritdoc/>
    public override string Scope => "orders:quote";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Adds;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments([.. QuoteParts.Input, Parts.IdempotencyKey, Parts.ApprovalId]);

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("quoteId", Shape.Said("What submit orders by.").Needed()),
            ("totalCents", Shape.Count("The price, in cents.").Needed()),
            ("currency", Shape.Said("What it is in.").Needed()),
            ("breakdown", Shape.ListOf("Its items.", Shape.Given("An item.")).Needed()),
            (
                "promisedDeliveryAt",
                Shape.Time("When the result is there, for an order of this moment.").Needed()
            ),
            ("expiresAt", Shape.Time("Until when the price binds.").Needed()),
            ("slaHours", Shape.Count("Hours after the order until the result is there.")),
            ("input", Shape.Given("What was priced; submit's echoedInput repeats it.").Needed()),
            ("isSandbox", Shape.Flag("Whether its order would be a test, free of charge.").Needed())
        );

    private protected override Task<JsonObject> Ask(
        Given given,
        VerdacertCalls api,
        CancellationToken cancellation
    ) => api.Quote(Body(given, "idempotencyKey"), given.Key, cancellation);
}

/// <summary>What is priced.</summary>
internal static class QuoteParts
{
    public static (string, Shape)[] Input =>
        [
            (
                "sourceLanguage",
                Value("Language of the document; \"other\" for one that is not listed.")
                    .Like("fa")
                    .Needed()
            ),
            ("useCase", Value("What the result is for.").Like("uscis").Needed()),
            ("pageCount", Shape.Whole("Pages of the document.", 1, 10_000).Like(2).Needed()),
            ("speedTier", Value("How fast; standard when left out.").Like("standard")),
            (
                "productLine",
                Value(
                        "full_translation has the document translated; review_and_certify has a translation at hand reviewed. The first when left out."
                    )
                    .Like("full_translation", "review_and_certify")
            ),
            ("documentType", Value("What the document is.").Like("birth_certificate")),
            ("targetLanguage", Value("Language of the result.").Like("en")),
            ("addOns", Shape.List("Extras, by name.", Value("An extra.").Like("formatting"), 50)),
        ];

    private static Shape Value(string description) =>
        Shape.Text(description, 64).Matching("^[A-Za-z0-9_-]+$");
}
