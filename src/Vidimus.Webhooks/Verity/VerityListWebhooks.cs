using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Verity;

/// <summary>Lists the endpoints of the caller's mode for Verity's clients, newest first.</summary>
internal sealed class VerityListWebhooks(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/webhooks",
                (HttpContext http, VerityListWebhooks list, string? cursor, string? limit) =>
                    http.OnceSnake(200, () => list.Run(http, cursor, limit))
            )
            .Needs(Scopes.WebhooksRead)
            .Produces<VerityWebhookList>()
            .WithTags(VerityWebhooks.Tag)
            .WithSummary("List webhook endpoints (Verity form)")
            .WithName("verityListWebhooks");

    private async Task<Result<VerityWebhookList>> Run(
        HttpContext http,
        string? cursor,
        string? limit
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"verity-webhooks|{caller.Value.OrganizationId}|{caller.Value.Mode}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var endpoints = db.WebhookEndpoints.Where(e => e.DeletedAt == null && e.About == "");
        if (after.Length > 0)
        {
            var before = long.Parse(after, CultureInfo.InvariantCulture);
            endpoints = endpoints.Where(e => e.Number < before);
        }
        var rows = await endpoints
            .OrderByDescending(e => e.Number)
            .Take(size + 1)
            .ToListAsync(http.RequestAborted);
        var page = rows.ToPage(
            size,
            VerityWebhook.Of,
            r => cursors.Make(scope, r.Number.ToString(CultureInfo.InvariantCulture))
        );
        var meta = http.Meta(clock);
        return new VerityWebhookList(
            true,
            page.Data,
            new(meta.RequestId, meta.Timestamp, new(page.NextCursor, page.HasMore, size))
        );
    }
}
