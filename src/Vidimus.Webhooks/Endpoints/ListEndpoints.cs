using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>Lists the organization's endpoints of the caller's mode, newest first.</summary>
internal sealed class ListEndpoints(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    DatabaseClock time,
    MasterKeys keys
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/webhooks",
                async (HttpContext http, ListEndpoints list, string? cursor, string? limit) =>
                    (await list.Run(cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Produces<Page<WebhookEndpoint>>()
            .WithTags("Webhooks")
            .WithSummary("List webhook endpoints")
            .WithName("listWebhooks");

    private async Task<Result<Page<WebhookEndpoint>>> Run(
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"webhooks|{caller.Value.OrganizationId}|{caller.Value.Mode}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var endpoints = db.WebhookEndpoints.Where(e => e.DeletedAt == null && e.About == "");
        if (after.Length > 0)
            endpoints = endpoints.Where(e => string.Compare(e.Id, after) < 0);
        var rows = await endpoints
            .OrderByDescending(e => e.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        string[] ids = [.. rows.Select(r => r.Id)];
        var secrets = (
            await db.WebhookSecrets.Where(s => ids.Contains(s.EndpointId)).ToListAsync(cancellation)
        ).ToLookup(s => s.EndpointId);
        var now = await time.Now(db, cancellation);
        return rows.ToPage(
            size,
            r => WebhookEndpoint.Of(r, secrets[r.Id], keys, now),
            r => cursors.Make(scope, r.Id)
        );
    }
}
