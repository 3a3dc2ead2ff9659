using System.Diagnostics;

namespace Vidimus.Platform.Secrets;

/// <summary>
/// A text nobody may see by accident: whatever prints, logs, formats or serializes it gets <c>[redacted]</c>.
/// Only <see cref="Reveal"/> gives the text, so every disclosure can be found by name.
/// </summary>
[DebuggerDisplay("[redacted]")]
[System.Text.Json.Serialization.JsonConverter(typeof(SecretJsonConverter))]
public readonly struct Secret(string text) : IEquatable<Secret>
{
    private readonly string? _text = text;

    /// <summary>The text itself; call it only where the text is used or shown once.</summary>
    public string Reveal() => _text ?? "";

    /// <inheritdoc/>
    public override string ToString() => "[redacted]";

    /// <summary>Equal when the texts are equal, compared in fixed time.</summary>
    public bool Equals(Secret other) =>
        System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.UTF8.GetBytes(Reveal()),
            System.Text.Encoding.UTF8.GetBytes(other.Reveal())
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    /// <summary>The same for every secret: a hash of the text would be a leak.</summary>
    public override int GetHashCode() => 0;

    /// <summary>See <see cref="Equals(Secret)"/>.</summary>
    public static bool operator ==(Secret left, Secret right) => left.Equals(right);

    /// <summary>See <see cref="Equals(Secret)"/>.</summary>
    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);
}

internal sealed class SecretJsonConverter : System.Text.Json.Serialization.JsonConverter<Secret>
{
    public override Secret Read(
        ref System.Text.Json.Utf8JsonReader reader,
        Type typeToConvert,
        System.Text.Json.JsonSerializerOptions options
    ) => new(reader.GetString() ?? "");

    public override void Write(
        System.Text.Json.Utf8JsonWriter writer,
        Secret value,
        System.Text.Json.JsonSerializerOptions options
    ) => writer.WriteStringValue("[redacted]");
}
