using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.Account;

/// <summary>Asks a member who is signed in once more who it is, before something dangerous.</summary>
internal sealed class ProveAgain(
    MemberCheck check,
    Passwords passwords,
    SecondFactor factor,
    Sessions sessions,
    Proofs proofs
)
{
    public static void Map(IEndpointRouteBuilder account)
    {
        account.MapGet(
            "/prove",
            (HttpContext http, ProveAgain prove) =>
                prove.Page(http, LocalPath.Of(http.Request.Query["return"], "/account"), null)
        );
        account
            .MapPost("/prove", (HttpContext http, ProveAgain prove) => prove.Take(http))
            .Weighs(10);
    }

    private async Task<IResult> Take(HttpContext http)
    {
        var (session, form) = (http.Session(), http.Form());
        if (proofs.Refuse(session.Id) is { } seconds)
            return PageForm.Later(http, seconds);
        var to = LocalPath.Of(form.Text("return", LocalPath.Longest), "/account");
        if (!await Proves(http, session, form))
            return await Page(
                http,
                to,
                "That is not right. After several wrong tries there is a wait."
            );
        await passwords.Forgive(http, session.MemberId);
        await sessions.Prove(http, session.Id);
        return http.GoTo(to);
    }

    // The stronger of what the member has: who can only read the mailbox signs in anew.
    private async Task<bool> Proves(HttpContext http, SessionFacts session, IFormCollection form)
    {
        if (session.TwoFactor)
            return await factor.Take(
                session.MemberId,
                session.Id,
                form.Text("code", 40),
                http.RequestAborted
            )
                is { How: not null };
        return await passwords.ProveAgain(http, session.MemberId, form["password"].ToString());
    }

    private async Task<IResult> Page(HttpContext http, string to, string? problem)
    {
        var member = (await check.Member(http.Session().MemberId))!;
        return http.Page<ProveAgainPage>(
            new
            {
                Return = to,
                Email = member.Email,
                ByCode = member.TwoFactor,
                ByPassword = member.PasswordHash is not null,
                Problem = problem,
            },
            problem is null ? 200 : StatusCodes.Status401Unauthorized
        );
    }
}
