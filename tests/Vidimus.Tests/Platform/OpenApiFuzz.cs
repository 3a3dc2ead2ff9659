using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Testing;

namespace Vidimus.Tests.Platform;

/// <summary>One operation of the OpenAPI document, as a fuzzer sees it.</summary>
internal sealed record FuzzedOperation(
    string Method,
    string Path,
    JsonElement Operation,
    JsonElement Document
)
{
    public string Name => $"{Method} {Path}";

    /// <summary>Its body's schema, or null when it takes none as JSON.</summary>
    public JsonElement? Body =>
        Operation.TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out var json)
        && json.TryGetProperty("schema", out var schema)
            ? Resolve(schema)
            : null;

    /// <summary>Names of the members of its body.</summary>
    public IReadOnlyList<string> Members => Body is { } body ? [.. Properties(body)] : [];

    /// <summary>Names of the members of what it answers, at every depth.</summary>
    public IReadOnlySet<string> Answered
    {
        get
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (
                var response in Operation
                    .GetProperty("responses")
                    .EnumerateObject()
                    .Where(r => r.Name.StartsWith('2'))
            )
            {
                if (response.Value.TryGetProperty("content", out var content))
                    Gather(content, names, 0);
            }
            return names;
        }
    }

    /// <summary>Its parameters in this place: <c>path</c> or <c>query</c>.</summary>
    public IEnumerable<string> Parameters(string place) =>
        Operation.TryGetProperty("parameters", out var parameters)
            ? parameters
                .EnumerateArray()
                .Where(p => p.GetProperty("in").GetString() == place)
                .Select(p => p.GetProperty("name").GetString()!)
            : [];

    /// <summary>True when the operation is for the installation's operator.</summary>
    public bool IsOperators =>
        Operation.TryGetProperty("description", out var text)
        && text.GetString()!.Contains("operator's token", StringComparison.Ordinal);

    public static async Task<IReadOnlyList<FuzzedOperation>> Of(VidimusApp app)
    {
        var document = (await app.Get("/openapi.json")).Should(200).Json;
        string[] methods = ["get", "post", "put", "patch", "delete"];
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where methods.Contains(operation.Name)
            select new FuzzedOperation(
                operation.Name.ToUpperInvariant(),
                path.Name,
                operation.Value,
                document
            ),
        ];
    }

    /// <summary>Values of every type that a member may be given.</summary>
    public static IReadOnlyList<string> Odd { get; } =
    [
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "9223372036854775808",
        "1e400",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\u202e\"",
        "\"' OR 1=1 --\"",
        "\"2026-13-45T99:99:99Z\"",
        "\"P9999999999Y\"",
        "\"http://[::1\"",
        "[]",
        "[null]",
        "[[]]",
        "[{}]",
        "[1,\"x\"]",
        "{}",
        "{\"\":null}",
        "{\"x\":{\"x\":{}}}",
        $"\"{new string('x', 70_000)}\"",
    ];

    /// <summary>A body with one member replaced by this JSON.</summary>
    public static string BodyWith(string member, string json) =>
        $"{{{JsonSerializer.Serialize(member)}:{json}}}";

    /// <summary>A body of plausible values with one member replaced by this JSON.</summary>
    public string PlausibleWith(string member, string json)
    {
        var body = Plausible(Body!.Value, 0) as JsonObject ?? [];
        body.Remove(member);
        var text = body.ToJsonString();
        var one = BodyWith(member, json)[1..];
        return text == "{}" ? "{" + one : text[..^1] + "," + one;
    }

    private JsonNode? Plausible(JsonElement schema, int depth)
    {
        schema = Resolve(schema);
        if (depth > 4)
            return null;
        switch (TypeOf(schema))
        {
            case "object":
                var made = new JsonObject();
                if (schema.TryGetProperty("properties", out var properties))
                {
                    foreach (var property in properties.EnumerateObject())
                        made[property.Name] = Plausible(property.Value, depth + 1);
                }
                return made;
            case "array":
                return new JsonArray(
                    Plausible(
                        schema.TryGetProperty("items", out var items) ? items : default,
                        depth + 1
                    )
                );
            case "integer" or "number":
                return 1;
            case "boolean":
                return false;
            case "string":
                return
                    schema.TryGetProperty("format", out var format)
                    && format.GetString() == "date-time"
                    ? "2027-01-01T00:00:00Z"
                    : "test";
            default:
                return null;
        }
    }

    private static string? TypeOf(JsonElement schema)
    {
        if (
            schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("type", out var type)
        )
            return
                schema.ValueKind == JsonValueKind.Object
                && schema.TryGetProperty("properties", out _)
                ? "object"
                : null;
        return type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : type.EnumerateArray().Select(t => t.GetString()).FirstOrDefault(t => t != "null");
    }

    private IEnumerable<string> Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(p => p.Name)
            : [];

    private JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                var at = Document;
                foreach (var part in reference.GetString()!.Split('/').Skip(1))
                    at = at.GetProperty(part);
                schema = at;
            }
            else if (schema.TryGetProperty("oneOf", out var options))
            {
                schema = options
                    .EnumerateArray()
                    .First(o => TypeOf(o) != "null" || o.TryGetProperty("$ref", out _));
            }
            else
            {
                break;
            }
        }
        return schema;
    }

    private void Gather(JsonElement at, HashSet<string> names, int depth)
    {
        if (depth > 12)
            return;
        if (at.ValueKind == JsonValueKind.Object)
        {
            if (at.TryGetProperty("$ref", out _))
            {
                Gather(Resolve(at), names, depth + 1);
                return;
            }
            foreach (var member in at.EnumerateObject())
            {
                if (member.Name == "properties" && member.Value.ValueKind == JsonValueKind.Object)
                    names.UnionWith(member.Value.EnumerateObject().Select(p => p.Name));
                Gather(member.Value, names, depth + 1);
            }
        }
        else if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in at.EnumerateArray())
                Gather(item, names, depth + 1);
        }
    }
}
