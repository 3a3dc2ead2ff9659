using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies;

/// <summary>Policies as events show them: what a list of them shows, without texts, codes and criteria.</summary>
internal sealed class PolicyResource(PolicyLibrary library) : IEventResource
{
    public string Type => "policy";

    public string? Path(string id) => $"/v1/policies/{Uri.EscapeDataString(id)}";

    public async Task<IReadOnlyDictionary<string, EventResourceState>> Read(
        VidimusDb db,
        IReadOnlyCollection<string> ids,
        bool recipients,
        CancellationToken cancellation
    )
    {
        if (db.Organization is not { } own)
            return new Dictionary<string, EventResourceState>();
        var rows = await PolicyLibrary
            .Rows<PolicyRow>(db, library.Of(own))
            .AsNoTracking()
            .Where(p => ids.Contains(p.Id))
            .ToListAsync(cancellation);
        return rows.GroupBy(p => p.Id)
            .ToDictionary(
                g => g.Key,
                g => new EventResourceState(Show(g.MaxBy(p => p.OrganizationId == own)!)),
                StringComparer.Ordinal
            );
    }

    private static JsonObject Show(PolicyRow row) =>
        new()
        {
            ["id"] = row.Id,
            ["title"] = row.Title,
            ["type"] = row.Type,
            ["jurisdiction"] = row.Jurisdiction,
            ["status"] = row.Status,
            ["effectiveDate"] = row.EffectiveDate,
            ["retireDate"] = row.RetireDate,
            ["version"] = row.VersionLabel,
            ["edition"] = row.Edition,
        };
}
