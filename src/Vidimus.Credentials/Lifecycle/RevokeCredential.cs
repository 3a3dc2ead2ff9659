using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Lifecycle;

/// <summary>Why a credential is revoked.</summary>
/// <param name="Reason">1 to 200 characters; shown to everyone who verifies, so no personal data.</param>
public sealed record RevokeCredentialRequest(string? Reason = null);

/// <summary>Revokes a credential for ever; the next verification says so.</summary>
internal sealed class RevokeCredential(StatusChange change)
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
        return await change.Run(
            id,
            (unit, row, now) =>
            {
                End(unit, row, request.Reason!, now);
                return null;
            },
            cancellation
        );
    }

    /// <summary>Marks a credential revoked and states it.</summary>
    public static void End(Unit unit, CredentialRow row, string reason, DateTimeOffset now)
    {
        row.RevokedAt = now;
        row.RevocationReason = reason;
        StatusChange.Mark(unit, row, now);
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
