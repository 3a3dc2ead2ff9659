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
