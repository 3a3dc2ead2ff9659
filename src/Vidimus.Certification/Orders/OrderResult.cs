using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Certificates;
using Vidimus.Certification.Documents;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>The result of an order: its certificate, and where the certified document is downloaded. Fetching it delivers the order.</summary>
internal sealed class OrderResult(
    VidimusDb db,
    DeliverOrder deliver,
    DownloadLinks links,
    AccessOptions access
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/orders/{id}/result",
                async (HttpContext http, OrderResult result, string id) =>
                    (await result.Run(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersRead)
            .Produces<OrderResultView>()
            .WithTags("Orders")
            .WithSummary("Get an order's certificate and where its certified PDF is")
            .WithName("getOrderResult");

    public async Task<Result<OrderResultView>> Run(string id, CancellationToken cancellation)
    {
        var delivered = await deliver.Run(id, cancellation);
        if (delivered.Problem is { } refused)
            return refused;
        var order = delivered.Value!;
        var certificate = await db.Set<CertificateRow>()
            .AsNoTracking()
            .SingleAsync(c => c.Id == order.CertificateId, cancellation);
        var document = await db
            .Documents.AsNoTracking()
            .SingleAsync(d => d.Id == certificate.DocumentId, cancellation);
        return View(order, certificate, document);
    }

    private OrderResultView View(OrderRow order, CertificateRow certificate, DocumentRow document)
    {
        var (url, expires) = links.Make(order);
        return new(
            order.Id,
            order.State,
            order.Mode == "test",
            new(
                certificate.Id,
                certificate.TranslatorName,
                certificate.TranslatorCredentials,
                certificate.IssuedAt,
                VerifyCertificate.LinkOf(access, certificate.Id),
                certificate.Jws
            ),
            new(
                document.Id,
                document.MediaType,
                document.Size,
                document.Sha256,
                $"{access.BaseUrl}/v1/orders/{order.Id}/certificate.pdf",
                url,
                expires
            )
        );
    }
}
