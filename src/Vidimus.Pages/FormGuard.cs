using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Vidimus.Pages;

/// <summary>
/// Tells a form that we showed from one that another site sends in the visitor's name: every form carries a token made
/// from a cookie of the browser it was shown in, and the browser says itself where a request comes from (Fetch Metadata,
/// section 2; RFC 6454, section 7). Both must be right. Where a page says what it shows, its forms are bound to that too.
/// </summary>
public static class FormGuard
{
    /// <summary>Name of the hidden field.</summary>
    public const string Field = "_form";

    private const int ProofLength = 43;
    private const int LongestPlace = 100;

    private static readonly object Kept = new();
    private static readonly object Bound = new();

    /// <summary>The token for the forms of this answer; sets the cookie where the browser has none yet.</summary>
    public static string Token(HttpContext http)
    {
        var secret = http.Items[Kept] as string ?? Secret(http) ?? Renew(http);
        http.Items[Kept] = secret;
        var place = http.Items[Bound] as string ?? "";
        return Proof(secret, place) + place;
    }

    /// <summary>
    /// Says where the forms of this answer act, such as in which organization; <see cref="Place"/> tells it when one is
    /// sent, however long after and whatever the browser looks at then.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="place">Letters, digits, <c>_</c> and <c>-</c>.</param>
    public static void Bind(HttpContext http, string place)
    {
        if (place.Length > LongestPlace || !place.All(IsPlain))
            throw new ArgumentException(
                "A place has letters, digits, _ and - only.",
                nameof(place)
            );
        http.Items[Bound] = place;
    }

    /// <summary>Where a form acts that was accepted; empty where its page did not say.</summary>
    public static string Place(IFormCollection form) =>
        form[Field].ToString() is { Length: > ProofLength } token ? token[ProofLength..] : "";

    /// <summary>Gives the browser a new cookie: forms shown before are no longer taken. At sign-in and sign-out.</summary>
    public static string Renew(HttpContext http)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        http.Response.Cookies.Append(
            PageCookies.Name(http, "form"),
            secret,
            PageCookies.Options(http)
        );
        http.Items[Kept] = secret;
        return secret;
    }

    /// <summary>True when the form was sent from one of our pages, shown in this very browser.</summary>
    public static bool Accepts(HttpContext http, IFormCollection form) =>
        IsFromHere(http)
        && Secret(http) is { } secret
        && form.TryGetValue(Field, out var sent)
        && sent.Count == 1
        && sent[0] is { Length: >= ProofLength and <= ProofLength + LongestPlace } token
        && token.All(IsPlain)
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Proof(secret, token[ProofLength..])),
            Encoding.ASCII.GetBytes(token[..ProofLength])
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

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private static string Proof(string secret, string place) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(
                Encoding.ASCII.GetBytes(secret),
                Encoding.ASCII.GetBytes("vidimus form" + place)
            )
        );
}
