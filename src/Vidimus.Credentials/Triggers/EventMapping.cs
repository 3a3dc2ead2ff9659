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
    private readonly JsonElement _root;
    private readonly Fields _fields = new();

    private EventMapping(TriggerRow trigger, JsonElement root) =>
        (_mapping, _root) = (Trigger.Read<Dictionary<string, string>>(trigger.Mapping), root);

    /// <summary>The credential that an event asks for.</summary>
    public static Result<Asked> Map(TriggerRow trigger, JsonElement root, GroupRow group)
    {
        var mapping = new EventMapping(trigger, root);
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
        return mapping._fields.Problem is { } wrong ? wrong : asked;
    }

    /// <summary>What an event says under one field of the mapping; null when it says nothing.</summary>
    public static JsonElement? Value(TriggerRow trigger, JsonElement root, string field) =>
        new EventMapping(trigger, root).Value(field);

    /// <summary>
    /// What makes an event the same as another: the value of the trigger's repeat key, or the recipient with the event's own
    /// id, or with all it says. Null when the repeat key leads to nothing.
    /// </summary>
    public static byte[]? Repeat(TriggerRow trigger, JsonElement root, Asked asked, byte[] body)
    {
        if (trigger.RepeatKey is { } expression)
            return
                EventExpression.Stored(expression).Value(root) is { } value
                && EventValues.TextOf(value) is { Length: > 0 } key
                ? Encoding.UTF8.GetBytes($"key\n{key}")
                : null;
        var recipient = asked.Recipient!;
        var who = recipient.ExternalId ?? recipient.Email ?? recipient.Name;
        var own = new[] { "event_id", "eventId", "id" }
            .Select(name => root.TryGetProperty(name, out var id) ? EventValues.TextOf(id) : null)
            .FirstOrDefault(id => id is { Length: > 0 });
        return own is not null
            ? Encoding.UTF8.GetBytes($"event\n{who}\n{own}")
            : [.. Encoding.UTF8.GetBytes($"body\n{who}\n"), .. body];
    }

    private JsonElement? Value(string field) =>
        _mapping.TryGetValue(field, out var expression)
            ? EventExpression.Stored(expression).Value(_root)
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
