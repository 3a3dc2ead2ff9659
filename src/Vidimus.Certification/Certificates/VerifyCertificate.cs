using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Certificates;

/// <summary>Tells anybody what a certificate certifies and whether it is in force; nothing that does not stand on it.</summary>
internal sealed class VerifyCertificate(VidimusDb db, AccessOptions access)
{
    private const string Prefix = "vcrt_";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            // Told apart from credentials by the beginning of the id.
            .MapGet(
                "/verify/vcrt_{certificate}",
                async (
                    HttpContext http,
                    VerifyCertificate verify,
                    string certificate,
                    string? sha256,
                    string? format
                ) => await verify.Show(http, Prefix + certificate, sha256, format)
            )
            .Public("who has the link may verify")
            .RequireCors("public")
            .Produces<CertificateVerification>(200, "application/json", "application/vc")
            .Produces<string>(200, "text/html")
            .WithTags("Certificates")
            .WithSummary(
                "Verify a certificate: a page for people, JSON by Accept, the credential about the document for application/vc"
            )
            .WithName("verifyCertificatePage");

    /// <summary>The certificate of this id as it stands now; with a digest, also whether that is the certified document's.</summary>
    public async Task<Result<CertificateVerification>> Run(
        string certificateId,
        string? sha256,
        CancellationToken cancellation
    )
    {
        if (await Find(certificateId, cancellation) is not { } row)
            return CertificationProblems.CertificateNotFound;
        // Rows of no tenant: this route has no caller.
        var removed = await db.Across<DocumentRow>()
            .Where(d => d.OrganizationId == row.OrganizationId && d.Id == row.DocumentId)
            .Select(d => d.RemovedAt != null)
            .SingleOrDefaultAsync(cancellation);
        return new CertificateVerification(
            row.Id,
            row.RevokedAt is null ? "valid" : "revoked",
            row.RevokedAt is null,
            row.Mode == "test",
            row.RevokedAt is not null,
            row.RevokedAt,
            // A promise ends with the certificate it was made for.
            row.RevokedAt
                is null
                ? row.Guarantee
                : null,
            row.OrderId,
            row.DocumentSha256,
            row.Sources,
            row.TranslatorName,
            row.TranslatorCredentials,
            row.IssuedAt,
            row.AgencyName,
            row.SourceLanguage,
            row.TargetLanguage,
            row.Jws,
            LinkOf(access, row.Id),
            CredentialLinkOf(access, row),
            removed,
            sha256 is null
                ? null
                : string.Equals(
                    sha256.Trim(),
                    row.DocumentSha256,
                    StringComparison.OrdinalIgnoreCase
                )
        );
    }

    /// <summary>Where anybody verifies this certificate.</summary>
    public static string LinkOf(AccessOptions access, string id) => $"{access.BaseUrl}/verify/{id}";

    /// <summary>Where its credential is; null where there is none.</summary>
    public static string? CredentialLinkOf(AccessOptions access, CertificateRow row) =>
        row.Credential is null ? null : $"{LinkOf(access, row.Id)}?format=vc";

    private Task<CertificateRow?> Find(string id, CancellationToken cancellation) =>
        id.Length > 64
            ? Task.FromResult<CertificateRow?>(null)
            : db.Across<CertificateRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(c => c.Id == id, cancellation);

    private async Task<IResult> Show(HttpContext http, string id, string? sha256, string? format)
    {
        http.Response.Headers.Vary = "Accept, Accept-Language";
        http.Response.Headers.CacheControl = "no-store";
        if (format == "vc" || (format is null && Wants(http, "application/vc")))
            return await Find(id, http.RequestAborted) is { Credential: { } credential }
                ? Results.Text(credential, "application/vc")
                : new Refusal(new(CertificationProblems.CertificateNotFound));
        var found = await Run(id, sha256, http.RequestAborted);
        return format == "json" || Wants(http, "application/json")
            ? found.Answer()
            : CertificatePage.Show(http, found.Value, sha256);
    }

    private static bool Wants(HttpContext http, string type)
    {
        var accept = http.Request.Headers.Accept.ToString();
        return accept.Contains(type, StringComparison.OrdinalIgnoreCase)
            && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}
