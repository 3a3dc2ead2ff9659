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

    /// <summary>A member's name in the casing of the answers.</summary>
    public string Name(string camel) => Output.PropertyNamingPolicy!.ConvertName(camel);

    /// <summary>Reads a body whose names have either casing, and writes it in one. Members of the caller's own are not touched.</summary>
    public static Result<byte[]> Read(byte[] body)
    {
        try
        {
            if (JsonNode.Parse(body, documentOptions: VidimusJson.Document) is not JsonObject read)
                return PlatformProblems.MalformedJson.With(
                    "The request body must be a JSON object."
                );
            string? twice = null;
            var renamed = Camel(read, 0, ref twice);
            return twice is null
                ? JsonSerializer.SerializeToUtf8Bytes((JsonNode)renamed)
                : PlatformProblems.MalformedJson.With(
                    $"The member {twice} is given twice, in two casings."
                );
        }
        catch (JsonException e) when (e.InnerException is null)
        {
            return PlatformProblems.MalformedJson.With(
                $"The request body is not valid JSON near line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}."
            );
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or JsonException)
        {
            return PlatformProblems.MalformedJson.With(
                "The request body repeats a name or holds text that is not valid Unicode."
            );
        }
    }

    /// <summary>Renames the members that the contract names; <c>custom</c> and <c>subject</c> belong to the caller.</summary>
    private static JsonObject Camel(JsonObject from, int depth, ref string? twice)
    {
        var to = new JsonObject();
        foreach (var (name, value) in from.ToArray())
        {
            from.Remove(name);
            var camel = JsonNamingPolicy.CamelCase.ConvertName(Pascal(name));
            if (to.ContainsKey(camel))
                twice ??= camel;
            to[camel] = camel is "custom" or "subject" ? value : Rename(value, depth, ref twice);
        }
        return to;
    }

    private static JsonNode? Rename(JsonNode? value, int depth, ref string? twice)
    {
        if (depth > 8)
            return value;
        if (value is JsonObject inner)
            return Camel(inner, depth + 1, ref twice);
        if (value is not JsonArray array)
            return value;
        var renamed = new JsonArray();
        foreach (var item in array.ToArray())
        {
            array.Remove(item);
            renamed.Add(Rename(item, depth + 1, ref twice));
        }
        return renamed;
    }

    private static string Pascal(string name) =>
        name.Contains('_', StringComparison.Ordinal)
            ? string.Concat(
                name.Split('_', StringSplitOptions.RemoveEmptyEntries)
                    .Select(p => char.ToUpperInvariant(p[0]) + p[1..])
            )
            : name;
}
