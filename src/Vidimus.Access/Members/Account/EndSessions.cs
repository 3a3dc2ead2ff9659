using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;

namespace Vidimus.Access.Members.Account;

/// <summary>Ends one of the member's own sessions, or all of them, this one too.</summary>
internal static class EndSessions
{
    public static void Map(IEndpointRouteBuilder account)
    {
        account.MapPost(
            "/sessions/end",
            (HttpContext http, MemberChanges changes) => One(http, changes)
        );
        account.MapPost(
            "/sessions/end-all",
            (HttpContext http, MemberChanges changes, Sessions sessions) =>
                All(http, changes, sessions)
        );
    }

    private static async Task<IResult> One(HttpContext http, MemberChanges changes)
    {
        var id = http.Form().Text("id");
        return await changes.EndSessions(http, http.Session(), id) is null
            ? http.GoTo("/account?done=session")
            : http.Page<MessagePage>(
                new
                {
                    Title = "That did not work",
                    Problem = "You have no such session, or it has ended already.",
                    Link = "/account",
                    LinkText = "Your account",
                },
                StatusCodes.Status404NotFound
            );
    }

    private static async Task<IResult> All(
        HttpContext http,
        MemberChanges changes,
        Sessions sessions
    )
    {
        await changes.EndSessions(
            http,
            http.Session(),
            null,
            assistants: http.Form().Text("assistants") == "end"
        );
        await sessions.End(http);
        return http.GoTo("/sign-in");
    }
}
