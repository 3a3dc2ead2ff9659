using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Events;

/// <summary>Reads the objects that events are about, as they are now, for the endpoints that ask for more than ids.</summary>
internal sealed class EventStates(IDbContextFactory<VidimusDb> databases, EventTypes types)
{
    /// <summary>What an endpoint includes to be shown the object.</summary>
    public const string Resource = "resource";

    /// <summary>What an endpoint includes to be shown the recipient's name and address.</summary>
    public const string Recipient = "recipient";

    public static bool Wants(string include, string what) =>
        include.Split(' ').Contains(what, StringComparer.Ordinal);

    /// <summary>By type and id; nothing is read when no endpoint asks for it.</summary>
    public async Task<IReadOnlyDictionary<(string Type, string Id), EventResourceState>> Read(
        IReadOnlyList<(EndpointRow Endpoint, FactRow Fact)> due,
        CancellationToken cancellation
    )
    {
        var read = new Dictionary<(string, string), EventResourceState>();
        var wanted = due.Where(d => d.Endpoint.Include.Length > 0)
            .Select(d => (d.Endpoint, d.Fact, types.Find(d.Fact.Kind)?.Resource))
            .Where(d => d.Resource is not null)
            .GroupBy(d => (d.Fact.OrganizationId, d.Fact.Mode, Type: d.Resource!));
        foreach (var group in wanted)
        {
            if (types.Resource(group.Key.Type) is not { } resource)
                continue;
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var found = await resource.Read(
                db.Enter(group.Key.OrganizationId, group.Key.Mode),
                [.. group.Select(d => d.Fact.ResourceId).Distinct()],
                group.Any(d => Wants(d.Endpoint.Include, Recipient)),
                cancellation
            );
            foreach (var (id, state) in found)
                read[(group.Key.Type, id)] = state;
        }
        return read;
    }
}
