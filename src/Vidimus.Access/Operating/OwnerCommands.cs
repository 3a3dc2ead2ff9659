using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Access.Members.Invitations;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Operating;

/// <summary>What the operator of the machine can do about lost owners, also where no mail can be sent.</summary>
public sealed class OwnerCommands
{
    private readonly Commits _commits;
    private readonly AccessOptions _options;
    private readonly TimeProvider _clock;

    internal OwnerCommands(Commits commits, AccessOptions options, TimeProvider clock) =>
        (_commits, _options, _clock) = (commits, options, clock);

    /// <summary>
    /// Makes the link by which the person with this address becomes an owner of the organization, and answers it; for seven
    /// days, once. It stands on the organization's record.
    /// </summary>
    public async Task<Result<string>> Restore(
        string organizationId,
        string email,
        CancellationToken cancellation
    )
    {
        if (new Fields().Email("email", email).Problem is { } wrong)
            return wrong;
        var token = InvitationToken.Make();
        var row = InviteMember.Row(organizationId, email, Roles.Owner, "operator", token, _clock);
        return await _commits.Commit<string>(
            new(organizationId, "live", "installation", "operator", ""),
            async unit =>
            {
                if (!await unit.Db.Organizations.AnyAsync(o => o.Id == organizationId))
                    return PlatformProblems.NotFound.With("There is no such organization.");
                await MemberRules.Take(unit);
                await MakeOwners.Replace(unit, row);
                unit.Db.Add(row);
                unit.State(new SimpleFact("member.owner-restored", row.Id));
                return $"{_options.BaseUrl}/join/{token.Text}";
            },
            cancellation
        );
    }
}
