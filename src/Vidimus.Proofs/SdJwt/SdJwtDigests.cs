using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The disclosures of a token by digest, and the digests that were met in it.</summary>
internal sealed class SdJwtDigests
{
    private readonly Dictionary<string, SdJwtDisclosure> byDigest = new(StringComparer.Ordinal);
    private readonly HashSet<string> met = new(StringComparer.Ordinal);

    /// <summary>Takes the disclosures up; false when one is there twice.</summary>
    internal bool TryAdd(IReadOnlyList<SdJwtDisclosure> disclosures)
    {
        foreach (var disclosure in disclosures)
        {
            if (!byDigest.TryAdd(disclosure.Digest, disclosure))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// Notes a digest and finds its disclosure, if it was sent. Every digest, decoys too, may occur once only (RFC 9901 section 7.1,
    /// step 4): else the objection.
    /// </summary>
    internal string? Meet(string digest, out SdJwtDisclosure? disclosure)
    {
        disclosure = null;
        if (!met.Add(digest))
        {
            return "A digest occurs twice in the token.";
        }
        byDigest.TryGetValue(digest, out disclosure);
        return null;
    }

    /// <summary>Whether an element of an array stands for a digest: an object with the one member <c>...</c> (section 4.2.4.2).</summary>
    internal static bool IsDigest(JsonElement item, out string digest)
    {
        digest = "";
        if (
            item.ValueKind != JsonValueKind.Object
            || item.GetPropertyCount() != 1
            || UntrustedJson.Text(item, "...") is not { } text
        )
        {
            return false;
        }
        digest = text;
        return true;
    }
}
