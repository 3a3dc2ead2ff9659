using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>Shows imports, how far each is, what was wrong with its records and what it changed.</summary>
internal sealed class ReadImports(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    private const string Path = "/v1/policy-imports";

    public static void Map(IEndpointRouteBuilder routes)
    {
        Read<Page<PolicyImport>>(
            routes.MapGet(
                Path,
                async (HttpContext http, ReadImports read, string? cursor, string? limit) =>
                    (await read.List(cursor, limit, http.RequestAborted)).Answer()
            ),
            "List imports of policies and codes",
            "listPolicyImports"
        );
        Read<PolicyImport>(
            routes.MapGet(
                Path + "/{id}",
                async (HttpContext http, ReadImports read, string id) =>
                    (await read.Get(id, http.RequestAborted)).Answer()
            ),
            "Get an import and how far it is",
            "getPolicyImport"
        );
        Read<Page<PolicyRowError>>(
            routes.MapGet(
                Path + "/{id}/errors",
                async (
                    HttpContext http,
                    ReadImports read,
                    string id,
                    string? cursor,
                    string? limit
                ) => (await read.Errors(id, cursor, limit, http.RequestAborted)).Answer()
            ),
            "List what was wrong with records of an import",
            "listPolicyImportErrors"
        );
        Read<Page<PolicyImportChange>>(
            routes.MapGet(
                Path + "/{id}/changes",
                async (
                    HttpContext http,
                    ReadImports read,
                    string id,
                    string? cursor,
                    string? limit
                ) => (await read.Changes(id, cursor, limit, http.RequestAborted)).Answer()
            ),
            "List the changes of policies that an import made",
            "listPolicyImportChanges"
        );
    }

    private static void Read<T>(RouteHandlerBuilder route, string summary, string name) =>
        route
            .Needs(Scopes.PoliciesRead)
            .Produces<T>()
            .WithTags("Policies")
            .WithSummary(summary)
            .WithName(name);

    public async Task<Result<PolicyImport>> Get(string id, CancellationToken cancellation) =>
        await Find(id, cancellation) is { } row
            ? PolicyImport.Of(row)
            : PoliciesProblems.PolicyImportNotFound;

    public async Task<Result<Page<PolicyImport>>> List(
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        if (Page("all", cursor, limit, out var size, out var scope, out var after) is { } wrong)
            return wrong;
        var query = db.PolicyImports.AsNoTracking();
        if (after.Length > 0)
            query = query.Where(i => string.Compare(i.Id, after) < 0);
        var rows = await query
            .OrderByDescending(i => i.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, PolicyImport.Of, last => cursors.Make(scope, last.Id));
    }

    public async Task<Result<Page<PolicyRowError>>> Errors(
        string id,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        if (await Find(id, cancellation) is null)
            return PoliciesProblems.PolicyImportNotFound;
        if (
            Page($"errors|{id}", cursor, limit, out var size, out var scope, out var after) is
            { } wrong
        )
            return wrong;
        var from = (int)Number(after);
        var rows = await db
            .PolicyImportErrors.AsNoTracking()
            .Where(e => e.ImportId == id && e.Number > from)
            .OrderBy(e => e.Number)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(
            size,
            PolicyRowError.Of,
            last => cursors.Make(scope, last.Number.ToString(CultureInfo.InvariantCulture))
        );
    }

    public async Task<Result<Page<PolicyImportChange>>> Changes(
        string id,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        if (await Find(id, cancellation) is not { } import)
            return PoliciesProblems.PolicyImportNotFound;
        if (
            Page($"changes|{id}", cursor, limit, out var size, out var scope, out var after) is
            { } wrong
        )
            return wrong;
        var (load, from) = (import.Number, Number(after));
        var rows = await db.Set<ChangeRow>()
            .AsNoTracking()
            .Where(c => c.Load == load && c.Number > from)
            .OrderBy(c => c.Number)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(
            size,
            c => new PolicyImportChange(
                c.Number,
                c.PolicyId,
                c.PolicyTitle,
                c.Type,
                c.Summary,
                c.At
            ),
            last => cursors.Make(scope, last.Number.ToString(CultureInfo.InvariantCulture))
        );
    }

    private Task<PolicyImportRow?> Find(string id, CancellationToken cancellation) =>
        db.PolicyImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellation);

    private Problem? Page(
        string list,
        string? cursor,
        string? limit,
        out int size,
        out string scope,
        out string after
    )
    {
        var fields = new Fields();
        size = fields.PageSize(limit);
        scope = $"policy-imports|{caller.Value.OrganizationId}|{list}";
        after = "";
        if (fields.Problem is { } wrong)
            return wrong;
        return cursor is null || cursors.TryRead(scope, cursor, out after)
            ? null
            : new(PlatformProblems.InvalidCursor);
    }

    private static long Number(string text) =>
        text.Length == 0 ? 0 : long.Parse(text, CultureInfo.InvariantCulture);
}
