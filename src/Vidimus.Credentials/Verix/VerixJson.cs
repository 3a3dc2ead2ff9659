using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verix;

/// <summary>
/// Names on the Verix surface: what comes in may be written in camelCase or snake_case; what goes out has the casing of
/// the setting <c>Verix:Casing</c>.
/// </summary>
internal sealed class VerixJson(bool snake)
{
    public JsonSerializerOptions Output { get; } = snake ? VidimusJson.Snake : VidimusJson.Native;

    /// <summary>Rewrites a body whose names have either casing to ours. Members of the caller's own are not touched.</summary>
    public static Result<byte[]> Read(byte[] body)
    {
        try
        {
            var node = JsonNode.Parse(body, documentOptions: VidimusJson.Document);
            if (node is not JsonObject read)
                return PlatformProblems.MalformedJson.With("The request body must be a JSON object.");
            var renamed = Camel(read, 0);
            // Text is decoded only here: a lone surrogate passes the parser.
            return renamed.Problem is { } twice ? twice : JsonSerializer.SerializeToUtf8Bytes((JsonNode)renamed.Value!);
        }
        catch (JsonException e) when (e.InnerException is null)
        {
            return PlatformProblems.MalformedJson.With($"The request body is not valid JSON near line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}.");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or JsonException)
        {
            return PlatformProblems.MalformedJson.With("The request body repeats a name or holds text that is not valid Unicode.");
        }
    }

    /// <summary>Renames the members that the contract names; <c>custom</c> and <c>subject</c> belong to the caller.</summary>
    private static Result<JsonObject> Camel(JsonObject from, int depth)
    {
        var to = new JsonObject();
        foreach (var (name, value) in from.ToArray())
        {
            from.Remove(name);
            var camel = JsonNamingPolicy.CamelCase.ConvertName(Pascal(name));
            if (to.ContainsKey(camel))
                return PlatformProblems.MalformedJson.With($"The member {camel} is given twice, in two casings.");
            var known = camel is "custom" or "subject" ? value : Rename(value, depth);
            to[camel] = known;
        }
        return to;
    }

    private static JsonNode? Rename(JsonNode? value, int depth)
    {
        if (depth > 8)
            return value;
        if (value is JsonObject inner)
            return Camel(inner, depth + 1).Value;
        if (value is not JsonArray array)
            return value;
        var renamed = new JsonArray();
        foreach (var item in array.ToArray())
        {
            array.Remove(item);
            renamed.Add(Rename(item, depth + 1));
        }
        return renamed;
    }

    private static string Pascal(string name) =>
        name.Contains('_', StringComparison.Ordinal)
            ? string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(p => char.ToUpperInvariant(p[0]) + p[1..]))
            : name;
}
