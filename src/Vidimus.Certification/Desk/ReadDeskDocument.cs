using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>The bytes of one of an order's documents, for a reviewer of that order's agency.</summary>
internal sealed class ReadDeskDocument(VidimusDb db, DeskOrders orders, DocumentVault vault)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/desk/orders/{id}/documents/{documentId}/content",
                async (HttpContext http, ReadDeskDocument read, string id, string documentId) =>
                    await read.Run(http, id, documentId)
            )
            .Needs(Scopes.OrdersReview)
            .Produces<byte[]>(200, "application/octet-stream")
            .WithTags("Desk")
            .WithSummary("Download a document of an order of the review desk")
            .WithName("getDeskDocumentContent");

    public async Task<IResult> Run(HttpContext http, string id, string documentId)
    {
        if (await orders.Find(db, id, http.RequestAborted) is not { } order)
            return new Refusal(new Problem(CertificationProblems.OrderNotFound));
        var row = await db.Across<DocumentRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                d =>
                    d.OrganizationId == order.OrganizationId
                    && d.Id == documentId
                    && d.OrderId == id,
                http.RequestAborted
            );
        if (row is null)
            return new Refusal(new Problem(CertificationProblems.DocumentNotFound));
        if (row.RemovedAt is not null)
            return new Refusal(new Problem(CertificationProblems.DocumentRemoved));
        return new Refusal(new Problem(CertificationProblems.DocumentRemoved));
    }
}
