using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Vidimus.Credentials.Verifying;
using Vidimus.Pages;

namespace Vidimus.Credentials.Recipients;

/// <summary>The recipient page's words in the reader's language, and what its answers say of themselves.</summary>
internal static class ClaimWords
{
    public static VerifyPageWords Begin(HttpContext http)
    {
        var words = new VerifyPageWords(
            VerifyPageLanguage.Choose(http.Request.Headers.AcceptLanguage.ToString())
        );
        var headers = http.Response.Headers;
        headers.ContentLanguage = words.Language;
        headers.Vary = "Accept-Language";
        headers["X-Robots-Tag"] = "noindex, nofollow, noarchive";
        return words;
    }

    /// <summary>
    /// A page of a recipient. Whoever has its address may act for the recipient: no page that it leads to hears more of it
    /// than this server's name, which a browser must say when it sends a form (Fetch Standard, section 3.1).
    /// </summary>
    public static IResult Show<TPage>(HttpContext http, object parameters, int status = 200)
        where TPage : IComponent
    {
        var page = http.Page<TPage>(parameters, status);
        http.Response.Headers["Referrer-Policy"] = "strict-origin";
        return page;
    }
}
