using System.Text;
using System.Text.Json;

namespace Vidimus.Client;

/// <summary>Programmes that credentials belong to; scopes <c>groups:read</c> and <c>groups:write</c>.</summary>
public sealed class GroupCalls
{
    private readonly Caller caller;

    internal GroupCalls(Caller caller) => this.caller = caller;

    /// <summary>Creates a group.</summary>
    /// <param name="group">The group to be.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Group> Create(
        NewGroup group,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Create(
                "/v1/groups",
                Answers.Body(group, VidimusJson.Default.NewGroup),
                idempotencyKey
            ),
            cancellation
        );

    /// <summary>Every group the filter names, fetched page by page.</summary>
    public IAsyncEnumerable<Group> List(
        GroupFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageGroup,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Group>> ListPage(
        GroupFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageGroup,
            cancellation
        );

    /// <summary>One group.</summary>
    public Task<Group> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/groups/{id}", Checked(id)), cancellation);

    /// <summary>Changes what the members of <paramref name="change"/> name.</summary>
    public Task<Group> Edit(string id, GroupChange change, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var body = JsonSerializer.SerializeToNode(change, VidimusJson.Default.GroupChange)!;
        foreach (var member in change.Clear)
            body[member] = null;
        return Ask(
            Call.Patch("/v1/groups/{id}", Encoding.UTF8.GetBytes(body.ToJsonString()), Checked(id)),
            cancellation
        );
    }

    /// <summary>Ends issuing from the group.</summary>
    public Task<Group> Archive(string id, CancellationToken cancellation = default) =>
        Ask(Call.Post("/v1/groups/{id}/archive", null, null, Checked(id)), cancellation);

    /// <summary>Lets an archived group issue again.</summary>
    public Task<Group> Restore(string id, CancellationToken cancellation = default) =>
        Ask(Call.Post("/v1/groups/{id}/restore", null, null, Checked(id)), cancellation);

    private static string Checked(string id) => Ids.Checked(id, "grp_");

    private static Call Listing(GroupFilter filter) =>
        Call.Get("/v1/groups") with
        {
            Query = [("state", Words.Of(filter.State)), ("text", filter.Text)],
        };

    private Task<Group> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.Group, cancellation);
}
