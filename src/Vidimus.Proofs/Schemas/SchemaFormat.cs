namespace Vidimus.Proofs;

/// <summary>The formats that are asserted (Validation section 7.3).</summary>
internal sealed class SchemaFormat
{
    private static readonly Dictionary<string, SchemaFormat> All = new(StringComparer.Ordinal)
    {
        ["date"] = new(text => Rfc3339.IsDate(text), "a date such as 2026-01-31"),
        ["time"] = new(
            text => Rfc3339.IsTime(text),
            "a time with its offset from UTC, such as 14:30:00Z"
        ),
        ["date-time"] = new(
            text => Rfc3339.IsDateTime(text),
            "a date and time with its offset from UTC, such as 2026-01-31T14:30:00Z"
        ),
        ["duration"] = new(
            text => Iso8601Duration.IsDuration(text),
            "a duration such as P3D or PT8H"
        ),
        ["email"] = new(text => MailSyntax.IsAddress(text), "an e-mail address"),
        ["uri"] = new(
            text => UriSyntax.IsUri(text),
            "a URI with its scheme, such as https://example.org/"
        ),
        ["uuid"] = new(IsUuid, "a UUID such as 123e4567-e89b-12d3-a456-426614174000"),
        ["ipv4"] = new(text => IpSyntax.IsV4(text), "an IPv4 address such as 192.0.2.1"),
        ["ipv6"] = new(text => IpSyntax.IsV6(text), "an IPv6 address such as 2001:db8::1"),
    };

    private SchemaFormat(Func<string, bool> holds, string words)
    {
        Holds = holds;
        Message = $"must be {words}";
    }

    internal Func<string, bool> Holds { get; }

    internal string Message { get; }

    /// <summary>The format, or null for one that is only an annotation.</summary>
    internal static SchemaFormat? Find(string name) => All.GetValueOrDefault(name);

    // RFC 9562 section 4.
    private static bool IsUuid(string text)
    {
        if (text.Length != 36)
        {
            return false;
        }
        for (var i = 0; i < text.Length; i++)
        {
            var isFine = i is 8 or 13 or 18 or 23 ? text[i] == '-' : char.IsAsciiHexDigit(text[i]);
            if (!isFine)
            {
                return false;
            }
        }
        return true;
    }
}
