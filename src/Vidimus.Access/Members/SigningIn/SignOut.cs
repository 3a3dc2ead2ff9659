using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>Ends the session of this browser.</summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/sign-out", (HttpContext http, Sessions sessions) => Take(http, sessions))
            .Public("ends what the browser's own cookie stands for, and nothing else")
            .Repeatable("a session ends once")
            .ExcludeFromDescription();

    private static async Task<IResult> Take(HttpContext http, Sessions sessions)
    {
        if (await PageForm.Read(http) is null)
            return PageForm.Foreign(http);
        await sessions.End(http);
        return http.GoTo("/sign-in");
    }
}
