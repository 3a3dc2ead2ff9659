using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>Who has an endpoint that would be told of a fact of these kinds, whoever's record it stood on.</summary>
internal sealed class FactListeners(EventTypes types) : IFactListeners
{
    public async Task<IReadOnlyList<(string OrganizationId, string Mode)>> Of(
        VidimusDb db,
        IReadOnlyCollection<string> kinds,
        CancellationToken cancellation
    )
    {
        EventType[] asked = [.. kinds.Select(types.Find).OfType<EventType>()];
        if (asked.Length == 0)
            return [];
        // By the index over what endpoints are about. A key's own endpoint hears of that key's doings alone, and one that came
        // with an object of that object: what somebody else states for everybody is told to neither.
        var endpoints = await db.Across<EndpointRow>()
            .Where(e =>
                e.About == ""
                && e.KeyId == null
                && e.ResourceId == null
                && e.DeletedAt == null
                && e.Url != ""
                && (e.State == EndpointStates.Active || e.State == EndpointStates.Paused)
            )
            .Select(e => new
            {
                e.OrganizationId,
                e.Mode,
                e.Events,
            })
            .Distinct()
            .ToListAsync(cancellation);
        return
        [
            .. endpoints
                .Where(e => asked.Any(type => EventPatterns.Match(e.Events, type)))
                .Select(e => (e.OrganizationId, e.Mode))
                .Distinct()
                .OrderBy(e => e.OrganizationId, StringComparer.Ordinal)
                .ThenBy(e => e.Mode, StringComparer.Ordinal),
        ];
    }
}
