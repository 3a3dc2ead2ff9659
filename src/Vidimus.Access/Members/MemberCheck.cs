using System.Linq.Expressions;
using Vidimus.Access.Keys;
using Vidimus.Access.Organizations;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>A session and its member, as a check needs to know them.</summary>
internal sealed record SessionFacts(
    string Id,
    string MemberId,
    string SecurityStamp,
    string Method,
    bool Complete,
    string? OrganizationId,
    string Mode,
    DateTimeOffset ProvenAt,
    DateTimeOffset SeenAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt,
    string Name,
    string Email,
    string MemberStamp,
    bool TwoFactor,
    bool IsOperator,
    DateTimeOffset? DisabledAt,
    DateTimeOffset ReadAt
)
{
    /// <summary>Where each of these stands; <see cref="ReadAt"/> is the database's time, which all nodes share.</summary>
    public static readonly Expression<Func<SessionRow, MemberRow, SessionFacts>> Columns = (
        session,
        member
    ) =>
        new SessionFacts(
            session.Id,
            session.MemberId,
            session.SecurityStamp,
            session.Method,
            session.Complete,
            session.OrganizationId,
            session.Mode,
            session.ProvenAt,
            session.SeenAt,
            session.ExpiresAt,
            session.EndedAt,
            member.Name,
            member.Email,
            member.SecurityStamp,
            member.TwoFactor,
            member.IsOperator,
            member.DisabledAt,
            PointReads.Now
        );

    public static readonly Expression<Func<SessionRow, MemberRow, bool>> OfMember = (
        session,
        member
    ) => session.MemberId == member.Id;

    /// <summary>After this time what is dangerous asks again who it is.</summary>
    private static readonly TimeSpan Proven = TimeSpan.FromMinutes(10);

    /// <summary>True when the member has not shown for some minutes who it is.</summary>
    public bool NeedsProof => ReadAt - ProvenAt >= Proven;

    /// <summary>True while it is neither ended nor idle for too long, and its member may be here.</summary>
    public bool IsOpen(TimeSpan idle) =>
        EndedAt is null
        && ExpiresAt > ReadAt
        && SeenAt + idle > ReadAt
        && DisabledAt is null
        && SecurityStamp == MemberStamp;
}

/// <summary>A membership and its organization, as a check needs to know them.</summary>
internal sealed record MembershipFacts(
    string OrganizationId,
    string MemberId,
    string Role,
    DateTimeOffset JoinedAt,
    string OrganizationName,
    string OrganizationState,
    string? OrganizationUrl
)
{
    public static readonly Expression<
        Func<MembershipRow, OrganizationRow, MembershipFacts>
    > Columns = (membership, organization) =>
        new MembershipFacts(
            membership.OrganizationId,
            membership.MemberId,
            membership.Role,
            membership.JoinedAt,
            organization.Name,
            organization.State,
            organization.PublicUrl
        );

    public static readonly Expression<Func<MembershipRow, OrganizationRow, bool>> OfOrganization = (
        membership,
        organization
    ) => membership.OrganizationId == organization.Id;
}

/// <summary>
/// Checks sessions and memberships against their rows, read anew for every request, as keys are: a session that was ended,
/// a role that was changed and a member who was taken out have effect at once.
/// </summary>
internal sealed class MemberCheck(PointReads reads, MemberOptions options)
{
    private readonly PointRead<SessionFacts> _byDigest = reads.Of<
        SessionRow,
        MemberRow,
        SessionFacts
    >(session => session.Digest, SessionFacts.OfMember, SessionFacts.Columns);
    private readonly PointRead<SessionFacts> _byId = reads.Of<SessionRow, MemberRow, SessionFacts>(
        session => session.Id,
        SessionFacts.OfMember,
        SessionFacts.Columns
    );
    private readonly PointRead<MembershipFacts> _membership = reads.Of<
        MembershipRow,
        OrganizationRow,
        MembershipFacts
    >(
        membership => new { membership.OrganizationId, membership.MemberId },
        MembershipFacts.OfOrganization,
        MembershipFacts.Columns
    );
    private readonly PointRead<MembershipFacts> _ofMember = reads.Of<
        MembershipRow,
        OrganizationRow,
        MembershipFacts
    >(membership => membership.MemberId, MembershipFacts.OfOrganization, MembershipFacts.Columns);
    private readonly PointRead<MemberRow> _members = reads.Of<MemberRow>(member => member.Id);

    /// <summary>Requests that a member may make in any minute.</summary>
    public int RequestsPerMinute => options.RequestsPerMinute;

    /// <summary>The open session whose cookie holds this secret.</summary>
    public async ValueTask<SessionFacts?> ByCookie(string secret) =>
        await _byDigest.Find(KeyFormat.Digest(secret)) is { } session
        && session.IsOpen(options.SessionIdle)
            ? session
            : null;

    /// <summary>The membership that an access token stands for, or why it does no more.</summary>
    public async ValueTask<Result<MembershipFacts>> OfToken(TokenClaims claims) =>
        Judge(
            claims,
            await _byId.Find(claims.SessionId!),
            await _membership.Find(claims.OrganizationId, claims.Subject)
        );

    /// <summary>As <see cref="OfToken"/>, in the transaction of a change.</summary>
    public async ValueTask<Result<MembershipFacts>> InUnit(VidimusDb db, TokenClaims claims) =>
        Judge(
            claims,
            await _byId.FindIn(db, claims.SessionId!),
            await _membership.FindIn(db, claims.OrganizationId, claims.Subject)
        );

    /// <summary>All that a member belongs to and may work in, the first joined first.</summary>
    public async ValueTask<IReadOnlyList<MembershipFacts>> Memberships(string memberId) =>
        [
            .. (await _ofMember.FindAll(memberId))
                .Where(m => m.OrganizationState == OrganizationState.Active)
                .OrderBy(m => m.JoinedAt)
                .ThenBy(m => m.OrganizationId, StringComparer.Ordinal),
        ];

    public ValueTask<MembershipFacts?> Membership(string organizationId, string memberId) =>
        _membership.Find(organizationId, memberId);

    /// <summary>As <see cref="Membership"/>, with whether the member may be here at all, in the transaction of a change.</summary>
    public async ValueTask<(MembershipFacts? Membership, bool Disabled)> MembershipIn(
        VidimusDb db,
        string organizationId,
        string memberId
    ) =>
        (
            await _membership.FindIn(db, organizationId, memberId),
            await _members.FindIn(db, memberId) is not { DisabledAt: null }
        );

    /// <summary>The member, to be looked at.</summary>
    public ValueTask<MemberRow?> Member(string id) => _members.Find(id);

    private Result<MembershipFacts> Judge(
        TokenClaims claims,
        SessionFacts? session,
        MembershipFacts? membership
    )
    {
        if (
            session is not { Complete: true }
            || session.MemberId != claims.Subject
            || !session.IsOpen(options.SessionIdle)
        )
            return AccessProblems.SessionEnded;
        if (membership is null)
            return AccessProblems.NotAMember;
        if (membership.OrganizationState != OrganizationState.Active)
            return AccessProblems.OrganizationDisabled;
        return membership;
    }
}
