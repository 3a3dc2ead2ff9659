using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// Lists what an endpoint was sent, newest event first. A filter may match next to nothing among very many: one call looks
/// at a bounded number of deliveries, and a page may be shorter than asked, or empty, with more to follow.
/// </summary>
internal sealed class ListDeliveries(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    private const int MostLookedAt = 10_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/webhooks/{id}/deliveries",
                async (
                    HttpContext http,
                    ListDeliveries list,
                    string id,
                    string? state,
                    string? type,
                    string? resourceId,
                    string? since,
                    string? until,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Run(id, http.Request.Query, cursor, limit, http.RequestAborted)
                    ).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Weighs(5)
            .Heavy()
            .Produces<Page<WebhookDelivery>>()
            .WithTags("Webhooks")
            .WithSummary("List what an endpoint was sent")
            .WithName("listDeliveries");

    public async Task<Result<Page<WebhookDelivery>>> Run(
        string id,
        IQueryCollection query,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var filter = DeliveryFilter.Read(query, fields);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope =
            $"deliveries|{caller.Value.OrganizationId}|{caller.Value.Mode}|{id}|{filter.Name}";
        string? before = null;
        if (cursor is not null && !cursors.TryRead(scope, cursor, out before))
            return PlatformProblems.InvalidCursor;
        if (!await db.WebhookEndpoints.AnyAsync(e => e.Id == id, cancellation))
            return WebhookProblems.EndpointNotFound;

        var rows = filter.InTime(db.Deliveries.AsNoTracking().Where(d => d.EndpointId == id));
        if (before is not null)
            rows = rows.Where(d => string.Compare(d.EventId, before) < 0);
        var last = await rows.OrderByDescending(d => d.EventId)
            .Skip(MostLookedAt - 1)
            .Select(d => d.EventId)
            .FirstOrDefaultAsync(cancellation);
        if (last is not null)
            rows = rows.Where(d => string.Compare(d.EventId, last) >= 0);
        var found = await filter
            .Among(rows)
            .OrderByDescending(d => d.EventId)
            .Take(size + 1)
            .ToListAsync(cancellation);
        var page = found.ToPage(size, WebhookDelivery.Of, d => cursors.Make(scope, d.EventId));
        return page.HasMore || last is null
            ? page
            : page with
            {
                HasMore = true,
                NextCursor = cursors.Make(scope, last),
            };
    }
}
