using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Orders;

/// <summary>Orders as events show them: as their own GET does, but for what people wrote, which may name somebody.</summary>
internal sealed class OrderResource(OrderViews views) : IEventResource
{
    private static readonly string[] InWords = ["documents", "reference", "endReason"];

    public string Type => "order";

    public string? Path(string id) => $"/v1/orders/{id}";

    public async Task<IReadOnlyDictionary<string, EventResourceState>> Read(
        VidimusDb db,
        IReadOnlyCollection<string> ids,
        bool recipients,
        CancellationToken cancellation
    )
    {
        var rows = await db
            .Orders.AsNoTracking()
            .Where(o => ids.Contains(o.Id))
            .ToListAsync(cancellation);
        return rows.ToDictionary(o => o.Id, o => Show(views.Of(o, [])));
    }

    private static EventResourceState Show(Order order)
    {
        var shown = (JsonObject)JsonSerializer.SerializeToNode(order, VidimusJson.Native)!;
        foreach (var name in InWords)
            shown.Remove(name);
        return new(shown);
    }
}
