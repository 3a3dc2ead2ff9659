using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>What a client wants to be told: by a stream of its own (2026-07-28), or in its session.</summary>
internal static class Subscriptions
{
    private const int MostUris = 100;

    /// <summary><c>subscriptions/listen</c>: first what is heard of, then each change, at last the end.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> Listen(
        Asked asked,
        CancellationToken cancellation
    )
    {
        var filter = Filter.Of(asked);
        if (!asked.Reply.CanSend)
            throw new McpErrorException(
                McpCodes.InvalidRequest,
                "subscriptions/listen answers by a stream: accept text/event-stream."
            );
        var owner = asked.Host.OwnerOf(asked.At);
        if (!asked.Runtime.EnterStream(owner))
            throw new McpErrorException(
                McpCodes.Refused,
                "Too many streams are open. Close one, or try again later."
            );
        var stream = new HeldStream(asked.At.Toolset, asked.Id, filter.Wants);
        asked.Runtime.Changes.Add(stream);
        try
        {
            await asked.Reply.Send(
                Messages.Notification(
                    "notifications/subscriptions/acknowledged",
                    (filter, asked.Id),
                    static (json, what) =>
                    {
                        what.filter.Write(json);
                        HeldStream.Tag(json, what.Id);
                    }
                ),
                cancellation
            );
            using var end = CancellationTokenSource.CreateLinkedTokenSource(
                cancellation,
                asked.Runtime.Stopping
            );
            await stream.Run(
                asked.Reply,
                asked.Runtime.Options.StreamLasts,
                asked.Runtime.Parts.Clock,
                end.Token
            );
        }
        finally
        {
            asked.Runtime.Changes.Remove(stream);
            asked.Runtime.LeaveStream(owner);
        }
        return asked.Result(asked.Id, static (json, id) => HeldStream.Tag(json, id));
    }

    public static ReadOnlyMemory<byte> SetLevel(Asked asked)
    {
        var level = asked.Needed("level");
        if (!Exchange.IsLevel(level))
            throw new McpErrorException(
                McpCodes.InvalidParams,
                "params.level must be one of debug, info, notice, warning, error, critical, alert, emergency."
            );
        Live(asked).LogLevel = level;
        return asked.Result(0, static (_, _) => { });
    }

    public static ReadOnlyMemory<byte> Subscribe(Asked asked, bool wanted)
    {
        var uri = asked.Needed("uri");
        if (!wanted)
            Live(asked).Unsubscribe(uri);
        else if (uri.Length > 2048 || !Live(asked).Subscribe(uri))
            throw new McpErrorException(
                McpCodes.InvalidParams,
                "The session has too many subscriptions, or the address is too long."
            );
        return asked.Result(0, static (_, _) => { });
    }

    private static LiveSession Live(Asked asked) =>
        asked.SessionId is { } id
            ? asked.Runtime.Sessions.Remember(id)
            : throw new McpErrorException(
                McpCodes.InvalidRequest,
                "This belongs to a session: begin one with initialize."
            );

    private sealed record Filter(bool Tools, bool Prompts, bool Resources, HashSet<string> Uris)
    {
        public static Filter Of(Asked asked)
        {
            var wanted = asked.Params.Object("notifications");
            if (wanted.ValueKind != JsonValueKind.Object)
                throw new McpErrorException(
                    McpCodes.InvalidParams,
                    "subscriptions/listen needs params.notifications, an object."
                );
            // Only what this toolset can ever tell is acknowledged.
            var live = asked.Runtime.IsLive(asked.At.Toolset);
            bool Wants(string name) =>
                live
                && wanted.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.True;
            var uris =
                live
                && wanted.TryGetProperty("resourceSubscriptions", out var list)
                && list.ValueKind == JsonValueKind.Array
                    ? list.EnumerateArray()
                        .Where(u => u.ValueKind == JsonValueKind.String)
                        .Select(u => u.GetString()!)
                        .Take(MostUris)
                    : [];
            return new(
                Wants("toolsListChanged"),
                Wants("promptsListChanged"),
                Wants("resourcesListChanged"),
                new(uris, StringComparer.Ordinal)
            );
        }

        public bool Wants(Change change, string? uri) =>
            change switch
            {
                Change.Tools => Tools,
                Change.Prompts => Prompts,
                Change.Resources => Resources,
                _ => uri is not null && Uris.Contains(uri),
            };

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject("notifications"u8);
            if (Tools)
                json.WriteBoolean("toolsListChanged"u8, true);
            if (Prompts)
                json.WriteBoolean("promptsListChanged"u8, true);
            if (Resources)
                json.WriteBoolean("resourcesListChanged"u8, true);
            if (Uris.Count > 0)
            {
                json.WriteStartArray("resourceSubscriptions"u8);
                foreach (var uri in Uris)
                    json.WriteStringValue(uri);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
    }
}
