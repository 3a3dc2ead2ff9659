using System.Reflection;

namespace Vidimus.Platform.Facts;

/// <summary>The contract that an event belongs to beside the native one, and with it the headers and the patience it is sent with.</summary>
public enum EventContract
{
    /// <summary>Ours alone.</summary>
    Native,

    /// <summary>Verity's, too.</summary>
    Verity,

    /// <summary>Verdacert's, too.</summary>
    Verdacert,
}

/// <summary>A kind of fact that receivers outside can be told of.</summary>
/// <param name="Kind">The fact's kind, such as <c>credential.issued</c>.</param>
/// <param name="Meaning">When it happens, in one sentence.</param>
/// <param name="Resource">What the resource id of the fact is an id of, such as <c>credential</c>.</param>
/// <param name="Example">An id of that kind, for the example in the documentation.</param>
/// <param name="Members">The fact's own members with an example of each: a text, or after an equals sign JSON as it stands.</param>
public sealed record EventType(
    string Kind,
    string Meaning,
    string Resource,
    string Example,
    params (string Name, string Example)[] Members
)
{
    /// <summary>The contract it belongs to.</summary>
    public EventContract Contract { get; init; }

    /// <summary>True when it is sent only to endpoints that name it: <c>*</c> and prefixes leave it out.</summary>
    public bool ByNameOnly { get; init; }

    /// <summary>The scope by which what it tells is read, where that is not read by everybody who may make an endpoint; null otherwise.</summary>
    public string? Needs { get; init; }

    /// <summary>Where nothing states it yet: why, in one sentence.</summary>
    public string? NotYet { get; init; }
}

/// <summary>A module's kinds of events, listed once; the Webhooks module gathers them.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Types">Its kinds of events.</param>
public sealed record EventCatalogue(string Module, IReadOnlyList<EventType> Types)
{
    /// <summary>Gathers the public static fields of type <see cref="EventType"/> of a catalogue class.</summary>
    public static EventCatalogue Of(string module, Type catalogue) =>
        new(
            module,
            [
                .. catalogue
                    .GetFields(BindingFlags.Public | BindingFlags.Static)
                    .Where(f => f.FieldType == typeof(EventType))
                    .Select(f => (EventType)f.GetValue(null)!),
            ]
        );
}
