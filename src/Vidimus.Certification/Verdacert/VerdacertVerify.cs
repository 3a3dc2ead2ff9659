using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Certification.Certificates;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Verdacert;

/// <summary>Tells anybody what a certificate is worth now, without a key, from any page.</summary>
internal static class VerdacertVerify
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/verify/{certificateId}",
                async (
                    HttpContext http,
                    VerifyCertificate verify,
                    string certificateId,
                    string? sha256
                ) => (await verify.Run(certificateId, sha256, http.RequestAborted)).Answer()
            )
            .Public("by design: any party can verify a certificate")
            .RequireCors("public")
            .Produces<CertificateVerification>()
            .WithTags(VerdacertBodies.Tag)
            .WithSummary("Verify a certificate (Verdacert form)")
            .WithName("verdacertVerify");
}
