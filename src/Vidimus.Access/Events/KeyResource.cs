using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Events;

/// <summary>Keys as events show them: without the label, which people write, and without networks, which may be somebody's home.</summary>
internal sealed class KeyResource(KeyOptions limits, TimeProvider clock) : IEventResource
{
    public string Type => "key";

    public string? Path(string id) => $"/v1/keys/{id}";

    public async Task<IReadOnlyDictionary<string, EventResourceState>> Read(
        VidimusDb db,
        IReadOnlyCollection<string> ids,
        bool recipients,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var rows = await db
            .Keys.AsNoTracking()
            .Where(k => ids.Contains(k.Id))
            .ToListAsync(cancellation);
        return rows.ToDictionary(r => r.Id, r => new EventResourceState(Show(r, now)));
    }

    private JsonObject Show(KeyRow row, DateTimeOffset now)
    {
        var shown = (JsonObject)
            JsonSerializer.SerializeToNode(ApiKey.Of(row, now, limits), VidimusJson.Native)!;
        shown.Remove("label");
        shown.Remove("allowedNetworks");
        return shown;
    }
}
