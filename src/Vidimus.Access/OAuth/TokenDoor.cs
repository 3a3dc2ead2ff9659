using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>
/// What bounds the endpoints that clients use: unknown codes, tokens and secrets by address, those that exist by grant. A
/// client's id is public and often shared by many people, so nobody can use up another's share by naming it; and what exists
/// passes whoever guesses at the same address, since a code is new wherever it is shown.
/// </summary>
internal sealed class TokenDoor(
    Strangers strangers,
    RateLimits limits,
    OAuthResources resources,
    TimeProvider clock
)
{
    /// <summary>Requests in any minute for tokens of one grant.</summary>
    private const int PerGrant = 30;

    /// <summary>Questions in any minute of one client that proved by its secret who it is.</summary>
    private const int PerClient = 600;

    private readonly AddressCounts _tries = new(clock);

    /// <summary>
    /// Before anything is looked up: an address from which too much came that was wrong pays for each further look of its
    /// public requests.
    /// </summary>
    public Problem? Looks(HttpContext http, string shown) =>
        strangers.Refuse(http, shown) is null ? null : strangers.Count(http);

    /// <summary>
    /// After it was looked up: what nobody was given counts as wrong for the address, and waits when that was too often; what
    /// exists may be tried thirty times a minute from one address, so that nobody else can use up its tries.
    /// </summary>
    public Problem? Admit(HttpContext http, string shown, bool exists)
    {
        if (exists)
            return Tries(http, shown);
        if (strangers.Refuse(http, shown) is { } waits)
            return waits;
        strangers.Note(http, shown, right: false);
        return null;
    }

    /// <summary>The refusal for something that exists and is tried too often from one address.</summary>
    public Problem? Tries(HttpContext http, string shown)
    {
        var digest = BinaryPrimitives.ReadUInt64LittleEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(shown))
        );
        var taken = _tries.Take(CallerAddress.Of(http) ^ digest, PerGrant, 1);
        return taken.Allowed
            ? null
            : new Problem(AccessProblems.RateLimited)
            {
                RetryAfterSeconds = RateLimits.Seconds(taken.Wait),
            };
    }

    /// <summary>The refusal for an address that asks too often without being anybody.</summary>
    public Problem? Count(HttpContext http) => strangers.Count(http);

    /// <summary>The refusal for a client with a secret that asks too often; who only names a client takes nothing of it.</summary>
    public Problem? Limit(HttpContext http, PresentedClient proven) =>
        proven.Secret is null ? null : limits.Take(http, proven.Id, PerClient, 1);

    /// <summary>The refusal for a grant of which too much is asked.</summary>
    public Problem? Limit(HttpContext http, GrantFacts grant) =>
        limits.Take(http, grant.Id, PerGrant, 1);

    /// <summary>The refusal for an address from which too much came that was wrong; what was right there before passes.</summary>
    public Problem? Waits(HttpContext http, string shown) => strangers.Refuse(http, shown);

    /// <summary>Remembers what became of it.</summary>
    public void Note(HttpContext http, string shown, bool right) =>
        strangers.Note(http, shown, right);

    /// <summary>The refusal for a key that asks too often.</summary>
    public Problem? Limit(HttpContext http, KeyFacts key) => limits.Take(http, key);

    /// <summary>The refusal for a grant that asks too often, or for another resource than its own (RFC 8707, section 2.2).</summary>
    public Problem? Limit(HttpContext http, GrantFacts grant, OAuthForm form)
    {
        if (Limit(http, grant) is { } limited)
            return limited;
        return form["resource"] is { } named && resources.Find(named) != grant.Resource
            ? new(OAuthProblems.InvalidTarget)
            : null;
    }
}
