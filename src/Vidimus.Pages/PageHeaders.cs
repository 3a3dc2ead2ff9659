using Microsoft.AspNetCore.Http;

namespace Vidimus.Pages;

/// <summary>What every page tells the browser it may do.</summary>
public static class PageHeaders
{
    /// <summary>
    /// Content Security Policy Level 3 of our pages: style sheets, modules, images and forms of this server, nothing inline,
    /// no frame around it.
    /// </summary>
    public const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Sets the policy, and that nobody keeps a copy of what the page shows.</summary>
    public static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
    }
}
