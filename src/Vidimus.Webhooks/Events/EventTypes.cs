using System.Collections.Frozen;
using Vidimus.Platform.Facts;

namespace Vidimus.Webhooks.Events;

/// <summary>All kinds of events of all modules.</summary>
internal sealed class EventTypes(
    IEnumerable<EventCatalogue> catalogues,
    IEnumerable<IEventResource> resources
)
{
    private readonly FrozenDictionary<string, EventType> _byKind = catalogues
        .SelectMany(c => c.Types)
        .ToFrozenDictionary(t => t.Kind, StringComparer.Ordinal);
    private readonly FrozenDictionary<string, IEventResource> _resources =
        resources.ToFrozenDictionary(r => r.Type, StringComparer.Ordinal);

    public IEnumerable<EventType> All =>
        _byKind.Values.OrderBy(t => t.Kind, StringComparer.Ordinal);

    public EventType? Find(string kind) => _byKind.GetValueOrDefault(kind);

    public IEventResource? Resource(string type) => _resources.GetValueOrDefault(type);

    /// <summary>Path under which the object is read; null where no address shows it.</summary>
    public string? Path(string type, string id) => Resource(type)?.Path(id);
}
