using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Members;
using Vidimus.Access.Members.Account;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>What is put to the member: this request, in one organization, as far as the member's role goes.</summary>
internal sealed record Consent(
    AuthorizeRequest Request,
    SessionFacts Session,
    MembershipFacts Membership,
    IReadOnlyList<string> Scopes,
    bool OneOfMany
);

/// <summary>
/// Asks a member whether a client may act for them. A person is asked each time, whatever was granted before; nothing leads
/// away from here before a person chose so, and the answer counts once, for the very request that the page showed.
/// </summary>
internal sealed class Authorize(
    AuthorizeRequests requests,
    Sessions sessions,
    MemberCheck members,
    GiveGrant give,
    TimeProvider clock
)
{
    public const string Path = "/oauth/authorize";
    public const string OrganizationField = "organization";

    /// <summary>How long somebody may think about it.</summary>
    private static readonly TimeSpan Thinking = TimeSpan.FromMinutes(10);

    // What a form's place is made of: Unix seconds, a number used once, the digest.
    private const int TimeLength = 10;
    private const int NonceLength = 22;

    public static void Map(IEndpointRouteBuilder routes)
    {
        const string Asks = "it asks for the browser's session itself";
        routes
            .MapGet(Path, (HttpContext http, Authorize authorize) => authorize.Show(http))
            .Public(Asks)
            .Weighs(3)
            .ExcludeFromDescription();
        routes
            .MapPost(Path, (HttpContext http, Authorize authorize) => authorize.Take(http))
            .Public(Asks)
            .Weighs(3)
            .Repeatable("the answer of a page counts once, and is given again to a second click")
            .ExcludeFromDescription();
    }

    private async Task<IResult> Show(HttpContext http)
    {
        var (consent, otherwise) = await Consider(http);
        return otherwise ?? Ask(http, consent!);
    }

    private async Task<IResult> Take(HttpContext http)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        var (consent, otherwise) = await Consider(http);
        if (otherwise is not null)
            return otherwise;
        var place = FormGuard.Place(form);
        if (!IsOf(place, consent!))
            return Ask(
                http,
                consent!,
                "What is asked for has changed, or the page was open for too long. Read it again, please."
            );
        var back = consent!.Request.Back;
        if (form.Text("answer") == "deny")
            return Lead(http, back.With("error", "access_denied"));
        if (form.Text("answer") != "allow" || form.Text("mode") is not ("test" or "live"))
            return Ask(http, consent, "Choose whether it may work with test or with live data.");
        var code = CodeOf(form);
        var given = await give.Run(consent, form.Text("mode"), code, http.RequestId());
        return given.Problem is { } refused
            ? Stop(http, new(refused, "access_denied", back))
            : Lead(http, back.With("code", code));
    }

    /// <summary>What is to be put to whom; or the page that comes first.</summary>
    private async Task<(Consent? Consent, IResult? Otherwise)> Consider(HttpContext http)
    {
        var session = await sessions.Find(http) is { Complete: true } found ? found : null;
        if (session is null && AuthorizeRequests.SignInFirst(http) is { } first)
            return (null, http.GoTo(first));
        var (request, stop) = await requests.Read(http, session?.MemberId);
        if (stop is not null)
            return (null, Stop(http, stop));
        var own = request!.PathFor(request.Organization);
        var signIn = "/sign-in?return=" + Uri.EscapeDataString(own);
        if (signIn != LocalPath.Of(signIn))
            return (null, Stop(http, AuthorizeStop.TooLong(request)));
        if (session is null)
            return (null, http.GoTo(signIn));
        if (session.NeedsProof && request.Prompt?.Split(' ').Contains("login") == true)
            return (null, AccountRequest.AskAgain(http, own));
        return await Consider(http, request, session);
    }

    private async Task<(Consent? Consent, IResult? Otherwise)> Consider(
        HttpContext http,
        AuthorizeRequest request,
        SessionFacts session
    )
    {
        var only = request.Back.Client.OrganizationId;
        MembershipFacts[] possible =
        [
            .. (await members.Memberships(session.MemberId)).Where(m =>
                only is null || only == m.OrganizationId
            ),
        ];
        if (possible.Length == 0)
            return (null, Stop(http, AuthorizeStop.Nowhere(request)));
        var chosen =
            possible.Length == 1
                ? possible[0]
                : possible.FirstOrDefault(m => m.OrganizationId == request.Organization);
        if (chosen is null)
            return (null, Choose(http, request, session, possible));
        var scopes = OAuthScopes.Narrow(
            request.Scopes,
            Roles.Scopes(chosen.Role),
            OAuthResources.IsReadOnly(request.Resource)
        );
        if (scopes.Count == 0)
            return (null, Stop(http, AuthorizeStop.Nothing(request, chosen)));
        // What changes something outlives the session, as a key does: whoever finds a browser signed in must not leave with it.
        if (session.NeedsProof && scopes.Any(OAuthScopes.Changes))
            return (null, AccountRequest.AskAgain(http, request.PathFor(request.Organization)));
        return (new(request, session, chosen, scopes, possible.Length > 1), null);
    }

    private IResult Ask(HttpContext http, Consent consent, string? problem = null)
    {
        var (request, membership) = (consent.Request, consent.Membership);
        var (back, client) = (request.Back, request.Back.Client);
        var onDevice = RedirectUris.IsOnDevice(back.RedirectUri);
        FormGuard.Bind(
            http,
            clock.GetUtcNow().ToUnixTimeSeconds().ToString("D10", CultureInfo.InvariantCulture)
                + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))
                + Digest(consent)
        );
        var page = http.Page<AuthorizePage>(
            new
            {
                Client = client.Name,
                Standing = client.Standing(onDevice),
                Unverified = client.IsUnverified(onDevice),
                Organization = membership.OrganizationName,
                As = consent.Session.Email,
                Scopes = consent.Scopes,
                Less = consent.Scopes.Count < request.Scopes.Count,
                request.Resource,
                Host = RedirectUris.HostFor(back.RedirectUri),
                OnDevice = onDevice,
                Action = request.PathFor(membership.OrganizationId),
                Other = consent.OneOfMany ? request.PathFor() : null,
                Problem = problem,
            },
            problem is null ? 200 : StatusCodes.Status409Conflict
        );
        // A browser follows the answer to a form only where the page's policy names the place (CSP Level 3, section 6.4.2).
        http.Response.Headers.ContentSecurityPolicy = PageHeaders.Policy.Replace(
            "form-action 'self'",
            $"form-action 'self' {back.Source}",
            StringComparison.Ordinal
        );
        return page;
    }

    private static IResult Choose(
        HttpContext http,
        AuthorizeRequest request,
        SessionFacts session,
        IReadOnlyList<MembershipFacts> possible
    ) =>
        http.Page<AuthorizeChoicePage>(
            new
            {
                Client = request.Back.Client.Name,
                As = session.Email,
                Ways = (IReadOnlyList<OrganizationWay>)
                    [
                        .. possible.Select(m => new OrganizationWay(
                            m.OrganizationName,
                            m.Role,
                            request.PathFor(m.OrganizationId)
                        )),
                    ],
            }
        );

    /// <summary>A page; where the client is known and the address its own, with a way back that a person may take.</summary>
    private static IResult Stop(HttpContext http, AuthorizeStop stop) =>
        http.Page<MessagePage>(
            new
            {
                Title = "This cannot go on",
                Problem = stop.Problem.Message,
                Text = stop.Problem.Hint + ".",
                Link = stop.Back?.With("error", stop.Error) ?? "/account",
                LinkText = stop.Back is { } back
                    ? $"Back to {RedirectUris.HostFor(back.RedirectUri)}"
                    : "Your account",
            },
            stop.Error == "access_denied" ? 403
                : stop.Problem.Type == OAuthClientProblems.DocumentsLimited ? 429
                : 400
        );

    private static IResult Lead(HttpContext http, string to)
    {
        http.Response.Headers.CacheControl = "no-store";
        // The code stands in the address; nobody is told where the browser came from.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.Location = to;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static string Digest(Consent consent) =>
        consent.Request.Digest(
            consent.Session.Id,
            consent.Membership.OrganizationId,
            consent.Scopes
        );

    /// <summary>True when a form was shown for this very request, not long ago.</summary>
    private bool IsOf(string place, Consent consent) =>
        place.Length > TimeLength + NonceLength
        && long.TryParse(
            place[..TimeLength],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var shown
        )
        && clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(shown) <= Thinking
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(place[(TimeLength + NonceLength)..]),
            Encoding.ASCII.GetBytes(Digest(consent))
        );

    /// <summary>
    /// The code that the form shown gives, the same for a second click. The form's token holds a number used once and a proof
    /// that only this browser's cookie makes, so nobody else can know what comes of it.
    /// </summary>
    private static string CodeOf(IFormCollection form) =>
        "vdc_"
        + Base64Url.EncodeToString(
            SHA256.HashData(
                Encoding.ASCII.GetBytes("vidimus code " + form[FormGuard.Field].ToString())
            )
        );
}
