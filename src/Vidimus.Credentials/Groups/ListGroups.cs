using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Groups;

/// <summary>Lists groups, newest first.</summary>
internal sealed class ListGroups(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    private static readonly string[] States = ["active", "archived"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/groups",
                async (
                    HttpContext http,
                    ListGroups list,
                    string? state,
                    string? text,
                    string? cursor,
                    string? limit
                ) => (await list.Run(state, text, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.GroupsRead)
            .Produces<Page<Group>>()
            .WithTags("Groups")
            .WithSummary("List groups")
            .WithName("listGroups");

    public async Task<Result<Page<Group>>> Run(
        string? state,
        string? text,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().OneOf("state", state, States).Text("text", text, 200);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"groups|{caller.Value.OrganizationId}|{caller.Value.Mode}|{state}|{text}";
        var before = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out before))
            return PlatformProblems.InvalidCursor;
        var groups = Filter(state, text);
        if (before.Length > 0)
            groups = groups.Where(g => string.Compare(g.Id, before) < 0);
        var rows = await groups
            .OrderByDescending(g => g.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        var totals = await GroupRules.Totals(db, rows.Select(g => g.Id), cancellation);
        return rows.ToPage(
            size,
            g => Group.Of(g, GroupRules.Counts(totals, g.Id)),
            g => cursors.Make(scope, g.Id)
        );
    }

    /// <summary>By page number, as Verix clients ask.</summary>
    public async Task<(IReadOnlyList<Group> Groups, int Total)> Numbered(
        int pageNumber,
        int pageSize,
        CancellationToken cancellation
    )
    {
        var all = Filter("active", null);
        var total = await all.CountAsync(cancellation);
        var rows = await all.OrderByDescending(g => g.Id)
            .Skip((pageNumber - 1) * pageSize)
            .Take(pageSize)
            .ToListAsync(cancellation);
        var totals = await GroupRules.Totals(db, rows.Select(g => g.Id), cancellation);
        return ([.. rows.Select(g => Group.Of(g, GroupRules.Counts(totals, g.Id)))], total);
    }

    private IQueryable<GroupRow> Filter(string? state, string? text)
    {
        var groups = db.Groups.AsNoTracking();
        groups = state switch
        {
            "active" => groups.Where(g => g.ArchivedAt == null),
            "archived" => groups.Where(g => g.ArchivedAt != null),
            _ => groups,
        };
        if (text is null)
            return groups;
        var lower = text.ToLowerInvariant();
        return groups.Where(g => g.SearchName.Contains(lower));
    }
}
