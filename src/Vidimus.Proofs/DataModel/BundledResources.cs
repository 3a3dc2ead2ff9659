using System.Security.Cryptography;
using System.Text.Json;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs;

/// <summary>
/// Resources at addresses whose content is known here, so that a credential that pins one by digest (VC Data Model 2.0 section 5.3)
/// can be checked without a network.
/// </summary>
public static class BundledResources
{
    // Contexts whose published text was another than the bundled copy's, with the same meaning: SHA-256 and SHA-384 of what
    // www.w3.org serves (Recommendations of 2022-03-03 and 2025-05-15) and of the revision of 2024-07-20, which documents still pin.
    private static readonly Dictionary<string, string[]> Published = new(StringComparer.Ordinal)
    {
        [CredentialShape.Context1] =
        [
            "sha256-q03dmlMXWIB6eaW0UFENYa6NFH6rlmzJogDAcJWwzcw=",
            "sha384-gsOz6rhjdUu/0rnxfY1tufYRafMBy/CwXh/EvrX1xR3U0uiIwnT0nD+7JAj2H67R",
        ],
        [CredentialShape.Context2] =
        [
            "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=",
            "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
            "sha256-JKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k=",
            "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg",
        ],
    };

    /// <summary>Whether the content at this address is known here.</summary>
    public static bool Holds(string url) => BundledContexts.Files.ContainsKey(url);

    /// <summary>
    /// Whether the digests of a related resource are those of a revision known here. False says only that they are of something else
    /// than what is known: the address may serve a later revision.
    /// </summary>
    /// <param name="resource">An entry of <c>relatedResource</c> in strict JSON.</param>
    public static bool Match(JsonElement resource)
    {
        if (
            UntrustedJson.Text(resource, "id") is not { } url
            || !BundledContexts.Files.TryGetValue(url, out var file)
        )
        {
            return false;
        }
        var digests = Digests(resource);
        var known = Known(url, file);
        return digests.Count > 0 && digests.TrueForAll(known.Contains);
    }

    private static HashSet<string> Known(string url, string file)
    {
        var content = BundledContexts.Bytes(file);
        return
        [
            "sha256-" + Convert.ToBase64String(SHA256.HashData(content)),
            "sha384-" + Convert.ToBase64String(SHA384.HashData(content)),
            "sha512-" + Convert.ToBase64String(SHA512.HashData(content)),
            .. Published.GetValueOrDefault(url, []),
        ];
    }

    private static List<string> Digests(JsonElement resource)
    {
        var digests = new List<string>();
        if (UntrustedJson.Text(resource, "digestSRI") is { } sri)
        {
            digests.Add(sri.Split('?')[0]);
        }
        if (UntrustedJson.Text(resource, "digestMultibase") is { } multibase)
        {
            digests.Add(OfMultibase(multibase));
        }
        return digests;
    }

    /// <summary>
    /// A multihash (Controlled Identifiers 1.0 section 2.5), or the bare 32 bytes of a SHA-256, as examples of the data model had it.
    /// </summary>
    private static string OfMultibase(string text)
    {
        if (!Multibase.TryDecode(text, out var hash))
        {
            return "";
        }
        if (hash.Length == SHA256.HashSizeInBytes)
        {
            return "sha256-" + Convert.ToBase64String(hash);
        }
        var algorithm = hash switch
        {
            [0x12, 32, ..] => "sha256-",
            [0x20, 48, ..] => "sha384-",
            [0x13, 64, ..] => "sha512-",
            _ => "",
        };
        return algorithm.Length == 0 ? "" : algorithm + Convert.ToBase64String(hash.AsSpan(2));
    }
}
