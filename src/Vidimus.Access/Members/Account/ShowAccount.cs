using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Pages;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.Account;

/// <summary>Whose account a page shows.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Email">The member's address.</param>
/// <param name="IsConfirmed">Whether the address is known to be the member's.</param>
/// <param name="HasPassword">Whether a password can sign in.</param>
/// <param name="TwoFactor">Whether signing in asks for the second step.</param>
/// <param name="CodesLeft">Recovery codes that are left.</param>
/// <param name="Organizations">Names of the member's organizations, and what the member is there.</param>
/// <param name="Sessions">Browsers in which the member is signed in.</param>
public sealed record AccountShown(
    string Name,
    string Email,
    bool IsConfirmed,
    bool HasPassword,
    bool TwoFactor,
    int CodesLeft,
    IReadOnlyList<(string Name, string Role)> Organizations,
    IReadOnlyList<SessionShown> Sessions
);

/// <summary>A browser in which the member is signed in.</summary>
/// <param name="Id">The session.</param>
/// <param name="Device">Browser and system.</param>
/// <param name="Network">Network of the address.</param>
/// <param name="BegunAt">When the member signed in.</param>
/// <param name="SeenAt">When it was last seen, to the minute.</param>
/// <param name="IsThis">Whether it is the one that shows the page.</param>
public sealed record SessionShown(
    string Id,
    string Device,
    string Network,
    DateTimeOffset BegunAt,
    DateTimeOffset SeenAt,
    bool IsThis
);

/// <summary>Shows the member's own account, and changes the name.</summary>
internal sealed class ShowAccount(
    VidimusDb db,
    MemberCheck check,
    MemberOptions options,
    MemberLinks links,
    Commits commits,
    TimeProvider clock
)
{
    private const int MostSessions = 100;

    public static void Map(IEndpointRouteBuilder account)
    {
        account.MapGet("", (HttpContext http, ShowAccount show) => show.Show(http, null));
        account.MapPost("/name", (HttpContext http, ShowAccount show) => show.Rename(http));
        account.MapPost("/confirm", (HttpContext http, ShowAccount show) => show.Confirm(http));
    }

    private async Task<IResult> Show(HttpContext http, string? problem) =>
        http.Page<AccountPage>(
            new
            {
                Account = await Read(http.Session(), http.RequestAborted),
                Problem = problem,
                Done = Said(http.Request.Query["done"]),
            },
            problem is null ? 200 : StatusCodes.Status422UnprocessableEntity
        );

    private async Task<IResult> Rename(HttpContext http)
    {
        var name = http.Form().Text("name");
        if (
            new Platform.Problems.Fields().Text("name", name, 200, required: true).Problem is
            { } wrong
        )
            return await Show(http, wrong.Message);
        var id = http.Session().MemberId;
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var member = await unit.Db.Members.SingleAsync(m => m.Id == id);
                (member.Name, member.Version) = (name, member.Version + 1);
            },
            http.RequestAborted
        );
        return http.GoTo("/account?done=name");
    }

    private async Task<IResult> Confirm(HttpContext http)
    {
        if (!links.CanSend)
            return await Show(http, "This server cannot send mail. Ask the people who run it.");
        var id = http.Session().MemberId;
        await commits.Keep(
            "access.identity",
            async unit =>
                await links.Send(
                    unit,
                    await unit.Db.Members.SingleAsync(m => m.Id == id),
                    MemberLinks.Confirm
                ),
            http.RequestAborted
        );
        return http.GoTo("/account?done=confirm");
    }

    private async Task<AccountShown> Read(SessionFacts session, CancellationToken cancellation)
    {
        var member = await db
            .Members.AsNoTracking()
            .SingleAsync(m => m.Id == session.MemberId, cancellation);
        var (now, idle) = (clock.GetUtcNow(), clock.GetUtcNow() - options.SessionIdle);
        var open = await db
            .Sessions.Where(s =>
                s.MemberId == member.Id
                && s.Complete
                && s.EndedAt == null
                && s.ExpiresAt > now
                && s.SeenAt > idle
            )
            .OrderByDescending(s => s.SeenAt)
            .Take(MostSessions)
            .Select(s => new SessionShown(
                s.Id,
                s.Device,
                s.Network,
                s.CreatedAt,
                s.SeenAt,
                s.Id == session.Id
            ))
            .ToListAsync(cancellation);
        return new(
            member.Name,
            member.Email,
            member.EmailConfirmedAt is not null,
            member.PasswordHash is not null,
            member.TwoFactor,
            RecoveryCodes.Left(member).Length,
            [.. (await check.Memberships(member.Id)).Select(m => (m.OrganizationName, m.Role))],
            open
        );
    }

    // Only our own words are shown, whatever stands in the address.
    private static string? Said(string? done) =>
        done switch
        {
            "name" => "Your name is changed.",
            "confirm" => "A mail with a link is on its way to you.",
            "password" => "Your password is changed, and all other sessions have ended.",
            "two-factor-off" => "The second step is off.",
            "session" => "The session has ended.",
            _ => null,
        };
}
