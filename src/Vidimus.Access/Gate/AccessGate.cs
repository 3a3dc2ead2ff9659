using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Authentications;
using Vidimus.Access.Keys;
using Vidimus.Access.Members;
using Vidimus.Access.OAuth;
using Vidimus.Access.Tokens;
using Vidimus.Access.Usage;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.Gate;

/// <summary>The route belongs to the installation's operator, who is not a member of any organization.</summary>
public sealed record NeedsOperator;

/// <summary>The route is public, but a key that is sent must be right.</summary>
public sealed record ChecksKeyIfSent;

/// <summary>
/// Lets a request in or refuses it: key or access token, state, rate limit, scope. A route that declares neither a
/// scope nor that it is public is refused, so that forgetting closes instead of opening.
/// </summary>
internal sealed partial class AccessGate(
    RequestDelegate next,
    KeyCheck keys,
    MemberCheck members,
    AccessTokens tokens,
    GrantCheck grants,
    OAuthResources resources,
    RateLimits limits,
    AuthenticationHistory history,
    Strangers strangers,
    HeavyRequests heavy,
    RequestCounts counts,
    KnownTools tools,
    AccessOptions options,
    ILogger<AccessGate> log
)
{
    /// <summary>How many busy clients a member can have before they take from one another.</summary>
    private const int ClientsOfMember = 4;

    /// <summary>Names the tool that a request is made for.</summary>
    public const string ToolHeader = "Vidimus-Tool";

    public async Task Invoke(
        HttpContext http,
        CurrentCaller caller,
        CurrentAuthor author,
        LastUse lastUse
    )
    {
        var refused = http.GetEndpoint() is { } endpoint
            ? await Refusal(http, endpoint, caller, author, lastUse)
            : null;
        refused ??= await heavy.Run(http, caller, next);
        if (refused is null)
            return;
        if (refused.Type.Status == 401 || refused.Type == AccessProblems.AddressNotAllowed)
        {
            strangers.Note(http, right: false);
            Meters.AuthenticationFailures.Add(
                1,
                new KeyValuePair<string, object?>("code", refused.Type.Code)
            );
        }
        if (refused.Type.Status == 401)
            http.Response.Headers.WWWAuthenticate = Challenge(http, refused);
        await http.Refuse(refused);
    }

    private string Challenge(HttpContext http, Problem refused)
    {
        var error = refused.Type == AccessProblems.Missing ? null : "invalid_token";
        if (ResourceOf(http) is { } resource)
            return resource.Challenge(options.BaseUrl, error, resource.FirstScopes);
        return error is null
            ? "Bearer realm=\"vidimus\""
            : $"Bearer realm=\"vidimus\", error=\"{error}\"";
    }

    private static ProtectedResource? ResourceOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<ProtectedResource>();

    private async ValueTask<Problem?> Refusal(
        HttpContext http,
        Endpoint endpoint,
        CurrentCaller caller,
        CurrentAuthor author,
        LastUse lastUse
    )
    {
        // Routing's own refusals (405, 415) are endpoints without a route; they run nothing of ours.
        if (endpoint is not RouteEndpoint)
            return null;
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<NeedsOperator>() is not null)
            return strangers.Refuse(http) ?? Operator(http, author);
        var needed = metadata.GetMetadata<NeedsScope>()?.Scope;
        var proven = http.Features.Get<Proven>();
        var sent = proven is not null || http.Request.Headers.Authorization.Count > 0;
        if (needed is null)
        {
            if (metadata.GetMetadata<PublicRoute>() is null)
            {
                LogUndeclared(log, endpoint.DisplayName ?? "");
                return new(PlatformProblems.NotFound);
            }
            if (!sent || metadata.GetMetadata<ChecksKeyIfSent>() is null)
                return strangers.Take(http, metadata);
        }
        if (strangers.Refuse(http) is { } waits)
            return waits;
        var identified = proven is null ? await Identify(http) : proven.Who;
        if (identified.Problem is { } unknown)
            return unknown;
        strangers.Note(http, right: true);
        var who = identified.Value!;
        Enter(http, who, needed, caller, author);
        if (TakeFromLimit(http, who, counted: proven is not null) is { } limited)
            return limited;
        if (who.Key is not null)
            lastUse.Note(who.Key);
        return Lacks(http, who, needed);
    }

    private void Enter(
        HttpContext http,
        Identified who,
        string? needed,
        CurrentCaller caller,
        CurrentAuthor author
    )
    {
        if (http.Features.Get<Proven>() is null)
        {
            if (ResourceOf(http) is not null)
                http.Features.Set(new Proven(who));
            else if (who.Key is not null)
                Attribute(http);
        }
        caller.Set(who.Caller);
        author.Value = who.Caller.AsAuthor(http.RequestId()) with
        {
            Tool = http.Features.Get<ToolCall>()?.Name,
        };
        counts.Watch(http, who.Caller, who.Key);
        var from = http.Connection.RemoteIpAddress;
        author.Recheck = unit => Recheck(unit, who, needed, from);
    }

    // What carries tools out elsewhere says for which one it asks. It is the key's own word and opens nothing: it tells
    // usage and record apart, among names that exist.
    private void Attribute(HttpContext http)
    {
        if (http.Request.Headers[ToolHeader] is [{ } name] && tools.Names.Contains(name))
            http.Features.Set(new ToolCall(name));
    }

    /// <summary>
    /// What a tool asks for was counted once where the tool was called; what weighs more than that is taken all the same,
    /// so that nothing is cheaper through a tool.
    /// </summary>
    private Problem? TakeFromLimit(HttpContext http, Identified who, bool counted)
    {
        var weight = limits.WeightOf(http) - (counted ? 1 : 0);
        if (counted && weight < 1)
            return null;
        if (who.Key is { } key)
            return limits.Take(http, key.Id, key.RateLimitPerMinute, weight);
        var (member, limit) = (who.Caller.MemberId!, members.RequestsPerMinute);
        if (who.Caller.GrantId is not { } grant)
            return limits.Take(http, member, limit, weight);
        // A client takes nothing from the member's own pages, nor from what it may ask of the authorization server. All of a
        // member's clients together have a bound too: one more grant is one more click.
        return limits.Take(http, $"{grant} at the door", limit, weight)
            ?? limits.TakeQuietly(http, $"{member} by clients", limit * ClientsOfMember, weight);
    }

    private Problem? Lacks(HttpContext http, Identified who, string? needed)
    {
        if (needed is null or GetMe.AnyScope || who.Caller.May(needed))
            return null;
        if (who.Key is not null)
            history.Note(
                who.Key,
                AuthenticationOutcome.ScopeInsufficient,
                http.Connection.RemoteIpAddress
            );
        return AccessProblems.ScopeInsufficient.With(
            who.Key is not null ? $"This key may not do that: it lacks the scope {needed}."
            : who.Caller.ClientId is not null
                ? $"This client was not let do that: it lacks the scope {needed}."
            : $"Your role in this organization does not allow that: it lacks the scope {needed}."
        ) with
        {
            RequiredScopes = [needed],
        };
    }

    private async ValueTask<Result<Identified>> Identify(HttpContext http)
    {
        var headers = http.Request.Headers.Authorization;
        if (headers.Count == 0)
            return AccessProblems.Missing;
        if (headers.Count > 1 || BearerHeader.Read(headers[0]) is not { } presented)
            return AccessProblems.InvalidFormat;
        if (presented.Contains('.', StringComparison.Ordinal))
            return await ByToken(http, presented);
        var key = await keys.ByText(presented, http.Connection.RemoteIpAddress);
        if (key.Problem is { } refused)
            return refused;
        if (key.Value!.ExchangeOnly)
            return AccessProblems.ExchangeRequired;
        return new Identified(key.Value, Make(key.Value, key.Value.Scopes.Split(' '), null));
    }

    private async ValueTask<Result<Identified>> ByToken(HttpContext http, string presented)
    {
        var token = await tokens.Read(presented, http.RequestAborted);
        if (token.Problem is { } refused)
            return refused;
        var claims = token.Value!;
        if (!IsMeantFor(claims, ResourceOf(http)))
            return AccessProblems.InvalidToken;
        if (claims.GrantId is not null)
            return await ByGrant(claims);
        if (claims.SessionId is not null)
            return await ByMember(claims);
        var key = await keys.OfToken(
            claims.OrganizationId,
            claims.Subject,
            http.Connection.RemoteIpAddress
        );
        if (key.Problem is { } ended)
            return ended;
        if (key.Value!.Mode != claims.Mode)
            return AccessProblems.InvalidToken;
        // A scope taken from the key since is gone from its tokens too.
        var granted = key.Value.Scopes.Split(' ');
        return new Identified(
            key.Value,
            Make(
                key.Value,
                [.. claims.Scopes.Where(s => Scopes.Satisfies(granted, s))],
                claims.ExpiresAt
            )
        );
    }

    /// <summary>A token opens what it was issued for: the API, or a door for assistants; never one by the other's.</summary>
    private bool IsMeantFor(TokenClaims claims, ProtectedResource? resource) =>
        resource is null
            ? claims.GrantId is null
            : claims is { GrantId: not null, Audience: { } audience }
                && resources.Opens(audience, resource.Path);

    private async ValueTask<Result<Identified>> ByGrant(TokenClaims claims)
    {
        var found = await grants.OfToken(claims);
        if (found.Problem is { } ended)
            return ended;
        var access = found.Value!;
        return new Identified(
            null,
            access.AsCaller(claims) with
            {
                RoleScopes = Roles.Scopes(access.Membership.Role),
            },
            claims
        );
    }

    private async ValueTask<Result<Identified>> ByMember(TokenClaims claims)
    {
        var found = await members.OfToken(claims);
        if (found.Problem is { } ended)
            return ended;
        var membership = found.Value!;
        // A role that was changed since counts as it is now, whatever the token says.
        var granted = Roles.Scopes(membership.Role);
        return new Identified(
            null,
            new(
                membership.OrganizationId,
                membership.OrganizationName,
                null,
                claims.Mode,
                [
                    .. claims
                        .Scopes.Where(s => Scopes.Satisfies(granted, s))
                        .Union(granted.Where(s => Scopes.Satisfies(claims.Scopes, s))),
                ],
                claims.ExpiresAt,
                membership.OrganizationUrl,
                membership.MemberId,
                SessionId: claims.SessionId
            ),
            claims
        );
    }

    private async Task<Problem?> Recheck(Unit unit, Identified who, string? needed, IPAddress? from)
    {
        IReadOnlyCollection<string> granted;
        if (who.Token is { GrantId: not null } let)
        {
            var access = await grants.InUnit(unit.Db, let);
            if (access.Problem is { } over)
                return over;
            granted = access.Value!.Scopes;
        }
        else if (who.Token is { } claims)
        {
            var membership = await members.InUnit(unit.Db, claims);
            if (membership.Problem is { } left)
                return left;
            granted = Roles.Scopes(membership.Value!.Role);
        }
        else
        {
            var key = await keys.InUnit(unit.Db, who.Key!.OrganizationId, who.Key.Id, from);
            if (key.Problem is { } ended)
                return ended;
            unit.Remember(key.Value!);
            granted = key.Value!.Scopes.Split(' ');
        }
        return needed is null or GetMe.AnyScope || Scopes.Satisfies(granted, needed)
            ? null
            : new(AccessProblems.ScopeInsufficient);
    }

    private static Caller Make(
        KeyFacts key,
        IReadOnlyCollection<string> scopes,
        DateTimeOffset? expires
    ) =>
        new(
            key.OrganizationId,
            key.OrganizationName,
            key.Id,
            key.Mode,
            scopes,
            expires,
            key.OrganizationUrl,
            ForAssistant: key.ForAssistant
        )
        {
            KeyLine = key.SpendAccount ?? key.Id,
        };

    private Problem? Operator(HttpContext http, CurrentAuthor author)
    {
        var headers = http.Request.Headers.Authorization;
        if (headers.Count == 0)
            return new(AccessProblems.Missing);
        if (headers.Count > 1 || BearerHeader.Read(headers[0]) is not { } presented)
            return new(AccessProblems.InvalidFormat);
        var digest = Encoding.ASCII.GetBytes(KeyFormat.Digest(presented));
        var expected = Encoding.ASCII.GetBytes(options.OperatorTokenDigest);
        if (expected.Length != 64 || !CryptographicOperations.FixedTimeEquals(digest, expected))
            return AccessProblems.InvalidKey.With(
                hint: "This route takes the operator's token, not an API key"
            );
        strangers.Note(http, right: true);
        author.Value = new("", "live", "operator", "operator", http.RequestId());
        return null;
    }

    [LoggerMessage(
        2001,
        LogLevel.Critical,
        "The route {Route} declares neither a scope nor that it is public; it is closed."
    )]
    private static partial void LogUndeclared(ILogger logger, string route);
}
