using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>The second step of signing in: a code of the authenticator, or a recovery code.</summary>
internal sealed class SecondStep(
    Sessions sessions,
    Passwords passwords,
    SecondFactor factor,
    MemberCheck check,
    Entrance entrance
)
{
    private const string Wrong =
        "This code is not right, or was used before. After several wrong tries there is a wait.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/sign-in/second", (HttpContext http, SecondStep step) => step.Show(http))
            .Public("asks for the browser's session itself")
            .ExcludeFromDescription();
        routes
            .MapPost("/sign-in/second", (HttpContext http, SecondStep step) => step.Take(http))
            .Public("asks for the browser's session itself")
            .Repeatable("a code works once")
            .ExcludeFromDescription();
    }

    public async Task<IResult> Show(HttpContext http)
    {
        var to = LocalPath.Of(http.Request.Query["return"]);
        return await sessions.Find(http) switch
        {
            null => http.GoTo("/sign-in?return=" + Uri.EscapeDataString(to)),
            { Complete: true } whole => await entrance.Onward(http, whole.MemberId, true, to),
            _ => http.Page<SecondStepPage>(new { Return = to }),
        };
    }

    public async Task<IResult> Take(HttpContext http)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        var to = LocalPath.Of(form.Text("return", 2048));
        if (await sessions.Find(http) is not { Complete: false } session)
            return http.GoTo("/sign-in?return=" + Uri.EscapeDataString(to));
        var how = await passwords.Count(http, session.MemberId)
            ? await factor.Take(session.MemberId, form.Text("code", 40), http.RequestAborted)
            : null;
        if (
            how is null
            || await check.Member(session.MemberId) is not { DisabledAt: null } member
            || member.SecurityStamp != session.SecurityStamp
        )
            return http.Page<SecondStepPage>(
                new { Return = to, Problem = Wrong },
                StatusCodes.Status401Unauthorized
            );
        return await entrance.Enter(http, member, $"{session.Method}+{how}", to, bothSteps: true);
    }
}
