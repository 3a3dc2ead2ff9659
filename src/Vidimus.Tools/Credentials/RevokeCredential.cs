using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Credentials;

/// <summary>Puts a credential out of force for ever.</summary>
public sealed class RevokeCredential : ApiTool
{
    /// <inheritdoc/>
    public override string Name => "revokeCredential";

    /// <inheritdoc/>
    public override string Title => "Revoke a credential";

    /// <inheritdoc/>
    public override string Description =>
        "Puts a credential of the organization out of force for ever; whoever verifies it from then on is told so, with the reason. "
        + "It cannot be undone. A credential that is revoked already is answered with CREDENTIAL_REVOKED and stays as it is. "
        + "An organization's rules can require a person's approval: the answer then names an approval, and the same call with its approvalId is carried out once the approval is granted.";

    /// <inheritdoc/>
    public override string Scope => "credentials:revoke";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Ends;

    /// <inheritdoc/>
    public override bool Idempotent => true;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            ("id", Parts.CredentialId("Its id or UUID.").Needed()),
            (
                "reason",
                Shape
                    .Text(
                        "Why. It is shown to everyone who verifies the credential, so it holds nothing about a person.",
                        200
                    )
                    .Like("Issued by mistake")
                    .Needed()
            ),
            Parts.ResponseFormat,
            Parts.IdempotencyKey,
            Parts.ApprovalId
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            (
                "credential",
                Shape.Answer("The credential as it stands now.", CredentialViews.Members).Needed()
            )
        );

    private protected override async ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var revoked = await api.Credentials.Revoke(
            given.Needed("id"),
            given.Needed("reason"),
            given.Key,
            cancellation
        );
        return Written.Done(
            Said.Object(
                (
                    "credential",
                    CredentialViews.Of(revoked, given.IsDetailed, Written.Largest - 1024)
                )
            )
        );
    }
}
