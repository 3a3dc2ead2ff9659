using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Signing;

/// <summary>A key that the organization's credentials are signed with; its private half is told to nobody.</summary>
/// <param name="Id">Its name in the DID document, which is the public key as Multikey.</param>
/// <param name="VerificationMethod">The same as credentials name it.</param>
/// <param name="Algorithm">Always <c>Ed25519</c>.</param>
/// <param name="State"><c>active</c> for the one that signs now, <c>retired</c> for those that go on verifying.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RetiredAt">When another took over, or null.</param>
public sealed record SigningKey(
    string Id,
    string VerificationMethod,
    string Algorithm,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RetiredAt
)
{
    internal static SigningKey Of(IssuerKeyRow row, string did) =>
        new(
            row.Fragment,
            $"{did}#{row.Fragment}",
            "Ed25519",
            row.RetiredAt is null ? "active" : "retired",
            row.CreatedAt,
            row.RetiredAt
        );
}

/// <summary>The keys of an organization in a mode.</summary>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Did">The identity that they sign for.</param>
/// <param name="DocumentUrl">Where the world reads the public halves.</param>
/// <param name="Data">The keys, the newest first; empty before the first credential is issued.</param>
public sealed record SigningKeys(
    string Mode,
    string Did,
    string DocumentUrl,
    IReadOnlyList<SigningKey> Data
);

/// <summary>Lists the keys that the organization's credentials are signed with, in the caller's mode.</summary>
internal sealed class ListSigningKeys(VidimusDb db, CurrentCaller caller, AccessOptions options)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/signing-keys",
                async (HttpContext http, ListSigningKeys list) =>
                    ((Result<SigningKeys>)await list.Run(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.Admin)
            .Produces<SigningKeys>()
            .WithTags("Signing keys")
            .WithSummary("List signing keys")
            .WithName("listSigningKeys");

    public async Task<SigningKeys> Run(CancellationToken cancellation)
    {
        var (organization, mode) = (caller.Value.OrganizationId, caller.Value.Mode);
        var rows = await db
            .IssuerKeys.AsNoTracking()
            .OrderByDescending(k => k.CreatedAt)
            .ThenBy(k => k.Fragment)
            .ToListAsync(cancellation);
        var did = Identities.Did(options.BaseUrl, organization, mode);
        return new(
            mode,
            did,
            $"{options.BaseUrl}/o/{organization}/{mode}/did.json",
            [.. rows.Select(r => SigningKey.Of(r, did))]
        );
    }
}
