using Vidimus.Platform.Persistence;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>
/// How many deliveries are inserted: a list's thousand events for fifty endpoints are saved in one transaction, and nobody
/// else of the installation is to wait for fifty thousand single rows.
/// </summary>
internal static class DeliveriesToMany
{
    /// <summary>Below this, single rows cost less than finding out what is equal.</summary>
    private const int Many = 200;

    public static IEnumerable<(Type Kind, IReadOnlyList<object> Rows)> Put(List<DeliveryRow> rows)
    {
        if (rows.Count < Many)
            return [(typeof(DeliveryRow), rows)];
        List<DeliveryRow> single = [];
        List<Copies> copies = [];
        var byEndpoint = rows.GroupBy(r => (r.OrganizationId, r.EndpointId))
            .Select(g => g.OrderBy(r => r.EventId, StringComparer.Ordinal).ToArray())
            .OrderBy(g => g[0].EndpointId, StringComparer.Ordinal);
        // Endpoints that are told of the same events, whatever they ask for.
        foreach (var same in byEndpoint.GroupBy(g => g, new SameEvents()))
        {
            single.AddRange(same.Key);
            string[] others = [.. same.Skip(1).Select(g => g[0].EndpointId)];
            if (others.Length > 0)
                copies.Add(
                    new(typeof(DeliveryRow), same.Key, nameof(DeliveryRow.EndpointId), others)
                );
        }
        return [(typeof(DeliveryRow), single), (typeof(Copies), copies)];
    }

    private sealed class SameEvents : IEqualityComparer<DeliveryRow[]>
    {
        public bool Equals(DeliveryRow[]? x, DeliveryRow[]? y) =>
            x!.Length == y!.Length
            && x[0].OrganizationId == y[0].OrganizationId
            && x.Zip(y).All(p => p.First.EventId == p.Second.EventId);

        public int GetHashCode(DeliveryRow[] rows) =>
            HashCode.Combine(rows.Length, rows[0].EventId, rows[^1].EventId);
    }
}
