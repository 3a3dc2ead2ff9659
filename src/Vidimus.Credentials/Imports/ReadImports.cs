using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>Shows imports and how far they are.</summary>
internal sealed class ReadImports(
    VidimusDb db,
    CurrentCaller caller,
    ImportVault vault,
    ImportViews views,
    Cursors cursors
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/groups/{id}/imports",
                async (
                    HttpContext http,
                    ReadImports read,
                    string id,
                    string? cursor,
                    string? limit
                ) => (await read.List(id, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Page<Import>>()
            .WithTags("Imports")
            .WithSummary("List the imports of a group")
            .WithName("listImports");
        routes
            .MapGet(
                "/v1/imports",
                async (HttpContext http, ReadImports read, string? cursor, string? limit) =>
                    (await read.All(cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Page<Import>>()
            .WithTags("Imports")
            .WithSummary("List the imports of all groups")
            .WithName("listAllImports");
        routes
            .MapGet(
                "/v1/imports/{id}",
                async (HttpContext http, ReadImports read, string id) =>
                    (await read.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Import>()
            .WithTags("Imports")
            .WithSummary("Get an import and how far it is")
            .WithName("getImport");
    }

    public async Task<Result<Import>> Get(string id, CancellationToken cancellation)
    {
        if (
            await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellation)
            is not { } row
        )
            return ImportProblems.NotFound;
        var group = await GroupRules.Find(db, row.GroupId, cancellation);
        return views.Whole(row, group, await ImportRowsRead.First(db, row, vault));
    }

    public async Task<Result<Page<Import>>> List(
        string groupId,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    ) =>
        await GroupRules.Find(db, groupId, cancellation) is { } group
            ? await Listed(
                db.Imports.Where(i => i.GroupId == group.Id),
                group.Id,
                cursor,
                limit,
                cancellation
            )
            : CredentialProblems.GroupNotFound;

    public Task<Result<Page<Import>>> All(
        string? cursor,
        string? limit,
        CancellationToken cancellation
    ) => Listed(db.Imports, "all", cursor, limit, cancellation);

    private async Task<Result<Page<Import>>> Listed(
        IQueryable<ImportRow> imports,
        string of,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"imports|{caller.Value.OrganizationId}|{caller.Value.Mode}|{of}";
        var before = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out before))
            return PlatformProblems.InvalidCursor;
        var query = imports.AsNoTracking();
        if (before.Length > 0)
            query = query.Where(i => string.Compare(i.Id, before) < 0);
        var rows = await query
            .OrderByDescending(i => i.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, views.Short, last => cursors.Make(scope, last.Id));
    }
}
