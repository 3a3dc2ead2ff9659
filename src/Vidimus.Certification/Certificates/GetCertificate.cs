using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Certificates;

/// <summary>A certificate for the customer whose order it is of, and for the agency that certified; and the certified PDF.</summary>
internal sealed class GetCertificate(
    VidimusDb db,
    CurrentCaller caller,
    DeliverOrder deliver,
    ReadDocument documents,
    AccessOptions access
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/certificates/{id}",
                async (HttpContext http, GetCertificate get, string id) =>
                    (await get.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersRead)
            .Produces<Certificate>()
            .WithTags("Certificates")
            .WithSummary("Get a certificate")
            .WithName("getCertificate");
        routes
            .MapGet(
                "/v1/orders/{id}/certificate.pdf",
                (HttpContext http, GetCertificate get, string id) =>
                    get.Download(id, http.RequestAborted)
            )
            .Needs(Scopes.OrdersRead)
            .Produces<byte[]>(200, "application/pdf")
            .WithTags("Certificates")
            .WithSummary("Download an order's certified PDF")
            .WithName("getCertifiedPdf");
    }

    public async Task<Result<Certificate>> Run(string id, CancellationToken cancellation)
    {
        var row = await db.Across<CertificateRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == id, cancellation);
        return row is not null && IsSeen(row)
            ? View(access, row)
            : CertificationProblems.CertificateNotFound;
    }

    /// <summary>The certificate as the native API shows it.</summary>
    public static Certificate View(AccessOptions access, CertificateRow row) =>
        new(
            row.Id,
            row.OrderId,
            row.TranslatorName,
            row.TranslatorCredentials,
            row.IssuedAt,
            row.DocumentSha256,
            row.Sources,
            VerifyCertificate.LinkOf(access, row.Id),
            row.Jws,
            row.Mode == "test",
            row.Guarantee,
            row.RevokedAt,
            row.RevocationReason,
            VerifyCertificate.CredentialLinkOf(access, row)
        );

    private async Task<IResult> Download(string orderId, CancellationToken cancellation)
    {
        // Fetched by its customer it is delivered; at the agency somebody only looks.
        var isOwn = await db.Orders.AnyAsync(o => o.Id == orderId, cancellation);
        if (isOwn && (await deliver.Run(orderId, cancellation)).Problem is { } notReady)
            return new Refusal(notReady);
        var row = await db.Across<CertificateRow>()
            .AsNoTracking()
            .Where(c => c.OrderId == orderId)
            .SingleOrDefaultAsync(cancellation);
        if (row is null || !IsSeen(row))
            return new Refusal(new(CertificationProblems.OrderNotFound));
        var document = await db.Across<DocumentRow>()
            .AsNoTracking()
            .SingleAsync(
                d => d.OrganizationId == row.OrganizationId && d.Id == row.DocumentId,
                cancellation
            );
        return await documents.Content(document, cancellation);
    }

    // Not-yours answers like not-there.
    private bool IsSeen(CertificateRow row) =>
        row.Mode == caller.Value.Mode
        && (
            row.OrganizationId == caller.Value.OrganizationId
            || row.AgencyId == caller.Value.OrganizationId
        );
}
