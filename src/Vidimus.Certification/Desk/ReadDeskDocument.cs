using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>The bytes of one of an order's documents, for a reviewer of that order's agency.</summary>
internal sealed partial class ReadDeskDocument(
    VidimusDb db,
    DeskOrders orders,
    DocumentVault vault,
    ILogger<ReadDeskDocument> log
)
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
        try
        {
            return new Content(row, await vault.Open(row, http.RequestAborted));
        }
        catch (Exception e) when (e is DocumentMissingException or DocumentDamagedException)
        {
            LogDamaged(log, row.Id, e);
            return new Refusal(new Problem(CertificationProblems.DocumentDamaged));
        }
    }

    [LoggerMessage(5302, LogLevel.Error, "The document {Document} cannot be read at the desk.")]
    private static partial void LogDamaged(ILogger logger, string document, Exception exception);

    /// <summary>
    /// A stranger's file, to be looked at by a program or saved: it may not be taken for anything but what it was found to be, and runs
    /// nothing where a browser shows it.
    /// </summary>
    private sealed class Content(DocumentRow row, Stream bytes) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using var open = bytes;
            var response = httpContext.Response;
            response.ContentType =
                row.MediaType == DeskText.MediaType ? "text/plain; charset=utf-8" : row.MediaType;
            response.ContentLength = row.Size;
            response.Headers.ContentDisposition = "attachment";
            response.Headers.CacheControl = "private, no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            await open.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}
