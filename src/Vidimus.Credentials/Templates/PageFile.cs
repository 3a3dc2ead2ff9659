using Microsoft.AspNetCore.Http;
using Vidimus.Credentials.Reading;

namespace Vidimus.Credentials.Templates;

/// <summary>A drawn page as an answer.</summary>
internal static class PageFile
{
    public const string Svg = "image/svg+xml";
    public const string Png = "image/png";
    public const string Pdf = "application/pdf";

    // A page is shown as a picture, where nothing in it acts; opened by itself it may do no more.
    private const string Policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

    public static IResult Answer(HttpContext http, SignedForm page)
    {
        Guard(http, page.ContentType);
        return Results.Bytes(page.Bytes, page.ContentType);
    }

    /// <summary>Sets what keeps an SVG inert wherever it is opened.</summary>
    public static void Guard(HttpContext http, string contentType)
    {
        if (contentType != Svg)
            return;
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
    }
}
