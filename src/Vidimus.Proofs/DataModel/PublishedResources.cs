using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// Resources whose published versions are known by digest, so that a credential that pins one can be judged without fetching it. The
/// context bundled for processing is no help here: it says the same in other bytes.
/// </summary>
public static class PublishedResources
{
    // SHA-256, SHA-384 and SHA-512 of what W3C published: the Candidate Recommendation of 20 July 2024 and the Recommendation
    // (VC Data Model 2.0, appendix B.1, prints the digests).
    private static readonly Dictionary<string, string[][]> Versions = new(StringComparer.Ordinal)
    {
        // The one of VC Data Model 1.1, as the Recommendation of 2022-03-03 has it (2.0, appendix B.1, prints the first digest).
        [CredentialShape.Context1] =
        [
            [
                "q03dmlMXWIB6eaW0UFENYa6NFH6rlmzJogDAcJWwzcw=",
                "gsOz6rhjdUu/0rnxfY1tufYRafMBy/CwXh/EvrX1xR3U0uiIwnT0nD+7JAj2H67R",
                "U2pAs5DdqUqeORlsAAkPYmaOgYT+PIwCxKIshWZuaL9uhdPcfy26hbK2Lvldl94kEyVo2FBNtD8snILS6IQY0g==",
            ],
        ],
        [CredentialShape.Context2] =
        [
            [
                "WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=",
                "l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
                "XVVFK9Lc+KKfWikEc+skKxxft31OaPGgqoe6pNuiaUhS1l7GPUisBKmdlW+fcVO5QG+E0tBMdIabAsI5odgTBQ==",
            ],
            [
                "JKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k=",
                "NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg",
                "yxM236hnDYDQM0SzsMwl+vTUUgGCPDXzm7Gv5an5EfYV/07IDsXy+J4z0U6Wvsi+eOON81uRjJzV87NEm9bIjw==",
            ],
        ],
    };

    /// <summary>Whether the digests of this resource can be judged by <see cref="Check"/>.</summary>
    public static bool Knows(string url) => Versions.ContainsKey(url);

    /// <summary>
    /// The related resources of a credential, strict JSON of the right shape, that are known and whose digests are those of no
    /// published version.
    /// </summary>
    public static IReadOnlyList<ShapeViolation> Check(JsonElement credential)
    {
        var rules = new ShapeRules();
        if (credential.ValueKind != JsonValueKind.Object)
        {
            return [];
        }
        foreach (var (resource, at) in ShapeRules.Each(credential, "relatedResource", ""))
        {
            if (
                UntrustedJson.Text(resource, "id") is { } url
                && Versions.TryGetValue(url, out var versions)
                && !versions.Any(version =>
                    RelatedResources.Matches(
                        resource,
                        algorithm => Convert.FromBase64String(version[IndexOf(algorithm)])
                    )
                )
            )
            {
                rules.Add(
                    "relatedResource",
                    at,
                    "The digest is that of no published version of the resource."
                );
            }
        }
        return rules.Violations;
    }

    private static int IndexOf(string algorithm) =>
        algorithm switch
        {
            "sha256" => 0,
            "sha384" => 1,
            _ => 2,
        };
}
