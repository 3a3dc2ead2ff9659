using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>Sets a new password by a link: all sessions end, and the second step is asked for as ever.</summary>
internal sealed class ResetPassword(
    VidimusDb db,
    MemberLinks links,
    MemberChanges changes,
    Passwords passwords,
    Entrance entrance,
    TimeProvider clock
)
{
    private static readonly string[] Purposes = [MemberLinks.Reset, MemberLinks.Restore];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/sign-in/reset/{token}",
                (HttpContext http, ResetPassword reset, string token) => reset.Show(http, token)
            )
            .Public("the link itself is the secret")
            .ExcludeFromDescription();
        routes
            .MapPost(
                "/sign-in/reset/{token}",
                (HttpContext http, ResetPassword reset, string token) => reset.Take(http, token)
            )
            .Public("the link itself is the secret")
            .Weighs(10)
            .Repeatable("the link works once")
            .ExcludeFromDescription();
    }

    public async Task<IResult> Show(HttpContext http, string token) =>
        await links.Find(db, token, Purposes) is { Member: var member }
            ? Page(http, token, member.Email, null)
            : TakeLink.Over(http);

    public async Task<IResult> Take(HttpContext http, string token)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        if (await links.Find(db, token, Purposes) is not { Member: var member })
            return TakeLink.Over(http);
        var password = form["password"].ToString();
        if (await passwords.Wrong(member, password) is { } wrong)
            return Page(http, token, member.Email, wrong, StatusCodes.Status422UnprocessableEntity);
        var hash = passwords.Hash(member, password);
        MemberRow? changed = null;
        var refused = await changes.MakeOutside(
            http,
            member.Id,
            member.Id,
            "A new password was set by a link that went to this address.",
            async (unit, row) =>
            {
                if (await links.Find(unit.Db, token, Purposes) is not { Link: var link })
                    return new(AccessProblems.LinkOver);
                link.UsedAt = clock.GetUtcNow();
                row.PasswordHash = hash;
                row.EmailConfirmedAt ??= clock.GetUtcNow();
                (row.Failures, row.LockedUntil) = (0, null);
                if (link.Purpose == MemberLinks.Restore)
                    (row.TwoFactor, row.TotpSecret, row.RecoveryCodes) = (false, null, null);
                changed = row;
                return null;
            }
        );
        return refused is not null
            ? TakeLink.Over(http)
            : await entrance.Enter(http, changed!, "link", "/portal");
    }

    private static IResult Page(
        HttpContext http,
        string token,
        string email,
        string? problem,
        int status = 200
    ) =>
        http.Page<ResetPasswordPage>(
            new
            {
                Action = MemberLinks.Path(MemberLinks.Reset, token),
                Email = email,
                Problem = problem,
            },
            status
        );
}
