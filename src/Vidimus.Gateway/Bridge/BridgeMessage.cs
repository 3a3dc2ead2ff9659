using System.Text;
using System.Text.Json;

namespace Vidimus.Gateway;

/// <summary>A message on its way through the bridge, as far as its headers need to be known (revisions 2025-11-25 and 2026-07-28).</summary>
internal sealed record BridgeMessage(
    byte[] Bytes,
    string? Method,
    string? Id,
    string? Version,
    string? Name
)
{
    private const string VersionMember = "io.modelcontextprotocol/protocolVersion";

    /// <summary>Whether an answer is owed.</summary>
    public bool IsRequest => Method is not null && Id is not null;

    /// <summary>The request that <c>notifications/cancelled</c> is about.</summary>
    public string? Cancelled { get; private init; }

    /// <summary>Reads one; null when it is no message at all.</summary>
    public static BridgeMessage? Of(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                return null;
            var method = Text(root, "method");
            var parameters = Part(root, "params") ?? default;
            var meta = Part(parameters, "_meta") ?? default;
            return new BridgeMessage(
                bytes,
                method,
                Part(root, "id")?.GetRawText(),
                Text(meta, VersionMember),
                method switch
                {
                    "tools/call" or "prompts/get" => Text(parameters, "name"),
                    "resources/read" => Text(parameters, "uri"),
                    _ => null,
                }
            )
            {
                Cancelled =
                    method == "notifications/cancelled"
                        ? Part(parameters, "requestId")?.GetRawText()
                        : null,
            };
        }
        // The second: half a surrogate pair in a name.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A value as a header can hold it: what is not plain ASCII goes as base64 (revision 2026-07-28).</summary>
    public static string Header(string value) =>
        value.All(c => c is > ' ' and <= '~') && !value.StartsWith("=?", StringComparison.Ordinal)
            ? value
            : $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";

    private static JsonElement? Part(JsonElement from, string name) =>
        from.ValueKind is JsonValueKind.Object
        && from.TryGetProperty(name, out var part)
        && part.ValueKind is not JsonValueKind.Null
            ? part
            : null;

    private static string? Text(JsonElement from, string name) =>
        Part(from, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
