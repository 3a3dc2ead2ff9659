using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Access.Organizations;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>A grant and its member, as a check needs to know them.</summary>
internal sealed record GrantFacts(
    string OrganizationId,
    string Id,
    string MemberId,
    string Mode,
    string ClientId,
    string ClientName,
    string Scopes,
    string Resource,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? MemberDisabledAt,
    DateTimeOffset ReadAt
)
{
    /// <summary>Where each of these stands; <see cref="ReadAt"/> is the database's time, which all nodes share.</summary>
    public static readonly Expression<Func<GrantRow, MemberRow, GrantFacts>> Columns = (
        grant,
        member
    ) =>
        new GrantFacts(
            grant.OrganizationId,
            grant.Id,
            grant.MemberId,
            grant.Mode,
            grant.ClientId,
            grant.ClientName,
            grant.Scopes,
            grant.Resource,
            grant.ExpiresAt,
            grant.UsedAt,
            grant.LastUsedAt,
            grant.RevokedAt,
            member.DisabledAt,
            PointReads.Now
        );

    public static readonly Expression<Func<GrantRow, MemberRow, bool>> OfMember = (grant, member) =>
        grant.MemberId == member.Id;

    /// <summary>True while tokens of it may be taken.</summary>
    public bool IsOpen =>
        RevokedAt is null && UsedAt is not null && ExpiresAt > ReadAt && MemberDisabledAt is null;
}

/// <summary>What a token of a grant stands for now.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Membership">The member in the organization.</param>
/// <param name="Scopes">What the token, the grant and the member's role all allow.</param>
internal sealed record GrantedAccess(
    GrantFacts Grant,
    MembershipFacts Membership,
    IReadOnlyList<string> Scopes
)
{
    /// <summary>The caller that a request with such a token has.</summary>
    public Caller AsCaller(TokenClaims claims) =>
        new(
            Membership.OrganizationId,
            Membership.OrganizationName,
            null,
            Grant.Mode,
            Scopes,
            claims.ExpiresAt,
            Membership.OrganizationUrl,
            Membership.MemberId,
            Grant.ClientId,
            Grant.Id
        );
}

/// <summary>
/// Checks access tokens of MCP clients against the rows behind them, read anew for every request as for keys and sessions: a
/// grant that was revoked, a member who was taken out and a role that was narrowed have effect at once.
/// </summary>
internal sealed class GrantCheck(
    PointReads reads,
    MemberCheck members,
    Commits commits,
    TimeProvider clock
)
{
    /// <summary>What is written down as the last use is at most this old.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, bool> _noting = new(StringComparer.Ordinal);

    private readonly PointRead<GrantFacts> _grants = reads.Of<GrantRow, MemberRow, GrantFacts>(
        grant => new { grant.OrganizationId, grant.Id },
        GrantFacts.OfMember,
        GrantFacts.Columns
    );

    /// <summary>What the token stands for, or why it does no more. The resource it is for is the caller's to look at.</summary>
    public async ValueTask<Result<GrantedAccess>> OfToken(TokenClaims claims)
    {
        var judged = Judge(
            claims,
            await _grants.Find(claims.OrganizationId, claims.GrantId!),
            await members.Membership(claims.OrganizationId, claims.Subject)
        );
        if (judged.Value is { } access)
            await NoteUse(access.Grant);
        return judged;
    }

    /// <summary>As <see cref="OfToken"/>, in the transaction of a change.</summary>
    public async ValueTask<Result<GrantedAccess>> InUnit(VidimusDb db, TokenClaims claims)
    {
        var grant = await _grants.FindIn(db, claims.OrganizationId, claims.GrantId!);
        var (membership, _) = await members.MembershipIn(db, claims.OrganizationId, claims.Subject);
        return Judge(claims, grant, membership);
    }

    /// <summary>The grant as it stands, whatever became of it; null when there is none.</summary>
    public ValueTask<GrantFacts?> Find(string organizationId, string id) =>
        _grants.Find(organizationId, id);

    /// <summary>What a token that is issued upon the grant would stand for; of these scopes where some are named.</summary>
    public async ValueTask<Result<GrantedAccess>> Now(
        string organizationId,
        string id,
        IReadOnlyCollection<string>? wanted = null
    )
    {
        var grant = await _grants.Find(organizationId, id);
        return grant is null
            ? OAuthProblems.GrantEnded
            : Judge(grant, await members.Membership(organizationId, grant.MemberId), wanted);
    }

    private static Result<GrantedAccess> Judge(
        TokenClaims claims,
        GrantFacts? grant,
        MembershipFacts? membership
    ) =>
        grant is null
        || grant.MemberId != claims.Subject
        || grant.ClientId != claims.ClientId
        || grant.Mode != claims.Mode
        || grant.Resource != claims.Audience
            ? OAuthProblems.GrantEnded
            : Judge(grant, membership, claims.Scopes);

    private static Result<GrantedAccess> Judge(
        GrantFacts grant,
        MembershipFacts? membership,
        IReadOnlyCollection<string>? wanted
    )
    {
        if (!grant.IsOpen)
            return OAuthProblems.GrantEnded;
        if (membership is null)
            return AccessProblems.NotAMember;
        if (membership.OrganizationState != OrganizationState.Active)
            return AccessProblems.OrganizationDisabled;
        IReadOnlyList<string> granted = grant.Scopes.Split(' ');
        // A role that was narrowed since counts as it is now, whatever was granted and issued.
        var scopes = OAuthScopes.Both(
            wanted is null ? granted : OAuthScopes.Both(wanted, granted),
            Roles.Scopes(membership.Role)
        );
        return new GrantedAccess(grant, membership, scopes);
    }

    private async ValueTask NoteUse(GrantFacts grant)
    {
        if (grant.LastUsedAt is { } last && grant.ReadAt - last < Grain)
            return;
        // Of many requests at once, one writes.
        if (!_noting.TryAdd(grant.Id, true))
            return;
        try
        {
            await commits.Keep(
                "access.identity",
                async unit =>
                {
                    var row = await unit
                        .Db.Across<GrantRow>()
                        .SingleOrDefaultAsync(g =>
                            g.OrganizationId == grant.OrganizationId && g.Id == grant.Id
                        );
                    if (row is { RevokedAt: null })
                        row.LastUsedAt = clock.GetUtcNow();
                },
                CancellationToken.None
            );
        }
        catch (CommitFailedException)
        {
            // When a client was last here is a courtesy; a database that takes no writes must not end its reading.
        }
        finally
        {
            _noting.TryRemove(grant.Id, out _);
        }
    }
}
