using Vidimus.Client;

namespace Vidimus.Portal.Parts;

/// <summary>Groups to choose from.</summary>
internal static class GroupLists
{
    /// <summary>The groups that still issue, by name; the newest hundred, of which lists to choose from are still of use.</summary>
    public static async Task<IReadOnlyList<Group>> ActiveGroups(
        this PortalCalls calls,
        CancellationToken cancellation
    ) => await calls.Groups(GroupState.Active, cancellation);

    /// <summary>As above, with archived ones.</summary>
    public static async Task<IReadOnlyList<Group>> AllGroups(
        this PortalCalls calls,
        CancellationToken cancellation
    ) => await calls.Groups(null, cancellation);

    private static async Task<IReadOnlyList<Group>> Groups(
        this PortalCalls calls,
        GroupState? state,
        CancellationToken cancellation
    )
    {
        var page = await calls.Api.Groups.ListPage(
            new() { State = state, PageSize = 100 },
            null,
            cancellation
        );
        return [.. page.Data.OrderBy(g => g.Name, StringComparer.InvariantCultureIgnoreCase)];
    }
}
