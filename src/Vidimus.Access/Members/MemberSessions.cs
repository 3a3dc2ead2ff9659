using Microsoft.AspNetCore.Http;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Members;

/// <summary>Who looks at a page.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Name">The member's name.</param>
/// <param name="Email">The member's address.</param>
/// <param name="IsOperator">Whether the member runs the installation.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Organization">The organization looked at; null for a member of none.</param>
/// <param name="Organizations">All that the member belongs to.</param>
/// <param name="Token">A short access token for the organization and mode; empty without an organization.</param>
/// <param name="Moved">True when the organization chosen last is not the member's any more, so that this is another.</param>
/// <param name="NeedsProof">Whether the member has not shown for some minutes who it is.</param>
public sealed record SignedIn(
    string MemberId,
    string Name,
    string Email,
    bool IsOperator,
    string Mode,
    SignedInOrganization? Organization,
    IReadOnlyList<SignedInOrganization> Organizations,
    Secret Token,
    bool Moved,
    bool NeedsProof
);

/// <summary>An organization of the member who looks at a page.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What the member is in it.</param>
public sealed record SignedInOrganization(string Id, string Name, string Role);

/// <summary>Finds out who looks at a page, for pages outside this module.</summary>
public sealed class MemberSessions
{
    private readonly Sessions _sessions;
    private readonly MemberCheck _check;
    private readonly AccessTokens _tokens;

    internal MemberSessions(Sessions sessions, MemberCheck check, AccessTokens tokens) =>
        (_sessions, _check, _tokens) = (sessions, check, tokens);

    /// <summary>The member whose browser this is; null for a stranger, and between the steps of signing in.</summary>
    public async ValueTask<SignedIn?> Of(HttpContext http)
    {
        if (await _sessions.Find(http) is not { Complete: true } session)
            return null;
        var all = await _check.Memberships(session.MemberId);
        var chosen = all.FirstOrDefault(m => m.OrganizationId == session.OrganizationId);
        var current = chosen ?? all.FirstOrDefault();
        return new(
            session.MemberId,
            session.Name,
            session.Email,
            session.IsOperator,
            session.Mode,
            current is null ? null : Shown(current),
            [.. all.Select(Shown)],
            new(current is null ? "" : _tokens.Issue(session, current, session.Mode)),
            chosen is null && session.OrganizationId is not null,
            session.NeedsProof
        );
    }

    private static SignedInOrganization Shown(MembershipFacts m) =>
        new(m.OrganizationId, m.OrganizationName, m.Role);
}
