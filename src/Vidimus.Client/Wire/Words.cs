using System.Text.Json;

namespace Vidimus.Client;

/// <summary>Values as words in a query.</summary>
internal static class Words
{
    /// <summary>The wire word of an enumeration whose words are its names in snake case.</summary>
    public static string? Of<T>(T? value)
        where T : struct, Enum =>
        value is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Value.ToString());

    public static string? Of(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
