using System.Text.Json.Serialization;

namespace Vidimus.Access.Leaks;

/// <summary>A text that looks like a key, found in public.</summary>
/// <param name="Token">The text.</param>
/// <param name="Type">What the reporter calls this kind of key.</param>
/// <param name="Url">Where it was found.</param>
/// <param name="Source">What kind of place that is.</param>
public sealed record LeakFinding(
    string? Token = null,
    string? Type = null,
    string? Url = null,
    string? Source = null
);

/// <summary>What a finding came to; the text itself is never repeated.</summary>
/// <param name="TokenHash">SHA-256 of the text, in hex.</param>
/// <param name="TokenType">The kind, as it was reported.</param>
/// <param name="Label"><c>true_positive</c> for a key of this server, else <c>false_positive</c>.</param>
public sealed record LeakVerdict(
    [property: JsonPropertyName("token_hash")] string TokenHash,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("label")] string Label
);
