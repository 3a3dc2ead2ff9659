using System.Buffers;
using System.Text;
using System.Text.Json;
using Vidimus.Platform.Facts;

namespace Vidimus.Webhooks.Events;

/// <summary>A body as a receiver gets it, made by the code that makes the real ones.</summary>
internal static class EventExample
{
    private const string EventId = "evt_01kb0c5q7me1vtgy7m3a8r2xwa";
    private const string Address = "https://trust.example.org";
    private static readonly DateTimeOffset At = new(2026, 11, 26, 10, 0, 0, TimeSpan.Zero);

    public static byte[] Body(EventType type, EventTypes types)
    {
        var path = types.Path(type.Resource, type.Example);
        var parts = new EventBodyParts(
            type.Kind,
            "org_01kb0c5q7me1vtgy7m3a8r2xwf",
            WebhookEvents.AWebhook,
            "live",
            At,
            type.Kind == Messages.PingKind ? null : 1,
            type.Resource,
            type.Example,
            path is null ? null : Address + path,
            Members(type)
        );
        return type.Contract == EventContract.Verdacert
            ? EventBody.WriteOrder(EventBody.OrderEventId(EventId), parts)
            : EventBody.Write(EventId, parts);
    }

    private static string Members(EventType type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, example) in type.Members)
            {
                writer.WritePropertyName(name);
                if (example.StartsWith('='))
                    writer.WriteRawValue(example[1..]);
                else
                    writer.WriteStringValue(example);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
