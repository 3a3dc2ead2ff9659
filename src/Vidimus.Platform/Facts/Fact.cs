using System.Text.Json;

namespace Vidimus.Platform.Facts;

/// <summary>
/// What a committed change states. Audit and webhooks read it. It holds ids, digests, states and times only: never a
/// name, an address or a secret.
/// </summary>
/// <param name="Kind">What happened, such as <c>credential.issued</c>.</param>
/// <param name="ResourceId">Id of the object it happened to.</param>
public abstract record Fact(string Kind, string ResourceId)
{
    /// <summary>Writes the fact's own members into an open JSON object.</summary>
    public virtual void WriteMembers(Utf8JsonWriter writer) { }
}

/// <summary>A fact whose members are a few texts.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="ResourceId">Id of the object it happened to.</param>
/// <param name="Members">Its own members.</param>
public sealed record SimpleFact(
    string Kind,
    string ResourceId,
    params (string Name, string? Value)[] Members
) : Fact(Kind, ResourceId)
{
    /// <inheritdoc/>
    public override void WriteMembers(Utf8JsonWriter writer)
    {
        foreach (var (name, value) in Members)
            writer.WriteString(name, value);
    }
}
