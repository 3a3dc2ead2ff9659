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
    KeyCheck keys,
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
            .Uncounted("by address when who asks is wrong")
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
            return stranger;
        var found = await tokens.Find(shown, http.RequestAborted);
        return found is not null && asker.Value!.May(found.Grant)
            ? await Describe(found)
            : Inactive;
    }

    /// <summary>Who asks: an organization by one of its keys, or a client about its own.</summary>
    private sealed record Asking(string? OrganizationId, string? ClientId)
    {
        public bool May(GrantFacts grant) =>
            OrganizationId is not null
                ? grant.OrganizationId == OrganizationId
                : grant.ClientId == ClientId;
    }

    private async Task<Result<Asking>> Asker(HttpContext http, OAuthForm form)
    {
        var headers = http.Request.Headers.Authorization;
        if (headers.Count == 1 && BearerHeader.Read(headers[0]) is { } bearer)
            return await ByKey(http, bearer);
        var presented = ClientProof.Read(http, form);
        if (presented.Problem is { } unclear)
            return unclear;
        // A client that has no secret cannot prove that it is the one it says.
        if (presented.Value!.Secret is not { } secret)
            return OAuthProblems.InvalidClient.With(
                "Only a confidential client or a key may ask.",
                hint: "Send a key of the organization as Bearer, or the client's secret"
            );
        if (door.Waits(http, secret) is { } waits)
            return waits;
        var client = await proof.Prove(presented.Value, http.RequestAborted);
        door.Note(http, secret, right: client.Ok);
        return client.Problem is { } stranger ? stranger : new Asking(null, client.Value!.Id);
    }

    private async Task<Result<Asking>> ByKey(HttpContext http, string bearer)
    {
        if (door.Waits(http, bearer) is { } waits)
            return waits;
        var key = await keys.ByText(bearer, http.Connection.RemoteIpAddress);
        door.Note(http, bearer, right: key.Ok);
        if (key.Problem is { } wrong)
            return wrong;
        if (door.Limit(http, key.Value!) is { } limited)
            return limited;
        // A key that may not read learns nothing, as about a token of another organization.
        return new Asking(
            Scopes.Satisfies(key.Value!.Scopes.Split(' '), Scopes.Read)
                ? key.Value.OrganizationId
                : "",
            null
        );
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
