using System.Text;
using System.Text.RegularExpressions;

namespace Vidimus.Credentials.Distribution;

/// <summary>What a mail server says later of a mail that it took (RFC 3464), as far as it matters here.</summary>
/// <param name="Token">What the mail is known by.</param>
/// <param name="Action">Such as <c>failed</c> or <c>delayed</c>.</param>
/// <param name="Status">The status code (RFC 3463).</param>
internal sealed partial record BounceReport(string Token, string Action, string Status)
{
    private const int MostParts = 20;

    /// <summary>Reads a report; null when it is none, or of no mail of ours.</summary>
    public static BounceReport? Read(byte[] mail)
    {
        var text = Encoding.Latin1.GetString(mail).ReplaceLineEndings("\n");
        var (head, body) = Split(text);
        if (
            Header(head, "Content-Type") is not { } type
            || !type.Contains("multipart/report", StringComparison.OrdinalIgnoreCase)
            || Boundary().Match(type) is not { Success: true } found
        )
            return null;
        var boundary =
            "\n--" + (found.Groups[1].Success ? found.Groups[1].Value : found.Groups[2].Value);
        string? token = null;
        (string Action, string Status)? said = null;
        foreach (var part in ("\n" + body).Split(boundary, MostParts + 2).Skip(1).Take(MostParts))
        {
            var (partHead, partBody) = Split(part.TrimStart('\n'));
            var kind = Header(partHead, "Content-Type") ?? "";
            if (kind.StartsWith("message/delivery-status", StringComparison.OrdinalIgnoreCase))
            {
                token ??= Known(Header(partBody, "Original-Envelope-Id"));
                if (
                    Header(partBody, "Action") is { } action
                    && StatusCode().Match(Header(partBody, "Status") ?? "")
                        is { Success: true } status
                )
                    said ??= (action.ToLowerInvariant(), status.Value);
            }
            else if (
                kind.StartsWith("message/rfc822", StringComparison.OrdinalIgnoreCase)
                || kind.StartsWith("text/rfc822-headers", StringComparison.OrdinalIgnoreCase)
            )
                token ??= Known(Header(partBody, "Message-ID"));
        }
        return token is not null && said is var (what, code) ? new(token, what, code) : null;
    }

    private static (string Head, string Body) Split(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? (text, "") : (text[..end], text[(end + 2)..]);
    }

    /// <summary>The first field of this name, unfolded (RFC 5322, section 2.2.3).</summary>
    private static string? Header(string head, string name)
    {
        string? value = null;
        foreach (var line in head.Split('\n'))
        {
            if (value is not null && line is [' ' or '\t', ..])
                value += " " + line.Trim();
            else if (value is not null)
                return value;
            else if (
                line.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && line.Length > name.Length
                && line[name.Length] == ':'
            )
                value = line[(name.Length + 1)..].Trim();
        }
        return value;
    }

    private static string? Known(string? text) =>
        text is not null && Token32().Match(text) is { Success: true } found
            ? found.Groups[1].Value
            : null;

    [GeneratedRegex(
        "boundary=(?:\"([^\"\n]{1,200})\"|([^;\\s]{1,200}))",
        RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Boundary();

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}", RegexOptions.None, 1000)]
    private static partial Regex StatusCode();

    [GeneratedRegex("^<?([0-9a-f]{32})(?:$|@|\\s)", RegexOptions.None, 1000)]
    private static partial Regex Token32();
}
