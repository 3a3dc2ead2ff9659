using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Compliance;

/// <summary>Which changes concern an organization, and for how long they wait for it to look.</summary>
internal static class ReadChanges
{
    /// <summary>A change waits for so long, by the server's clock; the change of that very moment 30 days ago is the last that does.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    /// <summary>Changes that may alter what is paid; the others are of words and dates.</summary>
    public static readonly string[] Critical =
    [
        ChangeTypes.Retired,
        ChangeTypes.CodesChanged,
        ChangeTypes.CriteriaChanged,
    ];

    /// <summary>
    /// Changes of the policies that these organizations' first one reads. Where it has a policy of its own under the same id,
    /// what the library makes of that one is no business of its.
    /// </summary>
    public static IQueryable<ChangeRow> Of(VidimusDb db, string[] owners)
    {
        var own = owners[0];
        var changes = PolicyLibrary.Rows<ChangeRow>(db, owners);
        if (owners.Length == 1)
            return changes;
        var policies = db.Across<PolicyRow>();
        return changes.Where(c =>
            c.OrganizationId == own
            || !policies.Any(p => p.OrganizationId == own && p.Id == c.PolicyId)
        );
    }

    /// <summary>Those of them that happened since and that the organization has not acknowledged.</summary>
    public static IQueryable<ChangeRow> Unreviewed(
        VidimusDb db,
        string[] owners,
        DateTimeOffset since
    )
    {
        var own = owners[0];
        var done = db.Across<AcknowledgementRow>();
        return Of(db, owners)
            .Where(c =>
                c.At >= since && !done.Any(a => a.OrganizationId == own && a.Number == c.Number)
            );
    }
}
