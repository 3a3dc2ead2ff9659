using System.Security.Cryptography;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Resources that a credential pins by digest (VC Data Model 2.0 section 5.3).</summary>
public static class RelatedResources
{
    /// <summary>
    /// Checks the digests of those resources that are at hand; resources are fetched beforehand, and one that is not found is not
    /// reported. The credential is strict JSON of the right shape.
    /// </summary>
    /// <param name="credential">The credential.</param>
    /// <param name="find">The bytes of the resource at a URL, or null when they are not at hand.</param>
    public static IReadOnlyList<ShapeViolation> CheckDigests(
        JsonElement credential,
        Func<string, ReadOnlyMemory<byte>?> find
    )
    {
        var rules = new ShapeRules();
        if (credential.ValueKind != JsonValueKind.Object)
        {
            return [];
        }
        foreach (var (resource, at) in ShapeRules.Each(credential, "relatedResource", ""))
        {
            if (
                UntrustedJson.Text(resource, "id") is not { } url
                || find(url) is not { } content
                || Matches(resource, algorithm => Hash(algorithm, content.Span))
            )
            {
                continue;
            }
            rules.Add(
                "relatedResource",
                at,
                "The resource's content is not the one that the issuer pinned."
            );
        }
        return rules.Violations;
    }

    /// <summary>Whether each of them has the form of one: an id of its own and a digest that can be read.</summary>
    public static bool AreWellFormed(JsonElement credential)
    {
        var rules = new ShapeRules();
        if (credential.ValueKind == JsonValueKind.Object)
        {
            Check(rules, credential);
        }
        return rules.Violations.Count == 0;
    }

    internal static void Check(ShapeRules rules, JsonElement credential)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (resource, at) in ShapeRules.Each(credential, "relatedResource", ""))
        {
            if (resource.ValueKind != JsonValueKind.Object)
            {
                rules.Add("relatedResource", at, "A related resource is not an object.");
                continue;
            }
            rules.Id(resource, at, required: true, "relatedResource");
            if (UntrustedJson.Text(resource, "id") is { } url && !seen.Add(url))
            {
                rules.Add("relatedResource", $"{at}/id", "A related resource is listed twice.");
            }
            var sri = UntrustedJson.Text(resource, "digestSRI");
            var multibase = UntrustedJson.Text(resource, "digestMultibase");
            var malformed =
                (sri is null && resource.TryGetProperty("digestSRI"u8, out _))
                || (multibase is null && resource.TryGetProperty("digestMultibase"u8, out _));
            if (malformed || (sri is null && multibase is null))
            {
                rules.Add("relatedResource", at, "A related resource has no readable digest.");
            }
        }
    }

    /// <summary>Every digest given must match, and one of them must be of a kind that is known.</summary>
    /// <param name="resource">The related resource.</param>
    /// <param name="digestOf">The content's digest by an algorithm: <c>sha256</c>, <c>sha384</c> or <c>sha512</c>.</param>
    internal static bool Matches(JsonElement resource, Func<string, byte[]> digestOf)
    {
        var sri = UntrustedJson.Text(resource, "digestSRI");
        var multibase = UntrustedJson.Text(resource, "digestMultibase");
        return (sri is not null || multibase is not null)
            && (sri is null || MatchesSri(sri, digestOf))
            && (multibase is null || MatchesMultibase(multibase, digestOf));
    }

    // W3C Subresource Integrity section 3.5: hashes in base64 after their algorithm's name; the strongest algorithm decides.
    private static bool MatchesSri(string text, Func<string, byte[]> digestOf)
    {
        var hashes = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var algorithm in new[] { "sha512", "sha384", "sha256" })
        {
            var known = hashes.Where(hash =>
                hash.StartsWith(algorithm + "-", StringComparison.Ordinal)
            );
            if (known.Any())
            {
                var expected = Convert.ToBase64String(digestOf(algorithm));
                return known.Any(hash => hash[(algorithm.Length + 1)..].Split('?')[0] == expected);
            }
        }
        return false;
    }

    // Controlled Identifiers 1.0 section 2.5: multihash, the algorithm's code and the length before the digest. Some issuers, and
    // the data model's own test suite, leave those two out; the length tells the algorithm, and the two kinds differ in length.
    private static bool MatchesMultibase(string text, Func<string, byte[]> digestOf)
    {
        if (!Multibase.TryDecode(text, out var hash) || hash.Length < 3)
        {
            return false;
        }
        var bare = hash.Length switch
        {
            32 => "sha256",
            48 => "sha384",
            64 => "sha512",
            _ => null,
        };
        if (bare is not null)
        {
            return hash.AsSpan().SequenceEqual(digestOf(bare));
        }
        var algorithm = hash[0] switch
        {
            0x12 => "sha256",
            0x20 => "sha384",
            0x13 => "sha512",
            _ => null,
        };
        return algorithm is not null
            && hash.Length == hash[1] + 2
            && hash.AsSpan(2).SequenceEqual(digestOf(algorithm));
    }

    private static byte[] Hash(string algorithm, ReadOnlySpan<byte> content) =>
        algorithm switch
        {
            "sha256" => SHA256.HashData(content),
            "sha384" => SHA384.HashData(content),
            _ => SHA512.HashData(content),
        };
}
