namespace Vidimus.Client;

/// <summary>Where events are sent, and what became of them; scopes <c>webhooks:read</c> and <c>webhooks:write</c>.</summary>
public sealed class WebhookCalls
{
    private readonly Caller caller;

    internal WebhookCalls(Caller caller) => this.caller = caller;

    /// <summary>
    /// Makes an endpoint. Its secret is in the answer and nowhere else; where that was lost,
    /// <see cref="ErrorCodes.SecretOmitted"/> names the endpoint, whose secret <see cref="RotateSecret"/> replaces.
    /// </summary>
    /// <param name="webhook">The endpoint to be.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<WebhookEndpointWithSecret> Create(
        NewWebhook webhook,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create(
                "/v1/webhooks",
                Answers.Body(NewWebhookBody.Of(webhook), VidimusJson.Default.NewWebhookBody),
                idempotencyKey
            ),
            VidimusJson.Default.WebhookEndpointWithSecret,
            cancellation
        );

    /// <summary>Every endpoint of the key's mode, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<WebhookEndpoint> List(
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/webhooks"),
            pageSize,
            VidimusJson.Default.PageWebhookEndpoint,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<WebhookEndpoint>> ListPage(
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/webhooks"),
            pageSize,
            cursor,
            VidimusJson.Default.PageWebhookEndpoint,
            cancellation
        );

    /// <summary>One endpoint.</summary>
    public Task<WebhookEndpoint> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/webhooks/{id}", Endpoint(id)), cancellation);

    /// <summary>Changes what the members of <paramref name="change"/> name.</summary>
    public Task<WebhookEndpoint> Edit(
        string id,
        WebhookChange change,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Patch(
                "/v1/webhooks/{id}",
                Answers.Body(change, VidimusJson.Default.WebhookChange),
                Endpoint(id)
            ),
            cancellation
        );

    /// <summary>Deletes an endpoint: nothing more is sent, and its secrets are gone.</summary>
    public Task Delete(string id, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/webhooks/{id}", Endpoint(id)), _ => true, cancellation);

    /// <summary>Keeps events for it until it is resumed.</summary>
    public Task<WebhookEndpoint> Pause(string id, CancellationToken cancellation = default) =>
        Ask(Call.Post("/v1/webhooks/{id}/pause", null, null, Endpoint(id)), cancellation);

    /// <summary>Has events sent to it again: after a pause those that were kept, after it was disabled those from now on.</summary>
    public Task<WebhookEndpoint> Resume(string id, CancellationToken cancellation = default) =>
        Ask(Call.Post("/v1/webhooks/{id}/resume", null, null, Endpoint(id)), cancellation);

    /// <summary>Sends and keeps nothing more for it, and cancels what waits, until it is resumed.</summary>
    public Task<WebhookEndpoint> Disable(string id, CancellationToken cancellation = default) =>
        Ask(Call.Post("/v1/webhooks/{id}/disable", null, null, Endpoint(id)), cancellation);

    /// <summary>Makes a new secret, told this once; the ones before go on signing beside it for a while.</summary>
    /// <param name="id">The endpoint.</param>
    /// <param name="rotation">How; the server's choice when null.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<WebhookEndpointWithSecret> RotateSecret(
        string id,
        SecretRotation? rotation = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create(
                "/v1/webhooks/{id}/rotate-secret",
                Answers.Body(
                    SecretRotationBody.Of(rotation ?? new()),
                    VidimusJson.Default.SecretRotationBody
                ),
                idempotencyKey,
                Endpoint(id)
            ),
            VidimusJson.Default.WebhookEndpointWithSecret,
            cancellation
        );

    /// <summary>The key's own endpoint, whose secret signs what its orders tell; <c>WEBHOOK_OF_KEY_NOT_FOUND</c> where it has none.</summary>
    public Task<WebhookEndpoint> OfKey(string keyId, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/keys/{id}/webhook", Ids.Checked(keyId, "key_")), cancellation);

    /// <summary>
    /// Gives a key a webhook secret of its own, told this once, and the address where the events of its orders go. Where it has
    /// one already, that is replaced.
    /// </summary>
    /// <param name="keyId">The key.</param>
    /// <param name="webhook">Address and grace; a secret alone when null.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<WebhookEndpointWithSecret> SetOfKey(
        string keyId,
        KeyWebhook? webhook = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create(
                "/v1/keys/{id}/webhook",
                Answers.Body(webhook ?? new(), VidimusJson.Default.KeyWebhook),
                idempotencyKey,
                Ids.Checked(keyId, "key_")
            ),
            VidimusJson.Default.WebhookEndpointWithSecret,
            cancellation
        );

    /// <summary>Sends <c>test.ping</c> now and answers what came back; that it did not arrive is an answer too.</summary>
    /// <param name="id">The endpoint.</param>
    /// <param name="idempotencyKey">Your own; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<WebhookTest> Test(
        string id,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post("/v1/webhooks/{id}/test", null, idempotencyKey, Endpoint(id)),
            VidimusJson.Default.WebhookTest,
            cancellation
        );

    /// <summary>How an endpoint is doing.</summary>
    public Task<WebhookStats> Stats(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/webhooks/{id}/stats", Endpoint(id)),
            VidimusJson.Default.WebhookStats,
            cancellation
        );

    /// <summary>What an endpoint was sent, newest event first, fetched page by page.</summary>
    public IAsyncEnumerable<WebhookDelivery> Deliveries(
        string id,
        DeliveryFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(id, filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageWebhookDelivery,
            cancellation
        );

    /// <summary>One page of the same list; it may be short or empty and more may follow all the same.</summary>
    public Task<Page<WebhookDelivery>> DeliveriesPage(
        string id,
        DeliveryFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(id, filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageWebhookDelivery,
            cancellation
        );

    /// <summary>One delivery with its request and its attempts.</summary>
    public Task<WebhookDeliveryDetail> Delivery(
        string id,
        string eventId,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Get(
                "/v1/webhooks/{id}/deliveries/{eventId}",
                Endpoint(id),
                Ids.Checked(eventId, "evt_")
            ),
            VidimusJson.Default.WebhookDeliveryDetail,
            cancellation
        );

    /// <summary>Sends an event again, with the same id.</summary>
    /// <param name="id">The endpoint.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="idempotencyKey">Your own; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<WebhookDelivery> Resend(
        string id,
        string eventId,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post(
                "/v1/webhooks/{id}/deliveries/{eventId}/resend",
                null,
                idempotencyKey,
                Endpoint(id),
                Ids.Checked(eventId, "evt_")
            ) with
            {
                Expects = 202,
            },
            VidimusJson.Default.WebhookDelivery,
            cancellation
        );

    /// <summary>Has events of a stretch of time sent again. An endpoint has one such order at a time; the same one is answered with it.</summary>
    public Task<WebhookRecovery> Recover(
        string id,
        NewRecovery recovery,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post(
                "/v1/webhooks/{id}/recover",
                Answers.Body(recovery, VidimusJson.Default.NewRecovery),
                idempotencyKey,
                Endpoint(id)
            ) with
            {
                Expects = 202,
            },
            VidimusJson.Default.WebhookRecovery,
            cancellation
        );

    /// <summary>Recoveries of the organization, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<WebhookRecovery> Replays(
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/webhook-replays"),
            pageSize,
            VidimusJson.Default.PageWebhookRecovery,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<WebhookRecovery>> ReplaysPage(
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/webhook-replays"),
            pageSize,
            cursor,
            VidimusJson.Default.PageWebhookRecovery,
            cancellation
        );

    /// <summary>A recovery, and how far it is.</summary>
    public Task<WebhookRecovery> Replay(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/webhook-replays/{id}", Ids.Checked(id, "rpl_")),
            VidimusJson.Default.WebhookRecovery,
            cancellation
        );

    /// <summary>Ends a recovery where it stands; what it put up already is sent.</summary>
    public Task<WebhookRecovery> CancelReplay(
        string id,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post("/v1/webhook-replays/{id}/cancel", null, null, Ids.Checked(id, "rpl_")),
            VidimusJson.Default.WebhookRecovery,
            cancellation
        );

    /// <summary>All kinds of events with an example of each; needs no key.</summary>
    public async Task<IReadOnlyList<WebhookEventType>> Events(
        CancellationToken cancellation = default
    )
    {
        var all = await caller.Ask(
            Call.Get("/v1/webhooks/events") with
            {
                NeedsKey = false,
            },
            VidimusJson.Default.WebhookEventTypes,
            cancellation
        );
        return all.Data;
    }

    private static string Endpoint(string id) => Ids.Checked(id, "we_");

    private static Call Listing(string id, DeliveryFilter filter) =>
        Call.Get("/v1/webhooks/{id}/deliveries", Endpoint(id)) with
        {
            Query =
            [
                ("state", Words.Of(filter.State)),
                ("type", filter.Type),
                ("resourceId", filter.ResourceId),
                ("since", Words.Of(filter.Since)),
                ("until", Words.Of(filter.Until)),
            ],
        };

    private Task<WebhookEndpoint> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.WebhookEndpoint, cancellation);
}
