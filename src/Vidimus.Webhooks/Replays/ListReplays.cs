using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Replays;

/// <summary>Lists the organization's recoveries, newest first, and shows one.</summary>
internal sealed class ListReplays(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/webhook-replays",
                async (HttpContext http, ListReplays list, string? cursor, string? limit) =>
                    (await list.Run(cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Produces<Page<WebhookRecovery>>()
            .WithTags("Webhooks")
            .WithSummary("List recoveries")
            .WithName("listReplays");
        routes
            .MapGet(
                "/v1/webhook-replays/{id}",
                async (HttpContext http, ListReplays list, string id) =>
                    (await list.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Produces<WebhookRecovery>()
            .WithTags("Webhooks")
            .WithSummary("Get a recovery and how far it is")
            .WithName("getReplay");
    }

    public async Task<Result<Page<WebhookRecovery>>> Run(
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"replays|{caller.Value.OrganizationId}|{caller.Value.Mode}";
        string? before = null;
        if (cursor is not null && !cursors.TryRead(scope, cursor, out before))
            return PlatformProblems.InvalidCursor;
        var rows = db.EventReplays.AsNoTracking();
        if (before is not null)
            rows = rows.Where(r => string.Compare(r.Id, before) < 0);
        var found = await rows.OrderByDescending(r => r.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return found.ToPage(size, WebhookRecovery.Of, r => cursors.Make(scope, r.Id));
    }

    public async Task<Result<WebhookRecovery>> Get(string id, CancellationToken cancellation) =>
        await db.EventReplays.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellation)
            is { } row
            ? WebhookRecovery.Of(row)
            : WebhookProblems.ReplayNotFound;
}
