using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Members;
using Vidimus.Access.Tokens;
using Vidimus.Pages;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Setup;

/// <summary>What the form of the set-up page was sent with; never the password.</summary>
/// <param name="Organization">Name of the organization.</param>
/// <param name="Owner">The owner's name.</param>
/// <param name="Email">The owner's address.</param>
public sealed record SetUpGiven(string Organization, string Owner, string Email);

/// <summary>
/// The page behind the one-time set-up link: names the first organization, makes its owner, who is the installation's operator
/// too, signs the owner in and mints a key.
/// </summary>
internal sealed class SetUp(
    VidimusDb db,
    Commits commits,
    AccessOptions options,
    IPasswordHasher<MemberRow> hasher,
    Sessions sessions,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/setup/{token}",
                (HttpContext http, SetUp setUp, string token) => setUp.Show(http, token)
            )
            .Public("the link itself is the secret")
            .ExcludeFromDescription();
        routes
            .MapPost(
                "/setup/{token}",
                (HttpContext http, SetUp setUp, string token) => setUp.Take(http, token)
            )
            .Public("the link itself is the secret")
            .Weighs(10)
            .Repeatable("the link works once, and its key is shown to nobody again")
            .ExcludeFromDescription();
    }

    public async Task<IResult> Show(HttpContext http, string token) =>
        await Valid(db, token) is null ? Used(http) : Page(http, token, new("", "", ""), []);

    public async Task<IResult> Take(HttpContext http, string token)
    {
        if (await Valid(db, token) is not { } found)
            return Used(http);
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        var given = new SetUpGiven(form.Text("name"), form.Text("owner"), form.Text("email"));
        var password = form["password"].ToString();
        if (Wrong(given, password) is { Count: > 0 } wrong)
            return Page(http, token, given, wrong);
        var owner = MemberRows.Make(given.Owner, given.Email, clock);
        owner.IsOperator = true;
        owner.PasswordHash = hasher.HashPassword(owner, password);
        var (session, secret) = sessions.Make(http, owner, "setup", complete: true);
        var done = await commits.Commit<MintedKey>(
            new(found.OrganizationId, "live", "installation", "setup", http.RequestId()),
            unit => Make(unit, token, given.Organization, owner, session),
            http.RequestAborted
        );
        if (done.Problem is { } refused)
            return refused.Type == AccessProblems.SetupUsed ? Used(http) : new Refusal(refused);
        Sessions.SetCookie(http, secret);
        return http.Page<SetUpDonePage>(new { Key = done.Value!.Secret });
    }

    private async Task<Result<MintedKey>> Make(
        Unit unit,
        string token,
        string name,
        MemberRow owner,
        SessionRow session
    )
    {
        if (await Valid(unit.Db, token) is not { } setup)
            return AccessProblems.SetupUsed;
        if (await unit.Db.Members.AnyAsync(m => m.NormalizedEmail == owner.NormalizedEmail))
            return AccessProblems.MemberExists;
        setup.UsedAt = clock.GetUtcNow();
        var organization = await unit.Db.Organizations.SingleAsync(o =>
            o.Id == setup.OrganizationId
        );
        organization.Name = name;
        organization.Version++;
        unit.Db.Add(owner);
        unit.Db.Add(MemberRows.Join(organization.Id, owner.Id, Roles.Owner, null, clock));
        await sessions.Add(unit, session, null);
        var (row, minted) = MintKey.Make(
            organization.Id,
            new("Administrator", "live"),
            "vdm",
            [Scopes.Admin],
            options.RateLimitPerMinute,
            clock
        );
        unit.Db.Add(row);
        unit.State(new SimpleFact("organization.set-up", organization.Id));
        unit.State(MemberFacts.Created(owner));
        unit.State(KeyTerms.Minted(row));
        return minted;
    }

    /// <summary>All that is wrong, by the name of the field.</summary>
    private static Dictionary<string, string> Wrong(SetUpGiven given, string password)
    {
        var fields = new Fields()
            .Text("name", given.Organization, 200, required: true)
            .Text("owner", given.Owner, 200, required: true)
            .Check(given.Email.Length > 0, "email", "is required")
            .Email("email", given.Email.Length > 0 ? given.Email : null);
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var error in fields.Errors)
            wrong.TryAdd(
                error.Field,
                char.ToUpperInvariant(error.Message[0]) + error.Message[1..] + "."
            );
        if (PasswordRules.Wrong(password, given.Email, given.Owner) is { } weak)
            wrong["password"] = weak;
        return wrong;
    }

    private static IResult Used(HttpContext http) =>
        http.Page<MessagePage>(
            new
            {
                Title = "This link works no more",
                Problem = "The set-up link was used already, has expired, or was never valid.",
                Text = "If this server is set up, sign in. Otherwise start it on an empty database for a new link.",
                Link = "/sign-in",
                LinkText = "Sign in",
            },
            StatusCodes.Status404NotFound
        );

    private async Task<SetupRow?> Valid(VidimusDb from, string token)
    {
        var (digest, now) = (KeyFormat.Digest(token), clock.GetUtcNow());
        return await from.Setups.SingleOrDefaultAsync(s =>
            s.Digest == digest && s.UsedAt == null && s.ExpiresAt > now
        );
    }

    private static IResult Page(
        HttpContext http,
        string token,
        SetUpGiven given,
        Dictionary<string, string> wrong
    ) =>
        http.Page<SetUpPage>(
            new
            {
                Action = "/setup/" + Uri.EscapeDataString(token),
                Given = given,
                Wrongs = wrong,
            },
            wrong.Count == 0 ? 200 : 400
        );
}
