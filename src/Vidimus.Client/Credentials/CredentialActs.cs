using System.Text.Json.Serialization.Metadata;

namespace Vidimus.Client;

public sealed partial class CredentialCalls
{
    /// <summary>Changes a draft.</summary>
    public Task<Credential> EditDraft(
        string id,
        CredentialChange change,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Patch(
                "/v1/credentials/{id}",
                Answers.Body(change, VidimusJson.Default.CredentialChange),
                Ids.Credential(id)
            ),
            cancellation
        );

    /// <summary>Deletes a draft; what is issued can only be revoked (409 <c>CREDENTIAL_ALREADY_ISSUED</c>).</summary>
    public Task DeleteDraft(string id, CancellationToken cancellation = default) =>
        caller.Run(
            Call.Delete("/v1/credentials/{id}", Ids.Credential(id)),
            _ => true,
            cancellation
        );

    /// <summary>Issues a draft.</summary>
    public Task<Credential> IssueDraft(
        string id,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post("/v1/credentials/{id}/issue", null, idempotencyKey, Ids.Credential(id)),
            cancellation
        );

    /// <summary>Puts a credential out of force for ever.</summary>
    public Task<Credential> Revoke(
        string id,
        string reason,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Act(
            Call.Post,
            "/v1/credentials/{id}/revoke",
            id,
            new ReasonBody(reason),
            VidimusJson.Default.ReasonBody,
            idempotencyKey,
            cancellation
        );

    /// <summary>Puts a credential out of force for now (409 <c>CREDENTIAL_SUSPENDED</c> when it is already).</summary>
    public Task<Credential> Suspend(
        string id,
        string reason,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Act(
            Call.Post,
            "/v1/credentials/{id}/suspend",
            id,
            new ReasonBody(reason),
            VidimusJson.Default.ReasonBody,
            idempotencyKey,
            cancellation
        );

    /// <summary>Puts a suspended credential back in force (409 <c>CREDENTIAL_NOT_SUSPENDED</c> when it is in force).</summary>
    public Task<Credential> Reinstate(
        string id,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post("/v1/credentials/{id}/reinstate", null, idempotencyKey, Ids.Credential(id)),
            cancellation
        );

    /// <summary>Issues a corrected credential and revokes the old one as superseded.</summary>
    public Task<Credential> Reissue(
        string id,
        CredentialChange? change = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Act(
            Call.Create,
            "/v1/credentials/{id}/reissue",
            id,
            change ?? new(),
            VidimusJson.Default.CredentialChange,
            idempotencyKey,
            cancellation
        );

    /// <summary>Issues the same credential for longer; the old one stays valid until its end.</summary>
    public Task<Credential> Renew(
        string id,
        DateTimeOffset? validUntil = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Act(
            Call.Create,
            "/v1/credentials/{id}/renew",
            id,
            new RenewalBody(validUntil),
            VidimusJson.Default.RenewalBody,
            idempotencyKey,
            cancellation
        );

    /// <summary>
    /// Offers a credential to its recipient's wallet (OpenID4VCI). What opens the offer is in the answer and nowhere else; a newer
    /// offer ends it.
    /// </summary>
    /// <param name="id">The credential.</param>
    /// <param name="offer">How; the server's choice when null.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<WalletOffer> Offer(
        string id,
        NewWalletOffer? offer = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create(
                "/v1/credentials/{id}/offers",
                Answers.Body(offer ?? new(), VidimusJson.Default.NewWalletOffer),
                idempotencyKey,
                Ids.Credential(id)
            ),
            VidimusJson.Default.WalletOffer,
            cancellation
        );

    private delegate Call Posting(
        string template,
        byte[]? body,
        string? idempotencyKey,
        params string[] ids
    );

    private Task<Credential> Act<T>(
        Posting posting,
        string template,
        string id,
        T body,
        JsonTypeInfo<T> type,
        string? idempotencyKey,
        CancellationToken cancellation
    ) =>
        Ask(
            posting(template, Answers.Body(body, type), idempotencyKey, Ids.Credential(id)),
            cancellation
        );
}
