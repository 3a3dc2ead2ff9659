using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Access.OAuth;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.Account;

/// <summary>Changes the member's password, or sets the first one; all other sessions end.</summary>
internal sealed class ChangePassword(
    MemberCheck check,
    Passwords passwords,
    MemberChanges changes,
    Proofs proofs,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder account)
    {
        account.MapGet(
            "/password",
            async (HttpContext http, ChangePassword change) =>
                http.AskAgain() ?? await change.Page(http, null)
        );
        account
            .MapPost("/password", (HttpContext http, ChangePassword change) => change.Take(http))
            .Weighs(10);
    }

    private async Task<IResult> Take(HttpContext http)
    {
        if (http.AskAgain() is { } first)
            return first;
        var (session, form) = (http.Session(), http.Form());
        if (proofs.Refuse(session.Id) is { } seconds)
            return PageForm.Later(http, seconds);
        var member = (await check.Member(session.MemberId))!;
        if (
            member.PasswordHash is not null
            && !await passwords.ProveAgain(http, member.Id, form["current"].ToString())
        )
            return await Page(
                http,
                "The current password is not right. After several wrong tries there is a wait."
            );
        var password = form["password"].ToString();
        if (await passwords.Wrong(member, password) is { } wrong)
            return await Page(http, wrong);
        var hash = passwords.Hash(member, password);
        var others = form[OtherWaysIn.Field].Count > 0;
        var refused = await changes.Make(
            http,
            session,
            others
                ? "Your password was changed, and your passkeys and linked accounts were removed. All other sessions and the access of assistants ended."
                : "Your password was changed, and all other sessions ended. Assistants that you allowed keep their access.",
            async (unit, row) =>
            {
                row.PasswordHash = hash;
                (row.Failures, row.LockedUntil) = (0, null);
                if (others)
                {
                    await OtherWaysIn.Remove(unit, row.Id);
                    await GrantEnd.OfMember(
                        unit,
                        row.Id,
                        null,
                        GrantEnd.SignedOut,
                        clock.GetUtcNow()
                    );
                }
                return null;
            }
        );
        return refused is null
            ? http.GoTo("/account?done=password")
            : await Page(http, refused.Message);
    }

    private async Task<IResult> Page(HttpContext http, string? problem)
    {
        var member = (await check.Member(http.Session().MemberId))!;
        return http.Page<ChangePasswordPage>(
            new
            {
                Email = member.Email,
                HasPassword = member.PasswordHash is not null,
                Problem = problem,
            },
            problem is null ? 200 : StatusCodes.Status422UnprocessableEntity
        );
    }
}
