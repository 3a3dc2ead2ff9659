using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Pages;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

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

    /// <summary>
    /// Where somebody signs in before anything is read, for a client that is described by a document: who fetches one is
    /// known, and nobody else can use up what may be fetched. Null for other clients, which are looked up here.
    /// </summary>
    public static string? SignInFirst(HttpContext http)
    {
        var query = http.Request.Query;
        if (Way(query, "client_id", out var clientId) is not null || !IsDescribed(clientId))
            return null;
        var again = Again(query);
        if (Value(query, Authorize.OrganizationField) is { Length: <= Longest } organization)
            again = again.Add(Authorize.OrganizationField, organization);
        var signIn = "/sign-in?return=" + Uri.EscapeDataString(Authorize.Path + again);
        return signIn == LocalPath.Of(signIn) ? signIn : null;
    }

    private static bool IsDescribed(string? clientId) =>
        clientId?.StartsWith("https://", StringComparison.Ordinal) == true;

    /// <summary>The request; <paramref name="memberId"/> is who is signed in, if anybody is.</summary>
    public async Task<(AuthorizeRequest? Request, AuthorizeStop? Stop)> Read(
        HttpContext http,
        string? memberId
    )
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
        if (memberId is null && IsDescribed(clientId))
            return (null, Stop("The request is too long."));
        var found = await clients.Find(clientId, http.RequestAborted, memberId);
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
        if ((Malformed(query) ?? NotOffered(query)) is { } wrong)
            return (null, wrong);
        var named = Value(query, "resource");
        if ((named is null ? resources.Canonical : resources.Find(named)) is not { } resource)
            return (null, new(OAuthProblems.InvalidTarget));
        var scopes = (Value(query, "scope") ?? "").Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );
        // RFC 6749, section 3.3: a server may overlook what it does not know; some clients send scopes of their own everywhere.
        string[] wanted = [.. OAuthScopes.SpeltOut(scopes).Where(OAuthScopes.IsKnown)];
        return (
            new(
                back,
                wanted.Length == 0 ? resources.First(resource) : wanted,
                resource,
                Value(query, "code_challenge")!,
                Value(query, "prompt"),
                Value(query, Authorize.OrganizationField),
                Again(query)
            ),
            null
        );
    }

    private static Problem? Malformed(IQueryCollection query)
    {
        if (Members.FirstOrDefault(m => query[m].Count > 1) is { } repeated)
            return repeated == "resource"
                ? OAuthProblems.InvalidTarget.With("More than one resource was asked for.")
                : OAuthProblems.InvalidRequest.With($"{repeated} is repeated.");
        return Members.FirstOrDefault(m => query[m].ToString().Length > Most(m)) is { } tooLong
            ? OAuthProblems.InvalidRequest.With(
                $"{tooLong} has more than {Most(tooLong)} characters."
            )
            : null;
    }

    private static Problem? NotOffered(IQueryCollection query)
    {
        if (Value(query, "request") is not null || Value(query, "request_uri") is not null)
            return OAuthProblems.InvalidRequest.With("Request objects are not taken.");
        if (Value(query, "response_type") is not "code")
            return new(OAuthProblems.UnsupportedResponseType);
        if (Value(query, "response_mode") is not (null or "query"))
            return OAuthProblems.InvalidRequest.With("response_mode must be query.");
        if (
            Value(query, "code_challenge") is not { Length: 43 } challenge
            || !Base64Url.IsValid(challenge)
            || Value(query, "code_challenge_method") is not "S256"
        )
            return OAuthProblems.InvalidRequest.With(
                "The request has no PKCE challenge of the method S256.",
                hint: "Send code_challenge and code_challenge_method=S256"
            );
        return Value(query, "prompt")?.Split(' ').Contains("none") == true
            ? OAuthProblems.InvalidRequest.With(
                "The client wants an answer without asking anybody; here a person is always asked."
            )
            : null;
    }

    private static string? Value(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } text ? text : null;

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
