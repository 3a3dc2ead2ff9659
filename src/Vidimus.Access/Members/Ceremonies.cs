using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Pages;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Members;

/// <summary>
/// What is begun in one request and ended in another by the same browser: its cookie holds a secret, the row its digest and,
/// encrypted, what is needed to end it. Each is ended once, by whoever comes first.
/// </summary>
internal sealed class Ceremonies(Commits commits, MasterKeys keys, TimeProvider clock)
{
    private const string Kept = "access.identity";

    /// <summary>How long the second request may take.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public async Task Begin<T>(HttpContext http, string kind, T state, string? memberId = null)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var row = new CeremonyRow
        {
            Digest = KeyFormat.Digest(secret),
            Kind = kind,
            MemberId = memberId,
            State = keys.Encrypt(JsonSerializer.SerializeToUtf8Bytes(state), Purpose(kind)),
            ExpiresAt = clock.GetUtcNow() + Lifetime,
        };
        await commits.Keep(
            Kept,
            unit =>
            {
                unit.Db.Add(row);
                return Task.CompletedTask;
            },
            http.RequestAborted
        );
        http.Response.Cookies.Append(
            PageCookies.Name(http, kind),
            secret,
            PageCookies.Options(http, Lifetime)
        );
    }

    /// <summary>What was kept, and for which member; null when this browser began nothing of the kind, or it is over.</summary>
    public async Task<(T State, string? MemberId)?> End<T>(HttpContext http, string kind)
    {
        var name = PageCookies.Name(http, kind);
        if (http.Request.Cookies[name] is not { Length: 43 } secret || !Base64Url.IsValid(secret))
            return null;
        var digest = KeyFormat.Digest(secret);
        CeremonyRow? ended = null;
        await commits.Keep(
            Kept,
            async unit =>
            {
                ended = await unit.Db.Ceremonies.SingleOrDefaultAsync(c =>
                    c.Digest == digest && c.Kind == kind
                );
                if (ended is not null)
                    unit.Db.Remove(ended);
            },
            http.RequestAborted
        );
        http.Response.Cookies.Delete(name, PageCookies.Options(http));
        return ended is null || ended.ExpiresAt <= clock.GetUtcNow() ? null : Open<T>(ended);
    }

    private (T, string?)? Open<T>(CeremonyRow row)
    {
        try
        {
            var state = keys.Decrypt(row.State, Purpose(row.Kind));
            return (JsonSerializer.Deserialize<T>(state)!, row.MemberId);
        }
        catch (CryptographicException)
        {
            // Begun under a master key that was taken away since: it is begun anew, as after ten minutes.
            return null;
        }
    }

    private static string Purpose(string kind) => "access.ceremony." + kind;
}
