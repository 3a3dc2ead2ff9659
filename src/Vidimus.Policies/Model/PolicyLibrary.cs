using Vidimus.Access;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Model;

/// <summary>
/// Whose policies a caller reads: its own organization's, and those of the installation's library where there is one. Every
/// read of policies, codes, jurisdictions and changes is limited to these; where both have the same id, the caller's own is
/// the one that counts.
/// </summary>
internal sealed class PolicyLibrary(PoliciesOptions options)
{
    /// <summary>The organizations, the caller's own first.</summary>
    public string[] Of(Caller caller) => Of(caller.OrganizationId);

    /// <summary>As above.</summary>
    public string[] Of(string organizationId) =>
        options.Library is { Length: > 0 } library && library != organizationId
            ? [organizationId, library]
            : [organizationId];

    /// <summary>Rows of these organizations.</summary>
    public static IQueryable<T> Rows<T>(VidimusDb db, string[] owners)
        where T : class, ITenantRow =>
        db.Across<T>().Where(row => owners.Contains(row.OrganizationId));
}
