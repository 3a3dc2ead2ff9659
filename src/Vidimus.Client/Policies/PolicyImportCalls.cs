namespace Vidimus.Client;

/// <summary>
/// Imports of policies, codes and what goes with them, in batches that can be taken up again; scope <c>policies:write</c>, and
/// a live key.
/// </summary>
public sealed class PolicyImportCalls
{
    private readonly Caller caller;

    internal PolicyImportCalls(Caller caller) => this.caller = caller;

    /// <summary>Starts an import, or goes on with the unfinished one of the same fingerprint: its next batch says where.</summary>
    public Task<PolicyImport> Start(
        NewPolicyImport import,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Create(
                "/v1/policy-imports",
                Answers.Body(import, VidimusJson.Default.NewPolicyImport),
                null
            ) with
            {
                AlsoExpects = 200,
            },
            cancellation
        );

    /// <summary>Sends a batch. One that was sent before is answered as it was then, and does nothing.</summary>
    /// <param name="id">The import.</param>
    /// <param name="number">The batch's number, from 1: the import's next one.</param>
    /// <param name="batch">The records.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<PolicyBatchOutcome> Put(
        string id,
        int number,
        PolicyBatch batch,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(batch);
        return caller.Ask(
            Call.Put(
                "/v1/policy-imports/{id}/batches/{number}",
                batch.Body(),
                Checked(id),
                Words.Of(number)!
            ),
            VidimusJson.Default.PolicyBatchOutcome,
            cancellation
        );
    }

    /// <summary>Ends an import and reports what became of it.</summary>
    /// <param name="id">The import.</param>
    /// <param name="retireMissing">True to retire the policies of the same source that it does not hold; false to keep all there is, rows of an import that replaces its source too; where null, policies stay and other rows are removed as the beginning said.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<PolicyImport> Finish(
        string id,
        bool? retireMissing = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post(
                "/v1/policy-imports/{id}/finish",
                Answers.Body(
                    new PolicyImportEnd(retireMissing),
                    VidimusJson.Default.PolicyImportEnd
                ),
                null,
                Checked(id)
            ),
            cancellation
        );

    /// <summary>Gives an import up; what it brought stays.</summary>
    public Task<PolicyImport> Cancel(string id, CancellationToken cancellation = default) =>
        Ask(Call.Post("/v1/policy-imports/{id}/cancel", null, null, Checked(id)), cancellation);

    /// <summary>Every import, newest first.</summary>
    public IAsyncEnumerable<PolicyImport> List(CancellationToken cancellation = default) =>
        Lists.All(
            caller,
            Call.Get("/v1/policy-imports"),
            Lists.LongestPage,
            VidimusJson.Default.PagePolicyImport,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<PolicyImport>> ListPage(
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/policy-imports"),
            pageSize,
            cursor,
            VidimusJson.Default.PagePolicyImport,
            cancellation
        );

    /// <summary>One import, and how far it is.</summary>
    public Task<PolicyImport> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/policy-imports/{id}", Checked(id)), cancellation);

    /// <summary>Records that were refused, in order.</summary>
    public IAsyncEnumerable<PolicyRowError> Errors(
        string id,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/policy-imports/{id}/errors", Checked(id)),
            Lists.LongestPage,
            VidimusJson.Default.PagePolicyRowError,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<PolicyRowError>> ErrorsPage(
        string id,
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/policy-imports/{id}/errors", Checked(id)),
            pageSize,
            cursor,
            VidimusJson.Default.PagePolicyRowError,
            cancellation
        );

    private static string Checked(string id) => Ids.Checked(id, "pim_");

    private Task<PolicyImport> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.PolicyImport, cancellation);
}

internal sealed record PolicyImportEnd(bool? RetireMissing);
