using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Signing;

/// <summary>
/// Makes a new key that signs the organization's credentials from now on. Those before it stay in the DID document, so that
/// what they signed verifies for ever.
/// </summary>
internal sealed class RotateSigningKey(
    Writes writes,
    Identities identities,
    CurrentCaller caller,
    AccessOptions options
)
{
    /// <summary>A DID document of so many keys has about 50 kB.</summary>
    private const int Most = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/signing-keys/rotate",
                (HttpContext http, RotateSigningKey rotate) =>
                    http.Once(201, () => rotate.Run(http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .Produces<SigningKey>(201)
            .WithTags("Signing keys")
            .WithSummary("Make a new signing key")
            .WithName("rotateSigningKey");

    public Task<Result<SigningKey>> Run(CancellationToken cancellation)
    {
        var (organization, mode) = (caller.Value.OrganizationId, caller.Value.Mode);
        var row = identities.Fresh(organization, mode);
        return writes.Commit<SigningKey>(
            async unit =>
            {
                var keys = await unit.Db.IssuerKeys.ToListAsync(CancellationToken.None);
                if (keys.Count >= Most)
                    return CredentialProblems.TooManySigningKeys;
                identities.TakeOver(unit, keys.Where(k => k.RetiredAt is null), row);
                return SigningKey.Of(row, Identities.Did(options.BaseUrl, organization, mode));
            },
            cancellation
        );
    }
}
