using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members.Account;
using Vidimus.Pages;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.External;

/// <summary>An account of the member who is signed in.</summary>
/// <param name="Issuer">The provider's issuer identifier.</param>
/// <param name="Subject">The account there.</param>
/// <param name="Provider">What the provider is called.</param>
/// <param name="LinkedAt">When it was linked.</param>
public sealed record LinkedAccount(
    string Issuer,
    string Subject,
    string Provider,
    DateTimeOffset LinkedAt
);

/// <summary>Which accounts at providers belong to which members: linked by a member who is signed in and was asked.</summary>
internal sealed class ExternalAccounts(
    VidimusDb db,
    Providers providers,
    Ceremonies ceremonies,
    Sessions sessions,
    MemberDeeds deeds
)
{
    private const string Kind = "oidc-link";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/account/external").AddEndpointFilter<AccountDoor>();
        pages.MapGet("", (HttpContext http, ExternalAccounts own) => own.Show(http));
        pages.MapGet(
            "/link/{number:int}",
            async (HttpContext http, ExternalSignIn signIn, int number) =>
                http.AskAgain()
                ?? await signIn.Begin(http, number, http.Session().MemberId, "/account/external")
        );
        pages.MapPost("/confirm", (HttpContext http, ExternalAccounts own) => own.Confirm(http));
        pages.MapPost("/remove", (HttpContext http, ExternalAccounts own) => own.Remove(http));
        pages
            .Public("asks for the browser's session itself")
            .Repeatable("linking and unlinking twice is the same as once")
            .ExcludeFromDescription();
    }

    /// <summary>
    /// The member who signs in with this account: the one it is linked to, or, where the operator trusts the provider's
    /// addresses, the one who has its verified address, who is linked from then on.
    /// </summary>
    public async Task<MemberRow?> MemberOf(
        ExternalAccount account,
        bool byAddress,
        HttpContext http
    )
    {
        var id = await Linked(db, account);
        if (id is null && byAddress && account is { EmailVerified: true, Email: { } email })
        {
            var normal = MemberRows.Normal(email);
            id = await db
                .Members.Where(m =>
                    m.NormalizedEmail == normal
                    && m.EmailConfirmedAt != null
                    && m.DisabledAt == null
                )
                .Select(m => m.Id)
                .SingleOrDefaultAsync(http.RequestAborted);
            if (id is null || !await Link(http, account, id))
                return null;
        }
        var member = id is null
            ? null
            : await db
                .Members.AsNoTracking()
                .SingleOrDefaultAsync(m => m.Id == id, http.RequestAborted);
        return member is { DisabledAt: null } ? member : null;
    }

    /// <summary>Asks the member, who has been at the provider, whether its account is to open this one.</summary>
    public async Task<IResult> AskToLink(HttpContext http, ExternalAccount account, string memberId)
    {
        if (
            await sessions.Find(http) is not { Complete: true } session
            || session.MemberId != memberId
        )
            return http.GoTo("/sign-in?return=%2Faccount%2Fexternal");
        await ceremonies.Begin(http, Kind, account, memberId);
        var name = providers.NameOf(account.Issuer);
        return http.Page<ConsentPage>(
            new
            {
                Title = $"Link your account at {name}",
                Asks = $"Whoever signs in at {name} as {account.Email ?? account.Subject} will be signed in here as you.",
                Grants = (IReadOnlyList<string>)
                    ["sign in here without your password, in all of your organizations"],
                As = session.Email,
                new Uri(account.Issuer).Host,
                Action = "/account/external/confirm",
                Button = "Link it",
                Otherwise = "/account/external",
            }
        );
    }

    private async Task<IResult> Show(HttpContext http)
    {
        if (http.AskAgain() is { } again)
            return again;
        var session = http.Session();
        var rows = await db
            .ExternalAccounts.Where(a => a.MemberId == session.MemberId)
            .OrderBy(a => a.CreatedAt)
            .ToListAsync(http.RequestAborted);
        return http.Page<ExternalPage>(
            new
            {
                All = (IReadOnlyList<LinkedAccount>)
                    [
                        .. rows.Select(a => new LinkedAccount(
                            a.Issuer,
                            a.Subject,
                            providers.NameOf(a.Issuer),
                            a.CreatedAt
                        )),
                    ],
                Offered = (IReadOnlyList<string>)[.. providers.Names.Select(p => p.Name)],
                Problem = http.Request.Query["problem"] == "taken"
                    ? "That account is linked to somebody else here, or the question was answered before."
                    : null,
            }
        );
    }

    private async Task<IResult> Confirm(HttpContext http)
    {
        if (http.AskAgain() is { } again)
            return again;
        var session = http.Session();
        var asked = await ceremonies.End<ExternalAccount>(http, Kind);
        var linked =
            asked is { } known
            && known.MemberId == session.MemberId
            && await Link(http, known.State, session.MemberId);
        return http.GoTo(linked ? "/account/external" : "/account/external?problem=taken");
    }

    private async Task<IResult> Remove(HttpContext http)
    {
        if (http.AskAgain() is { } again)
            return again;
        var (session, form) = (http.Session(), http.Form());
        var (issuer, subject) = (form["issuer"].ToString(), form["subject"].ToString());
        await deeds.Commit(
            http,
            session.MemberId,
            async unit =>
            {
                var row = await unit.Db.ExternalAccounts.SingleOrDefaultAsync(a =>
                    a.Issuer == issuer && a.Subject == subject && a.MemberId == session.MemberId
                );
                if (row is null)
                    return false;
                unit.Db.Remove(row);
                await MemberFacts.State(
                    unit,
                    session.MemberId,
                    [new SimpleFact("member.external-unlinked", session.MemberId)]
                );
                await deeds.Tell(
                    unit,
                    session.MemberId,
                    $"Your account is no longer linked to one at {providers.NameOf(issuer)}."
                );
                return true;
            }
        );
        return http.GoTo("/account/external");
    }

    /// <summary>Links the account to the member; false when it is somebody else's.</summary>
    private Task<bool> Link(HttpContext http, ExternalAccount account, string memberId) =>
        deeds.Commit(
            http,
            memberId,
            async unit =>
            {
                if (await Linked(unit.Db, account) is { } other)
                    return other == memberId;
                unit.Db.Add(
                    new ExternalAccountRow
                    {
                        Issuer = account.Issuer,
                        Subject = account.Subject,
                        MemberId = memberId,
                        CreatedAt = deeds.Now,
                    }
                );
                await MemberFacts.State(
                    unit,
                    memberId,
                    [new SimpleFact("member.external-linked", memberId)]
                );
                await deeds.Tell(
                    unit,
                    memberId,
                    $"Your account was linked to one at {providers.NameOf(account.Issuer)}, by which you can sign in now."
                );
                return true;
            }
        );

    private static Task<string?> Linked(VidimusDb from, ExternalAccount account) =>
        from
            .ExternalAccounts.Where(a => a.Issuer == account.Issuer && a.Subject == account.Subject)
            .Select(a => a.MemberId)
            .SingleOrDefaultAsync();
}
