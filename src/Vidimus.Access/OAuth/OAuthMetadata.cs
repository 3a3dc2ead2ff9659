using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;

namespace Vidimus.Access.OAuth;

/// <summary>What the authorization server offers (RFC 8414, section 2).</summary>
public sealed record AuthorizationServerDocument
{
    /// <summary>Its identifier, to the letter.</summary>
    [JsonPropertyName("issuer")]
    public required string Issuer { get; init; }

    /// <summary>Where a browser is sent to ask a member.</summary>
    [JsonPropertyName("authorization_endpoint")]
    public required string AuthorizationEndpoint { get; init; }

    /// <summary>Where codes and refresh tokens are redeemed.</summary>
    [JsonPropertyName("token_endpoint")]
    public required string TokenEndpoint { get; init; }

    /// <summary>Where clients register (RFC 7591); left out where they cannot.</summary>
    [JsonPropertyName("registration_endpoint")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RegistrationEndpoint { get; init; }

    /// <summary>Where tokens are given back (RFC 7009).</summary>
    [JsonPropertyName("revocation_endpoint")]
    public required string RevocationEndpoint { get; init; }

    /// <summary>Where tokens are asked about (RFC 7662).</summary>
    [JsonPropertyName("introspection_endpoint")]
    public required string IntrospectionEndpoint { get; init; }

    /// <summary>Public keys of access tokens.</summary>
    [JsonPropertyName("jwks_uri")]
    public required string JwksUri { get; init; }

    /// <summary>Everything that a client can be given.</summary>
    [JsonPropertyName("scopes_supported")]
    public required IReadOnlyList<string> ScopesSupported { get; init; }

    /// <summary>Always <c>code</c>.</summary>
    [JsonPropertyName("response_types_supported")]
    public IReadOnlyList<string> ResponseTypesSupported { get; init; } = ["code"];

    /// <summary>Always <c>query</c>.</summary>
    [JsonPropertyName("response_modes_supported")]
    public IReadOnlyList<string> ResponseModesSupported { get; init; } = ["query"];

    /// <summary>Codes and refresh tokens.</summary>
    [JsonPropertyName("grant_types_supported")]
    public IReadOnlyList<string> GrantTypesSupported { get; init; } =
    ["authorization_code", "refresh_token"];

    /// <summary>How clients prove who they are.</summary>
    [JsonPropertyName("token_endpoint_auth_methods_supported")]
    public IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; init; } =
    ["none", "client_secret_basic", "client_secret_post"];

    /// <summary>As above, where tokens are given back.</summary>
    [JsonPropertyName("revocation_endpoint_auth_methods_supported")]
    public IReadOnlyList<string> RevocationEndpointAuthMethodsSupported { get; init; } =
    ["none", "client_secret_basic", "client_secret_post"];

    /// <summary>As above, where tokens are asked about; or a key as Bearer.</summary>
    [JsonPropertyName("introspection_endpoint_auth_methods_supported")]
    public IReadOnlyList<string> IntrospectionEndpointAuthMethodsSupported { get; init; } =
    ["client_secret_basic", "client_secret_post"];

    /// <summary>Always <c>S256</c> (RFC 7636).</summary>
    [JsonPropertyName("code_challenge_methods_supported")]
    public IReadOnlyList<string> CodeChallengeMethodsSupported { get; init; } = ["S256"];

    /// <summary>Every answer names the issuer (RFC 9207).</summary>
    [JsonPropertyName("authorization_response_iss_parameter_supported")]
    public bool AuthorizationResponseIssParameterSupported { get; init; } = true;

    /// <summary>Whether a client may be named by the address of a document.</summary>
    [JsonPropertyName("client_id_metadata_document_supported")]
    public required bool ClientIdMetadataDocumentSupported { get; init; }
}

/// <summary>What a door for assistants demands (RFC 9728, section 2).</summary>
/// <param name="Resource">Its address, as tokens name it.</param>
/// <param name="AuthorizationServers">Who issues tokens for it.</param>
/// <param name="ScopesSupported">What to begin with; more is asked for when a tool needs it.</param>
/// <param name="BearerMethodsSupported">Always <c>header</c>.</param>
/// <param name="ResourceName">A name for people.</param>
public sealed record ProtectedResourceDocument(
    [property: JsonPropertyName("resource")] string Resource,
    [property: JsonPropertyName("authorization_servers")]
        IReadOnlyList<string> AuthorizationServers,
    [property: JsonPropertyName("scopes_supported")] IReadOnlyList<string> ScopesSupported,
    [property: JsonPropertyName("bearer_methods_supported")]
        IReadOnlyList<string> BearerMethodsSupported,
    [property: JsonPropertyName("resource_name")] string ResourceName
);

/// <summary>
/// Publishes both documents, at the root and with the path of each door. They hold settings and nothing of a request or an
/// organization, so anybody on the way may keep them for a while.
/// </summary>
internal static class OAuthMetadata
{
    private const string Servers = "/.well-known/oauth-authorization-server";
    private const string Resources = "/.well-known/oauth-protected-resource";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, suffix) in Forms(Servers))
            (
                path.Contains('{', StringComparison.Ordinal)
                    ? routes.MapGet(
                        path,
                        // The door is in the path; it is a parameter so that the contract names it.
                        (
                            string door,
                            HttpContext http,
                            OAuthResources resources,
                            OAuthClientOptions clients
                        ) => AnswerServer(http, resources, clients)
                    )
                    : routes.MapGet(
                        path,
                        (HttpContext http, OAuthResources resources, OAuthClientOptions clients) =>
                            AnswerServer(http, resources, clients)
                    )
            ).Public("clients must learn how to ask").RequireCors("public").Produces<AuthorizationServerDocument>().WithTags("OAuth").WithSummary("Metadata of the authorization server (RFC 8414)").WithName("getAuthorizationServer" + suffix);
        foreach (var (path, suffix) in Forms(Resources))
            (
                path.Contains('{', StringComparison.Ordinal)
                    ? routes.MapGet(
                        path,
                        (string door, HttpContext http, OAuthResources resources) =>
                            AnswerResource(http, resources)
                    )
                    : routes.MapGet(
                        path,
                        (HttpContext http, OAuthResources resources) =>
                            AnswerResource(http, resources)
                    )
            )
                .Public("clients must learn whom to ask")
                .RequireCors("public")
                .Produces<ProtectedResourceDocument>()
                .WithTags("OAuth")
                .WithSummary("Metadata of a door for assistants (RFC 9728)")
                .WithName("getProtectedResource" + suffix);
    }

    private static IResult AnswerServer(
        HttpContext http,
        OAuthResources resources,
        OAuthClientOptions clients
    ) =>
        IsDoor(http, Servers, resources)
            ? Answer(http, Server(resources, clients))
            : Results.StatusCode(404);

    private static IResult AnswerResource(HttpContext http, OAuthResources resources) =>
        IsDoor(http, Resources, resources)
            ? Answer(http, Resource(http, resources))
            : Results.StatusCode(404);

    private static (string Path, string Suffix)[] Forms(string start) =>
        [
            (start, ""),
            (start + OAuthResources.Root, "OfMcp"),
            (start + OAuthResources.Root + "/{**door}", "OfMcpDoor"),
            (start + OAuthResources.Orders, "OfOrders"),
        ];

    private static string DoorOf(HttpContext http, string start) =>
        http.Request.Path.Value![start.Length..] is { Length: > 0 } door
            ? door
            : OAuthResources.Root;

    private static bool IsDoor(HttpContext http, string start, OAuthResources resources) =>
        resources.At(DoorOf(http, start)) is not null;

    private static AuthorizationServerDocument Server(
        OAuthResources resources,
        OAuthClientOptions clients
    ) =>
        new()
        {
            Issuer = resources.Issuer,
            AuthorizationEndpoint = resources.Issuer + Authorize.Path,
            TokenEndpoint = resources.Issuer + "/oauth/token",
            RegistrationEndpoint = clients.Registration
                ? resources.Issuer + "/oauth/register"
                : null,
            RevocationEndpoint = resources.Issuer + "/oauth/revoke",
            IntrospectionEndpoint = resources.Issuer + "/oauth/introspect",
            JwksUri = resources.Issuer + "/oauth/jwks",
            ScopesSupported = OAuthScopes.All,
            ClientIdMetadataDocumentSupported = clients.ClientDocuments,
        };

    private static ProtectedResourceDocument Resource(HttpContext http, OAuthResources resources) =>
        new(
            resources.At(DoorOf(http, Resources))!,
            [resources.Issuer],
            resources.FirstAt(DoorOf(http, Resources)),
            ["header"],
            "Vidimus"
        );

    private static IResult Answer<T>(HttpContext http, T document)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Json(document, VidimusJson.Native);
    }
}
