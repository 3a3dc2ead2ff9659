using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Members;

/// <summary>Who belongs to the organization, and who is invited.</summary>
internal static class MemberPages
{
    private const string Path = "/portal/members";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("/members", (HttpContext http, PortalCalls calls) => Show(http, calls, null));
        portal
            .MapPost(
                "/members/invite",
                (HttpContext http, PortalCalls calls) =>
                    Do(
                        http,
                        calls,
                        "invited",
                        form =>
                            calls.Api.Invitations.Create(
                                form["email"].ToString().Trim(),
                                RoleWords.Of(form["role"]),
                                form.Once(),
                                http.RequestAborted
                            )
                    )
            )
            .AsksAgain(Path);
        portal
            .MapPost(
                "/members/{id}/role",
                (HttpContext http, PortalCalls calls, string id) =>
                    Do(
                        http,
                        calls,
                        "changed",
                        form =>
                            calls.Api.Members.ChangeRole(
                                id,
                                RoleWords.Of(form["role"]),
                                http.RequestAborted
                            )
                    )
            )
            .AsksAgain(Path);
        portal.MapPost(
            "/members/{id}/remove",
            (HttpContext http, PortalCalls calls, string id) =>
                Do(http, calls, "removed", _ => calls.Api.Members.Remove(id, http.RequestAborted))
        );
        portal
            .MapPost(
                "/invitations/{id}/resend",
                (HttpContext http, PortalCalls calls, string id) =>
                    Do(
                        http,
                        calls,
                        "resent",
                        _ => calls.Api.Invitations.Resend(id, http.RequestAborted)
                    )
            )
            .AsksAgain(Path);
        portal.MapPost(
            "/invitations/{id}/withdraw",
            (HttpContext http, PortalCalls calls, string id) =>
                Do(
                    http,
                    calls,
                    "withdrawn",
                    _ => calls.Api.Invitations.Withdraw(id, http.RequestAborted)
                )
        );
    }

    private static async Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        VidimusPermanentException? refused
    )
    {
        var query = http.Request.Query;
        var members = calls.Api.Members.ListPage(
            cursor: Cursor(query["cursor"]),
            cancellation: http.RequestAborted
        );
        var invitations = calls.Api.Invitations.ListPage(
            new() { PageSize = 20 },
            Cursor(query["invitations"]),
            http.RequestAborted
        );
        return http.Page<MembersPage>(
            new
            {
                calls.Visitor,
                Members = await members,
                Invitations = await invitations,
                Done = query["done"].ToString(),
                Problem = refused is null ? null
                : refused.Errors.Any(e => e.Field == "email") ? "Look at the fields marked below."
                : refused.Sentences(),
                EmailWrong = refused
                    ?.Errors.Where(e => e.Field == "email")
                    .Select(e => Refusals.Sentence(e.Message))
                    .FirstOrDefault(),
                Email = http.Request.HasFormContentType
                    ? http.Request.Form["email"].ToString()
                    : "",
            },
            refused?.Status ?? 200
        );
    }

    /// <summary>Does what a form asks for; what the API refuses is said on the same page.</summary>
    private static async Task<IResult> Do(
        HttpContext http,
        PortalCalls calls,
        string done,
        Func<IFormCollection, Task> act
    )
    {
        try
        {
            await act(await http.Request.ReadFormAsync(http.RequestAborted));
            return http.GoTo($"{Path}?done={done}");
        }
        catch (VidimusPermanentException refused) when (refused.Status is 400 or 403 or 409)
        {
            return await Show(http, calls, refused);
        }
        catch (VidimusTemporaryException busy) when (busy.Code == "INVITATION_JUST_SENT")
        {
            return http.GoTo($"{Path}?done=just-sent");
        }
        catch (ArgumentException)
        {
            return http.GoTo(Path);
        }
    }

    private static string? Cursor(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

/// <summary>Roles in the words of forms and pages.</summary>
internal static class RoleWords
{
    public static readonly (MemberRole Role, string Word, string Means)[] All =
    [
        (MemberRole.Owner, "owner", "everything, and makes other owners"),
        (MemberRole.Admin, "admin", "everything but owners"),
        (MemberRole.Issuer, "issuer", "groups, templates, credentials and webhooks"),
        (MemberRole.Reviewer, "reviewer", "reads, and decides orders"),
        (MemberRole.Viewer, "viewer", "reads"),
    ];

    public static string Of(MemberRole role) => All.Single(r => r.Role == role).Word;

    public static MemberRole Of(string? word) =>
        All.Where(r => r.Word == word).Select(r => (MemberRole?)r.Role).SingleOrDefault()
        ?? throw new ArgumentException("There is no such role.");
}
