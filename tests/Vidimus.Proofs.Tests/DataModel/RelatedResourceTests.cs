using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class RelatedResourceTests
{
    private const string Url = "https://example.org/context";
    private static readonly byte[] Content = "Sample content"u8.ToArray();

    private static int Violations(string digests, ReadOnlyMemory<byte>? content)
    {
        var credential = new JsonObject
        {
            ["relatedResource"] = JsonNode.Parse($$"""[{"id":"{{Url}}",{{digests}}}]"""),
        };
        return RelatedResources
            .CheckDigests(credential.Element(), url => url == Url ? content : null)
            .Count;
    }

    private static string Sri(string name, byte[] hash) => $"{name}-{Convert.ToBase64String(hash)}";

    private static string Multihash(byte code, byte[] hash) =>
        Multibase.EncodeBase64Url([code, (byte)hash.Length, .. hash]);

    [Fact]
    public void Digests_of_all_three_lengths_and_both_forms_are_checked()
    {
        string[] right =
        [
            $"\"digestSRI\":\"{Sri("sha256", SHA256.HashData(Content))}\"",
            $"\"digestSRI\":\"{Sri("sha384", SHA384.HashData(Content))}\"",
            $"\"digestSRI\":\"{Sri("sha512", SHA512.HashData(Content))}?opt\"",
            $"\"digestSRI\":\"sha256-AAAA {Sri("sha512", SHA512.HashData(Content))}\"",
            $"\"digestMultibase\":\"{Multihash(0x12, SHA256.HashData(Content))}\"",
            $"\"digestMultibase\":\"{Multihash(0x20, SHA384.HashData(Content))}\"",
            $"\"digestMultibase\":\"{Multihash(0x13, SHA512.HashData(Content))}\"",
            $"\"digestMultibase\":\"{Multibase.EncodeBase64Url(SHA256.HashData(Content))}\"",
            $"\"digestMultibase\":\"{Multibase.EncodeBase58(SHA384.HashData(Content))}\"",
        ];
        foreach (var digest in right)
        {
            Violations(digest, Content).ShouldBe(0, digest);
            Violations(digest, "Other content"u8.ToArray()).ShouldBe(1, digest);
            Violations(digest, null).ShouldBe(0);
        }
    }

    [Fact]
    public void A_digest_of_an_unknown_kind_or_one_wrong_among_two_is_no_match()
    {
        var sri = $"\"digestSRI\":\"{Sri("sha256", SHA256.HashData(Content))}\"";
        string[] wrong =
        [
            "\"digestSRI\":\"md5-AAAA\"",
            "\"digestSRI\":\"\"",
            "\"digestMultibase\":\"u\"",
            "\"digestMultibase\":\"x123\"",
            $"\"digestMultibase\":\"{Multihash(0x11, SHA1.HashData(Content))}\"",
            $"\"digestMultibase\":\"{Multihash(0x13, SHA256.HashData(Content))}\"",
            $"{sri},\"digestMultibase\":\"{Multihash(0x12, new byte[32])}\"",
        ];
        foreach (var digest in wrong)
        {
            Violations(digest, Content).ShouldBe(1, digest);
        }
    }

    // The digests that the Recommendation and the Candidate Recommendation of July 2024 print for their own context.
    [Theory]
    [InlineData("\"digestMultibase\":\"uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA\"", 0)]
    [InlineData(
        "\"digestSRI\":\"sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU\"",
        0
    )]
    [InlineData(
        "\"digestSRI\":\"sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg\"",
        0
    )]
    [InlineData("\"digestSRI\":\"sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzU=\"", 1)]
    [InlineData("\"digestSRI\":\"md5-AAAA\"", 1)]
    [InlineData("\"mediaType\":\"application/ld+json\"", 1)]
    public void A_context_whose_versions_are_known_is_judged_without_fetching_it(
        string digests,
        int violations
    )
    {
        var credential = new JsonObject
        {
            ["relatedResource"] = JsonNode.Parse(
                $$"""[{"id":"{{CredentialShape.Context2}}",{{digests}}},{"id":"{{Url}}","digestSRI":"sha256-AAAA"}]"""
            ),
        };
        PublishedResources.Check(credential.Element()).Count.ShouldBe(violations);
        PublishedResources.Knows(CredentialShape.Context2).ShouldBeTrue();
        PublishedResources.Knows(Url).ShouldBeFalse();
    }
}
