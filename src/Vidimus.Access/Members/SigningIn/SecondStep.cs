using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>The second step of signing in: a code of the authenticator, or a recovery code.</summary>
internal sealed class SecondStep(
    Sessions sessions,
    KnownBrowsers known,
    SecondFactor factor,
    MemberCheck check,
    Entrance entrance,
    SignIns signIns
)
{
    private const string Wrong =
        "This code is not right, or was used before. After several wrong tries you begin anew.";

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
        var to = LocalPath.Of(form.Text("return", LocalPath.Longest));
        if (await sessions.Find(http) is not { Complete: false } session)
            return http.GoTo("/sign-in?return=" + Uri.EscapeDataString(to));
        var mark = known.Mark(http, session.MemberId, session.MemberStamp);
        var taken = await factor.Take(
            session.MemberId,
            $"{session.Method} {mark}",
            form.Text("code", 40),
            http.RequestAborted
        );
        if (
            taken.How is not null
            && await check.Member(session.MemberId) is { DisabledAt: null } member
            && member.SecurityStamp == session.SecurityStamp
        )
            return await entrance.Enter(
                http,
                member,
                $"{session.Method}+{taken.How}",
                to,
                bothSteps: true
            );
        signIns.Wrong(session.Method + "+code", session.MemberId, waits: taken.Over);
        if (taken.Over)
            return await Over(http);
        return http.Page<SecondStepPage>(
            new { Return = to, Problem = Wrong },
            StatusCodes.Status401Unauthorized
        );
    }

    private async Task<IResult> Over(HttpContext http)
    {
        await sessions.End(http);
        return http.Page<MessagePage>(
            new
            {
                Title = "Too many wrong codes",
                Problem = "There were too many wrong codes. Wait 15 minutes and sign in anew, or sign in by a link that we mail to you.",
                Text = "If it was not you who tried, somebody knows your password: set a new one.",
                Link = "/sign-in/link",
                LinkText = "Sign in by a link",
            },
            StatusCodes.Status401Unauthorized
        );
    }
}
