using System.Text.Json;

namespace Vidimus.Credentials.VcApi;

/// <summary>Texts in JSON from outside, which may hold half of a surrogate pair, at which the runtime throws.</summary>
internal static class VcText
{
    /// <summary>The text, or null when it is none.</summary>
    public static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member that is a text, or null.</summary>
    public static string? Of(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var member)
            ? Of(member)
            : null;
}
