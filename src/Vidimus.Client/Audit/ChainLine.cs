using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vidimus.Client;

/// <summary>One line of an exported record, and the hash that it should have: SHA-256 of the line in the form of RFC 8785, without its hash.</summary>
internal sealed record ChainLine(
    string OrganizationId,
    long Number,
    string Id,
    string PreviousHash,
    string Hash,
    string Computed
)
{
    private static readonly string[] Names =
    [
        "actorId",
        "actorKind",
        "at",
        "hash",
        "id",
        "kind",
        "members",
        "mode",
        "number",
        "organizationId",
        "previousHash",
        "requestId",
        "resourceId",
        "version",
    ];

    public static ChainLine Read(ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line);
        var fact = json.RootElement;
        var names = fact.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal);
        // Another version has other members; one with more would show what its hash does not cover.
        if (!names.SequenceEqual(Names) || fact.GetProperty("version").GetInt32() != 1)
            throw new FormatException();
        var text = new StringBuilder();
        Write(text, fact, leaveOut: "hash");
        return new(
            Text(fact, "organizationId"),
            fact.GetProperty("number").GetInt64(),
            Text(fact, "id"),
            Text(fact, "previousHash"),
            Text(fact, "hash"),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))
        );
    }

    private static string Text(JsonElement fact, string name) =>
        fact.GetProperty(name).GetString() ?? throw new FormatException();

    private static void Write(StringBuilder text, JsonElement value, string? leaveOut = null)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                var first = true;
                foreach (
                    var member in value
                        .EnumerateObject()
                        .Where(m => m.Name != leaveOut)
                        .OrderBy(m => m.Name, StringComparer.Ordinal)
                )
                {
                    if (!first)
                        text.Append(',');
                    first = false;
                    Quote(text, member.Name);
                    Write(text.Append(':'), member.Value);
                }
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var next = false;
                foreach (var item in value.EnumerateArray())
                {
                    if (next)
                        text.Append(',');
                    next = true;
                    Write(text, item);
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                Quote(text, value.GetString()!);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    // RFC 8785, section 3.2.2.2.
    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            var at = "\b\t\n\f\r\"\\".IndexOf(c, StringComparison.Ordinal);
            if (at >= 0)
                text.Append('\\').Append("btnfr\"\\"[at]);
            else if (c < ' ')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }
        text.Append('"');
    }
}
