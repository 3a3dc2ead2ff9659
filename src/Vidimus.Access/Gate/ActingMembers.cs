using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Members;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Gate;

/// <summary>
/// Lets work that a member asked for go on in the member's name. It needs no session, which may have ended since; it is
/// over at once when the member leaves the organization, is disabled, or has a role that does not allow it.
/// </summary>
public sealed class ActingMembers
{
    private readonly MemberCheck _members;

    internal ActingMembers(MemberCheck members) => _members = members;

    /// <summary>From here on the work acts as the member, or the refusal.</summary>
    /// <param name="services">The scope that the work runs in.</param>
    /// <param name="organizationId">The organization that it is done in.</param>
    /// <param name="memberId">The member.</param>
    /// <param name="mode"><c>live</c> or <c>test</c>.</param>
    /// <param name="scope">What is going to be done.</param>
    /// <param name="by">Id of what acts in the member's name; usage and charges name it.</param>
    /// <param name="requestId">Id of the request that asked for it.</param>
    public async ValueTask<Problem?> Enter(
        IServiceProvider services,
        string organizationId,
        string memberId,
        string mode,
        string scope,
        string by,
        string requestId
    )
    {
        var membership = await _members.Membership(organizationId, memberId);
        var disabled = await _members.Member(memberId) is not { DisabledAt: null };
        if (Judge(membership, disabled, scope) is { } refused)
            return refused;
        var caller = new Caller(
            organizationId,
            membership!.OrganizationName,
            null,
            mode,
            Roles.Scopes(membership.Role),
            null,
            membership.OrganizationUrl,
            memberId
        );
        services.GetRequiredService<CurrentCaller>().Set(caller);
        var author = services.GetRequiredService<CurrentAuthor>();
        author.Value = caller.AsAuthor(requestId) with { Tool = by };
        author.Recheck = async unit =>
        {
            var now = await _members.MembershipIn(unit.Db, organizationId, memberId);
            return Judge(now.Membership, now.Disabled, scope);
        };
        return null;
    }

    private static Problem? Judge(MembershipFacts? membership, bool disabled, string scope)
    {
        if (membership is null || disabled)
            return new(AccessProblems.NotAMember);
        if (membership.OrganizationState != OrganizationState.Active)
            return new(AccessProblems.OrganizationDisabled);
        return Scopes.Satisfies(Roles.Scopes(membership.Role), scope)
            ? null
            : AccessProblems.ScopeInsufficient.With(
                $"The member's role does not allow that any more: it lacks the scope {scope}."
            ) with
            {
                RequiredScopes = [scope],
            };
    }
}
