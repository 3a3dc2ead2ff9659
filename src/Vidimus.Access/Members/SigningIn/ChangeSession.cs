using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>Chooses which organization and which mode the pages of this browser show.</summary>
internal static class ChangeSession
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/session");
        session.MapPost(
            "/organization",
            async (HttpContext http, Sessions sessions, MemberCheck check) =>
                await Take(http, sessions, check, Organization)
        );
        session.MapPost(
            "/mode",
            async (HttpContext http, Sessions sessions, MemberCheck check) =>
                await Take(http, sessions, check, Mode)
        );
        session
            .Public("asks for the browser's session itself")
            .Repeatable("choosing the same twice changes nothing")
            .ExcludeFromDescription();
    }

    private static async Task<IResult> Take(
        HttpContext http,
        Sessions sessions,
        MemberCheck check,
        Func<IFormCollection, SessionFacts, MemberCheck, Task<Action<SessionRow>?>> choose
    )
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        if (await sessions.Find(http) is not { Complete: true } session)
            return http.GoTo("/sign-in");
        if (await choose(form, session, check) is { } change)
            await sessions.Change(session.Id, change, http.RequestAborted);
        return http.GoTo(LocalPath.Of(form.Text("return", LocalPath.Longest)));
    }

    private static async Task<Action<SessionRow>?> Organization(
        IFormCollection form,
        SessionFacts session,
        MemberCheck check
    )
    {
        var wanted = form.Text("organization");
        var belongs = (await check.Memberships(session.MemberId)).Any(m =>
            m.OrganizationId == wanted
        );
        return belongs ? row => row.OrganizationId = wanted : null;
    }

    private static Task<Action<SessionRow>?> Mode(
        IFormCollection form,
        SessionFacts session,
        MemberCheck check
    )
    {
        var wanted = form.Text("mode");
        return Task.FromResult<Action<SessionRow>?>(
            wanted is "live" or "test" ? row => row.Mode = wanted : null
        );
    }
}
