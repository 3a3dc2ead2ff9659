using System.Text;
using System.Text.RegularExpressions;

namespace Vidimus.Tests.Distribution;

/// <summary>A mail as a mail program reads it.</summary>
internal sealed partial record Eml(
    IReadOnlyList<(string Name, string Value)> Headers,
    string Text,
    string? Html
)
{
    public string this[string header] =>
        Headers.Single(h => h.Name.Equals(header, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The recipient's link in it.</summary>
    public string Claim => Link().Match(Text).Groups[1].Value;

    public static Eml Read(string mail)
    {
        var (headers, body) = Part(mail);
        var type = headers.Single(h => h.Name == "Content-Type").Value;
        if (Boundary().Match(type) is not { Success: true } found)
            return new(headers, Decode(body), null);
        var parts = body.Split($"--{found.Groups[1].Value}");
        return new(
            headers,
            Decode(Part(parts[1].TrimStart()).Body),
            Decode(Part(parts[2].TrimStart()).Body)
        );
    }

    private static (List<(string Name, string Value)> Headers, string Body) Part(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n");
        return (
            [.. lines.Select(l => (l[..l.IndexOf(':')], Words(l[(l.IndexOf(':') + 2)..])))],
            text[(end + 4)..]
        );
    }

    private static string Words(string value) =>
        Encoded()
            .Replace(
                value.Replace("?= =?", "?==?", StringComparison.Ordinal),
                m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[1].Value))
            );

    private static string Decode(string body) =>
        Encoding.UTF8.GetString(
            Convert.FromBase64String(new([.. body.Where(c => !char.IsWhiteSpace(c))]))
        );

    [GeneratedRegex("boundary=\"([^\"]+)\"")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"=\?utf-8\?B\?([^?]+)\?=")]
    private static partial Regex Encoded();

    [GeneratedRegex("(/c/[A-Za-z0-9_-]{43})")]
    private static partial Regex Link();
}
