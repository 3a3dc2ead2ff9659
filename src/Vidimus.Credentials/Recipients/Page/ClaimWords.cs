using Microsoft.AspNetCore.Http;
using Vidimus.Credentials.Verifying;

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
        // Whoever has the address of this page may act for the recipient: no page that it leads to hears of it.
        headers["Referrer-Policy"] = "no-referrer";
        return words;
    }
}
