namespace Vidimus.Client;

/// <summary>The people of the caller's organization; scope <c>members:admin</c>, live keys and signed-in members.</summary>
public sealed class MemberCalls
{
    private readonly Caller caller;

    internal MemberCalls(Caller caller) => this.caller = caller;

    /// <summary>Every member the filter names, fetched page by page.</summary>
    public IAsyncEnumerable<Member> List(
        MemberFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageMember,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Member>> ListPage(
        MemberFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageMember,
            cancellation
        );

    /// <summary>One member.</summary>
    public Task<Member> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/members/{id}", Checked(id)),
            VidimusJson.Default.Member,
            cancellation
        );

    /// <summary>Gives a member another role; only an owner makes or unmakes owners.</summary>
    public Task<Member> ChangeRole(
        string id,
        MemberRole role,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Patch(
                "/v1/members/{id}",
                Answers.Body(new MemberChangeBody(role), VidimusJson.Default.MemberChangeBody),
                Checked(id)
            ),
            VidimusJson.Default.Member,
            cancellation
        );

    /// <summary>Removes a member; access ends at once. The last owner stays.</summary>
    public Task Remove(string id, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/members/{id}", Checked(id)), _ => true, cancellation);

    private static string Checked(string id) => Ids.Checked(id, "mem_");

    private static Call Listing(MemberFilter filter) =>
        Call.Get("/v1/members") with
        {
            Query = [("role", Words.Of(filter.Role))],
        };
}
