using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members.Account;
using Vidimus.Pages;
using Vidimus.Platform.Facts;
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
    MemberDeeds deeds
)
{
    private const string Kind = "passkey-add";
    private const int Most = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/account/passkeys").AddEndpointFilter<AccountDoor>();
        pages.MapGet("", (HttpContext http, OwnPasskeys own) => own.Show(http, null));
        pages.MapPost("/options", (HttpContext http, OwnPasskeys own) => own.Options(http));
        pages.MapPost("", (HttpContext http, OwnPasskeys own) => own.Do(http, own.Add));
        pages.MapPost("/name", (HttpContext http, OwnPasskeys own) => own.Do(http, own.Rename));
        pages.MapPost("/remove", (HttpContext http, OwnPasskeys own) => own.Do(http, own.Remove));
        pages
            .Public("asks for the browser's session itself")
            .Repeatable(
                "a passkey is added by its ceremony, once; naming and removing are the same twice"
            )
            .ExcludeFromDescription();
    }

    private async Task<IResult> Show(HttpContext http, string? problem)
    {
        if (http.AskAgain() is { } again)
            return again;
        var memberId = http.Session().MemberId;
        var all = await db
            .Passkeys.Where(p => p.MemberId == memberId)
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
        if (http.AskAgain() is not null)
            return Results.StatusCode(401);
        var session = http.Session();
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
        var name = form.Text("name", 100) is { Length: > 0 } given ? given : "Passkey";
        return await Keep(http, member, done.Passkey, name)
            ? null
            : $"The passkey was not added: it is known already, or you have {Most} of them.";
    }

    private Task<bool> Keep(
        HttpContext http,
        MemberRow member,
        UserPasskeyInfo passkey,
        string name
    ) =>
        deeds.Commit(
            http,
            member.Id,
            async unit =>
            {
                var id = Base64Url.EncodeToString(passkey.CredentialId);
                if (
                    await unit.Db.Passkeys.AnyAsync(p => p.Id == id)
                    || await unit.Db.Passkeys.CountAsync(p => p.MemberId == member.Id) >= Most
                )
                    return false;
                unit.Db.Add(
                    new PasskeyRow
                    {
                        Id = id,
                        MemberId = member.Id,
                        Name = name,
                        Info = JsonSerializer.Serialize(passkey),
                        CreatedAt = deeds.Now,
                        Version = 1,
                    }
                );
                await MemberFacts.State(
                    unit,
                    member.Id,
                    [new SimpleFact("member.passkey-added", member.Id)]
                );
                await deeds.Tell(unit, member.Id, "A passkey was added to your account.");
                return true;
            }
        );

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
        await deeds.Commit(
            http,
            member.Id,
            async unit =>
            {
                var row = await unit.Db.Passkeys.SingleOrDefaultAsync(p =>
                    p.Id == id && p.MemberId == member.Id
                );
                if (row is null)
                    return false;
                unit.Db.Remove(row);
                await MemberFacts.State(
                    unit,
                    member.Id,
                    [new SimpleFact("member.passkey-removed", member.Id)]
                );
                await deeds.Tell(unit, member.Id, "A passkey was removed from your account.");
                return true;
            }
        );
        return null;
    }

    private async Task<IResult> Do(
        HttpContext http,
        Func<HttpContext, IFormCollection, MemberRow, Task<string?>> act
    )
    {
        if (http.AskAgain() is { } again)
            return again;
        if (await users.FindByIdAsync(http.Session().MemberId) is not { } member)
            return http.GoTo("/sign-in");
        return await act(http, http.Form(), member) is { } problem
            ? await Show(http, problem)
            : http.GoTo("/account/passkeys");
    }
}
