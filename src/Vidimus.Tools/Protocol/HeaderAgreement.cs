using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// What stands in headers so that others on the way need not read the body must be what stands in the body (2026-07-28,
/// "HTTP standardization"): otherwise those would decide about something else than what is carried out.
/// </summary>
internal static class HeaderAgreement
{
    private const string Prefix = "=?base64?";
    private const string Suffix = "?=";
    private static readonly ConditionalWeakTable<Tool, Mirrored[]> Known = [];

    /// <summary>What disagrees in method and name; null when nothing does.</summary>
    public static string? Wrong(IHeaderDictionary headers, Incoming message)
    {
        if (!Agrees(headers, "Mcp-Method", message.Method!))
            return "The header Mcp-Method must be there once and be the method of the body.";
        var name = NameOf(message);
        return name is null || Agrees(headers, "Mcp-Name", name)
            ? null
            : "The header Mcp-Name must be there once and be the name or uri in the params of the body.";
    }

    /// <summary>What disagrees in the arguments that a tool's schema mirrors in headers (<c>x-mcp-header</c>).</summary>
    public static string? Wrong(IHeaderDictionary headers, Tool tool, JsonElement arguments)
    {
        foreach (var mirrored in Known.GetValue(tool, Read))
        {
            var header = $"Mcp-Param-{mirrored.Header}";
            var value =
                arguments.ValueKind == JsonValueKind.Object
                && arguments.TryGetProperty(mirrored.Argument, out var given)
                && given.ValueKind != JsonValueKind.Null
                    ? given
                    : default;
            var agrees = value.ValueKind switch
            {
                JsonValueKind.Undefined => !headers.ContainsKey(header),
                JsonValueKind.String => Agrees(headers, header, value.GetString()!),
                JsonValueKind.True => Agrees(headers, header, "true"),
                JsonValueKind.False => Agrees(headers, header, "false"),
                JsonValueKind.Number => AgreesAsNumber(headers, header, value),
                _ => true, // no header can hold it, and the schema refuses it
            };
            if (!agrees)
                return $"The header {header} must be there exactly if arguments.{mirrored.Argument} is, and have its value.";
        }
        return null;
    }

    /// <summary>What a method is about; it stands in <c>Mcp-Name</c>.</summary>
    public static string? NameOf(Incoming message) =>
        message.Method switch
        {
            "tools/call" or "prompts/get" => message.Params.Text("name"),
            "resources/read" => message.Params.Text("uri"),
            _ => null,
        };

    /// <summary>The one value of a header, decoded; null when it is not there, there twice, or encoded wrongly.</summary>
    public static string? Value(IHeaderDictionary headers, string name)
    {
        var values = headers[name];
        if (values.Count != 1)
            return null;
        var value = values[0]!.AsSpan().Trim(" \t");
        if (
            !value.StartsWith(Prefix, StringComparison.Ordinal)
            || !value.EndsWith(Suffix, StringComparison.Ordinal)
            || value.Length < Prefix.Length + Suffix.Length
        )
            return value.ToString();
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64Chars(
            value[Prefix.Length..^Suffix.Length],
            bytes,
            out var written
        )
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, written))
            : null;
    }

    private static bool Agrees(IHeaderDictionary headers, string name, string expected) =>
        Value(headers, name) is { } value && value.Equals(expected, StringComparison.Ordinal);

    private static bool AgreesAsNumber(
        IHeaderDictionary headers,
        string name,
        JsonElement expected
    ) =>
        Value(headers, name) is { } value
        && (
            value.Equals(expected.GetRawText(), StringComparison.Ordinal)
            || (
                decimal.TryParse(
                    value,
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                && expected.TryGetDecimal(out var other)
                && number == other
            )
        );

    private static Mirrored[] Read(Tool tool) =>
        [
            .. tool.InputSchema.Object("properties")
                is { ValueKind: JsonValueKind.Object } properties
                ? properties
                    .EnumerateObject()
                    .Select(p => new Mirrored(p.Name, p.Value.Text("x-mcp-header") ?? ""))
                    .Where(m => m.Header.Length > 0)
                : [],
        ];

    private sealed record Mirrored(string Argument, string Header);
}
