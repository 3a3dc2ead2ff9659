using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.OAuth;

/// <summary>
/// Ends grants inside a change of whatever they hang on. From its commit on no token of theirs is taken, on no node: the row
/// is read for every request.
/// </summary>
internal static class GrantEnd
{
    public const string ByMember = "revoked";
    public const string ByClient = "client";
    public const string Reuse = "reuse";
    public const string Removed = "member-removed";
    public const string SignedOut = "signed-out";
    public const string ClientGone = "client-deleted";
    public const string TooMany = "replaced";

    /// <summary>All of a member, in one organization or in all.</summary>
    public static Task OfMember(
        Unit unit,
        string memberId,
        string? organizationId,
        string reason,
        DateTimeOffset now
    ) =>
        All(
            unit,
            g =>
                g.MemberId == memberId
                && (organizationId == null || g.OrganizationId == organizationId),
            reason,
            now
        );

    /// <summary>All of a client that is deleted, in one organization or in all.</summary>
    public static Task OfClient(
        Unit unit,
        string clientId,
        string? organizationId,
        DateTimeOffset now
    ) =>
        All(
            unit,
            g =>
                g.ClientId == clientId
                && (organizationId == null || g.OrganizationId == organizationId),
            ClientGone,
            now
        );

    /// <summary>One; states it on the record of its organization.</summary>
    public static void One(Unit unit, GrantRow grant, string reason, DateTimeOffset now)
    {
        (grant.RevokedAt, grant.RevokedFor) = (now, reason);
        grant.Version++;
        var fact = new SimpleFact(
            "grant.revoked",
            grant.Id,
            ("member", grant.MemberId),
            ("mode", grant.Mode),
            ("reason", reason)
        );
        if (grant.OrganizationId == unit.Author.OrganizationId)
            unit.State(fact);
        else
            unit.State(fact, grant.OrganizationId);
    }

    private static async Task All(
        Unit unit,
        Expression<Func<GrantRow, bool>> which,
        string reason,
        DateTimeOffset now
    )
    {
        var open = await unit
            .Db.Across<GrantRow>()
            .Where(g => g.RevokedAt == null)
            .Where(which)
            .OrderBy(g => g.Id)
            .ToListAsync();
        open.ForEach(g => One(unit, g, reason, now));
    }
}
