using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Vidimus.Access;
using Vidimus.Certification.Documents.Reading;
using Vidimus.Certification.Documents.Storing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>Shows a document, and hands out its bytes as a download that no browser runs.</summary>
internal sealed partial class ReadDocument(
    FindDocument find,
    DocumentVault vault,
    DocumentOptions options,
    ILogger<ReadDocument> log
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/documents/{id}",
                async (HttpContext http, ReadDocument read, string id) =>
                    (await read.Show(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersRead)
            .Produces<Document>()
            .WithTags("Documents")
            .WithSummary("Show a document")
            .WithName("getDocument");
        routes
            .MapGet(
                "/v1/documents/{id}/content",
                (HttpContext http, ReadDocument read, string id) =>
                    read.Download(id, http.RequestAborted)
            )
            .Needs(Scopes.OrdersRead)
            .Produces(200, contentType: "application/octet-stream")
            .WithTags("Documents")
            .WithSummary("Download a document")
            .WithName("downloadDocument");
    }

    public async Task<Result<Document>> Show(string id, CancellationToken cancellation) =>
        await find.Run(id, cancellation) is { } row
            ? Document.Of(row, vault.NameOf(row), options)
            : CertificationProblems.DocumentNotFound;

    private async Task<IResult> Download(string id, CancellationToken cancellation)
    {
        if (await find.Run(id, cancellation) is not { } row)
            return new Refusal(new(CertificationProblems.DocumentNotFound));
        return await Content(row, cancellation);
    }

    /// <summary>The bytes of a document that the caller may see, as an answer.</summary>
    public async Task<IResult> Content(DocumentRow row, CancellationToken cancellation)
    {
        if (row.DataKey is null)
            return new Refusal(new(CertificationProblems.DocumentRemoved));
        try
        {
            var bytes = await vault.Open(row, cancellation);
            var name = FileNames.ForDownload(vault.NameOf(row), row.Id, row.MediaType);
            return new DocumentDownload(bytes, row, name);
        }
        catch (Exception e) when (e is DocumentMissingException or DocumentDamagedException)
        {
            LogUnusable(log, row.Id, e);
            return new Refusal(new(CertificationProblems.DocumentDamaged));
        }
        catch (DocumentStoreException e)
        {
            LogStoreAway(log, e);
            return new Refusal(
                new(PlatformProblems.Unavailable)
                {
                    Message = "Documents cannot be read at the moment.",
                    RetryAfterSeconds = 5,
                }
            );
        }
    }

    [LoggerMessage(1903, LogLevel.Critical, "The bytes of document {Id} cannot be used.")]
    private static partial void LogUnusable(ILogger logger, string id, Exception e);

    [LoggerMessage(1904, LogLevel.Error, "The store of documents cannot be read.")]
    private static partial void LogStoreAway(ILogger logger, Exception e);
}

/// <summary>
/// A document's bytes, opened frame by frame as they go out. A frame that turns out to be damaged ends the connection: fewer bytes come than
/// were announced.
/// </summary>
internal sealed class DocumentDownload(Stream bytes, DocumentRow row, string name) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var _ = bytes;
        var response = httpContext.Response;
        response.ContentType = row.MediaType;
        response.ContentLength = row.Size;
        response.Headers.ContentDisposition = FileNames.Disposition(name);
        // Strangers' files: saved, never shown; and where something shows them all the same, as nothing of ours.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = "private, no-store";
        await bytes.CopyToAsync(response.Body, DocumentFrames.Plain, httpContext.RequestAborted);
    }
}
