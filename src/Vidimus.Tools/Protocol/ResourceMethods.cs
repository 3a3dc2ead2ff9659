using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary><c>resources/…</c>.</summary>
internal static class ResourceMethods
{
    public static ReadOnlyMemory<byte> List(Asked asked)
    {
        ToolLists.NoCursor(asked);
        return asked.Result(
            asked,
            static (json, asked) =>
            {
                json.WriteStartArray("resources"u8);
                foreach (
                    var one in asked.Runtime.Parts.Resources.SelectMany(r =>
                        r.Resources(asked.At.Toolset)
                    )
                )
                {
                    json.WriteStartObject();
                    json.WriteString("uri"u8, one.Uri);
                    Described(json, one.Name, one.Title, one.Description, one.MimeType);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                asked.Keep(json, ToolLists.KeepLists);
            }
        );
    }

    public static ReadOnlyMemory<byte> Templates(Asked asked)
    {
        ToolLists.NoCursor(asked);
        return asked.Result(
            asked,
            static (json, asked) =>
            {
                json.WriteStartArray("resourceTemplates"u8);
                foreach (
                    var one in asked.Runtime.Parts.Resources.SelectMany(r =>
                        r.Templates(asked.At.Toolset)
                    )
                )
                {
                    json.WriteStartObject();
                    json.WriteString("uriTemplate"u8, one.UriTemplate);
                    Described(json, one.Name, one.Title, one.Description, one.MimeType);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                asked.Keep(json, ToolLists.KeepLists);
            }
        );
    }

    public static async ValueTask<ReadOnlyMemory<byte>> Read(
        Asked asked,
        CancellationToken cancellation
    )
    {
        var uri = asked.Needed("uri");
        var contents = await Found(asked, uri, cancellation);
        if (contents is null)
            throw new McpErrorException(
                asked.IsModern ? McpCodes.InvalidParams : McpCodes.NoResource,
                "There is no such resource here.",
                Messages.Piece(uri, static (json, uri) => json.WriteString("uri"u8, uri))
            );
        var message = asked.Result((asked, contents), Write);
        var most = asked.Runtime.Options.LargestResult;
        return message.Length <= most
            ? message
            : throw new McpErrorException(
                McpCodes.Refused,
                $"The resource has {message.Length} bytes; at most {most} are sent."
            );
    }

    private static async ValueTask<IReadOnlyList<McpContents>?> Found(
        Asked asked,
        string uri,
        CancellationToken cancellation
    )
    {
        var toolset = asked.At.Toolset;
        var owner = asked.Runtime.Parts.Resources.FirstOrDefault(r =>
            r.ScopeOf(toolset, uri) is not null
        );
        return owner is null
            ? null
            : await asked.Host.InName(
                asked.At,
                asked.Named(uri),
                api => owner.Read(toolset, uri, api, cancellation),
                cancellation
            );
    }

    private static void Write(
        Utf8JsonWriter json,
        (Asked Asked, IReadOnlyList<McpContents> Contents) what
    )
    {
        json.WriteStartArray("contents"u8);
        foreach (var one in what.Contents)
        {
            json.WriteStartObject();
            json.WriteString("uri"u8, one.Uri);
            json.WriteString("mimeType"u8, one.MimeType);
            if (one.Bytes is { } bytes)
                json.WriteBase64String("blob"u8, bytes);
            else
                json.WriteString("text"u8, one.Text ?? "");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        what.Asked.Keep(json, 0);
    }

    private static void Described(
        Utf8JsonWriter json,
        string name,
        string title,
        string description,
        string mimeType
    )
    {
        json.WriteString("name"u8, name);
        json.WriteString("title"u8, title);
        json.WriteString("description"u8, description);
        json.WriteString("mimeType"u8, mimeType);
    }
}
