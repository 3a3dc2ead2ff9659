using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>What the operator of the machine can do about members without signing in.</summary>
public sealed class MemberCommands
{
    private readonly Commits _commits;
    private readonly MemberLinks _links;
    private readonly TimeProvider _clock;
    private readonly PasswordHasher<MemberRow> _hasher;

    internal MemberCommands(
        Commits commits,
        MemberLinks links,
        MemberOptions options,
        TimeProvider clock
    )
    {
        (_commits, _links, _clock) = (commits, links, clock);
        _hasher = new(
            Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordRounds })
        );
    }

    /// <summary>
    /// Makes a member with a password in an organization, or gives one that there is another role there; answers the id.
    /// </summary>
    public Task<Result<string>> Add(
        string organizationId,
        string name,
        string email,
        string role,
        string password,
        CancellationToken cancellation
    )
    {
        var fresh = MemberRows.Make(name, email, _clock);
        fresh.PasswordHash = _hasher.HashPassword(fresh, password);
        var wrong =
            Wrong(name, email, role)
            ?? (
                PasswordRules.Wrong(password, email, name) is { } weak
                    ? new Fields().Wrong("password", weak).Problem
                    : null
            );
        return Commit(
            wrong,
            organizationId,
            async unit =>
            {
                var member = await Find(unit, fresh);
                await Join(unit, organizationId, member.Id, role);
                return member.Id;
            },
            cancellation
        );
    }

    /// <summary>
    /// Makes somebody an owner of an organization, be it a new member or one who cannot get in any more; answers the path of a
    /// one-time link that sets a password.
    /// </summary>
    public Task<Result<string>> AddOwner(
        string organizationId,
        string name,
        string email,
        CancellationToken cancellation
    )
    {
        var fresh = MemberRows.Make(name, email, _clock);
        return Commit(
            Wrong(name, email, Roles.Owner),
            organizationId,
            async unit =>
            {
                var member = await Find(unit, fresh);
                await Join(unit, organizationId, member.Id, Roles.Owner);
                return Link(unit, member);
            },
            cancellation
        );
    }

    /// <summary>As above, for who runs the installation; belongs to no organization by that.</summary>
    public Task<Result<string>> AddOperator(
        string name,
        string email,
        CancellationToken cancellation
    )
    {
        var fresh = MemberRows.Make(name, email, _clock);
        return Commit(
            Wrong(name, email, Roles.Owner),
            "",
            async unit =>
            {
                var member = await Find(unit, fresh);
                (member.IsOperator, member.Version) = (true, member.Version + 1);
                unit.State(new SimpleFact("member.operator-made", member.Id));
                return Link(unit, member);
            },
            cancellation
        );
    }

    private async Task<Result<string>> Commit(
        Problem? wrong,
        string organizationId,
        Func<Unit, Task<string>> change,
        CancellationToken cancellation
    ) =>
        wrong
        ?? await _commits.Commit<string>(
            new(organizationId, "live", "installation", "operator", ""),
            async unit =>
                organizationId.Length > 0
                && !await unit.Db.Organizations.AnyAsync(o => o.Id == organizationId)
                    ? PlatformProblems.NotFound
                    : await change(unit),
            cancellation
        );

    private static Problem? Wrong(string name, string email, string role) =>
        new Fields()
            .Text("name", name, 200, required: true)
            .Email("email", email)
            .OneOf("role", role, Roles.All, required: true)
            .Problem;

    private static async Task<MemberRow> Find(Unit unit, MemberRow fresh)
    {
        var member = await unit.Db.Members.SingleOrDefaultAsync(m =>
            m.NormalizedEmail == fresh.NormalizedEmail
        );
        if (member is not null)
            return member;
        unit.Db.Add(fresh);
        unit.State(MemberFacts.Created(fresh));
        return fresh;
    }

    private async Task Join(Unit unit, string organizationId, string memberId, string role)
    {
        var membership = await unit.Db.Memberships.SingleOrDefaultAsync(m =>
            m.OrganizationId == organizationId && m.MemberId == memberId
        );
        if (membership is null)
        {
            unit.Db.Add(MemberRows.Join(organizationId, memberId, role, null, _clock));
            unit.State(new SimpleFact("member.joined", memberId, ("role", role)));
            return;
        }
        unit.State(
            new SimpleFact(
                "member.role-changed",
                memberId,
                ("role", role),
                ("roleBefore", membership.Role)
            )
        );
        (membership.Role, membership.Version) = (role, membership.Version + 1);
    }

    private string Link(Unit unit, MemberRow member) =>
        MemberLinks.Path(MemberLinks.Restore, _links.Make(unit, member.Id, MemberLinks.Restore));
}
