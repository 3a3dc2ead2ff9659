using Microsoft.AspNetCore.Http;
using Vidimus.Access.Authentications;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.OAuth;

/// <summary>
/// Keys by which resource servers ask about tokens. The route is public, since clients ask there too, so the gate does not look
/// at them: here they are held to its rules.
/// </summary>
internal sealed class AskingKeys(
    KeyCheck keys,
    TokenDoor door,
    LastUse lastUse,
    AuthenticationHistory history
)
{
    /// <summary>Whether it may be told anything; one that may not learns nothing, as about a token of another organization.</summary>
    public static bool MayRead(KeyFacts key) =>
        Scopes.Satisfies(key.Scopes.Split(' '), Scopes.Read);

    public async Task<Result<KeyFacts>> Find(HttpContext http, string bearer)
    {
        if (door.Waits(http, bearer) is { } waits)
            return waits;
        var from = http.Connection.RemoteIpAddress;
        var found = await keys.ByText(bearer, from);
        if (found.Value is { ExchangeOnly: true })
            found = AccessProblems.ExchangeRequired;
        door.Note(http, bearer, right: found.Ok);
        if (found.Problem is { } wrong)
        {
            Meters.AuthenticationFailures.Add(
                1,
                new KeyValuePair<string, object?>("code", wrong.Type.Code)
            );
            return wrong;
        }
        var key = found.Value!;
        if (door.Limit(http, key) is { } limited)
            return limited;
        lastUse.Note(key);
        if (!MayRead(key))
            history.Note(key, AuthenticationOutcome.ScopeInsufficient, from);
        return key;
    }
}
