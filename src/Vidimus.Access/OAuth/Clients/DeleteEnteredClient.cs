using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Deletes a client that was entered, and ends what members let it do.</summary>
internal sealed class DeleteEnteredClient(Writes writes, CurrentCaller caller, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/v1/oauth/clients/{id}",
                (HttpContext http, DeleteEnteredClient delete, string id) =>
                    http.Once(204, () => delete.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.KeysAdmin)
            .Produces(204)
            .WithTags("OAuth clients")
            .WithSummary("Delete a client that was entered")
            .WithName("deleteOAuthClient");

    private async Task<Result<bool>> Run(string id, CancellationToken cancellation)
    {
        if (EnterClient.TestKey(caller.Value) is { } refused)
            return refused;
        return await writes.Commit<bool>(
            async unit =>
            {
                var row = await unit.Db.OAuthClients.SingleOrDefaultAsync(c => c.Id == id);
                if (row is null)
                    return PlatformProblems.NotFound;
                unit.Db.Remove(row);
                unit.State(new SimpleFact("oauth.client-deleted", row.Id));
                await GrantEnd.OfClient(unit, row.Id, row.OrganizationId, clock.GetUtcNow());
                return true;
            },
            cancellation
        );
    }
}
