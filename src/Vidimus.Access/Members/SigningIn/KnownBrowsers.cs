using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vidimus.Pages;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Browsers in which a member signed in before. Who guesses somebody's password makes everybody else wait, but not the member
/// at the own machine: tries from there are counted for that browser alone. The proof holds the member's stamp, so that a new
/// password and signing out everywhere make every browser unknown again.
/// </summary>
internal sealed class KnownBrowsers(MasterKeys keys, TimeProvider clock)
{
    private const string CookieName = "known";
    private const int MostTries = 10;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private readonly AddressCounts _tries = new(clock);

    /// <summary>True when the member signed in here before and this browser has tries left in this minute.</summary>
    public bool May(HttpContext http, string memberId, string stamp) =>
        IsKnown(http, memberId, stamp)
        && _tries.Take(NumberOf(Cookie(http)!), MostTries, 1).Allowed;

    /// <summary>True when the member signed in here before.</summary>
    public bool IsKnown(HttpContext http, string memberId, string stamp) =>
        Cookie(http)?.Split('.') is [var random, var proof]
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Proof(random, memberId, stamp)),
            Encoding.ASCII.GetBytes(proof)
        );

    /// <summary>What tries in this browser are counted under; empty where the member never signed in.</summary>
    public string Mark(HttpContext http, string memberId, string stamp) =>
        IsKnown(http, memberId, stamp) ? Cookie(http)! : "";

    /// <summary>The member has signed in here.</summary>
    public void Remember(HttpContext http, string memberId, string stamp)
    {
        var random = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        http.Response.Cookies.Append(
            PageCookies.Name(http, CookieName),
            $"{random}.{Proof(random, memberId, stamp)}",
            PageCookies.Options(http, Lifetime)
        );
    }

    private string Proof(string random, string memberId, string stamp) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(
                keys.Derive("access.known-browser"),
                Encoding.UTF8.GetBytes($"{memberId}.{stamp}.{random}")
            )
        );

    private static ulong NumberOf(string cookie) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(cookie)));

    private static string? Cookie(HttpContext http) =>
        http.Request.Cookies[PageCookies.Name(http, CookieName)] is { Length: < 100 } cookie
            ? cookie
            : null;
}
