using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.VcApi;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Certificates;

/// <summary>Why a certificate is revoked.</summary>
/// <param name="Reason">In words for the customer; not shown to those who verify.</param>
public sealed record RevokeCertificateRequest(string? Reason = null);

/// <summary>
/// Revokes a certificate, for ever: from the commit on everybody who verifies hears it, and the credential about the document is
/// revoked with it. Only the agency that certified may; receipts that somebody keeps cannot be taken back, which is why the page says
/// to ask it.
/// </summary>
internal sealed class RevokeCertificate(
    VidimusDb db,
    CurrentCaller caller,
    Writes writes,
    DocumentCredentials credentials,
    AccessOptions access,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/certificates/{id}/revoke",
                (HttpContext http, RevokeCertificate revoke, string id) =>
                    http.Take<RevokeCertificateRequest, Certificate>(
                        200,
                        r => revoke.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .Accepts<RevokeCertificateRequest>("application/json")
            .Produces<Certificate>()
            .WithTags("Certificates")
            .WithSummary("Revoke a certificate, for ever")
            .WithName("revokeCertificate");

    public async Task<Result<Certificate>> Run(
        string id,
        RevokeCertificateRequest request,
        CancellationToken cancellation
    )
    {
        if (new Fields().Text("reason", request.Reason, 1000, required: true).Problem is { } wrong)
            return wrong;
        var found = await db.Across<CertificateRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == id && c.Mode == caller.Value.Mode, cancellation);
        if (found is null || !IsSeen(found))
            return CertificationProblems.CertificateNotFound;
        if (found.AgencyId != caller.Value.OrganizationId)
            return CertificationProblems.CertificateNotYours;
        return await writes.Commit<Certificate>(
            async unit =>
            {
                var row = await unit
                    .Db.Across<CertificateRow>()
                    .SingleAsync(c => c.Id == id && c.OrganizationId == found.OrganizationId);
                if (row.RevokedAt is null)
                    await Revoke(unit, row, request.Reason!.Trim());
                return GetCertificate.View(access, row);
            },
            cancellation
        );
    }

    private async Task Revoke(Unit unit, CertificateRow row, string reason)
    {
        row.RevokedAt = DateTimeOffset.FromUnixTimeMilliseconds(
            clock.GetUtcNow().ToUnixTimeMilliseconds()
        );
        row.RevocationReason = reason;
        row.Version++;
        var fact = new SimpleFact(
            "certificate.revoked",
            row.Id,
            ("order", row.OrderId),
            ("digest", row.DocumentSha256)
        );
        unit.State(fact);
        // On the customer's record as well: it is the customer's endpoints that have to hear it.
        if (row.OrganizationId != unit.Author.OrganizationId)
            unit.StateUnnamed(fact, row.OrganizationId);
        if (row.CredentialId is { } credential)
            await credentials.Revoke(unit, credential);
    }

    private bool IsSeen(CertificateRow row) =>
        row.OrganizationId == caller.Value.OrganizationId
        || row.AgencyId == caller.Value.OrganizationId;
}
