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
        // With no-referrer a browser names no origin when it sends a form either (Fetch Standard, section 3.1), and we could
        // not tell our own from another site's.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
    }
}
