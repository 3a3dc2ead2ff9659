using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>The pages behind links that sign in or confirm an address: they show a button, and only the button uses the link up.</summary>
internal sealed class TakeLink(
    VidimusDb db,
    Commits commits,
    MemberLinks links,
    Entrance entrance,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (
            var (path, purpose) in new[]
            {
                ("/sign-in/link/{token}", MemberLinks.SignIn),
                ("/sign-in/confirm/{token}", MemberLinks.Confirm),
            }
        )
        {
            routes
                .MapGet(
                    path,
                    (HttpContext http, TakeLink take, string token) =>
                        take.Show(http, token, purpose)
                )
                .Public("the link itself is the secret")
                .ExcludeFromDescription();
            routes
                .MapPost(
                    path,
                    (HttpContext http, TakeLink take, string token) =>
                        take.Take(http, token, purpose)
                )
                .Public("the link itself is the secret")
                .Repeatable("the link works once")
                .ExcludeFromDescription();
        }
    }

    private async Task<IResult> Show(HttpContext http, string token, string purpose) =>
        await links.Find(db, token, purpose) is { Member: var member }
            ? http.Page<TakeLinkPage>(
                new
                {
                    Action = MemberLinks.Path(purpose, token),
                    Email = member.Email,
                    Confirms = purpose == MemberLinks.Confirm,
                }
            )
            : Over(http);

    private async Task<IResult> Take(HttpContext http, string token, string purpose)
    {
        if (await PageForm.Read(http) is null)
            return PageForm.Foreign(http);
        MemberRow? member = null;
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                member = null;
                if (await links.Find(unit.Db, token, purpose) is not var (link, found))
                    return;
                var now = clock.GetUtcNow();
                link.UsedAt = now;
                found.EmailConfirmedAt ??= now;
                found.Version++;
                member = found;
            },
            http.RequestAborted
        );
        if (member is null)
            return Over(http);
        if (purpose == MemberLinks.SignIn)
            return await entrance.Enter(http, member, "link", "/portal");
        return http.Page<MessagePage>(
            new
            {
                Title = "Confirmed",
                Text = "Your address is confirmed.",
                Link = "/account",
                LinkText = "Your account",
            }
        );
    }

    /// <summary>What is answered to a link that cannot be used.</summary>
    public static IResult Over(HttpContext http) =>
        http.Page<MessagePage>(
            new
            {
                Title = "This link does not work",
                Problem = "The link was used already, is too old, or was never one of ours.",
                Link = "/sign-in",
                LinkText = "Sign in",
            },
            StatusCodes.Status404NotFound
        );
}
