using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Audit;

/// <summary>
/// Lists what was done in the organization, newest first. A filter may match next to nothing among millions of entries: one
/// call looks at a bounded number of them, and a page may be shorter than asked, or empty, with more to follow.
/// </summary>
internal sealed class ListAudit(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    private const int MostLookedAt = 20_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/audit",
                async (
                    HttpContext http,
                    ListAudit list,
                    string? kind,
                    string? resourceId,
                    string? actorId,
                    string? requestId,
                    string? environment,
                    string? mode,
                    string? from,
                    string? to,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Run(http.Request.Query, cursor, limit, http.RequestAborted)
                    ).Answer()
            )
            .Needs(Scopes.AuditRead)
            .Weighs(5)
            .Heavy()
            .Produces<Page<AuditEntry>>()
            .WithTags("Audit")
            .WithSummary("List what was done, newest first")
            .WithName("listAudit");
        routes
            .MapGet(
                "/v1/audit/{id}",
                async (HttpContext http, ListAudit list, string id) =>
                    (await list.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.AuditRead)
            .Produces<AuditEntry>()
            .WithTags("Audit")
            .WithSummary("Get one entry of the record")
            .WithName("getAuditEntry");
    }

    public async Task<Result<Page<AuditEntry>>> Run(
        IQueryCollection query,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var filter = AuditFilter.Read(query, caller.Value.Mode, fields);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"audit|{caller.Value.OrganizationId}|{caller.Value.Mode}|{filter.Name}";
        string? position = null;
        if (cursor is not null && !cursors.TryRead(scope, cursor, out position))
            return PlatformProblems.InvalidCursor;

        var (from, to) = filter.Ids;
        var before = position ?? to;
        var facts = db.Set<FactRow>().AsQueryable();
        if (before is not null)
            facts = facts.Where(f => string.Compare(f.Id, before) < 0);
        if (from is not null)
            facts = facts.Where(f => string.Compare(f.Id, from) >= 0);
        var last = await facts
            .OrderByDescending(f => f.Id)
            .Skip(MostLookedAt - 1)
            .Select(f => f.Id)
            .FirstOrDefaultAsync(cancellation);
        if (last is not null)
            facts = facts.Where(f => string.Compare(f.Id, last) >= 0);
        var rows = await filter
            .Among(facts, db, caller.Value.Mode)
            .OrderByDescending(f => f.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        var page = rows.ToPage(size, AuditEntry.Of, f => cursors.Make(scope, f.Id));
        return page.HasMore || last is null
            ? page
            : page with
            {
                HasMore = true,
                NextCursor = cursors.Make(scope, last),
            };
    }

    public async Task<Result<AuditEntry>> Get(string id, CancellationToken cancellation) =>
        await db.Set<FactRow>().FirstOrDefaultAsync(f => f.Id == id, cancellation) is { } fact
        && (caller.Value.Mode == "live" || fact.Mode == "test")
            ? AuditEntry.Of(fact)
            : PlatformProblems.NotFound;
}
