namespace Vidimus.Client;

/// <summary>
/// Credentials of the caller's organization, in the key's mode. Where an <c>id</c> is asked for, a <c>cred_…</c> id, a UUID with or
/// without dashes, or a verify link will do. Scopes <c>credentials:read</c>, <c>credentials:issue</c>, <c>credentials:revoke</c>.
/// </summary>
public sealed partial class CredentialCalls
{
    private readonly Caller caller;

    internal CredentialCalls(Caller caller) => this.caller = caller;

    /// <summary>Issues a credential, or drafts it.</summary>
    /// <param name="credential">The credential to be.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting; the credential may have been issued.</param>
    public Task<Credential> Issue(
        NewCredential credential,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Create(
                "/v1/credentials",
                Answers.Body(credential, VidimusJson.Default.NewCredential),
                idempotencyKey
            ),
            cancellation
        );

    /// <summary>Issues 1 to 1,000 rows together; a bad row is refused alone.</summary>
    public Task<Batch> IssueBatch(
        string groupId,
        IReadOnlyList<CredentialRow> rows,
        bool draft = false,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count is < 1 or > 1000)
            throw new ArgumentException("A batch holds 1 to 1000 rows.", nameof(rows));
        var body = Answers.Body(
            new BatchBody(Ids.Checked(groupId, "grp_"), rows, draft ? true : null),
            VidimusJson.Default.BatchBody
        );
        return Send(body, groupId, rows.Count, idempotencyKey, cancellation);
    }

    /// <summary>
    /// Issues a list of any length in chunks and yields each row's outcome. A call that fails ends the walk with its exception; what
    /// was yielded before stays issued, and the same list sent again under the same <see cref="IssueAllOptions.Run"/> repeats none of it.
    /// </summary>
    public IAsyncEnumerable<RowOutcome> IssueAll(
        string groupId,
        IAsyncEnumerable<CredentialRow> rows,
        IssueAllOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new();
        if (options.ChunkSize is < 1 or > 1000)
            throw new ArgumentException("A chunk holds 1 to 1000 rows.", nameof(options));
        return Client.IssueAll.Run(this, Ids.Checked(groupId, "grp_"), rows, options, cancellation);
    }

    /// <summary>What became of a batch.</summary>
    public Task<Batch> GetBatch(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/batches/{id}", Ids.Checked(id, "bat_")),
            VidimusJson.Default.Batch,
            cancellation
        );

    /// <summary>Every credential the filter names, fetched page by page.</summary>
    public IAsyncEnumerable<Credential> List(
        CredentialFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageCredential,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Credential>> ListPage(
        CredentialFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageCredential,
            cancellation
        );

    /// <summary>One credential.</summary>
    public Task<Credential> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/credentials/{id}", Ids.Credential(id)), cancellation);

    internal Task<Batch> Send(
        byte[] body,
        string groupId,
        int rows,
        string? idempotencyKey,
        CancellationToken cancellation
    )
    {
        var call = Call.Post("/v1/credentials/batch", body, idempotencyKey);
        return caller.Run(
            call,
            answer =>
            {
                var batch = Answers.Read(call, answer, VidimusJson.Default.Batch);
                if (batch.Total != rows || batch.GroupId != groupId)
                    throw Failures.Unexpected(call, answer, "about other rows than were sent");
                return batch;
            },
            cancellation
        );
    }

    private static Call Listing(CredentialFilter filter) =>
        Call.Get("/v1/credentials") with
        {
            Query =
            [
                ("groupId", filter.GroupId is { } id ? Ids.Checked(id, "grp_") : null),
                ("state", Words.Of(filter.State)),
                ("externalId", filter.ExternalId),
                ("updatedSince", Words.Of(filter.UpdatedSince)),
                ("text", filter.Text),
                ("q", filter.Query),
                ("createdFrom", Words.Of(filter.CreatedFrom)),
                ("createdTo", Words.Of(filter.CreatedTo)),
            ],
        };

    private Task<Credential> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.Credential, cancellation);
}
