using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>JSON-LD members that hold one value or a list of them.</summary>
internal static class MemberValues
{
    /// <summary>The value, or the elements of the list.</summary>
    internal static IEnumerable<JsonElement> Of(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];

    /// <summary>Whether a member, one string or a list with strings, holds the text.</summary>
    internal static bool HasText(JsonElement element, string name, string text) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && Of(value).Any(item => UntrustedJson.TryGetText(item, out var one) && one == text);
}
