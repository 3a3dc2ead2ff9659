using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>What the operator of the machine can do about members without signing in.</summary>
public sealed class MemberCommands
{
    private readonly Commits _commits;
    private readonly TimeProvider _clock;
    private readonly PasswordHasher<MemberRow> _hasher;

    internal MemberCommands(Commits commits, MemberOptions options, TimeProvider clock)
    {
        (_commits, _clock) = (commits, clock);
        _hasher = new(
            Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordRounds })
        );
    }

    /// <summary>
    /// Makes a member with a password in an organization, or gives one that there is another role there; answers the id.
    /// </summary>
    public async Task<Result<string>> Add(
        string organizationId,
        string name,
        string email,
        string role,
        string password,
        CancellationToken cancellation
    )
    {
        if (
            new Fields()
                .Text("name", name, 200, required: true)
                .Email("email", email)
                .OneOf("role", role, Roles.All, required: true)
                .Problem is
            { } wrong
        )
            return wrong;
        if (PasswordRules.Wrong(password, email, name) is { } weak)
            return new Fields().Wrong("password", weak).Problem!;
        var fresh = MemberRows.Make(name, email, _clock);
        fresh.PasswordHash = _hasher.HashPassword(fresh, password);
        return await _commits.Commit<string>(
            new(organizationId, "live", "installation", "operator", ""),
            unit => Add(unit, organizationId, fresh, role),
            cancellation
        );
    }

    private async Task<Result<string>> Add(
        Unit unit,
        string organizationId,
        MemberRow fresh,
        string role
    )
    {
        if (!await unit.Db.Organizations.AnyAsync(o => o.Id == organizationId))
            return PlatformProblems.NotFound;
        var member = await unit.Db.Members.SingleOrDefaultAsync(m =>
            m.NormalizedEmail == fresh.NormalizedEmail
        );
        if (member is null)
        {
            unit.Db.Add(member = fresh);
            unit.State(MemberFacts.Created(member));
        }
        var membership = await unit.Db.Memberships.SingleOrDefaultAsync(m =>
            m.OrganizationId == organizationId && m.MemberId == member.Id
        );
        if (membership is null)
        {
            unit.Db.Add(MemberRows.Join(organizationId, member.Id, role, null, _clock));
            unit.State(new SimpleFact("member.joined", member.Id, ("role", role)));
            return member.Id;
        }
        unit.State(
            new SimpleFact(
                "member.role-changed",
                member.Id,
                ("role", role),
                ("roleBefore", membership.Role)
            )
        );
        (membership.Role, membership.Version) = (role, membership.Version + 1);
        return member.Id;
    }
}
