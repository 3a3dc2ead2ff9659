using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Operating;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>Signs a member in with address and password.</summary>
internal sealed class SignIn(
    Passwords passwords,
    Sessions sessions,
    Entrance entrance,
    InstallationSettings settings
)
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
            .Weighs(10)
            .Repeatable(
                "signing in twice makes two sessions of one browser, the first of which ends"
            )
            .ExcludeFromDescription();
    }

    public async Task<IResult> Show(HttpContext http)
    {
        var to = LocalPath.Of(http.Request.Query["return"]);
        return await sessions.Find(http) is { } session
            ? await entrance.Onward(http, session.MemberId, session.Complete, to)
            : http.Page<SignInPage>(
                new { Return = to, SignUp = await settings.SignUpOpen(http.RequestAborted) }
            );
    }

    public async Task<IResult> Take(HttpContext http)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        var to = LocalPath.Of(form.Text("return", LocalPath.Longest));
        var email = form.Text("email");
        if (entrance.Wait(http, email) is { } seconds)
            return PageForm.Later(http, seconds);
        var member = await passwords.Prove(http, email, form["password"].ToString());
        entrance.Note(http, email, member is not null);
        if (member is { TwoFactor: true })
            await passwords.Release(http, member.Id);
        return member is null
            ? http.Page<SignInPage>(
                new
                {
                    Return = to,
                    Email = email,
                    Problem = Wrong,
                    SignUp = await settings.SignUpOpen(http.RequestAborted),
                },
                StatusCodes.Status401Unauthorized
            )
            : await entrance.Enter(http, member, "password", to);
    }
}
