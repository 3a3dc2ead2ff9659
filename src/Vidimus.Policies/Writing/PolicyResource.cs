using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>A policy as events show it: its head, without its text.</summary>
internal sealed record PolicyHead(
    string Id,
    string Title,
    string Type,
    string? Jurisdiction,
    string? PayerName,
    string Status,
    string? EffectiveDate,
    string? RetireDate,
    string? Version,
    string? SourceUrl,
    int CodeCount,
    int CriteriaCount,
    int Edition,
    DateTimeOffset UpdatedAt
);

/// <summary>Policies as events show them: those that the organization reads, its own first.</summary>
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
        if (db.Organization is not { } organization)
            return new Dictionary<string, EventResourceState>();
        var rows = await PolicyLibrary
            .Rows<PolicyRow>(db, library.Of(organization))
            .AsNoTracking()
            .Where(p => ids.Contains(p.Id))
            .ToListAsync(cancellation);
        return rows.GroupBy(p => p.Id, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => Show(g.OrderByDescending(p => p.OrganizationId == organization).First()),
                StringComparer.Ordinal
            );
    }

    private static EventResourceState Show(PolicyRow p) =>
        new(
            (JsonObject)
                JsonSerializer.SerializeToNode(
                    new PolicyHead(
                        p.Id,
                        p.Title,
                        p.Type,
                        p.Jurisdiction,
                        p.PayerName,
                        p.Status,
                        p.EffectiveDate,
                        p.RetireDate,
                        p.VersionLabel,
                        p.SourceUrl,
                        p.CodeCount,
                        p.CriteriaCount,
                        p.Edition,
                        p.UpdatedAt
                    ),
                    VidimusJson.Native
                )!
        );
}

/// <summary>Imports of policies, of which events show the link alone.</summary>
internal sealed class PolicyImportResource : IEventResource
{
    public string Type => "policy_import";

    public string? Path(string id) => $"/v1/policies/imports/{id}";
}
