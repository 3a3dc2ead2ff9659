using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Reading;

/// <summary>Shows one credential, by id, UUID or verify link.</summary>
internal sealed class GetCredential(
    VidimusDb db,
    RecipientVault vault,
    AccessOptions options,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/credentials/{id}",
                async (HttpContext http, GetCredential get, string id) =>
                    (await get.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Credential>()
            .WithTags("Credentials")
            .WithSummary("Get a credential")
            .WithName("getCredential");

    public async Task<Result<Credential>> Run(string id, CancellationToken cancellation)
    {
        if (await CredentialIds.Find(db, Uri.UnescapeDataString(id), cancellation) is not { } row)
            return CredentialProblems.CredentialNotFound;
        return (
            await Views.Read(db, [row], vault, options.BaseUrl, clock.GetUtcNow(), cancellation)
        )[0];
    }
}
