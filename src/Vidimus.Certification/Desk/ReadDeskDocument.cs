using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk;

/// <summary>The bytes of one of an order's documents, for a reviewer of that order's agency.</summary>
internal sealed class ReadDeskDocument(VidimusDb db, DeskOrders orders, ReadDocument read)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/desk/orders/{id}/documents/{documentId}/content",
                async (HttpContext http, ReadDeskDocument desk, string id, string documentId) =>
                    await desk.Run(http, id, documentId)
            )
            .Needs(Scopes.OrdersReview)
            .Produces<byte[]>(200, "application/octet-stream")
            .WithTags("Desk")
            .WithSummary("Download a document of an order of the review desk")
            .WithName("getDeskDocumentContent");

    public async Task<IResult> Run(HttpContext http, string id, string documentId)
    {
        if (await orders.Find(db, id, http.RequestAborted) is not { } order)
            return new Refusal(new(CertificationProblems.OrderNotFound));
        var row = await db.Across<DocumentRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                d =>
                    d.OrganizationId == order.OrganizationId
                    && d.Id == documentId
                    && d.OrderId == id,
                http.RequestAborted
            );
        return row is null
            ? new Refusal(new(CertificationProblems.DocumentNotFound))
            : await read.Content(row, http.RequestAborted);
    }
}
