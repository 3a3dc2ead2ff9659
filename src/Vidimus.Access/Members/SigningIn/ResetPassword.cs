using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Sets a new password by a link: all sessions end, and passkeys and linked accounts go with them unless the member keeps them.
/// The second step is asked for as ever; a link made by who runs the server takes it, and all other ways in, away.
/// </summary>
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
        await links.Find(db, token, Purposes) is { } found
            ? Page(http, token, found, null)
            : TakeLink.Over(http);

    public async Task<IResult> Take(HttpContext http, string token)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        if (await links.Find(db, token, Purposes) is not { } found)
            return TakeLink.Over(http);
        var member = found.Member;
        var password = form["password"].ToString();
        if (await passwords.Wrong(member, password) is { } wrong)
            return Page(http, token, found, wrong, StatusCodes.Status422UnprocessableEntity);
        var hash = passwords.Hash(member, password);
        var others = found.Link.Purpose == MemberLinks.Restore || form[OtherWaysIn.Field].Count > 0;
        MemberRow? changed = null;
        var refused = await changes.MakeOutside(
            http,
            member.Id,
            member.Id,
            found.Link.Purpose == MemberLinks.Restore
                    ? "A new password was set by a link that the people who run this server made. Your second step, passkeys and linked accounts were removed, and all sessions and the access of assistants ended."
                : others
                    ? "A new password was set by a link that went to this address. Your passkeys and linked accounts were removed, and all sessions and the access of assistants ended."
                : "A new password was set by a link that went to this address, and all sessions and the access of assistants ended. Your passkeys and linked accounts still sign in.",
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
                if (others)
                    await OtherWaysIn.Remove(unit, row.Id);
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
        (SignInLinkRow Link, MemberRow Member) found,
        string? problem,
        int status = 200
    ) =>
        http.Page<ResetPasswordPage>(
            new
            {
                Action = MemberLinks.Path(MemberLinks.Reset, token),
                found.Member.Email,
                Restores = found.Link.Purpose == MemberLinks.Restore,
                Problem = problem,
            },
            status
        );
}
