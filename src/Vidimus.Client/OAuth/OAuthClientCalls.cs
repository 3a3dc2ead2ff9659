namespace Vidimus.Client;

/// <summary>Programs that may ask members for access, as the organization entered them; scope <c>keys:admin</c>.</summary>
public sealed class OAuthClientCalls
{
    private readonly Caller caller;

    internal OAuthClientCalls(Caller caller) => this.caller = caller;

    /// <summary>
    /// Enters a client; its secret, if it is to have one, is in the answer and nowhere else. Where the answer to an earlier
    /// attempt was lost, the client exists and its secret is gone: <see cref="ErrorCodes.SecretOmitted"/> names it.
    /// </summary>
    /// <param name="client">The client to be.</param>
    /// <param name="idempotencyKey">Your own, 1 to 255 visible ASCII characters, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<EnteredClientWithSecret> Enter(
        NewEnteredClient client,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create(
                "/v1/oauth/clients",
                Answers.Body(client, VidimusJson.Default.NewEnteredClient),
                idempotencyKey
            ),
            VidimusJson.Default.EnteredClientWithSecret,
            cancellation
        );

    /// <summary>Every client, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<EnteredClient> List(
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/oauth/clients"),
            pageSize,
            VidimusJson.Default.PageEnteredClient,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<EnteredClient>> ListPage(
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/oauth/clients"),
            pageSize,
            cursor,
            VidimusJson.Default.PageEnteredClient,
            cancellation
        );

    /// <summary>One client.</summary>
    public Task<EnteredClient> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/oauth/clients/{id}", Checked(id)),
            VidimusJson.Default.EnteredClient,
            cancellation
        );

    /// <summary>Gives it another secret, which is in the answer and nowhere else; the one before is worth nothing from then on.</summary>
    /// <param name="id">The client.</param>
    /// <param name="idempotencyKey">Your own, 1 to 255 visible ASCII characters, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<EnteredClientWithSecret> RotateSecret(
        string id,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Post("/v1/oauth/clients/{id}/rotate-secret", null, idempotencyKey, Checked(id)),
            VidimusJson.Default.EnteredClientWithSecret,
            cancellation
        );

    /// <summary>Deletes it, and ends what members let it do.</summary>
    public Task Delete(string id, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/oauth/clients/{id}", Checked(id)), _ => true, cancellation);

    private static string Checked(string id) => Ids.Checked(id, "oac_");
}
