using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Gives a client another secret; the one before is worth nothing from then on.</summary>
internal sealed class RotateClientSecret(Writes writes, CurrentCaller caller)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/oauth/clients/{id}/rotate-secret",
                (HttpContext http, RotateClientSecret rotate, string id) =>
                    http.Once(200, () => rotate.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.KeysAdmin)
            .Produces<EnteredClientWithSecret>()
            .WithTags("OAuth clients")
            .WithSummary("Replace a client's secret")
            .WithName("rotateOAuthClientSecret");

    private async Task<Result<EnteredClientWithSecret>> Run(
        string id,
        CancellationToken cancellation
    )
    {
        if (EnterClient.TestKey(caller.Value) is { } refused)
            return refused;
        return await writes.Commit<EnteredClientWithSecret>(
            async unit =>
            {
                var row = await unit.Db.OAuthClients.SingleOrDefaultAsync(c => c.Id == id);
                if (row is null)
                    return PlatformProblems.NotFound;
                if (row.SecretDigest is null)
                    return OAuthClientProblems.HasNoSecret;
                var secret = ClientSecrets.Make();
                row.SecretDigest = ClientSecrets.Digest(secret);
                row.Version++;
                unit.State(new SimpleFact("oauth.client-secret-rotated", row.Id));
                return new EnteredClientWithSecret(EnteredClient.Of(row), secret);
            },
            cancellation
        );
    }
}
