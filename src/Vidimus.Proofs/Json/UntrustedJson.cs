using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Reading foreign JSON whose strings may hold lone surrogates or invalid UTF-8, at which the runtime throws.</summary>
internal static class UntrustedJson
{
    internal static bool TryGetText(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A member that must be a string, or null when it is missing or something else.</summary>
    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && TryGetText(value, out var text)
            ? text
            : null;
}
