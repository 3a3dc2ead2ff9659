using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Lifecycle;

/// <summary>Why a credential is revoked.</summary>
/// <param name="Reason">1 to 200 characters; shown to everyone who verifies, so no personal data.</param>
public sealed record RevokeCredentialRequest(string? Reason = null);

/// <summary>Revokes a credential for ever; the next verification says so.</summary>
internal sealed class RevokeCredential(
    VidimusDb db,
    Writes writes,
    RecipientVault vault,
    AccessOptions options,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/credentials/{id}/revoke",
                (HttpContext http, RevokeCredential revoke, string id) =>
                    http.Take<RevokeCredentialRequest, Credential>(
                        200,
                        r => revoke.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsRevoke)
            .Accepts<RevokeCredentialRequest>("application/json")
            .Produces<Credential>()
            .WithTags("Credentials")
            .WithSummary("Revoke a credential")
            .WithName("revokeCredential");

    public async Task<Result<Credential>> Run(
        string id,
        RevokeCredentialRequest request,
        CancellationToken cancellation
    )
    {
        if (new Fields().Text("reason", request.Reason, 200, required: true).Problem is { } wrong)
            return wrong;
        if (await CredentialIds.Find(db, id, cancellation) is not { } found)
            return CredentialProblems.CredentialNotFound;
        return await writes.Commit<Credential>(
            async unit =>
            {
                if (
                    await unit.Db.Credentials.SingleOrDefaultAsync(c => c.Id == found.Id)
                    is not { } row
                )
                    return CredentialProblems.CredentialNotFound;
                if (row.IssuedAt is null)
                    return CredentialProblems.NotIssued;
                if (row.RevokedAt is not null)
                    return CredentialProblems.Revoked;
                var now = clock.GetUtcNow();
                End(unit, row, request.Reason!, now);
                return (
                    await Views.Read(
                        unit.Db,
                        [row],
                        vault,
                        options.BaseUrl,
                        now,
                        CancellationToken.None
                    )
                )[0];
            },
            cancellation
        );
    }

    /// <summary>Marks a credential revoked and states it.</summary>
    public static void End(Unit unit, CredentialRow row, string reason, DateTimeOffset now)
    {
        row.RevokedAt = now;
        row.RevocationReason = reason;
        row.UpdatedAt = now;
        row.Version++;
        StatusEntries.Changed(unit, row);
        unit.State(
            new SimpleFact(
                "credential.revoked",
                row.Id,
                ("reason", reason),
                ("replacedBy", row.ReplacedBy)
            )
        );
    }
}
