using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>Where a browser can be led back to, once a person wants it: a client that is known, at an address of its own.</summary>
/// <param name="Client">The client.</param>
/// <param name="RedirectUri">The address, as it was asked for.</param>
/// <param name="State">What the client wants to see again.</param>
/// <param name="Issuer">This server (RFC 9207).</param>
internal sealed record WayBack(OAuthClient Client, string RedirectUri, string? State, string Issuer)
{
    /// <summary>The address with an answer; it always says who answers.</summary>
    public string With(string name, string value)
    {
        var answer = new Dictionary<string, string?> { [name] = value };
        if (State is not null)
            answer["state"] = State;
        answer["iss"] = Issuer;
        return QueryHelpers.AddQueryString(RedirectUri, answer);
    }

    /// <summary>What of the address a policy for forms must name, so that a browser follows the answer to one (CSP Level 3, section 6.4.2).</summary>
    public string Source
    {
        get
        {
            var scheme = RedirectUri[..RedirectUri.IndexOf(':', StringComparison.Ordinal)];
            if (scheme is not ("http" or "https"))
                return scheme + ":";
            var authority = RedirectUri[(scheme.Length + 3)..].Split('/', '?')[0];
            // A policy cannot name an IPv6 address.
            return authority.StartsWith('[') ? scheme + ":" : $"{scheme}://{authority}";
        }
    }
}

/// <summary>Why a request is not put to anybody.</summary>
/// <param name="Problem">What is wrong; for the person and for who made the client.</param>
/// <param name="Error">What the client is told, where there is a way back (RFC 6749, section 4.1.2.1).</param>
/// <param name="Back">The way back; null where the browser must not be led anywhere.</param>
internal sealed record AuthorizeStop(Problem Problem, string Error, WayBack? Back);

/// <summary>An authorization request that is right in itself (RFC 6749, section 4.1.1).</summary>
/// <param name="Back">The client and its address.</param>
/// <param name="Scopes">What it asks for.</param>
/// <param name="Resource">What it asks for access to.</param>
/// <param name="Challenge">S256 challenge (RFC 7636).</param>
/// <param name="Prompt">How the person is to be asked; null where the client does not say.</param>
/// <param name="Organization">The organization that the person chose before; null before that.</param>
/// <param name="Query">The request once more, written in one way.</param>
internal sealed record AuthorizeRequest(
    WayBack Back,
    IReadOnlyList<string> Scopes,
    string Resource,
    string Challenge,
    string? Prompt,
    string? Organization,
    QueryString Query
)
{
    /// <summary>Its path on this server, for another organization where one is named.</summary>
    public string PathFor(string? organization = null) =>
        Authorize.Path
        + (organization is null ? Query : Query.Add(Authorize.OrganizationField, organization));

    /// <summary>A digest of everything that somebody says yes to, and of who is asked.</summary>
    public string Digest(string sessionId, string organizationId, IReadOnlyList<string> granted)
    {
        string?[] all =
        [
            Back.Client.Id,
            Back.Client.Version,
            Back.RedirectUri,
            Back.State,
            Challenge,
            Resource,
            string.Join(' ', granted),
            organizationId,
            sessionId,
        ];
        return Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(all)));
    }
}

/// <summary>Reads authorization requests: first whom they come from, and only then what they want.</summary>
internal sealed class AuthorizeRequests(OAuthClients clients, OAuthResources resources)
{
    private const int Longest = 1024;

    // Some clients keep all they know of the request in it.
    private const int LongestState = 2048;

    // What the request may say, each once (RFC 6749, section 3.1); anything else is overlooked.
    private static readonly string[] Members =
    [
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "resource",
        "code_challenge",
        "code_challenge_method",
        "response_mode",
        "prompt",
        "request",
        "request_uri",
    ];

    public async Task<(AuthorizeRequest? Request, AuthorizeStop? Stop)> Read(HttpContext http)
    {
        var query = http.Request.Query;
        if (Way(query, "client_id", out var clientId) is { } unclear)
            return (null, unclear);
        if (Way(query, "redirect_uri", out var redirectUri) is { } twice)
            return (null, twice);
        if (clientId is null)
            return (
                null,
                Stop("The request does not say which client asks: client_id is missing.")
            );
        var found = await clients.Find(clientId, http.RequestAborted);
        if (found.Problem is { } unknown)
            return (null, new(unknown, "", null));
        var client = found.Value!;
        redirectUri ??= client.RedirectUris is [var only] ? only : null;
        if (redirectUri is null || !RedirectUris.Matches(client, redirectUri))
            return (
                null,
                Stop(
                    "The address that the answer would go to (redirect_uri) is not one that this client registered. You were not sent there."
                )
            );
        var state = query["state"];
        var back = new WayBack(
            client,
            redirectUri,
            state.Count == 1 && state[0] is { Length: > 0 and <= LongestState } ? state[0] : null,
            resources.Issuer
        );
        var (request, wrong) = Wants(query, back);
        return wrong is null
            ? (request, null)
            : (null, new(wrong, OAuthSurface.ErrorOf(wrong.Type), back));
    }

    private (AuthorizeRequest? Request, Problem? Wrong) Wants(IQueryCollection query, WayBack back)
    {
        if (Members.FirstOrDefault(m => query[m].Count > 1) is { } repeated)
            return (
                null,
                repeated == "resource"
                    ? OAuthProblems.InvalidTarget.With("More than one resource was asked for.")
                    : OAuthProblems.InvalidRequest.With($"{repeated} is repeated.")
            );
        string? Value(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
        if (Members.FirstOrDefault(m => query[m].ToString().Length > Most(m)) is { } longOne)
            return (
                null,
                OAuthProblems.InvalidRequest.With(
                    $"{longOne} has more than {Most(longOne)} characters."
                )
            );
        if (Value("request") is not null || Value("request_uri") is not null)
            return (null, OAuthProblems.InvalidRequest.With("Request objects are not taken."));
        if (Value("response_type") is not "code")
            return (null, new(OAuthProblems.UnsupportedResponseType));
        if (Value("response_mode") is not (null or "query"))
            return (null, OAuthProblems.InvalidRequest.With("response_mode must be query."));
        if (
            Value("code_challenge") is not { Length: 43 } challenge
            || !Base64Url.IsValid(challenge)
            || Value("code_challenge_method") is not "S256"
        )
            return (
                null,
                OAuthProblems.InvalidRequest.With(
                    "The request has no PKCE challenge of the method S256.",
                    hint: "Send code_challenge and code_challenge_method=S256"
                )
            );
        var named = Value("resource");
        if ((named is null ? resources.Canonical : resources.Find(named)) is not { } resource)
            return (null, new(OAuthProblems.InvalidTarget));
        var scopes = (Value("scope") ?? string.Join(' ', OAuthScopes.First)).Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );
        if (scopes.FirstOrDefault(s => !OAuthScopes.IsKnown(s)) is not null)
            return (
                null,
                OAuthProblems.InvalidScope.With("A scope was asked for that is not known here.")
            );
        string[] wanted = [.. scopes.Where(s => s != OAuthScopes.Offline)];
        if (Value("prompt") is "none")
            return (
                null,
                OAuthProblems.InvalidRequest.With(
                    "The client wants an answer without asking anybody; here a person is always asked."
                )
            );
        return (
            new(
                back,
                wanted.Length == 0 ? OAuthScopes.First : wanted,
                resource,
                challenge,
                Value("prompt"),
                Value(Authorize.OrganizationField),
                Again(query)
            ),
            null
        );
    }

    private static int Most(string member) => member == "state" ? LongestState : Longest;

    private static QueryString Again(IQueryCollection query)
    {
        var again = new QueryBuilder();
        foreach (var name in Members)
        {
            if (query[name].ToString() is { Length: > 0 } value)
                again.Add(name, value);
        }
        return again.ToQueryString();
    }

    private static AuthorizeStop? Way(IQueryCollection query, string name, out string? value)
    {
        var given = query[name];
        value = given.Count == 1 && given[0] is { Length: > 0 and <= Longest } one ? one : null;
        return given.Count > 1 || (given.Count == 1 && given[0] is { Length: > Longest })
            ? Stop($"{name} is repeated or too long.")
            : null;
    }

    private static AuthorizeStop Stop(string message) =>
        new(
            OAuthProblems.InvalidRequest.With(
                message,
                hint: "Go back to the program that sent you here, and begin again"
            ),
            "",
            null
        );
}
