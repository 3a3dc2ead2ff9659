using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>Signs a member in with address and password.</summary>
internal sealed class SignIn(Passwords passwords, Sessions sessions, MemberCheck check)
{
    private const string Wrong =
        "That address and password do not belong together. After several wrong tries there is a wait.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/sign-in", (HttpContext http, SignIn signIn) => signIn.Show(http))
            .Public("whoever signs in is not known yet")
            .ExcludeFromDescription();
        routes
            .MapPost("/sign-in", (HttpContext http, SignIn signIn) => signIn.Take(http))
            .Public("whoever signs in is not known yet")
            .Repeatable(
                "signing in twice makes two sessions of the same browser, the first of which ends"
            )
            .ExcludeFromDescription();
    }

    public async Task<IResult> Show(HttpContext http)
    {
        var to = LocalPath.Of(http.Request.Query["return"]);
        return await sessions.Find(http) is { } session
            ? await Onward(http, session.MemberId, session.Complete, to)
            : http.Page<SignInPage>(new { Return = to });
    }

    public async Task<IResult> Take(HttpContext http)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        var to = LocalPath.Of(form.Text("return", 2048));
        var (email, password) = (form.Text("email"), form["password"].ToString());
        var member =
            password.Length <= PasswordRules.Longest
                ? await passwords.Prove(email, password, http.RequestAborted)
                : null;
        if (member is null)
            return http.Page<SignInPage>(
                new
                {
                    Return = to,
                    Email = email,
                    Problem = Wrong,
                },
                StatusCodes.Status401Unauthorized
            );
        await sessions.Begin(http, member, "password", complete: !member.TwoFactor);
        return await Onward(http, member.Id, !member.TwoFactor, to);
    }

    // A member of no organization has nothing to see in the portal.
    private async Task<IResult> Onward(HttpContext http, string memberId, bool complete, string to)
    {
        if (!complete)
            return http.GoTo("/sign-in/second?return=" + Uri.EscapeDataString(to));
        var belongs = (await check.Memberships(memberId)).Count > 0;
        return http.GoTo(
            belongs || !to.StartsWith("/portal", StringComparison.Ordinal) ? to : "/account"
        );
    }
}
