using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Orders;

/// <summary>Shows an order's result, by links: a file is nothing for a conversation.</summary>
public sealed class GetResult : OrderTool
{
    /// <inheritdoc/>
    public override string Name => "get_result";

    /// <inheritdoc/>
    public override string Title => "Get an order's result";

    /// <inheritdoc/>
    public override string Description =>
        "Shows the result of an order that is ready: where the certified PDF is downloaded, and its certificate with the signed receipt (jws) that anyone can check offline. "
        + "publicVerifyUrl is the link to give to end users and authorities; the download link is for who ordered. "
        + "The first look marks the order delivered. Before it is ready the answer is RESULT_NOT_READY: get_status tells how far it is. "
        + "In the sandbox the PDF is a demonstration and the certificate says isSandbox.";

    /// <inheritdoc/>
    public override string Scope => "orders:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } = Shape.Arguments(JobId);

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("jobId", Shape.Said("The order.").Needed()),
            ("status", Status.Needed()),
            ("isSandbox", Shape.Flag("Whether the PDF is a demonstration.").Needed()),
            (
                "certifiedPdf",
                Shape
                    .Answer(
                        "The certified PDF: where it is, not the file.",
                        (
                            "url",
                            Shape
                                .Said(
                                    "Address where whoever has it downloads the PDF, for a short time."
                                )
                                .Needed()
                        ),
                        ("expiresAt", Shape.Time("Until when; ask again for another.").Needed()),
                        ("sha256", Shape.Said("SHA-256 of its bytes, in hex.").Needed()),
                        ("sizeBytes", Shape.Count("Its size.").Needed()),
                        ("contentType", Shape.Said("Its type.").Needed())
                    )
                    .Needed()
            ),
            (
                "certificate",
                Shape
                    .Answer(
                        "What anybody can check the result by.",
                        (
                            "certificateId",
                            Shape.Said("Its id; verify_certificate takes it.").Needed()
                        ),
                        ("translatorName", Shape.Said("Who signed it off.").Needed()),
                        ("translatorCredentials", Shape.Said("What entitles them to.").Needed()),
                        ("issuedAt", Shape.Time("When it was signed.").Needed()),
                        ("publicVerifyUrl", Shape.Said("Page where anybody checks it.").Needed()),
                        ("jws", Shape.Said("The receipt, a compact JWS.").Needed())
                    )
                    .Needed()
            )
        );

    private protected override Task<JsonObject> Ask(
        Given given,
        VerdacertCalls api,
        CancellationToken cancellation
    ) => api.Result(given.Needed("jobId"), cancellation);
}
