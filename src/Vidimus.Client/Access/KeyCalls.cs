namespace Vidimus.Client;

/// <summary>API keys and client tokens of the caller's organization; scope <c>keys:admin</c>.</summary>
public sealed class KeyCalls
{
    private readonly Caller caller;

    internal KeyCalls(Caller caller) => this.caller = caller;

    /// <summary>
    /// Mints a key; its secret is in the answer and nowhere else. Where the answer to an earlier attempt was lost, the key
    /// exists and its secret is gone: <see cref="ErrorCodes.SecretOmitted"/> names it.
    /// </summary>
    /// <param name="key">The key to be.</param>
    /// <param name="idempotencyKey">Your own, 1 to 255 visible ASCII characters, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<MintedKey> Mint(
        NewKey key,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create("/v1/keys", Answers.Body(key, VidimusJson.Default.NewKey), idempotencyKey),
            VidimusJson.Default.MintedKey,
            cancellation
        );

    /// <summary>Every key the filter names, fetched page by page.</summary>
    public IAsyncEnumerable<Key> List(
        KeyFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageKey,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Key>> ListPage(
        KeyFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageKey,
            cancellation
        );

    /// <summary>One key.</summary>
    public Task<Key> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/keys/{id}", Checked(id)), cancellation);

    /// <summary>What a key has spent and what is left of its caps.</summary>
    public Task<KeySpending> Spending(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/keys/{id}/spending", Checked(id)),
            VidimusJson.Default.KeySpending,
            cancellation
        );

    /// <summary>Changes what the members of <paramref name="change"/> name.</summary>
    public Task<Key> Edit(string id, KeyChange change, CancellationToken cancellation = default) =>
        Ask(
            Call.Patch(
                "/v1/keys/{id}",
                (change ?? throw new ArgumentNullException(nameof(change))).Body(),
                Checked(id)
            ),
            cancellation
        );

    /// <summary>Has the key refused until it is resumed.</summary>
    public Task<Key> Suspend(
        string id,
        string? reason = null,
        CancellationToken cancellation = default
    ) => Act("/v1/keys/{id}/suspend", id, reason, cancellation);

    /// <summary>Ends a suspension.</summary>
    public Task<Key> Resume(string id, CancellationToken cancellation = default) =>
        Ask(Call.Post("/v1/keys/{id}/resume", null, null, Checked(id)), cancellation);

    /// <summary>Has the key refused for ever, from this moment.</summary>
    public Task<Key> Revoke(
        string id,
        string? reason = null,
        CancellationToken cancellation = default
    ) => Act("/v1/keys/{id}/revoke", id, reason, cancellation);

    /// <summary>
    /// Replaces the key by a successor with the same scopes and limits, whose secret is in the answer and nowhere else; the
    /// old key goes on until its grace is over. Where the answer to an earlier attempt was lost, the successor exists and its
    /// secret is gone: <see cref="ErrorCodes.SecretOmitted"/> names it.
    /// </summary>
    /// <param name="id">The key to be replaced.</param>
    /// <param name="rotation">How; the server's choice when null.</param>
    /// <param name="idempotencyKey">Your own, 1 to 255 visible ASCII characters, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<MintedKey> Rotate(
        string id,
        KeyRotation? rotation = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create(
                "/v1/keys/{id}/rotate",
                Answers.Body(rotation ?? new(), VidimusJson.Default.KeyRotation),
                idempotencyKey,
                Checked(id)
            ),
            VidimusJson.Default.MintedKey,
            cancellation
        );

    /// <summary>Refusals of known keys, and exchanges, by day and network; fetched page by page.</summary>
    public IAsyncEnumerable<KeyAuthentication> Authentications(
        AuthenticationFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageKeyAuthentication,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<KeyAuthentication>> AuthenticationsPage(
        AuthenticationFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageKeyAuthentication,
            cancellation
        );

    /// <summary>
    /// Gives a key a webhook of its own, with a secret that is told once, for the events of its orders; where it has one, the address
    /// is set and the secret replaced. Scope <c>webhooks:write</c>.
    /// </summary>
    /// <param name="id">The key.</param>
    /// <param name="url">Where its events go.</param>
    /// <param name="graceHours">Hours that the secret before goes on signing, 0 to 168; a day when null.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting; the secret may have been made.</param>
    public Task<WebhookEndpointWithSecret> SetWebhook(
        string id,
        string url,
        int? graceHours = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create(
                "/v1/keys/{id}/webhook",
                Answers.Body(new(url, graceHours), VidimusJson.Default.KeyWebhookBody),
                idempotencyKey,
                Checked(id)
            ),
            VidimusJson.Default.WebhookEndpointWithSecret,
            cancellation
        );

    /// <summary>A key's own webhook endpoint. Scope <c>webhooks:read</c>.</summary>
    public Task<WebhookEndpoint> Webhook(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/keys/{id}/webhook", Checked(id)),
            VidimusJson.Default.WebhookEndpoint,
            cancellation
        );

    private static Call Listing(AuthenticationFilter filter) =>
        Call.Get("/v1/authentications") with
        {
            Query =
            [
                ("environment", Words.Of(filter.Environment)),
                ("outcome", filter.Outcome),
                ("keyId", filter.KeyId is { } id ? Checked(id) : null),
            ],
        };

    private static string Checked(string id) => Ids.Checked(id, "key_");

    private static Call Listing(KeyFilter filter) =>
        Call.Get("/v1/keys") with
        {
            Query =
            [
                ("mode", Words.Of(filter.Mode)),
                ("environment", Words.Of(filter.Environment)),
                ("state", Words.Of(filter.State)),
                ("unusedForDays", Words.Of(filter.UnusedForDays)),
                ("olderThanDays", Words.Of(filter.OlderThanDays)),
            ],
        };

    private Task<Key> Act(
        string template,
        string id,
        string? reason,
        CancellationToken cancellation
    ) =>
        Ask(
            Call.Post(
                template,
                Answers.Body(new ReasonBody(reason), VidimusJson.Default.ReasonBody),
                null,
                Checked(id)
            ),
            cancellation
        );

    private Task<Key> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.Key, cancellation);
}

internal sealed record KeyWebhookBody(string Url, int? GraceHours);
