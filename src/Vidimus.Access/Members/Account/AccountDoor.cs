using Microsoft.AspNetCore.Http;
using Vidimus.Pages;

namespace Vidimus.Access.Members.Account;

/// <summary>
/// Before every page of the account: somebody is signed in, both steps of it, and a form comes from one of our pages in this
/// very browser.
/// </summary>
internal sealed class AccountDoor(Sessions sessions) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var http = context.HttpContext;
        if (await sessions.Find(http) is not { Complete: true } session)
            return http.GoTo("/sign-in?return=" + Uri.EscapeDataString(AccountRequest.Asked(http)));
        http.Items[typeof(SessionFacts)] = session;
        if (!HttpMethods.IsGet(http.Request.Method))
        {
            if (await PageForm.Read(http) is not { } form)
                return PageForm.Foreign(http);
            http.Items[typeof(IFormCollection)] = form;
        }
        return await next(context);
    }
}

/// <summary>What the account's door found out.</summary>
internal static class AccountRequest
{
    /// <summary>The session of this browser.</summary>
    public static SessionFacts Session(this HttpContext http) =>
        (SessionFacts)http.Items[typeof(SessionFacts)]!;

    /// <summary>The form that was sent.</summary>
    public static IFormCollection Form(this HttpContext http) =>
        (IFormCollection)http.Items[typeof(IFormCollection)]!;

    /// <summary>
    /// Where the member has not proven for some minutes who it is: the way to the page that asks; otherwise null. Call it before
    /// anything that would hand an account over to whoever finds a browser signed in.
    /// </summary>
    public static IResult? AskAgain(this HttpContext http) =>
        http.Session().NeedsProof ? AskAgain(http, Asked(http)) : null;

    /// <summary>The way to the page that asks, and from there to another one.</summary>
    public static IResult AskAgain(HttpContext http, string to) =>
        http.GoTo("/account/prove?return=" + Uri.EscapeDataString(to));

    /// <summary>The page asked for; for a form, which cannot be sent again by itself, the account.</summary>
    public static string Asked(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
            ? LocalPath.Of(
                http.Request.Path + http.Request.QueryString.ToUriComponent(),
                "/account"
            )
            : "/account";
}
