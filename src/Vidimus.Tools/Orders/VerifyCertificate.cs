using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Orders;

/// <summary>Tells whether a certificate is good.</summary>
public sealed class VerifyCertificate : OrderTool
{
    /// <inheritdoc/>
    public override string Name => "verify_certificate";

    /// <inheritdoc/>
    public override string Title => "Verify a certificate";

    /// <inheritdoc/>
    public override string Description =>
        "Tells what anybody may know of a certificate by its id: whether it is in force or revoked, who certified which order, the digest of the certified document, and what is promised about its acceptance. "
        + "One of the sandbox (isSandbox) certifies nothing, and its acceptanceGuarantee is null.";

    /// <inheritdoc/>
    public override string Scope => "orders:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            (
                "certificateId",
                Shape
                    .Text("The certificate's id.", 128)
                    .Matching("^[A-Za-z0-9_-]+$")
                    .Like("vcrt_8m3k0x2v7q5n1r9t6w4y0b2d")
                    .Needed()
            )
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("certificateId", Shape.Said("The certificate.").Needed()),
            ("status", Shape.Word("What it is.", "valid", "revoked").Needed()),
            ("valid", Shape.Flag("Whether it is in force.").Needed()),
            ("isSandbox", Shape.Flag("Whether it was made for trying out.").Needed()),
            ("revoked", Shape.Flag("Whether it was revoked.").Needed()),
            ("orderId", Shape.Said("The order whose result it is.")),
            ("documentSha256", Shape.Said("SHA-256 of the certified PDF, in hex.")),
            ("translatorName", Shape.Said("Who certified it.")),
            ("issuedAt", Shape.Time("When it was signed."))
        );

    private protected override Task<JsonObject> Ask(
        Given given,
        VerdacertCalls api,
        CancellationToken cancellation
    ) => api.Verify(given.Needed("certificateId"), cancellation);
}
