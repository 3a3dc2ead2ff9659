using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Events;

/// <summary>Groups as events show them: as their own GET does, since nothing personal belongs in one.</summary>
internal sealed class GroupResource : IEventResource
{
    public string Type => "group";

    public string? Path(string id) => $"/v1/groups/{id}";

    public async Task<IReadOnlyDictionary<string, EventResourceState>> Read(
        VidimusDb db,
        IReadOnlyCollection<string> ids,
        bool recipients,
        CancellationToken cancellation
    )
    {
        var rows = await db
            .Groups.AsNoTracking()
            .Where(g => ids.Contains(g.Id))
            .ToListAsync(cancellation);
        var totals = await GroupRules.Totals(db, rows.Select(r => r.Id), cancellation);
        return rows.ToDictionary(
            r => r.Id,
            r => Show(Group.Of(r, GroupRules.Counts(totals, r.Id)))
        );
    }

    private static EventResourceState Show(Group group) =>
        new((JsonObject)JsonSerializer.SerializeToNode(group, VidimusJson.Native)!);
}
