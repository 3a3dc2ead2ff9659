using System.Text.Json;

namespace Vidimus.Client;

/// <summary>A kind of event.</summary>
public sealed record WebhookEventType : IChecked
{
    /// <summary>Its name, as an endpoint asks for it.</summary>
    public required string Type { get; init; }

    /// <summary>When it happens.</summary>
    public required string Description { get; init; }

    /// <summary>What it happens to.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Whether it is sent only to endpoints that name it.</summary>
    public required bool ByNameOnly { get; init; }

    /// <summary>Why nothing sends it yet; null where something does.</summary>
    public string? NotYet { get; init; }

    /// <summary>A body.</summary>
    public required JsonElement Example { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Type, "type");
        check.Filled(ResourceType, "resourceType");
        check.That(Example.ValueKind is JsonValueKind.Object, "example");
    }
}

/// <summary>All kinds of events, as the server answers them.</summary>
internal sealed record WebhookEventTypes(IReadOnlyList<WebhookEventType> Data) : IChecked
{
    void IChecked.Check(Checker check) => check.Each(Data, "data");
}
