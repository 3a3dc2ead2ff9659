using System.Text.Json;
using System.Text.Json.Serialization;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>
/// What a client says about itself: the body of a registration (RFC 7591 section 2) or its document. Members that are not
/// here are not looked at: logos, addresses and statements of clients are neither fetched nor shown nor kept.
/// </summary>
public sealed record ClientMetadata
{
    /// <summary>In a document: its own address.</summary>
    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>The client's name.</summary>
    [JsonPropertyName("client_name")]
    public string? ClientName { get; init; }

    /// <summary>Where codes may be sent.</summary>
    [JsonPropertyName("redirect_uris")]
    public IReadOnlyList<string?>? RedirectUris { get; init; }

    /// <summary>Must hold <c>authorization_code</c>; <c>refresh_token</c> is the other one known.</summary>
    [JsonPropertyName("grant_types")]
    public IReadOnlyList<string?>? GrantTypes { get; init; }

    /// <summary>Must hold <c>code</c>.</summary>
    [JsonPropertyName("response_types")]
    public IReadOnlyList<string?>? ResponseTypes { get; init; }

    /// <summary><c>none</c>, <c>client_secret_basic</c> (default of a registration) or <c>client_secret_post</c>.</summary>
    [JsonPropertyName("token_endpoint_auth_method")]
    public string? AuthMethod { get; init; }

    /// <summary>In a document: all that the client can do.</summary>
    [JsonPropertyName("token_endpoint_auth_methods_supported")]
    public IReadOnlyList<string?>? AuthMethods { get; init; }

    /// <summary><c>web</c> or <c>native</c>.</summary>
    [JsonPropertyName("application_type")]
    public string? ApplicationType { get; init; }

    /// <summary>Never in a document, which everybody can read.</summary>
    [JsonPropertyName("client_secret")]
    public JsonElement? ClientSecret { get; init; }

    /// <summary>Never in a document.</summary>
    [JsonPropertyName("client_secret_expires_at")]
    public JsonElement? ClientSecretExpiresAt { get; init; }
}

/// <summary>What is taken of a client's description, checked.</summary>
internal sealed record ClientTerms(
    string Name,
    string[] RedirectUris,
    string AuthMethod,
    string[] GrantTypes,
    string ApplicationType
)
{
    public static readonly string[] AuthMethods =
    [
        "none",
        "client_secret_basic",
        "client_secret_post",
    ];
    private static readonly string[] Grants = ["authorization_code", "refresh_token"];
    private static readonly string[] Types = ["web", "native"];

    /// <summary>Reads a registration: an address that is not accepted refuses all of it.</summary>
    public static Result<ClientTerms> OfRegistration(
        ClientMetadata said,
        IReadOnlyList<string> native
    )
    {
        if (said.RedirectUris is not { Count: > 0 and <= Clients.RedirectUris.Most } uris)
            return Redirect($"redirect_uris must hold 1 to {Clients.RedirectUris.Most} addresses.");
        for (var i = 0; i < uris.Count; i++)
        {
            if (Clients.RedirectUris.Wrong(uris[i] ?? "", native) is { } wrong)
                return Redirect($"redirect_uris.{i} {wrong}.");
        }
        var method = said.AuthMethod ?? "client_secret_basic";
        if (!AuthMethods.Contains(method, StringComparer.Ordinal))
            return Wrong(
                "token_endpoint_auth_method",
                $"must be one of {string.Join(", ", AuthMethods)}"
            );
        return Read(said, [.. uris.Distinct()!], method);
    }

    /// <summary>
    /// Reads a document. It is the same for every server and cannot be fitted to ours, so addresses that are not accepted
    /// here are left out.
    /// </summary>
    public static Result<ClientTerms> OfDocument(ClientMetadata said, IReadOnlyList<string> native)
    {
        if (said.ClientSecret is not null || said.ClientSecretExpiresAt is not null)
            return Wrong("client_secret", "must not stand in a public document");
        var methods = said.AuthMethods ?? [said.AuthMethod ?? "none"];
        if (said.AuthMethod != "none" && !methods.Contains("none", StringComparer.Ordinal))
            return Wrong(
                "token_endpoint_auth_method",
                "must be none: this server knows no other for documents"
            );
        if (said.ClientName is null)
            return Wrong("client_name", "is required");
        string[] uris =
        [
            .. (said.RedirectUris ?? [])
                .OfType<string>()
                .Distinct()
                .Where(u => Clients.RedirectUris.Wrong(u, native) is null)
                .Take(Clients.RedirectUris.Most),
        ];
        return uris.Length == 0
            ? Redirect(
                "redirect_uris must hold an address with https, or with http on localhost, 127.0.0.1 or [::1]."
            )
            : Read(said, uris, "none");
    }

    private static Result<ClientTerms> Read(ClientMetadata said, string[] uris, string method)
    {
        var name = said.ClientName ?? $"Client at {Clients.RedirectUris.HostFor(uris[0])}";
        if (said.ClientName is not null && ClientText.Wrong(name) is { } hidden)
            return Wrong("client_name", hidden);
        if (said.GrantTypes is { } grants && !grants.Contains(Grants[0]))
            return Wrong("grant_types", "must hold authorization_code");
        if (said.ResponseTypes is { } responses && !responses.Contains("code"))
            return Wrong("response_types", "must hold code");
        if (said.ApplicationType is { } type && !Types.Contains(type, StringComparer.Ordinal))
            return Wrong("application_type", "must be web or native");
        var native = uris.All(u => !u.StartsWith("https:", StringComparison.Ordinal));
        return new ClientTerms(
            name,
            uris,
            method,
            said.GrantTypes is null
                ? [Grants[0]]
                : [.. Grants.Where(g => said.GrantTypes.Contains(g))],
            said.ApplicationType ?? (native ? "native" : "web")
        );
    }

    private static Problem Redirect(string message) =>
        OAuthClientProblems.RedirectWrong.With(message, "redirect_uris");

    private static Problem Wrong(string field, string message) =>
        OAuthClientProblems.MetadataWrong.With($"{field} {message}.", field);
}
