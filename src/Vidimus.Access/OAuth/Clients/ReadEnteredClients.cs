using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Lists the organization's own clients, newest first, and shows one.</summary>
internal sealed class ReadEnteredClients(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/oauth/clients",
                async (HttpContext http, ReadEnteredClients read, string? cursor, string? limit) =>
                    (await read.List(cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.KeysAdmin)
            .Produces<Page<EnteredClient>>()
            .WithTags("OAuth clients")
            .WithSummary("List the clients that were entered")
            .WithName("listOAuthClients");
        routes
            .MapGet(
                "/v1/oauth/clients/{id}",
                async (HttpContext http, ReadEnteredClients read, string id) =>
                    (await read.One(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.KeysAdmin)
            .Produces<EnteredClient>()
            .WithTags("OAuth clients")
            .WithSummary("Get a client that was entered")
            .WithName("getOAuthClient");
    }

    private async Task<Result<Page<EnteredClient>>> List(
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"oauth-clients|{caller.Value.OrganizationId}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var clients = db.OAuthClients.AsNoTracking();
        if (after.Length > 0)
            clients = clients.Where(c => string.Compare(c.Id, after) < 0);
        var rows = await clients
            .OrderByDescending(c => c.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, EnteredClient.Of, c => cursors.Make(scope, c.Id));
    }

    private async Task<Result<EnteredClient>> One(string id, CancellationToken cancellation) =>
        await db.OAuthClients.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation)
            is { } row
            ? EnteredClient.Of(row)
            : PlatformProblems.NotFound;
}
