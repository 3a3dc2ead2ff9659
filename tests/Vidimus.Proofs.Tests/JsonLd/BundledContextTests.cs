using System.Security.Cryptography;
using System.Text.Json;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Xunit;

namespace Vidimus.Proofs.Tests.JsonLd;

public sealed class BundledContextTests
{
    private const string Folder = "Vidimus.Proofs.Contexts/";

    public static TheoryData<string> Needed =>
        new(
            "https://www.w3.org/2018/credentials/v1",
            "https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2",
            "https://www.w3.org/ns/credentials/status/v1",
            "https://w3id.org/security/data-integrity/v1",
            "https://w3id.org/security/data-integrity/v2",
            "https://w3id.org/security/suites/ed25519-2020/v1",
            "https://w3id.org/security/multikey/v1",
            "https://www.w3.org/ns/did/v1",
            "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        );

    [Theory]
    [MemberData(nameof(Needed))]
    public void A_context_that_credentials_of_the_field_name_is_bundled(string url)
    {
        ContextSet.Bundled.Contains(url).ShouldBeTrue();
        Canonical
            .ProblemOf($"{{\"@context\":\"{url}\",\"https://p.example/\":\"x\"}}")
            .ShouldBeNull();
    }

    [Fact]
    public void Every_bundled_context_has_the_bytes_its_manifest_names()
    {
        using var manifest = JsonDocument.Parse(Bytes("manifest.json"));
        foreach (var entry in manifest.RootElement.EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            Convert
                .ToHexStringLower(SHA256.HashData(Bytes(file)))
                .ShouldBe(entry.GetProperty("sha256").GetString(), file);
        }
    }

    [Fact]
    public void An_operator_can_add_a_context_without_changing_the_bundled_set()
    {
        using var context = JsonDocument.Parse(
            "{\"@context\":{\"craft\":\"https://guild.example/craft\"}}"
        );
        using var document = JsonDocument.Parse(
            "{\"@context\":\"https://guild.example/v1\",\"craft\":\"weaving\"}"
        );
        var own = ContextSet.Bundled.With([
            KeyValuePair.Create("https://guild.example/v1", context.RootElement),
        ]);

        Proofs.Rdf.Rdfc.Canonicalize(document.RootElement, own).Problem.ShouldBeNull();
        Proofs
            .Rdf.Rdfc.Canonicalize(document.RootElement, ContextSet.Bundled)
            .Problem!.Code.ShouldBe(LinkedDataProblem.ContextUnknown);
    }

    private static byte[] Bytes(string file)
    {
        using var stream = typeof(ContextSet).Assembly.GetManifestResourceStream(Folder + file)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
