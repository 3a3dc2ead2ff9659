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
}
