using System.Net;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Vidimus.Access.Authentications;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Tokens;

/// <summary>The request of the exchange; every member may be left out when the client token comes in a header.</summary>
public sealed record ExchangeTokenRequest
{
    /// <summary>Always <c>client_credentials</c>.</summary>
    [JsonPropertyName("grant_type")]
    public string? GrantType { get; init; }

    /// <summary>Id of the key; may be left out.</summary>
    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>The client token.</summary>
    [JsonPropertyName("client_secret")]
    public string? ClientSecret { get; init; }

    /// <summary>Scopes wanted, separated by spaces; all of the client token's when left out.</summary>
    [JsonPropertyName("scope")]
    public string? Scope { get; init; }
}

/// <summary>An access token (RFC 6749, section 5.1).</summary>
/// <param name="AccessToken">The JWT to send as Bearer.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds it lives.</param>
/// <param name="Scope">Scopes it has.</param>
public sealed record ExchangedToken(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string Scope
);

/// <summary>
/// Exchanges a long-lived client token for an access token of 900 seconds. The token is taken from a Basic header, a
/// Bearer header, a form or JSON. Nothing is written; the access token never has more than the client token.
/// </summary>
internal sealed class ExchangeToken(
    KeyCheck keys,
    AccessTokens tokens,
    RateLimits limits,
    AuthenticationHistory history,
    Strangers strangers
)
{
    public static void Map(IEndpointRouteBuilder routes, string path, string name, string tag) =>
        routes
            .MapPost(
                path,
                async (HttpContext http, ExchangeToken exchange) =>
                    (await exchange.Run(http)).Answer()
            )
            .Public("the client token is in the request itself")
            .Repeatable("nothing is written; each exchange makes a token of its own, kept nowhere")
            .Uncounted("by client when it is right and by address when it is not")
            .Accepts<ExchangeTokenRequest>(
                isOptional: true,
                "application/json",
                "application/x-www-form-urlencoded"
            )
            .Produces<ExchangedToken>()
            .WithTags(tag)
            .WithSummary("Exchange a client token for an access token")
            .WithName(name);

    public async Task<Result<ExchangedToken>> Run(HttpContext http)
    {
        var request = await ReadRequest(http);
        if (request.Problem is { } malformed)
            return malformed;
        var client = ClientOf(http, request.Value!);
        if (client.Problem is { } refused)
            return refused;
        if (request.Value!.GrantType is not (null or "client_credentials"))
            return AccessProblems.UnsupportedGrant;
        var (clientId, secret) = client.Value;
        if (strangers.Refuse(http, secret) is { } waits)
            return waits;
        var key = await KeyOf(clientId, secret, http.Connection.RemoteIpAddress);
        strangers.Note(http, secret, right: key.Ok);
        if (key.Problem is { } unusable)
            return unusable;
        if (limits.Take(http, key.Value!) is { } limited)
            return limited;
        var scopes = ScopesOf(request.Value, key.Value!);
        if (scopes.Problem is { } wider)
            return wider;
        history.Note(key.Value!, AuthenticationOutcome.Exchanged, http.Connection.RemoteIpAddress);
        var token = tokens.Issue(key.Value!, scopes.Value!);
        // It is right here before its first use, so that a stranger at the same address does not keep it out.
        strangers.Note(http, token, right: true);
        return new ExchangedToken(
            token,
            "Bearer",
            (int)AccessTokens.Lifetime.TotalSeconds,
            string.Join(' ', scopes.Value!)
        );
    }

    private async Task<Result<KeyFacts>> KeyOf(string clientId, string secret, IPAddress? from)
    {
        var key = await keys.ByText(secret, from);
        // A wrong id beside a right secret is a mix-up of two clients: refuse as if the secret were unknown.
        return key.Ok && clientId.Length > 0 && clientId != key.Value!.Id && clientId != secret
            ? AccessProblems.InvalidKey
            : key;
    }

    private static Result<string[]> ScopesOf(ExchangeTokenRequest request, KeyFacts key)
    {
        var granted = key.Scopes.Split(' ');
        if (request.Scope is null)
            return granted;
        var wanted = request.Scope.Split(' ');
        if (
            wanted.Any(s => s.Length == 0)
            || wanted.Distinct().Count() != wanted.Length
            || !Scopes.SatisfiesAll(granted, wanted)
        )
            return AccessProblems.InvalidScope.With(field: "scope");
        return wanted;
    }

    private static Result<(string Id, string Secret)> ClientOf(
        HttpContext http,
        ExchangeTokenRequest request
    )
    {
        var headers = http.Request.Headers.Authorization;
        if (headers.Count > 1)
            return AccessProblems.InvalidFormat;
        if (headers.Count == 0)
        {
            if (request.ClientSecret is not { Length: > 0 } inBody)
                return AccessProblems.Missing.With(
                    "No client token was sent.",
                    hint: "Send it as Authorization: Basic or Bearer, or as client_secret in the body"
                );
            return (request.ClientId ?? "", inBody);
        }
        if (request.ClientSecret is not null)
            return AccessProblems.AmbiguousClient;
        if (BearerHeader.Read(headers[0]) is { } bearer)
            return (request.ClientId ?? "", bearer);
        return BasicHeader(headers[0]!) is { } basic
            ? basic
            : (Result<(string, string)>)AccessProblems.InvalidFormat;
    }

    /// <summary>Basic (RFC 7617); the user part is the key's id, empty, or left out with its colon.</summary>
    private static (string Id, string Secret)? BasicHeader(string header)
    {
        if (
            !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            || header.Length > 1024
        )
            return null;
        var bytes = new byte[1024];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return ("", text);
        var (id, secret) = (text[..colon], text[(colon + 1)..]);
        return secret.Length == 0 ? ("", id) : (id, secret);
    }

    private static async Task<Result<ExchangeTokenRequest>> ReadRequest(HttpContext http)
    {
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return tooLarge;
        if (body.Value!.Length == 0)
            return new ExchangeTokenRequest();
        if (
            http.Request.ContentType?.StartsWith(
                "application/x-www-form-urlencoded",
                StringComparison.OrdinalIgnoreCase
            ) == true
        )
            return ReadForm(Encoding.UTF8.GetString(body.Value));
        var standard = await http.ReadJson<ExchangeTokenRequest>(VidimusJson.Tolerant);
        if (standard.Problem is not null)
            return standard;
        var camel = await http.ReadJson<CamelCaseRequest>(VidimusJson.Tolerant);
        return camel.Problem is { } wrong ? wrong : camel.Value!.Complete(standard.Value!);
    }

    /// <summary>The same members as clients of a camelCase API write them; the standard's own names win.</summary>
    private sealed record CamelCaseRequest(
        string? GrantType = null,
        string? ClientId = null,
        string? ClientSecret = null
    )
    {
        public ExchangeTokenRequest Complete(ExchangeTokenRequest request) =>
            request with
            {
                GrantType = request.GrantType ?? GrantType,
                ClientId = request.ClientId ?? ClientId,
                ClientSecret = request.ClientSecret ?? ClientSecret,
            };
    }

    private static Result<ExchangeTokenRequest> ReadForm(string text)
    {
        var form = QueryHelpers.ParseQuery(text);
        foreach (var (name, values) in form)
        {
            if (values.Count > 1)
                return AccessProblems.AmbiguousClient.With(
                    $"The parameter {(name.Length > 40 ? "of the form" : name)} is repeated."
                );
        }
        string? Value(string name) =>
            form.TryGetValue(name, out var value) ? value.ToString() : null;
        return new ExchangeTokenRequest
        {
            GrantType = Value("grant_type"),
            ClientId = Value("client_id"),
            ClientSecret = Value("client_secret"),
            Scope = Value("scope"),
        };
    }
}
