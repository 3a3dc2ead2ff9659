using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Gate;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>A request for tokens (RFC 6749, sections 4.1.3 and 6).</summary>
/// <param name="GrantType"><c>authorization_code</c> or <c>refresh_token</c>.</param>
/// <param name="ClientId">The client; may be left out with a Basic header.</param>
/// <param name="ClientSecret">Its secret, where it registered for <c>client_secret_post</c>.</param>
/// <param name="Code">The code.</param>
/// <param name="RedirectUri">Where the code was sent, exactly.</param>
/// <param name="CodeVerifier">The verifier of the challenge (RFC 7636).</param>
/// <param name="RefreshToken">The refresh token.</param>
/// <param name="Scope">Fewer scopes than were granted; with a refresh token only.</param>
/// <param name="Resource">The resource that was granted (RFC 8707); may be left out.</param>
public sealed record OAuthTokenRequest(
    [property: JsonPropertyName("grant_type")] string GrantType,
    [property: JsonPropertyName("client_id")] string? ClientId = null,
    [property: JsonPropertyName("client_secret")] string? ClientSecret = null,
    [property: JsonPropertyName("code")] string? Code = null,
    [property: JsonPropertyName("redirect_uri")] string? RedirectUri = null,
    [property: JsonPropertyName("code_verifier")] string? CodeVerifier = null,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken = null,
    [property: JsonPropertyName("scope")] string? Scope = null,
    [property: JsonPropertyName("resource")] string? Resource = null
);

/// <summary>Tokens for a client (RFC 6749, section 5.1).</summary>
/// <param name="AccessToken">The JWT to send as Bearer to the resource.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds it lives.</param>
/// <param name="RefreshToken">What gets the next one; each is good once.</param>
/// <param name="Scope">Scopes that the access token has.</param>
public sealed record OAuthTokens(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("scope")] string Scope
);

/// <summary>Issues tokens to clients, for a code that a member's consent made or for a refresh token.</summary>
internal sealed class IssueTokens(
    Codes codes,
    RefreshTokens refreshes,
    ClientProof proof,
    GrantCheck grants,
    AccessTokens tokens,
    TokenDoor door
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/oauth/token",
                async (HttpContext http, IssueTokens issue) => (await issue.Run(http)).Answer()
            )
            .Public("a client proves who it is in the request itself")
            .Repeatable("a code and a refresh token are good once by themselves")
            .Uncounted("by grant when what it shows is right, and by address when it is not")
            .RequireCors("public")
            .Accepts<OAuthTokenRequest>("application/x-www-form-urlencoded")
            .Produces<OAuthTokens>()
            .WithTags("OAuth")
            .WithSummary("Redeem a code or a refresh token")
            .WithName("issueOAuthTokens");

    public async Task<Result<OAuthTokens>> Run(HttpContext http)
    {
        var read = await OAuthForm.Read(http);
        if (read.Problem is { } malformed)
            return malformed;
        var form = read.Value!;
        var type = form["grant_type"];
        if (type is null)
            return OAuthProblems.InvalidRequest.With("grant_type is missing.");
        if (type is not ("authorization_code" or "refresh_token"))
            return OAuthProblems.UnsupportedGrantType;
        var name = type == "refresh_token" ? type : "code";
        if (form[name] is not { } shown)
            return OAuthProblems.InvalidRequest.With($"{name} is missing.");
        if (ClientProof.Read(http, form) is var presented && presented.Problem is { } unclear)
            return unclear;
        if (door.Looks(http, shown) is { } flooded)
            return flooded;
        var issued =
            name == "code"
                ? await ByCode(http, form, presented.Value!, shown)
                : await ByRefresh(http, form, presented.Value!, shown);
        if (issued.Value is { } given)
            Remember(http, given, presented.Value!);
        return issued;
    }

    /// <summary>What is new is right here before its first use, so that a stranger at the same address does not keep it out.</summary>
    private void Remember(HttpContext http, OAuthTokens given, PresentedClient client)
    {
        door.Note(http, given.AccessToken, right: true);
        door.Note(http, given.RefreshToken, right: true);
        if (client.Secret is { } secret)
            door.Note(http, secret, right: true);
    }

    private async Task<Result<OAuthTokens>> ByCode(
        HttpContext http,
        OAuthForm form,
        PresentedClient presented,
        string shown
    )
    {
        var code = await codes.Find(shown, http.RequestAborted);
        var grant = code is null ? null : await grants.Find(code.OrganizationId, code.GrantId);
        if (door.Admit(http, shown, exists: grant is not null) is { } waits)
            return waits;
        var proven = await Client(presented, code?.ClientId, http.RequestAborted);
        if (proven.Problem is { } stranger)
            return stranger;
        if (code is null || grant is null)
            return OAuthProblems.InvalidGrant;
        if (door.Limit(http, grant, form) is { } refused)
            return refused;
        var refresh = await codes.Redeem(code, form, proven.Value!, http.RequestId());
        return refresh.Problem is { } notGood
            ? notGood
            : await Answer(code.OrganizationId, code.GrantId, refresh.Value!, null);
    }

    private async Task<Result<OAuthTokens>> ByRefresh(
        HttpContext http,
        OAuthForm form,
        PresentedClient presented,
        string shown
    )
    {
        var row = await refreshes.Find(shown, http.RequestAborted);
        var grant = row is null ? null : await grants.Find(row.OrganizationId, row.GrantId);
        if (door.Admit(http, shown, exists: grant is not null) is { } waits)
            return waits;
        var proven = await Client(presented, grant?.ClientId, http.RequestAborted);
        if (proven.Problem is { } stranger)
            return stranger;
        if (row is null || grant is null || grant.ClientId != proven.Value!.Id)
            return OAuthProblems.InvalidGrant;
        if (door.Limit(http, grant, form) is { } refused)
            return refused;
        var wanted = form["scope"] is { } scope ? Wanted(scope) : null;
        if (wanted is not null && !Narrows(wanted, grant.Scopes.Split(' ')))
            return OAuthProblems.InvalidScope;
        // Who may not act any more is told so before the token is used up.
        var now = await grants.Now(row.OrganizationId, row.GrantId, wanted);
        if (now.Problem is not null && grant.RevokedAt is null)
            return OAuthProblems.InvalidGrant.With(now.Problem.Message, hint: now.Problem.Hint);
        var next = await refreshes.Rotate(shown, row, proven.Value, http.RequestId());
        return next.Problem is { } notGood
            ? notGood
            : await Answer(row.OrganizationId, row.GrantId, next.Value!, wanted);
    }

    private async Task<Result<OAuthTokens>> Answer(
        string organizationId,
        string grantId,
        string refresh,
        string[]? wanted
    )
    {
        var now = await grants.Now(organizationId, grantId, wanted);
        if (now.Problem is { } ended)
            return OAuthProblems.InvalidGrant.With(ended.Message, hint: ended.Hint);
        var access = now.Value!;
        return new OAuthTokens(
            tokens.Issue(access.Grant, access.Scopes),
            "Bearer",
            (int)AccessTokens.GrantLifetime.TotalSeconds,
            refresh,
            string.Join(' ', access.Scopes)
        );
    }

    /// <summary>
    /// The client. The document of one that is described by its address is read only where there is something to redeem: a
    /// stranger cannot make this server fetch by guessing.
    /// </summary>
    private async ValueTask<Result<OAuthClient>> Client(
        PresentedClient presented,
        string? ofRow,
        CancellationToken cancellation
    ) =>
        ofRow != presented.Id && presented.Id.StartsWith("https://", StringComparison.Ordinal)
            ? OAuthProblems.InvalidGrant
            : await proof.Prove(presented, cancellation);

    /// <summary>Repeated scopes stay, to be refused; words that stand for several are as good as these.</summary>
    private static string[] Wanted(string scope)
    {
        var asked = scope.Split(' ').Where(s => s != OAuthScopes.Offline).ToArray();
        return asked.Distinct(StringComparer.Ordinal).Count() == asked.Length
            ? [.. OAuthScopes.SpeltOut(asked)]
            : asked;
    }

    /// <summary>Never more than was granted (RFC 6749, section 6).</summary>
    private static bool Narrows(string[] wanted, string[] granted) =>
        wanted.Length > 0
        && wanted.Distinct(StringComparer.Ordinal).Count() == wanted.Length
        && wanted.All(OAuthScopes.All.Contains)
        && Scopes.SatisfiesAll(granted, wanted);
}
