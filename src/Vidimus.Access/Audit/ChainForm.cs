using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vidimus.Platform.Facts;

namespace Vidimus.Access.Audit;

/// <summary>
/// The form in which a fact is hashed, version 1: a JSON object of thirteen members, canonical as RFC 8785 says. Its hash
/// is the SHA-256 of these bytes, in hex. <c>docs/audit.md</c> tells it to strangers; it never changes, a later one has
/// another version.
/// </summary>
internal static class ChainForm
{
    /// <summary>Stands as the previous hash of the first fact.</summary>
    public static readonly string Beginning = new('0', 64);

    // What RFC 8785, section 3.2.2.2, has escaped.
    private static readonly SearchValues<char> Escaped = SearchValues.Create([
        '"',
        '\\',
        .. Enumerable.Range(0, ' ').Select(c => (char)c),
    ]);

    public static string Hash(FactRow fact, long number, string previous) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(Text(fact, number, previous, hash: null)))
        );

    /// <summary>The hashed text; with a hash, the line of an export, from which leaving the hash out gives it back.</summary>
    public static string Text(FactRow fact, long number, string previous, string? hash)
    {
        // In the order of RFC 8785, section 3.2.3.
        var text = new StringBuilder(512);
        Member(text.Append('{'), "actorId", fact.ActorId);
        Member(text.Append(','), "actorKind", fact.ActorKind);
        Member(text.Append(','), "at", Time(fact.At));
        if (hash is not null)
            Member(text.Append(','), "hash", hash);
        Member(text.Append(','), "id", fact.Id);
        Member(text.Append(','), "kind", fact.Kind);
        Members(text.Append(",\"members\":"), fact.Members);
        Member(text.Append(','), "mode", fact.Mode);
        text.Append(CultureInfo.InvariantCulture, $",\"number\":{number}");
        Member(text.Append(','), "organizationId", fact.OrganizationId);
        Member(text.Append(','), "previousHash", previous);
        Member(text.Append(','), "requestId", fact.RequestId);
        Member(text.Append(','), "resourceId", fact.ResourceId);
        return text.Append(",\"version\":1}").ToString();
    }

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Member(StringBuilder text, string name, string value)
    {
        String(text, name);
        String(text.Append(':'), value);
    }

    private static void Members(StringBuilder text, string members)
    {
        var before = text.Length;
        try
        {
            using var json = JsonDocument.Parse(members);
            Value(text, json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Never written by us. Whoever did so must not stop the chain: it stands in it as the text it is.
            text.Length = before;
            String(text, members);
        }
    }

    private static void Value(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var comma = '{';
                foreach (
                    var member in value
                        .EnumerateObject()
                        .OrderBy(m => m.Name, StringComparer.Ordinal)
                )
                {
                    String(text.Append(comma), member.Name);
                    Value(text.Append(':'), member.Value);
                    comma = ',';
                }
                text.Append(comma == '{' ? "{}" : "}");
                break;
            case JsonValueKind.Array:
                var between = '[';
                foreach (var item in value.EnumerateArray())
                {
                    Value(text.Append(between), item);
                    between = ',';
                }
                text.Append(between == '[' ? "[]" : "]");
                break;
            case JsonValueKind.String:
                String(text, value.GetString()!);
                break;
            default:
                // Facts hold whole numbers, whose text is their canonical form.
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void String(StringBuilder text, string value)
    {
        text.Append('"');
        var rest = value.AsSpan();
        // Most texts are ids: what needs no escape is taken as it stands.
        for (int plain; (plain = rest.IndexOfAny(Escaped)) >= 0; rest = rest[(plain + 1)..])
            Escape(text.Append(rest[..plain]), rest[plain]);
        text.Append(rest).Append('"');
    }

    private static void Escape(StringBuilder text, char c)
    {
        switch (c)
        {
            case '"' or '\\':
                text.Append('\\').Append(c);
                break;
            case '\b':
                text.Append("\\b");
                break;
            case '\t':
                text.Append("\\t");
                break;
            case '\n':
                text.Append("\\n");
                break;
            case '\f':
                text.Append("\\f");
                break;
            case '\r':
                text.Append("\\r");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                break;
        }
    }
}
