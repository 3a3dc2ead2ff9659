using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.Account;

/// <summary>Whose account a page shows.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Email">The member's address.</param>
public sealed record AccountOf(string Name, string Email);

/// <summary>Shows the member's own account.</summary>
internal static class ShowAccount
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/account",
                (HttpContext http, Sessions sessions, MemberCheck check) =>
                    Show(http, sessions, check)
            )
            .Public("asks for the browser's session itself")
            .ExcludeFromDescription();

    private static async Task<IResult> Show(HttpContext http, Sessions sessions, MemberCheck check)
    {
        if (await sessions.Find(http) is not { Complete: true } session)
            return http.GoTo("/sign-in?return=%2Faccount");
        return http.Page<AccountPage>(
            new
            {
                Session = new AccountOf(session.Name, session.Email),
                Organizations = (IReadOnlyList<string>)
                    [
                        .. (await check.Memberships(session.MemberId)).Select(m =>
                            m.OrganizationName
                        ),
                    ],
            }
        );
    }
}
