using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Credentials.Verifying;

/// <summary>The page that a stranger sees behind a verify link or QR code.</summary>
internal static class VerifyPage
{
    public static IResult Show(HttpContext http, Verification? verification)
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Vidimus</title></head><body>");
        page.Append(WebUtility.HtmlEncode(verification?.Summary ?? "There is no such credential.")).Append("</body></html>");
        return Results.Content(page.ToString(), "text/html; charset=utf-8", statusCode: verification is null ? 404 : 200);
    }
}
