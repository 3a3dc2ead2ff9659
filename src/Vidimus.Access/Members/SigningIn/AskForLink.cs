using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Sends a link to an address, to sign in or to set a new password. What is answered, and how long that takes, is the same
/// whether somebody has the address or not.
/// </summary>
internal sealed class AskForLink(MemberLinks links, Commits commits, LinkAsks asks)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (
            var (path, purpose) in new[]
            {
                ("/sign-in/link", MemberLinks.SignIn),
                ("/sign-in/forgotten", MemberLinks.Reset),
            }
        )
        {
            routes
                .MapGet(path, IResult (HttpContext http) => Page(http, purpose, null))
                .Public("whoever signs in is not known yet")
                .ExcludeFromDescription();
            routes
                .MapPost(path, (HttpContext http, AskForLink ask) => ask.Take(http, purpose))
                .Public("whoever signs in is not known yet")
                .Weighs(10)
                .Repeatable("a mailbox gets only a few")
                .ExcludeFromDescription();
        }
    }

    private async Task<IResult> Take(HttpContext http, string purpose)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        if (!links.CanSend)
            return Page(
                http,
                purpose,
                "This server cannot send mail. Ask the people who run it.",
                StatusCodes.Status503ServiceUnavailable
            );
        if (asks.Refuse(http) is { } seconds)
            return PageForm.Later(http, seconds);
        var normal = MemberRows.Normal(form.Text("email"));
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var member = await unit.Db.Members.SingleOrDefaultAsync(m =>
                    m.NormalizedEmail == normal
                );
                // For nobody as much is written as for somebody.
                if (member is { DisabledAt: null })
                    await links.Send(unit, member, purpose);
                else
                    links.Make(unit, "", purpose);
            },
            http.RequestAborted
        );
        return http.Page<MessagePage>(
            new
            {
                Title = "Look into your mail",
                Text = "If somebody has an account with this address, a mail with a link is on its way. The link works once, within 15 minutes.",
            }
        );
    }

    private static IResult Page(
        HttpContext http,
        string purpose,
        string? problem,
        int status = 200
    ) => http.Page<AskForLinkPage>(new { Purpose = purpose, Problem = problem }, status);
}

/// <summary>How often links are asked for from one address.</summary>
internal sealed class LinkAsks(LimitOptions options, TimeProvider clock)
{
    private const int PerMinute = 10;
    private readonly AddressCounts _asked = new(clock);

    /// <summary>Seconds to wait, or null.</summary>
    public int? Refuse(HttpContext http)
    {
        if (options.FailuresPerAddress == 0)
            return null;
        var taken = _asked.Take(CallerAddress.Of(http), PerMinute, 1);
        return taken.Allowed ? null : Gate.RateLimits.Seconds(taken.Wait);
    }
}
