using System.Text.Json.Serialization;

namespace Vidimus.Gateway;

/// <summary>One who may call this gateway over HTTP, as its file says.</summary>
/// <param name="Name">Its name in logs and the record.</param>
/// <param name="Sha256">Digests of its secrets in hexadecimal; two while one is being replaced.</param>
/// <param name="Tools">The tools it may call; null for all that there are.</param>
/// <param name="CallsPerMinute">How often; 60 unless said.</param>
/// <param name="Disabled">True to let it in no more.</param>
internal sealed record CallerEntry(
    [property: JsonRequired] string Name,
    [property: JsonRequired] IReadOnlyList<string> Sha256,
    IReadOnlyList<string>? Tools = null,
    int CallsPerMinute = 60,
    bool Disabled = false
)
{
    public const int MostCalls = 100_000;

    /// <summary>Whoever sits at this machine: over standard input, or over loopback where no callers are named.</summary>
    public static CallerEntry Local { get; } = new("local", [], null, MostCalls);

    public bool May(string tool) => Tools is null || Tools.Contains(tool, StringComparer.Ordinal);
}

internal sealed record CallersDocument([property: JsonRequired] IReadOnlyList<CallerEntry> Callers);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(CallersDocument))]
internal sealed partial class CallersJson : JsonSerializerContext;
