using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>What a token stands for at this moment (RFC 7662, section 2.2).</summary>
public sealed record OAuthIntrospection
{
    /// <summary>Whether it would be taken now. Nothing else is told of one that would not.</summary>
    [JsonPropertyName("active")]
    public required bool Active { get; init; }

    /// <summary>What it allows, as the member's role is now.</summary>
    [JsonPropertyName("scope")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    /// <summary>The client that it was issued to.</summary>
    [JsonPropertyName("client_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientId { get; init; }

    /// <summary><c>Bearer</c> for an access token.</summary>
    [JsonPropertyName("token_type")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenType { get; init; }

    /// <summary>Its end, in Unix time.</summary>
    [JsonPropertyName("exp")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Expires { get; init; }

    /// <summary>The member.</summary>
    [JsonPropertyName("sub")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subject { get; init; }

    /// <summary>The resource that it is for.</summary>
    [JsonPropertyName("aud")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Audience { get; init; }

    /// <summary>This authorization server.</summary>
    [JsonPropertyName("iss")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Issuer { get; init; }

    /// <summary>The organization.</summary>
    [JsonPropertyName("org")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Organization { get; init; }

    /// <summary><c>live</c> or <c>test</c>.</summary>
    [JsonPropertyName("mode")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mode { get; init; }
}

/// <summary>
/// Tells a resource server of the member's organization, which shows a key, or a confidential client whether a token is good
/// and for what. Whoever may not know is told what is told of no token at all.
/// </summary>
internal sealed class IntrospectToken(
    GrantTokens tokens,
    GrantCheck grants,
    AskingKeys keys,
    ClientProof proof,
    TokenDoor door,
    OAuthResources resources
)
{
    private static readonly OAuthIntrospection Inactive = new() { Active = false };

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/oauth/introspect", "introspectOAuthToken");
        // Where Verity's server of tools asks.
        Map(routes, "/api/oauth/introspect", "introspectOAuthTokenForVerity");
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string name) =>
        routes
            .MapPost(
                path,
                async (HttpContext http, IntrospectToken introspect) =>
                    (await introspect.Run(http)).Answer()
            )
            .Public("who asks proves it in the request itself")
            .Repeatable("nothing is written")
            .Uncounted("by key or client when it is right, and by address when it is not")
            .Accepts<OAuthTokenNamed>("application/x-www-form-urlencoded")
            .Produces<OAuthIntrospection>()
            .WithTags("OAuth")
            .WithSummary("Ask whether a token is good (RFC 7662)")
            .WithName(name);

    public async Task<Result<OAuthIntrospection>> Run(HttpContext http)
    {
        var read = await OAuthForm.Read(http);
        if (read.Problem is { } malformed)
            return malformed;
        if (read.Value!["token"] is not { } shown)
            return OAuthProblems.InvalidRequest.With("token is missing.");
        var asker = await Asker(http, read.Value);
        if (asker.Problem is { } stranger)
            return stranger.Type.Status == 401 ? door.Count(http) ?? stranger : stranger;
        var found = await tokens.Find(shown, http.RequestAborted);
        return found is not null && asker.Value!.May(found) ? await Describe(found) : Inactive;
    }

    /// <summary>Who asks: a resource server by a key, or a client about its own.</summary>
    private sealed record Asking(KeyFacts? Key, string? ClientId)
    {
        /// <summary>
        /// A key stands for a resource server of its organization and mode. A refresh token is never shown to one, so whoever
        /// asks about one there did not come by it rightly, and would learn that it is worth something.
        /// </summary>
        public bool May(GrantToken token) =>
            Key is null
                ? token.Grant.ClientId == ClientId
                : token.Access is not null
                    && token.Grant.OrganizationId == Key.OrganizationId
                    && token.Grant.Mode == Key.Mode
                    && AskingKeys.MayRead(Key);
    }

    private async Task<Result<Asking>> Asker(HttpContext http, OAuthForm form)
    {
        var headers = http.Request.Headers.Authorization;
        if (headers.Count == 1 && BearerHeader.Read(headers[0]) is { } bearer)
        {
            var key = await keys.Find(http, bearer);
            return key.Problem is { } wrong ? wrong : new Asking(key.Value, null);
        }
        var presented = ClientProof.Read(http, form);
        if (presented.Problem is { } unclear)
            return unclear;
        // A client that has no secret cannot prove that it is the one it says.
        // One that is described by a document has none, and nothing is fetched to find that out.
        if (
            presented.Value!.Secret is not { } secret
            || presented.Value.Id.StartsWith("https://", StringComparison.Ordinal)
        )
            return OAuthProblems.InvalidClient.With(
                "Only a confidential client or a key may ask.",
                hint: "Send a key of the organization as Bearer, or the client's secret"
            );
        if (door.Waits(http, secret) is { } waits)
            return waits;
        var client = await proof.Prove(presented.Value, http.RequestAborted);
        door.Note(http, secret, right: client.Ok);
        return (client.Problem ?? door.Limit(http, presented.Value)) is { } refused
            ? refused
            : new Asking(null, client.Value!.Id);
    }

    private async Task<OAuthIntrospection> Describe(GrantToken token)
    {
        var grant = token.Grant;
        if (
            token.Refresh is { } refresh
            && (refresh.RotatedAt is not null || refresh.ExpiresAt <= grant.ReadAt)
        )
            return Inactive;
        var now = token.Access is { } claims
            ? await grants.Now(grant.OrganizationId, grant.Id, claims.Scopes)
            : await grants.Now(grant.OrganizationId, grant.Id);
        if (now.Value is not { } access)
            return Inactive;
        return new()
        {
            Active = true,
            Scope = string.Join(' ', access.Scopes),
            ClientId = grant.ClientId,
            TokenType = token.Access is null ? null : "Bearer",
            Expires = (token.Access?.ExpiresAt ?? token.Refresh!.ExpiresAt).ToUnixTimeSeconds(),
            Subject = grant.MemberId,
            Audience = grant.Resource,
            Issuer = resources.Issuer,
            Organization = grant.OrganizationId,
            Mode = grant.Mode,
        };
    }
}
