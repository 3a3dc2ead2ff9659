using System.Security.Cryptography;
using System.Text;
using Vidimus.Access.Keys;
using Vidimus.Platform.Facts;

namespace Vidimus.Access.Leaks;

/// <summary>
/// What is put on record of a finding: words, and the digest of the place. The place itself may hold the key in its query
/// or name a person.
/// </summary>
internal static class LeakFact
{
    public static SimpleFact Of(string keyId, string reporter, LeakFinding finding) =>
        new(
            "key.leaked",
            keyId,
            ("reporter", reporter),
            ("source", AsWord(finding.Source)),
            ("type", AsWord(finding.Type)),
            ("urlDigest", UrlDigest(finding.Url))
        );

    private static string AsWord(string? text) =>
        text is not null && LeakReporters.Word().IsMatch(text) && !KeyFormat.LooksLikeKey(text)
            ? text
            : "other";

    private static string? UrlDigest(string? url) =>
        string.IsNullOrEmpty(url)
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)));
}
