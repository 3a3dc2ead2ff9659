using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>What this server says of itself: in answer to <c>initialize</c>, or to <c>server/discover</c>.</summary>
internal static class Beginnings
{
    private const int KeepDiscovery = 300_000;

    /// <summary>The revision that the client asked for if it is known here, or else the newest that begins so.</summary>
    public static string Chosen(Asked asked) =>
        asked.Params.Text("protocolVersion") is { } wanted && Revisions.IsLegacy(wanted)
            ? wanted
            : Revisions.Legacy[0];

    public static ReadOnlyMemory<byte> Initialize(Asked asked)
    {
        if (asked.Params.Text("protocolVersion") is null)
            throw new McpErrorException(
                McpCodes.InvalidParams,
                "initialize needs params.protocolVersion, a text."
            );
        return asked.Result(
            asked,
            static (json, asked) =>
            {
                json.WriteString("protocolVersion"u8, Chosen(asked));
                Capabilities(json, asked);
                json.WritePropertyName("serverInfo"u8);
                Server(json, asked.Runtime.Options);
                Instructions(json, asked.Runtime.Options);
            }
        );
    }

    public static ReadOnlyMemory<byte> Discover(Asked asked) =>
        asked.Result(
            asked,
            static (json, asked) =>
            {
                json.WriteStartArray("supportedVersions"u8);
                foreach (var revision in Revisions.All)
                    json.WriteStringValue(revision);
                json.WriteEndArray();
                Capabilities(json, asked);
                Instructions(json, asked.Runtime.Options);
                asked.Keep(json, KeepDiscovery);
                json.WriteStartObject("_meta"u8);
                json.WritePropertyName(Revisions.ServerInfo);
                Server(json, asked.Runtime.Options);
                json.WriteEndObject();
            }
        );

    private static void Capabilities(Utf8JsonWriter json, Asked asked)
    {
        var runtime = asked.Runtime;
        var live = runtime.IsLive(asked.At.Toolset);
        json.WriteStartObject("capabilities"u8);
        Capability(json, "tools", true, live);
        var resources = runtime.HasResources(asked.At.Toolset);
        Capability(json, "resources", resources, live, subscribes: true);
        var prompts = runtime.HasPrompts(asked.At.Toolset);
        Capability(json, "prompts", prompts, live);
        Capability(json, "completions", resources || prompts, false);
        // 2026-07-28 asks for lines of log in each request.
        Capability(json, "logging", live && !asked.IsModern, false);
        json.WriteEndObject();
    }

    private static void Capability(
        Utf8JsonWriter json,
        string name,
        bool has,
        bool changes,
        bool subscribes = false
    )
    {
        if (!has)
            return;
        json.WriteStartObject(name);
        if (changes)
            json.WriteBoolean("listChanged"u8, true);
        if (changes && subscribes)
            json.WriteBoolean("subscribe"u8, true);
        json.WriteEndObject();
    }

    private static void Server(Utf8JsonWriter json, McpOptions options)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, options.Name);
        json.WriteString("title"u8, options.Title);
        json.WriteString("version"u8, options.Version);
        json.WriteEndObject();
    }

    private static void Instructions(Utf8JsonWriter json, McpOptions options)
    {
        if (options.Instructions is { Length: > 0 } text)
            json.WriteString("instructions"u8, text);
    }
}
