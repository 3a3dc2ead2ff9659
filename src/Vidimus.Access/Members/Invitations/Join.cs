using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members.Invitations;

/// <summary>
/// The pages behind an invitation's link. Looking at it uses nothing up, since programs that check mail look at links too; the
/// form does. An invitation belongs to the address that it was sent to.
/// </summary>
internal sealed class Join(
    AcceptInvitation accept,
    Sessions sessions,
    AccessOptions options,
    InvitedPeople people
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/join/{token}",
                (HttpContext http, Join join, string token) => join.Show(http, token)
            )
            .Public("the link itself is the secret")
            .ExcludeFromDescription();
        routes
            .MapPost(
                "/join/{token}",
                (HttpContext http, Join join, string token) => join.Take(http, token)
            )
            .Public("the link itself is the secret")
            .Weighs(10)
            .Repeatable("an invitation is accepted once")
            .ExcludeFromDescription();
    }

    public async Task<IResult> Show(HttpContext http, string token)
    {
        if (await people.Find(token, http.RequestAborted) is not { } found)
            return Ended(http);
        if (found.WorksFrom is { } from)
            return Waits(http, found, from);
        if (await sessions.Find(http) is not { } session)
            return Form(http, token, found);
        if (!session.Complete)
            return Second(http, token);
        return session.MemberId == found.MemberId ? Ask(http, token, found) : Others(http, session);
    }

    public async Task<IResult> Take(HttpContext http, string token)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        if (await people.Find(token, http.RequestAborted) is not { } found)
            return Ended(http);
        if (found.WorksFrom is { } from)
            return Waits(http, found, from);
        var session = await sessions.Find(http);
        if (session is { Complete: false })
            return Second(http, token);
        if (session is not null)
            return session.MemberId == found.MemberId
                ? await Known(http, token, session)
                : Others(http, session);
        // Whoever has an account proves it by signing in; the link alone is not enough.
        return found.MemberId is null
            ? await New(http, token, found, form)
            : Form(http, token, found);
    }

    private async Task<IResult> Known(HttpContext http, string token, SessionFacts session)
    {
        var joined = await accept.Known(http, token, session.MemberId);
        if (joined.Problem is not null)
            return Ended(http);
        await sessions.Change(
            session.Id,
            row => row.OrganizationId = joined.Value,
            http.RequestAborted
        );
        return http.GoTo("/portal");
    }

    private async Task<IResult> New(
        HttpContext http,
        string token,
        Invited found,
        IFormCollection form
    )
    {
        var name = form.Text("name", 200);
        var password = form["password"].ToString();
        var problem =
            new Fields().Text("name", name, 200, required: true).Problem?.Message
            ?? PasswordRules.Wrong(password, found.Email, name);
        if (problem is not null)
            return Form(http, token, found, problem, name);
        var joined = await accept.New(http, token, found.Email, name, password);
        return joined.Problem is null ? http.GoTo("/portal") : Ended(http);
    }

    private static IResult Form(
        HttpContext http,
        string token,
        Invited found,
        string? problem = null,
        string? name = null
    ) =>
        http.Page<JoinPage>(
            new
            {
                Token = token,
                found.Organization,
                found.By,
                found.Role,
                Means = Roles.Meaning(found.Role),
                found.Email,
                Known = found.MemberId is not null,
                Name = name,
                Problem = problem,
            },
            problem is null ? 200 : 400
        );

    private IResult Ask(HttpContext http, string token, Invited found) =>
        http.Page<ConsentPage>(
            new
            {
                Title = $"Join {found.Organization}",
                Asks = $"{found.By} invites you to {found.Organization}, as {found.Role}.",
                Grants = (IReadOnlyList<string>)
                    [Roles.Meaning(found.Role), "and its administrators see your name and address"],
                As = found.Email,
                new Uri(options.BaseUrl).Host,
                Action = $"/join/{token}",
                Button = "Accept",
            }
        );

    private static IResult Others(HttpContext http, SessionFacts session) =>
        http.Page<MessagePage>(
            new
            {
                Title = "This invitation is for somebody else",
                Problem = $"You are signed in as {session.Email}, and the invitation was sent to another address.",
                Text = "Sign out, and open the link again with the account of that address; or ask for an invitation to yours.",
                Link = "/account",
                LinkText = "Your account",
            },
            StatusCodes.Status403Forbidden
        );

    private static IResult Waits(HttpContext http, Invited found, DateTimeOffset from) =>
        http.Page<MessagePage>(
            new
            {
                Title = $"Join {found.Organization} later",
                Text = $"{found.Organization} has owners, and they have a day in which to object. This link works from {from:yyyy-MM-dd HH:mm} UTC: open it again then.",
            },
            StatusCodes.Status409Conflict
        );

    private static IResult Second(HttpContext http, string token) =>
        http.GoTo("/sign-in/second?return=" + Uri.EscapeDataString($"/join/{token}"));

    private static IResult Ended(HttpContext http) =>
        http.Page<MessagePage>(
            new
            {
                Title = "This invitation has ended",
                Text = "It was accepted, withdrawn or sent again since, or its seven days are over. If you accepted it, go on; otherwise ask for another one.",
                Link = "/portal",
                LinkText = "Go on",
            },
            StatusCodes.Status404NotFound
        );
}
