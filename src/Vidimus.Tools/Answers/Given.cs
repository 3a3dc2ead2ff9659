using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Answers;

/// <summary>Arguments that were found to fit their schema.</summary>
internal readonly struct Given(JsonElement arguments)
{
    public JsonElement Arguments { get; } = arguments;

    public bool IsDetailed => Text("responseFormat") == "detailed";

    public string? Cursor => Text("cursor");

    public int PageSize => Whole("pageSize") ?? Parts.UsualPage;

    public string? Key => Text("idempotencyKey");

    public string? Text(string name) =>
        Part(name) is { ValueKind: JsonValueKind.String } part ? part.GetString() : null;

    public string Needed(string name) => Text(name)!;

    public bool Flag(string name) => Part(name) is { ValueKind: JsonValueKind.True };

    // 20.0 is a whole number too.
    public int? Whole(string name) =>
        Part(name) is { ValueKind: JsonValueKind.Number } part ? (int)part.GetDouble() : null;

    public DateTimeOffset? Time(string name) =>
        Text(name) is { } text && SchemaFormats.TryTime(text, out var time) ? time : null;

    public DateOnly? Day(string name) =>
        Text(name) is { } text && SchemaFormats.TryDay(text, out var day) ? day : null;

    public JsonObject? Object(string name) =>
        Part(name) is { ValueKind: JsonValueKind.Object } part ? JsonObject.Create(part) : null;

    public Given Inside(string name) => new(Part(name) ?? default);

    public IReadOnlyList<string>? Texts(string name) =>
        Part(name) is { ValueKind: JsonValueKind.Array } part
            ? [.. part.EnumerateArray().Select(t => t.GetString()!)]
            : null;

    public T? Word<T>(string name)
        where T : struct, Enum =>
        Text(name) is { } text
            ? JsonSerializer.Deserialize<T>(
                JsonSerializer.SerializeToUtf8Bytes(text),
                Client.WireJson.Options
            )
            : null;

    public JsonElement? Part(string name) =>
        Arguments.ValueKind is JsonValueKind.Object && Arguments.TryGetProperty(name, out var part)
            ? part
            : null;
}
