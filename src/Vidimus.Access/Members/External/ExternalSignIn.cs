using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.External;

/// <summary>A round to a provider, begun in one browser and ended there.</summary>
/// <param name="Provider">The provider's number.</param>
/// <param name="State">Comes back with the code.</param>
/// <param name="Nonce">Comes back in the ID token.</param>
/// <param name="Verifier">Proves to the provider that the code is ours (RFC 7636).</param>
/// <param name="To">Where to go afterwards.</param>
internal sealed record ExternalRound(
    int Provider,
    string State,
    string Nonce,
    string Verifier,
    string To
);

/// <summary>
/// Sends the browser to a provider and takes it back: authorization code with PKCE S256, state and nonce bound to the browser,
/// the answering issuer checked (RFC 9207). What comes back wrong is a page, never a redirect.
/// </summary>
internal sealed class ExternalSignIn(
    Providers providers,
    IdTokens tokens,
    Ceremonies ceremonies,
    ExternalAccounts accounts,
    Entrance entrance,
    AccessOptions options
)
{
    private const string Kind = "oidc";
    private string RedirectUri => options.BaseUrl + "/sign-in/callback";

    public static void Map(IEndpointRouteBuilder routes)
    {
        const string Unknown = "whoever signs in is not known yet";
        routes
            .MapGet(
                "/sign-in/with/{number:int}",
                (HttpContext http, ExternalSignIn signIn, int number) =>
                    signIn.Begin(http, number, null, http.Request.Query["return"])
            )
            .Public(Unknown)
            .Weighs(5)
            .ExcludeFromDescription();
        routes
            .MapGet(
                "/sign-in/callback",
                (HttpContext http, ExternalSignIn signIn) => signIn.End(http)
            )
            .Public(Unknown)
            .Weighs(5)
            .ExcludeFromDescription();
    }

    /// <summary>Sends the browser to the provider; for a member who links an account, the member is kept with the round.</summary>
    public async Task<IResult> Begin(HttpContext http, int number, string? memberId, string? to)
    {
        if (providers.Find(number) is not { } provider)
            return Wrong(http, "There is no such way to sign in.", 404);
        if (await Published(provider, http.RequestAborted) is not { } published)
            return Wrong(http, $"{provider.Options.Name} cannot be reached at the moment.", 503);
        var round = new ExternalRound(number, Random(), Random(), Random(), LocalPath.Of(to));
        await ceremonies.Begin(http, Kind, round, memberId);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(
            QueryHelpers.AddQueryString(
                published.AuthorizationEndpoint,
                new Dictionary<string, string?>
                {
                    ["response_type"] = "code",
                    ["client_id"] = provider.Options.ClientId,
                    ["redirect_uri"] = RedirectUri,
                    ["scope"] = provider.Options.Scope,
                    ["state"] = round.State,
                    ["nonce"] = round.Nonce,
                    ["code_challenge"] = Base64Url.EncodeToString(
                        SHA256.HashData(Encoding.ASCII.GetBytes(round.Verifier))
                    ),
                    ["code_challenge_method"] = "S256",
                }
            )
        );
    }

    private async Task<IResult> End(HttpContext http)
    {
        var query = http.Request.Query;
        if (
            await ceremonies.End<ExternalRound>(http, Kind) is not { } begun
            || !Same(query["state"].ToString(), begun.State.State)
            || providers.Find(begun.State.Provider) is not { } provider
        )
            return Wrong(
                http,
                "This sign-in was begun in another browser, was ended before, or took too long."
            );
        if (await Published(provider, http.RequestAborted) is not { } published)
            return Wrong(http, $"{provider.Options.Name} cannot be reached at the moment.", 503);
        var issuer = query["iss"];
        if (
            issuer.Count > 1
            || (issuer.Count == 1 && issuer[0] != provider.Options.Issuer)
            || (issuer.Count == 0 && published.AuthorizationResponseIssParameterSupported == true)
        )
            return Wrong(http, "The answer comes from another provider than was asked.");
        if (query["code"] is not { Count: 1 } code || code[0] is not { Length: > 0 and <= 4096 })
            return Wrong(http, $"{provider.Options.Name} did not sign you in.");
        var account = await Account(
            provider,
            published,
            code[0]!,
            begun.State,
            http.RequestAborted
        );
        if (account is null)
            return Wrong(
                http,
                $"What {provider.Options.Name} answered is not right, and was not taken."
            );
        return begun.MemberId is { } memberId
            ? await accounts.AskToLink(http, account, memberId)
            : await Enter(http, provider, account, begun.State.To);
    }

    private async Task<IResult> Enter(
        HttpContext http,
        Provider provider,
        ExternalAccount account,
        string to
    )
    {
        if (
            await accounts.MemberOf(account, provider.Options.LinkByAddress, http) is not { } member
        )
            return http.Page<MessagePage>(
                new
                {
                    Title = "No account here",
                    Problem = $"Your account at {provider.Options.Name} is not linked to one here.",
                    Text = "Sign in in another way and link it on the page of your account, or ask an owner of your organization for an invitation.",
                    Link = "/sign-in?return=" + Uri.EscapeDataString(to),
                    LinkText = "Sign in",
                },
                403
            );
        // The second step, where the member has one, is asked for as after a password.
        return await entrance.Enter(http, member, "oidc", to);
    }

    private async Task<ExternalAccount?> Account(
        Provider provider,
        OpenIdConnectConfiguration published,
        string code,
        ExternalRound round,
        CancellationToken cancellation
    )
    {
        var token = await tokens.Redeem(
            provider.Options,
            published,
            code,
            round.Verifier,
            RedirectUri,
            cancellation
        );
        if (token is null)
            return null;
        if (await tokens.Check(provider.Options, published, token, round.Nonce) is { } account)
            return account;
        // Its keys may be new: they are read again at most every few minutes.
        provider.Published.RequestRefresh();
        return await Published(provider, cancellation) is { } fresh
            ? await tokens.Check(provider.Options, fresh, token, round.Nonce)
            : null;
    }

    /// <summary>What the provider publishes; null when it cannot be had, or is another provider's (OpenID Connect Discovery 1.0, section 4.3).</summary>
    private static async Task<OpenIdConnectConfiguration?> Published(
        Provider provider,
        CancellationToken cancellation
    )
    {
        try
        {
            var published = await provider.Published.GetConfigurationAsync(cancellation);
            return
                published.Issuer == provider.Options.Issuer
                && IsWeb(published.AuthorizationEndpoint)
                && IsWeb(published.TokenEndpoint)
                ? published
                : null;
        }
        catch (Exception e)
            when (e is InvalidOperationException or IOException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsWeb(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    private static bool Same(string first, string second) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(first),
            Encoding.UTF8.GetBytes(second)
        );

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static IResult Wrong(HttpContext http, string problem, int status = 400) =>
        http.Page<MessagePage>(
            new
            {
                Title = "That did not work",
                Problem = problem,
                Link = "/sign-in",
                LinkText = "Sign in",
            },
            status
        );
}
