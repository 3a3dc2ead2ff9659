using Microsoft.AspNetCore.Http;

namespace Vidimus.Pages;

/// <summary>
/// Cookies of our pages. Over https they bear the <c>__Host-</c> prefix (RFC 6265bis, section 4.1.3.2), which binds them to
/// this very host; over plain http, which only a browser on the server's own machine may speak, they cannot.
/// </summary>
public static class PageCookies
{
    /// <summary>The full name of one of our cookies for this request.</summary>
    public static string Name(HttpContext http, string name) =>
        http.Request.IsHttps ? $"__Host-vidimus-{name}" : $"vidimus-{name}";

    /// <summary>Unreadable to scripts, never sent along by other sites' requests but for following a link.</summary>
    public static CookieOptions Options(HttpContext http, TimeSpan? lifetime = null) =>
        new()
        {
            Path = "/",
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            MaxAge = lifetime,
            IsEssential = true,
        };
}
