using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Vidimus.Pages;

/// <summary>
/// Tells a form that we showed from one that another site sends in the visitor's name: every form carries a token made
/// from a cookie of the browser it was shown in, and the browser says itself where a request comes from (Fetch Metadata,
/// section 2; RFC 6454, section 7). Both must be right.
/// </summary>
public static class FormGuard
{
    /// <summary>Name of the hidden field.</summary>
    public const string Field = "_form";

    private static readonly object Kept = new();

    /// <summary>The token for the forms of this answer; sets the cookie where the browser has none yet.</summary>
    public static string Token(HttpContext http)
    {
        if (http.Items[Kept] is string known)
            return known;
        var secret = Secret(http) ?? Renew(http);
        var token = Make(secret);
        http.Items[Kept] = token;
        return token;
    }

    /// <summary>Gives the browser a new cookie: forms shown before are no longer taken. At sign-in and sign-out.</summary>
    public static string Renew(HttpContext http)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        http.Response.Cookies.Append(
            PageCookies.Name(http, "form"),
            secret,
            PageCookies.Options(http)
        );
        http.Items[Kept] = Make(secret);
        return secret;
    }

    /// <summary>True when the form was sent from one of our pages, shown in this very browser.</summary>
    public static bool Accepts(HttpContext http, IFormCollection form) =>
        IsFromHere(http)
        && Secret(http) is { } secret
        && form.TryGetValue(Field, out var sent)
        && sent.Count == 1
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Make(secret)),
            Encoding.UTF8.GetBytes(sent[0] ?? "")
        );

    /// <summary>True unless the browser says that the request was caused by another origin.</summary>
    public static bool IsFromHere(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin")
            return false;
        return StringValues.IsNullOrEmpty(headers.Origin)
            || (
                headers.Origin.Count == 1
                && Uri.TryCreate(headers.Origin[0], UriKind.Absolute, out var origin)
                && origin.Scheme == http.Request.Scheme
                && string.Equals(
                    origin.Authority,
                    new Uri($"{http.Request.Scheme}://{http.Request.Host}").Authority,
                    StringComparison.OrdinalIgnoreCase
                )
            );
    }

    private static string? Secret(HttpContext http) =>
        http.Request.Cookies[PageCookies.Name(http, "form")] is { Length: 43 } secret
        && Base64Url.IsValid(secret)
            ? secret
            : null;

    private static string Make(string secret) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), "vidimus form"u8)
        );
}
