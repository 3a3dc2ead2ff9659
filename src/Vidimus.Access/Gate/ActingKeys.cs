using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Approvals;
using Vidimus.Access.Keys;
using Vidimus.Access.Usage;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.Gate;

/// <summary>
/// Lets what was appointed before act as a key without presenting it: limits, caps, mode, networks, scopes, revocation and
/// record are the key's own, as if it had called itself.
/// </summary>
public sealed class ActingKeys
{
    private readonly KeyCheck _keys;
    private readonly RateLimits _limits;
    private readonly Strangers _strangers;
    private readonly RequestCounts _counts;
    private readonly LastUse _lastUse;

    internal ActingKeys(
        KeyCheck keys,
        RateLimits limits,
        Strangers strangers,
        RequestCounts counts,
        LastUse lastUse
    ) =>
        (_keys, _limits, _strangers, _counts, _lastUse) = (
            keys,
            limits,
            strangers,
            counts,
            lastUse
        );

    /// <summary>
    /// The refusal for an address that failed too often lately, before anything is read; what was right at this address
    /// before passes all the same.
    /// </summary>
    public Problem? Refuse(HttpContext http, string presented) =>
        _strangers.Refuse(http, presented);

    /// <summary>Remembers whether what was presented was right.</summary>
    public void Note(HttpContext http, string presented, bool right, string code)
    {
        _strangers.Note(http, presented, right);
        if (!right)
            Meters.AuthenticationFailures.Add(1, new KeyValuePair<string, object?>("code", code));
    }

    /// <summary>
    /// Whether the caller may have something act as this key: the caller presented the key itself, or administers keys; the
    /// caller may itself do what is to be done, and the key too. What is appointed outlives every access token, and opens
    /// without one what an exchange-only key opens through one alone; so a token that may not administer keys appoints none.
    /// Nor does an assistant: what acts as an ordinary key is asked of nobody, and nothing acts as an assistant's.
    /// </summary>
    public async ValueTask<Problem?> MayAppoint(Caller caller, string keyId, string scope)
    {
        if (!caller.May(scope))
            return Lacks(scope);
        if (ApprovalCaller.IsAssistants(caller))
            return ApprovalProblems.NotForAssistants.With(
                "An assistant has nothing act as a key: what others send then would be done past the rules of approvals that hold for it."
            );
        if (keyId != caller.KeyId && !caller.May(Scopes.KeysAdmin))
            return Lacks(Scopes.KeysAdmin) with
            {
                Hint =
                    "Leave keyId out to have it act as your own key, or use a key that may administer keys",
                Field = "keyId",
            };
        if (caller.TokenExpiresAt is not null && !caller.May(Scopes.KeysAdmin))
            return Lacks(Scopes.KeysAdmin) with
            {
                Message =
                    "An access token may not have something act as its key, which would outlive it: it lacks the scope keys:admin.",
                Hint =
                    "Present the key itself, or use a key or token that may administer keys; a key that must be exchanged can be named as keyId by those alone",
            };
        var key = await _keys.Facts(caller.OrganizationId, keyId);
        if (key is null || key.Mode != caller.Mode)
            return Wrong($"names no {caller.Mode} key of your organization");
        if (AnywhereUsable(key).Problem is { } ended)
            return Wrong($"names a key that cannot be used: {ended.Message}");
        return Scopes.Satisfies(key.Scopes.Split(' '), scope)
            ? null
            : Wrong($"names a key that lacks the scope {scope}");
    }

    /// <summary>
    /// From here on the request acts as the key, or the refusal. It counts against the key's rate limit, and its headers
    /// are set.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="organizationId">The key's organization.</param>
    /// <param name="keyId">The key.</param>
    /// <param name="scope">What is going to be done.</param>
    /// <param name="by">Id of what acts as the key; usage and charges name it.</param>
    public async ValueTask<Problem?> Enter(
        HttpContext http,
        string organizationId,
        string keyId,
        string scope,
        string by
    )
    {
        if (await _keys.Facts(organizationId, keyId) is not { } key)
            return new(AccessProblems.InvalidKey);
        _counts.Watch(http, null, key);
        if (_limits.Take(http, key) is { } limited)
            return limited;
        // What others send would be done in an assistant's name without anybody's approval.
        if (key.ForAssistant)
            return new(ApprovalProblems.NotForOthers);
        var from = http.Connection.RemoteIpAddress;
        if (_keys.Usable(key, from).Problem is { } ended)
            return ended;
        return Act(
            http.RequestServices,
            key,
            new(scope, by, http.RequestId(), k => _keys.Usable(k, from))
        );
    }

    /// <summary>
    /// As above, for work that was let in before and is done now: it counts against no rate limit once more, and comes from
    /// no network.
    /// </summary>
    /// <param name="services">The scope that the work runs in.</param>
    /// <param name="organizationId">The key's organization.</param>
    /// <param name="keyId">The key.</param>
    /// <param name="scope">What is going to be done.</param>
    /// <param name="by">Id of what acts as the key.</param>
    /// <param name="requestId">Id of the request that asked for it.</param>
    public async ValueTask<Problem?> Enter(
        IServiceProvider services,
        string organizationId,
        string keyId,
        string scope,
        string by,
        string requestId
    )
    {
        var key = await _keys.Facts(organizationId, keyId);
        if (AnywhereUsable(key).Problem is { } ended)
            return ended;
        return Act(services, key!, new(scope, by, requestId, AnywhereUsable));
    }

    private sealed record Acting(
        string Scope,
        string By,
        string RequestId,
        Func<KeyFacts?, Result<KeyFacts>> Judge
    );

    private Problem? Act(IServiceProvider services, KeyFacts key, Acting acting)
    {
        var scopes = key.Scopes.Split(' ');
        if (!Scopes.Satisfies(scopes, acting.Scope))
            return Lacks(acting.Scope);
        var caller = new Caller(
            key.OrganizationId,
            key.OrganizationName,
            key.Id,
            key.Mode,
            scopes,
            null,
            key.OrganizationUrl
        )
        {
            KeyLine = key.SpendAccount ?? key.Id,
        };
        services.GetRequiredService<CurrentCaller>().Set(caller);
        var author = services.GetRequiredService<CurrentAuthor>();
        author.Value = caller.AsAuthor(acting.RequestId) with { Tool = acting.By };
        author.Recheck = unit => Recheck(unit, caller, acting);
        _lastUse.Note(key);
        return null;
    }

    private async Task<Problem?> Recheck(Unit unit, Caller caller, Acting acting)
    {
        var key = acting.Judge(await _keys.FactsIn(unit.Db, caller.OrganizationId, caller.KeyId!));
        if (key.Problem is { } ended)
            return ended;
        unit.Remember(key.Value!);
        return Scopes.Satisfies(key.Value!.Scopes.Split(' '), acting.Scope)
            ? null
            : Lacks(acting.Scope);
    }

    private Result<KeyFacts> AnywhereUsable(KeyFacts? key) =>
        _keys.Usable(key is null ? null : key with { AllowedNetworks = null }, (IPAddress?)null);

    private static Problem Lacks(string scope) =>
        AccessProblems.ScopeInsufficient.With(
            $"This key may not do that: it lacks the scope {scope}."
        ) with
        {
            RequiredScopes = [scope],
        };

    private static Problem Wrong(string why) => new Fields().Wrong("keyId", why).Problem!;
}
