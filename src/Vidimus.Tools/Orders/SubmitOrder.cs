using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Orders;

/// <summary>Orders.</summary>
public sealed class SubmitOrder : OrderTool
{
    private const int MostDocuments = 20;

    /// <inheritdoc/>
    public override string Name => "submit";

    /// <inheritdoc/>
    public override string Title => "Submit an order";

    /// <inheritdoc/>
    public override string Description =>
        "Orders the certification that was quoted and answers its jobId. With a live key this spends money: the quoted price is charged or invoiced at once, so the user is to have seen price and documents and agreed to them first. A sandbox key's order is free and runs by itself within two minutes. "
        + "All or nothing: what is refused has ordered and charged nothing, and may be corrected and submitted again. "
        + "The same idempotencyKey with the same arguments answers the same order again; with others it is refused. "
        + "Documents are fetched from their addresses: PDF, JPEG, PNG, HEIC, HEIF, TIFF or WebP, each under 25 MB. "
        + "An organization's rules can require a person's approval; the same call with the approvalId is carried out once it is granted.";

    /// <inheritdoc/>
    public override string Scope => "orders:submit";

    // Money that is spent is not simply there again: clients ask their user before calls with this mark.
    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Ends;

    /// <inheritdoc/>
    public override bool Idempotent => true;

    /// <inheritdoc/>
    public override bool OpenWorld => true;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            (
                "quoteId",
                Shape
                    .Text("The quoteId that quote answered, not older than 24 hours.", 128)
                    .Matching("^[A-Za-z0-9_-]+$")
                    .Like("q_01kb0c5q7me1vtgy7m3a8r2xwd")
                    .Needed()
            ),
            (
                "idempotencyKey",
                Shape
                    .Text(
                        "A key of the caller's own for this one order, such as a UUID or a digest of user and document: 8 to 128 characters.",
                        128,
                        8
                    )
                    .Matching("^[!-~]+$")
                    .Like("7f0c1d1e-3a55-4a0e-9d0e-5b1f9a6c2b11")
                    .Needed()
            ),
            (
                "echoedInput",
                Shape
                    .Free(
                        "What was quoted, repeated, so that nothing else is ordered by mistake: quote's input as it was answered, or as it was given.",
                        20
                    )
                    .Needed()
            ),
            (
                "documents",
                Shape.List("The documents, in their order.", Document, MostDocuments, 1).Needed()
            ),
            (
                "draft",
                Shape.Object(
                    "For review_and_certify: the translation to be reviewed.",
                    DocumentMembers
                )
            ),
            (
                "webhookUrl",
                Shape
                    .Text(
                        "Where events of this order are sent, instead of the key's own address.",
                        2048
                    )
                    .In("uri")
                    .Like("https://app.example.org/hooks/orders")
            ),
            Parts.ApprovalId
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("jobId", Shape.Said("The order; get_status and get_result take it.").Needed()),
            ("status", Status.Needed()),
            ("isSandbox", Shape.Flag("Whether it is a test, free of charge.").Needed()),
            ("totalCents", Shape.Count("What it costs, in cents.").Needed()),
            ("currency", Shape.Said("What that is in.").Needed()),
            ("promisedDeliveryAt", Shape.Time("When the result was promised.").Needed()),
            ("createdAt", Shape.Time("When it was ordered.").Needed())
        );

    private static (string, Shape)[] DocumentMembers =>
        [
            (
                "url",
                Shape
                    .Text("Public or signed https address that it is fetched from.", 2048)
                    .In("uri")
                    .Like("https://files.example.org/birth-certificate.pdf")
            ),
            (
                "documentId",
                Shape
                    .Text("Instead of the address: the id of a document that was uploaded.", 64)
                    .Matching("^doc_[a-z0-9]+$")
                    .Like("doc_01kb0c5q7me1vtgy7m3a8r2xwd")
            ),
            ("name", Shape.Text("What the file is called.", 200).Like("birth-certificate.pdf")),
        ];

    private static Shape Document => Shape.Object("A document: its address.", DocumentMembers);

    private protected override Task<JsonObject> Ask(
        Given given,
        VerdacertCalls api,
        CancellationToken cancellation
    ) => api.Submit(Body(given), cancellation);
}
