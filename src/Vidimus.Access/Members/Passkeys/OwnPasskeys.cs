using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.Passkeys;

/// <summary>A passkey as its member sees it.</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="Name">What the member calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsedAt">When it was used last.</param>
public sealed record OwnPasskey(
    string Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt
);

/// <summary>Adds, names and removes the passkeys of the member who is signed in (WebAuthn Level 3, section 7.1).</summary>
internal sealed class OwnPasskeys(
    VidimusDb db,
    Commits commits,
    UserManager<MemberRow> users,
    IPasskeyHandler<MemberRow> handler,
    Ceremonies ceremonies,
    Sessions sessions
)
{
    private const string Kind = "passkey-add";
    private const int Most = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/account/passkeys");
        pages.MapGet("", (HttpContext http, OwnPasskeys own) => own.Show(http, null));
        pages.MapPost("/options", (HttpContext http, OwnPasskeys own) => own.Options(http));
        pages.MapPost("", (HttpContext http, OwnPasskeys own) => own.Do(http, own.Add));
        pages.MapPost("/name", (HttpContext http, OwnPasskeys own) => own.Do(http, own.Rename));
        pages.MapPost("/remove", (HttpContext http, OwnPasskeys own) => own.Do(http, own.Remove));
        pages
            .Public("asks for the browser's session itself")
            .Repeatable("a passkey is added by its ceremony, once; naming and removing are the same twice")
            .ExcludeFromDescription();
    }

    private async Task<IResult> Show(HttpContext http, string? problem)
    {
        if (await Who(http) is not { } session)
            return SignInFirst(http);
        var all = await db
            .Passkeys.Where(p => p.MemberId == session.MemberId)
            .OrderBy(p => p.CreatedAt)
            .Select(p => new OwnPasskey(p.Id, p.Name, p.CreatedAt, p.LastUsedAt))
            .ToListAsync(http.RequestAborted);
        return http.Page<PasskeysPage>(
            new { All = (IReadOnlyList<OwnPasskey>)all, Problem = problem },
            problem is null ? 200 : 400
        );
    }

    private async Task<IResult> Options(HttpContext http)
    {
        if (await Who(http) is not { } session)
            return Results.StatusCode(401);
        if (await PageForm.Read(http) is null)
            return Results.StatusCode(403);
        var made = await handler.MakeCreationOptionsAsync(
            new()
            {
                Id = session.MemberId,
                Name = session.Email,
                DisplayName = session.Name,
            },
            http
        );
        await ceremonies.Begin(http, Kind, made.AttestationState, session.MemberId);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(made.CreationOptionsJson, "application/json");
    }

    private async Task<string?> Add(HttpContext http, IFormCollection form, MemberRow member)
    {
        const string Failed = "The passkey was not added. Try again.";
        if (
            await ceremonies.End<string>(http, Kind) is not { } begun
            || begun.MemberId != member.Id
            || form["credential"].ToString() is not { Length: > 0 and <= 65_536 } credential
        )
            return Failed;
        if (await db.Passkeys.CountAsync(p => p.MemberId == member.Id) >= Most)
            return $"You have {Most} passkeys, which are the most there can be. Remove one first.";
        var done = await handler.PerformAttestationAsync(
            new()
            {
                HttpContext = http,
                CredentialJson = credential,
                AttestationState = begun.State,
            }
        );
        if (!done.Succeeded)
            return Failed;
        done.Passkey.Name = form.Text("name", 100) is { Length: > 0 } name ? name : "Passkey";
        return (await users.AddOrUpdatePasskeyAsync(member, done.Passkey)).Succeeded ? null : Failed;
    }

    private async Task<string?> Rename(HttpContext http, IFormCollection form, MemberRow member)
    {
        var (id, name) = (form["id"].ToString(), form.Text("name", 100));
        if (name.Length == 0)
            return "A passkey needs a name of at most 100 characters.";
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                if (
                    await unit.Db.Passkeys.SingleOrDefaultAsync(p =>
                        p.Id == id && p.MemberId == member.Id
                    )
                    is not { } row
                )
                    return;
                row.Name = name;
                row.Version++;
            },
            http.RequestAborted
        );
        return null;
    }

    private async Task<string?> Remove(HttpContext http, IFormCollection form, MemberRow member)
    {
        var id = form["id"].ToString();
        if (System.Buffers.Text.Base64Url.IsValid(id) && id.Length is > 0 and <= 2048)
            await users.RemovePasskeyAsync(member, System.Buffers.Text.Base64Url.DecodeFromChars(id));
        return null;
    }

    private async Task<IResult> Do(
        HttpContext http,
        Func<HttpContext, IFormCollection, MemberRow, Task<string?>> act
    )
    {
        if (await Who(http) is not { } session)
            return SignInFirst(http);
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        if (await users.FindByIdAsync(session.MemberId) is not { } member)
            return SignInFirst(http);
        return await act(http, form, member) is { } problem
            ? await Show(http, problem)
            : http.GoTo("/account/passkeys");
    }

    private async ValueTask<SessionFacts?> Who(HttpContext http) =>
        await sessions.Find(http) is { Complete: true } session ? session : null;

    private static IResult SignInFirst(HttpContext http) =>
        http.GoTo("/sign-in?return=%2Faccount%2Fpasskeys");
}
