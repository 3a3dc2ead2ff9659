using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Members;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access;

/// <summary>What credentials need to know of their organization.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PublicUrl">The public address pinned at its first live issue, or null.</param>
public sealed record IssuerFacts(string Name, string? PublicUrl);

/// <summary>A key that has ended.</summary>
public sealed record EndedKey
{
    /// <summary>Whose it was.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The key.</summary>
    public required string Id { get; init; }
}

/// <summary>What other modules may ask about organizations.</summary>
public static class OrganizationFacts
{
    /// <summary>Name and pinned address of an organization.</summary>
    public static async Task<IssuerFacts> IssuerFacts(
        this VidimusDb db,
        string organizationId,
        CancellationToken cancellation
    ) =>
        await db.Set<OrganizationRow>()
            .Where(o => o.Id == organizationId)
            .Select(o => new IssuerFacts(o.Name, o.PublicUrl))
            .SingleAsync(cancellation);

    /// <summary>The address that an organization's credentials carry; null before its first live issue, or when there is no such organization.</summary>
    public static async Task<string?> PinnedPublicUrl(
        this VidimusDb db,
        string organizationId,
        CancellationToken cancellation
    ) =>
        await db.Set<OrganizationRow>()
            .Where(o => o.Id == organizationId)
            .Select(o => o.PublicUrl)
            .SingleOrDefaultAsync(cancellation);

    /// <summary>Those of these organizations that there are, each with whether it is in use; the operator has disabled the others.</summary>
    public static async Task<IReadOnlyDictionary<string, bool>> OrganizationsInUse(
        this VidimusDb db,
        IReadOnlyCollection<string> organizationIds
    ) =>
        await db.Set<OrganizationRow>()
            .Where(o => organizationIds.Contains(o.Id))
            .ToDictionaryAsync(
                o => o.Id,
                o => o.State == OrganizationState.Active,
                StringComparer.Ordinal
            );

    /// <summary>Names of these organizations, as they are now.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OrganizationNames(
        this VidimusDb db,
        IReadOnlyCollection<string> organizationIds,
        CancellationToken cancellation
    ) =>
        await db.Set<OrganizationRow>()
            .Where(o => organizationIds.Contains(o.Id))
            .ToDictionaryAsync(o => o.Id, o => o.Name, StringComparer.Ordinal, cancellation);

    /// <summary>Names of those of these people who are members of the organization, as they are now.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> MemberNames(
        this VidimusDb db,
        string organizationId,
        IReadOnlyCollection<string> memberIds,
        CancellationToken cancellation
    ) =>
        await (
            from membership in db.Across<MembershipRow>()
            join person in db.Set<MemberRow>() on membership.MemberId equals person.Id
            where membership.OrganizationId == organizationId && memberIds.Contains(person.Id)
            select new { person.Id, person.Name }
        ).ToDictionaryAsync(p => p.Id, p => p.Name, StringComparer.Ordinal, cancellation);

    /// <summary>What a member can be in an organization, the most powerful first.</summary>
    public static IReadOnlyList<string> MemberRoles => Roles.All;

    /// <summary>
    /// Mail addresses of members of the organization who have one of these roles or are one of these people, each once, those
    /// who joined first before the others, and no more than so many. Who was taken out by the operator gets no mail.
    /// </summary>
    public static async Task<IReadOnlyList<string>> MemberAddresses(
        this VidimusDb db,
        string organizationId,
        IReadOnlyCollection<string> roles,
        IReadOnlyCollection<string> memberIds,
        int most
    ) =>
        await (
            from membership in db.Across<MembershipRow>()
            join person in db.Set<MemberRow>() on membership.MemberId equals person.Id
            where
                membership.OrganizationId == organizationId
                && person.DisabledAt == null
                && (roles.Contains(membership.Role) || memberIds.Contains(person.Id))
            orderby membership.JoinedAt, person.Id
            select person.Email
        )
            .Take(most)
            .ToListAsync();

    /// <summary>True when the organization has this key, of this mode, and it is neither revoked nor replaced.</summary>
    public static Task<bool> HasKey(
        this VidimusDb db,
        string organizationId,
        string keyId,
        string mode
    ) =>
        db.Set<KeyRow>()
            .AnyAsync(k =>
                k.OrganizationId == organizationId
                && k.Id == keyId
                && k.Mode == mode
                && k.RevokedAt == null
                && k.ReplacedBy == null
            );

    /// <summary>
    /// The keys that had ended by then, expired or revoked; to be compared inside another query, whose organizations are these
    /// as well.
    /// </summary>
    public static IQueryable<EndedKey> EndedKeys(this VidimusDb db, DateTimeOffset by) =>
        db.Set<KeyRow>()
            .Where(k => k.RevokedAt <= by || k.ExpiresAt <= by)
            .Select(k => new EndedKey { OrganizationId = k.OrganizationId, Id = k.Id });

    /// <summary>
    /// Pins the public address with the first live credential; it stands in every credential and never changes again.
    /// </summary>
    public static async Task PinPublicUrl(this Unit unit, string publicUrl)
    {
        var id = unit.Author.OrganizationId;
        var organization = await unit.Db.Set<OrganizationRow>().SingleAsync(o => o.Id == id);
        if (organization.PublicUrl is not null)
            return;
        organization.PublicUrl = publicUrl;
        organization.Version++;
        unit.State(new SimpleFact("organization.address-pinned", id));
    }
}
