using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>Makes what is asked for of an event, by a trigger's mapping and with the types that the group's schema wants.</summary>
internal sealed class EventMapping
{
    private readonly Dictionary<string, string> _mapping;
    private readonly EventReading _event;
    private readonly Fields _fields = new();

    private EventMapping(TriggerRow trigger, EventReading from) =>
        (_mapping, _event) = (Trigger.Read<Dictionary<string, string>>(trigger.Mapping), from);

    /// <summary>The credential that an event asks for.</summary>
    public static Result<Asked> Map(TriggerRow trigger, EventReading from, GroupRow group)
    {
        var mapping = new EventMapping(trigger, from);
        var asked = new Asked(
            new(
                mapping.Text("recipient.name"),
                mapping.Text("recipient.email"),
                mapping.Text("recipient.externalId"),
                mapping.Text("recipient.did")
            ),
            mapping.Members("subject.", TypesOf(group)),
            mapping.Members("custom.", default),
            mapping.Time("validFrom"),
            mapping.Time("validUntil"),
            mapping.Text("name"),
            mapping.Text("description")
        );
        return (from.Refused ?? mapping._fields.Problem) is { } wrong ? wrong : asked;
    }

    /// <summary>The credential that an event asks to be verified, where it stands: verifying has bounds of its own.</summary>
    public static Result<JsonElement> Verified(TriggerRow trigger, EventReading from)
    {
        var mapping = Trigger.Read<Dictionary<string, string>>(trigger.Mapping);
        var value = EventExpression
            .Stored(mapping[TriggerRules.Verified])
            .Find(from, $"mapping.{TriggerRules.Verified}");
        return from.Refused is { } refused ? refused : value ?? default(JsonElement);
    }

    /// <summary>
    /// What makes an event the same as another: the value of the trigger's repeat key, or the recipient with the event's own
    /// id, or with all it says.
    /// </summary>
    public static Result<byte[]> Repeat(
        TriggerRow trigger,
        EventReading from,
        Asked asked,
        byte[] body
    )
    {
        if (trigger.RepeatKey is { } expression)
        {
            var value = from.Take(EventExpression.Stored(expression), "repeatKey");
            if (value is { } there && EventValues.TextOf(there) is { Length: > 0 } key)
                return Encoding.UTF8.GetBytes($"key\n{key}");
            from.Refuse(
                "repeatKey",
                "leads to no text in this event, so that nothing tells it from others"
            );
            return from.Refused!;
        }
        var recipient = asked.Recipient!;
        var who = recipient.ExternalId ?? recipient.Email ?? recipient.Name;
        var own = new[] { "event_id", "eventId", "id" }
            .Select(name => from.Root.Member(name) is { } id ? Id(from, name, id.Json) : null)
            .FirstOrDefault(id => id is { Length: > 0 });
        if (from.Refused is { } refused)
            return refused;
        return own is not null
            ? Encoding.UTF8.GetBytes($"event\n{who}\n{own}")
            : (byte[])[.. Encoding.UTF8.GetBytes($"body\n{who}\n"), .. body];
    }

    private static string? Id(EventReading from, string name, JsonElement id) =>
        id.ValueKind is JsonValueKind.String or JsonValueKind.Number && from.IsShort(id, name)
            ? EventValues.TextOf(id)
            : null;

    private JsonElement? Value(string field) =>
        _mapping.TryGetValue(field, out var expression)
            ? _event.Take(EventExpression.Stored(expression), $"mapping.{field}")
            : null;

    // An empty field of a form is a field without an answer.
    private string? Text(string field)
    {
        if (Value(field) is not { } value)
            return null;
        if (EventValues.TextOf(value) is not { } text)
        {
            _fields.Wrong(
                $"mapping.{field}",
                "leads to an array or object, and must lead to a text"
            );
            return null;
        }
        return text.Trim() is { Length: > 0 } said ? said : null;
    }

    private DateTimeOffset? Time(string field)
    {
        if (Value(field) is not { } value)
            return null;
        if (EventValues.TimeOf(value) is { } time)
            return time;
        if (EventValues.TextOf(value)?.Trim().Length != 0)
            _fields.Wrong(
                $"mapping.{field}",
                "must lead to a time such as 2026-11-22T10:00:00Z, a date such as 2026-11-22, or seconds or milliseconds since 1970"
            );
        return null;
    }

    private JsonElement? Members(string prefix, JsonElement types)
    {
        var members = new JsonObject();
        foreach (
            var field in _mapping.Keys.Where(f => f.StartsWith(prefix, StringComparison.Ordinal))
        )
        {
            var name = field[prefix.Length..];
            if (Value(field) is { } value && !IsEmpty(value))
                members[name] = Typed(value, TypeOf(types, name));
        }
        return members.Count == 0 ? null : JsonSerializer.SerializeToElement(members);
    }

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Trim().Length == 0;

    // Forms and sheets send numbers and truth values as text, and ids as numbers.
    private static JsonNode? Typed(JsonElement value, string? type) =>
        (type, value.ValueKind) switch
        {
            ("number", JsonValueKind.String) when EventValues.NumberOf(value) is { } number =>
                JsonValue.Create(number),
            ("integer", JsonValueKind.String)
                when long.TryParse(
                    value.GetString(),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var whole
                ) => JsonValue.Create(whole),
            ("boolean", JsonValueKind.String)
                when bool.TryParse(value.GetString(), out var truth) => JsonValue.Create(truth),
            ("string", JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) =>
                JsonValue.Create(EventValues.TextOf(value)),
            _ => JsonNode.Parse(value.GetRawText()),
        };

    private static JsonElement TypesOf(GroupRow group) =>
        group.SubjectSchema is { } schema
        && JsonElement.Parse(schema) is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("properties", out var properties)
            ? properties
            : default;

    private static string? TypeOf(JsonElement properties, string name) =>
        properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(name, out var property)
        && property.ValueKind == JsonValueKind.Object
        && property.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;
}
