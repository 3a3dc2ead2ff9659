using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Operating;

/// <summary>A person of the installation, as the operator sees one.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Email">The address.</param>
/// <param name="IsDisabled">Whether signing in is refused.</param>
public sealed record OperatorPerson(string Id, string Email, bool IsDisabled);

/// <summary>
/// People of the installation, one by one and by their exact address: there is no list to look through. Where they belong is
/// the organizations' own.
/// </summary>
internal sealed class People(
    VidimusDb db,
    Commits commits,
    CurrentAuthor author,
    TimeProvider clock
)
{
    public async Task<OperatorPerson?> Find(string email, CancellationToken cancellation)
    {
        var normal = MemberRows.Normal(email);
        return await db
            .Members.Where(m => m.NormalizedEmail == normal)
            .Select(m => new OperatorPerson(m.Id, m.Email, m.DisabledAt != null))
            .SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Keeps somebody from signing in, or lets them again; open sessions end at once.</summary>
    public async Task<Result<bool>> Disable(
        string id,
        bool disabled,
        CancellationToken cancellation
    )
    {
        if (id == author.Value!.ActorId)
            return MemberProblems.NotYourself;
        var first = await MemberFacts.FirstOrganization(db, id, cancellation);
        return await commits.Commit<bool>(
            author.Value with
            {
                OrganizationId = first,
            },
            async unit =>
            {
                if (await unit.Db.Members.SingleOrDefaultAsync(m => m.Id == id) is not { } member)
                    return PlatformProblems.NotFound;
                if ((member.DisabledAt is not null) == disabled)
                    return disabled;
                member.DisabledAt = disabled ? clock.GetUtcNow() : null;
                member.Version++;
                await MemberFacts.State(
                    unit,
                    id,
                    [
                        disabled
                            ? new SimpleFact("member.disabled", id)
                            : new SimpleFact("member.enabled", id),
                    ]
                );
                return disabled;
            },
            cancellation
        );
    }
}
