using System.Runtime.InteropServices;
using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// One event while its trigger reads it. Its sender and its trigger's expressions are both somebody else's, so what reading
/// costs has bounds of its own: values in the event, steps to find them, and characters that are taken out. Once a bound is
/// passed, <see cref="Refused"/> says so and nothing more is found.
/// </summary>
internal sealed class EventReading
{
    public const int LargestEvent = 1_048_576;
    public const int MostValues = 20_000;
    public const int MostSteps = 100_000;
    public const int LongestValue = 16_384;
    public const int MostTaken = 262_144;

    // RFC 8259, section 7: a character is written in six at most.
    private const int LongestCharacter = 6;
    private int _steps;
    private int _taken;

    private EventReading(JsonElement json) => Root = new(json);

    public EventNode Root { get; }

    /// <summary>Why the event is refused; null while no bound was passed.</summary>
    public Problem? Refused { get; private set; }

    /// <summary>Reads an event, which is one JSON object.</summary>
    public static Result<EventReading> Of(byte[] body)
    {
        if (!CredentialJson.TryParse(body, LargestEvent, out var root, out var reason))
            return PlatformProblems.MalformedJson.With(reason);
        return CountValues(body) > MostValues
            ? TriggerProblems.TooComplex.With($"The event has more than {MostValues:N0} values.")
            : new EventReading(root);
    }

    private static int CountValues(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        var values = 0;
        while (values <= MostValues && reader.Read())
        {
            if (
                reader.TokenType
                is not (
                    JsonTokenType.PropertyName
                    or JsonTokenType.EndObject
                    or JsonTokenType.EndArray
                )
            )
                values++;
        }
        return values;
    }

    /// <summary>Counts what is done to find a value; false when it is too much.</summary>
    public bool Step(int steps = 1)
    {
        if (Refused is not null)
            return false;
        if ((_steps += steps) <= MostSteps)
            return true;
        Refused = TriggerProblems.TooComplex.With(
            $"The trigger's expressions take more than {MostSteps:N0} steps to find their values in this event."
        );
        return false;
    }

    /// <summary>What a field's expression leads to, to be copied; null when it leads to nothing.</summary>
    public JsonElement? Take(EventExpression expression, string field) =>
        expression.Find(this, field) is { } value
        && IsShort(value, field)
        && Taken(JsonMarshal.GetRawUtf8Value(value).Length, field)
            ? value
            : null;

    private bool Taken(int length, string field)
    {
        if ((_taken += length) > MostTaken)
            Refuse(field, $"leads, with the fields before, to more than {MostTaken / 1024} KiB");
        return Refused is null;
    }

    /// <summary>Whether a value is short enough to be copied; refuses the event when it is not.</summary>
    public bool IsShort(JsonElement value, string field)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value).Length;
        var text = value.ValueKind == JsonValueKind.String;
        var most = text ? LongestValue * LongestCharacter + 2 : LongestValue;
        if (raw > most || (text && raw > LongestValue && value.GetString()!.Length > LongestValue))
            Refuse(field, $"leads to more than {LongestValue:N0} characters");
        return Refused is null;
    }

    public void Refuse(string field, string why) =>
        Refused ??= new Fields().Wrong(field, why).Problem;

    /// <summary>Two single values of one kind that are equal; arrays and objects equal nothing.</summary>
    public bool Same(JsonElement one, JsonElement other) =>
        // Reading a number takes as long as it is, and so does decoding what is compared with.
        Step(1 + (Length(one) / 64) + (Length(other) / 64))
        && (one.ValueKind, other.ValueKind) switch
        {
            (JsonValueKind.String, JsonValueKind.String) => one.ValueEquals(other.GetString()),
            (JsonValueKind.Number, JsonValueKind.Number) => one.GetDouble() == other.GetDouble(),


            (JsonValueKind.True, JsonValueKind.True)
            or
            (JsonValueKind.False, JsonValueKind.False)
            or (JsonValueKind.Null, JsonValueKind.Null) => true,
            _ => false,
        };

    private static int Length(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            ? JsonMarshal.GetRawUtf8Value(value).Length
            : 0;
}

/// <summary>
/// A value of an event. Members and items are laid out when they are first asked for: a JsonElement looks through them one
/// by one each time.
/// </summary>
internal sealed class EventNode(JsonElement json)
{
    private Dictionary<string, EventNode>? _members;
    private EventNode[]? _items;

    public JsonElement Json => json;

    public EventNode? Member(string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        _members ??= json.EnumerateObject()
            .ToDictionary(m => m.Name, m => new EventNode(m.Value), StringComparer.Ordinal);
        return _members.GetValueOrDefault(name);
    }

    /// <summary>The items of an array; none of anything else.</summary>
    public EventNode[] Items =>
        _items ??=
            json.ValueKind == JsonValueKind.Array
                ? [.. json.EnumerateArray().Select(i => new EventNode(i))]
                : [];
}
