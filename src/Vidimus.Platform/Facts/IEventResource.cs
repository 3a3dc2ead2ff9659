using System.Text.Json.Nodes;
using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Facts;

/// <summary>A kind of object that events are about: where it is read, and how it looks now. Its module implements it.</summary>
public interface IEventResource
{
    /// <summary>Its name, as <see cref="EventType.Resource"/> says it.</summary>
    string Type { get; }

    /// <summary>Path under which the object of this id is read; null where none shows it.</summary>
    string? Path(string id);

    /// <summary>
    /// The objects of these ids as they are now, read in the tenant and mode that the context has entered; those that
    /// are gone are left out.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="ids">Ids of the objects.</param>
    /// <param name="recipients">Whether the recipient's name and address are asked for.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyDictionary<string, EventResourceState>> Read(
        VidimusDb db,
        IReadOnlyCollection<string> ids,
        bool recipients,
        CancellationToken cancellation
    ) =>
        Task.FromResult<IReadOnlyDictionary<string, EventResourceState>>(
            new Dictionary<string, EventResourceState>()
        );
}

/// <summary>An object as it is now, for those who asked for more than its id.</summary>
/// <param name="State">What its own GET shows, without anything personal; null where nothing is shown.</param>
/// <param name="Recipient">The recipient's name and address, where they were asked for and are not erased.</param>
public sealed record EventResourceState(JsonObject? State, JsonObject? Recipient = null);
