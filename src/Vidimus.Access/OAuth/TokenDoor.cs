using Microsoft.AspNetCore.Http;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>
/// What bounds the endpoints that clients use: wrong codes, tokens and secrets by address, right ones by grant. A client's id
/// is public and often shared by many people, so nobody can use up another's share by naming it.
/// </summary>
internal sealed class TokenDoor(Strangers strangers, RateLimits limits, OAuthResources resources)
{
    /// <summary>Requests in any minute for tokens of one grant.</summary>
    private const int PerGrant = 30;

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
        if (limits.Take(http, grant.Id, PerGrant, 1) is { } limited)
            return limited;
        return form["resource"] is { } named && resources.Find(named) != grant.Resource
            ? new(OAuthProblems.InvalidTarget)
            : null;
    }
}
