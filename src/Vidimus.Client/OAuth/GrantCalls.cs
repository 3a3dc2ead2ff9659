namespace Vidimus.Client;

/// <summary>What members let MCP clients do: one's own, and everybody's with the scope <c>members:admin</c>.</summary>
public sealed class GrantCalls
{
    private readonly Caller caller;

    internal GrantCalls(Caller caller) => this.caller = caller;

    /// <summary>Every grant the filter names, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<Grant> List(
        GrantFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageGrant,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Grant>> ListPage(
        GrantFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageGrant,
            cancellation
        );

    /// <summary>Ends one; the client's next request is refused.</summary>
    public Task Revoke(string id, CancellationToken cancellation = default) =>
        caller.Run(
            Call.Delete("/v1/grants/{id}", Ids.Checked(id, "grt_")),
            _ => true,
            cancellation
        );

    private static Call Listing(GrantFilter filter) =>
        Call.Get("/v1/grants") with
        {
            Query = [("memberId", filter.MemberId), ("state", Words.Of(filter.State))],
        };
}
