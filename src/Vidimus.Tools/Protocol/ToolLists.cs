using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary><c>tools/list</c>: what this caller may use here.</summary>
internal static class ToolLists
{
    public const int KeepLists = 60_000;

    public static async ValueTask<ReadOnlyMemory<byte>> List(
        Asked asked,
        CancellationToken cancellation
    )
    {
        NoCursor(asked);
        var tools = await asked.Host.Listed(asked.At, cancellation);
        return asked.Result(
            (asked, tools),
            static (json, what) =>
            {
                json.WriteStartArray("tools"u8);
                foreach (var tool in what.tools)
                    Write(json, tool);
                json.WriteEndArray();
                what.asked.Keep(json, KeepLists);
            }
        );
    }

    /// <summary>Lists here fit on one page, so every cursor is one that this server did not give.</summary>
    public static void NoCursor(Asked asked)
    {
        if (
            asked.Params.ValueKind == JsonValueKind.Object
            && asked.Params.TryGetProperty("cursor", out _)
        )
            throw new McpErrorException(
                McpCodes.InvalidParams,
                "params.cursor is not one of this server's: its lists have one page."
            );
    }

    private static void Write(Utf8JsonWriter json, Tool tool)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, tool.Name);
        json.WriteString("title"u8, tool.Title);
        json.WriteString("description"u8, tool.Description);
        Messages.Element(json, "inputSchema", tool.InputSchema);
        if (tool.OutputSchema.ValueKind == JsonValueKind.Object)
            Messages.Element(json, "outputSchema", tool.OutputSchema);
        json.WriteStartObject("annotations"u8);
        json.WriteString("title"u8, tool.Title);
        json.WriteBoolean("readOnlyHint"u8, tool.Effect == ToolEffect.Read);
        json.WriteBoolean("destructiveHint"u8, tool.Effect == ToolEffect.Ends);
        json.WriteBoolean("idempotentHint"u8, tool.Idempotent);
        json.WriteBoolean("openWorldHint"u8, tool.OpenWorld);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
