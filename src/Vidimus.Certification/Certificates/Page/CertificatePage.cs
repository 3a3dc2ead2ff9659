using Microsoft.AspNetCore.Http;
using Vidimus.Pages;

namespace Vidimus.Certification.Certificates;

/// <summary>The page behind a certificate's QR code: complete without scripts, in the reader's language.</summary>
internal static class CertificatePage
{
    public static IResult Show(HttpContext http, CertificateVerification? found, string? sha256)
    {
        var words = CertificateWords.Choose(http);
        var page = http.Page<VerifyCertificatePage>(
            new { View = new CertificatePageView(words, found, sha256) },
            found is null ? 404 : 200
        );
        var headers = http.Response.Headers;
        headers.ContentLanguage = words.Language;
        headers["X-Robots-Tag"] = "noindex";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        return page;
    }
}

/// <summary>What a certificate's page shows.</summary>
public sealed record CertificatePageView
{
    internal CertificatePageView(
        CertificateWords words,
        CertificateVerification? found,
        string? asked
    ) => (Words, Found, Asked) = (words, found, asked);

    internal CertificateWords Words { get; }

    internal CertificateVerification? Found { get; }

    internal string? Asked { get; }
}
