using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;

namespace Vidimus.Certification.Verdacert;

/// <summary>The result of an order, as Verdacert's clients read it.</summary>
/// <param name="JobId">The order.</param>
/// <param name="Status">How far it is: <c>delivered</c>, since it is fetched now.</param>
/// <param name="IsSandbox">True where the PDF is a demonstration.</param>
/// <param name="CertifiedPdf">The certified PDF.</param>
/// <param name="Certificate">What anybody can check it by.</param>
public sealed record VerdacertResultAnswer(
    string JobId,
    string Status,
    bool IsSandbox,
    VerdacertPdf CertifiedPdf,
    OrderCertificate Certificate
);

/// <summary>Where a certified PDF is downloaded.</summary>
/// <param name="Url">An address where whoever has it downloads the PDF without a key, for a short time.</param>
/// <param name="ExpiresAt">Until when; asking for the result again gives another one.</param>
/// <param name="Sha256">SHA-256 of its bytes, in hex; the receipt names it.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="ContentType">Its type.</param>
public sealed record VerdacertPdf(
    string Url,
    DateTimeOffset ExpiresAt,
    string Sha256,
    long SizeBytes,
    string ContentType
);

/// <summary>Gives Verdacert's clients the result of an order.</summary>
internal static class VerdacertResult
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/result/{jobId}",
                async (HttpContext http, OrderResult result, string jobId) =>
                    (await result.Run(jobId, http.RequestAborted)).In(Words)
            )
            .Needs(Scopes.OrdersRead)
            .Produces<VerdacertResultAnswer>()
            .WithTags(VerdacertBodies.Tag)
            .WithSummary("Fetch the result of an order (Verdacert form)")
            .WithName("verdacertResult");

    private static VerdacertResultAnswer Words(OrderResultView result) =>
        new(
            result.OrderId,
            result.Status,
            result.IsSandbox,
            new(
                result.Document.DownloadUrl,
                result.Document.DownloadUrlExpiresAt,
                result.Document.Sha256,
                result.Document.Size,
                result.Document.MediaType
            ),
            result.Certificate
        );
}
