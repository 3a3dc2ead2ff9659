using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;
using Xunit;

namespace Vidimus.Proofs.Tests.JsonLd;

/// <summary>Some of the vectors that W3C publishes; <c>eng/Vidimus.Conformance</c> runs all of them from a checkout.</summary>
public sealed class PublishedVectorTests
{
    private static readonly JsonElement Vectors = Read();

    public static TheoryData<string> Datasets =>
        Ids("rdfc10", v => v.TryGetProperty("expected", out _));
    public static TheoryData<string> Documents => Ids("toRdf", _ => true);
    public static TheoryData<string> Signed => Ids("eddsa", _ => true);
    public static TheoryData<string> Errors => Ids("errors", _ => true);

    [Theory]
    [MemberData(nameof(Datasets))]
    public void A_dataset_has_the_canonical_form_of_the_suite(string id)
    {
        var vector = Find("rdfc10", id);
        var hash = vector.TryGetProperty("hash", out _) ? RdfcHash.Sha384 : RdfcHash.Sha256;

        Canonize(Text(vector, "input"), hash).ShouldBe(Text(vector, "expected"));
    }

    [Fact]
    public void A_poison_dataset_of_the_suite_is_refused_by_name() =>
        Should
            .Throw<JsonLdException>(() =>
                Canonize(Text(Find("rdfc10", "#test074c"), "input"), RdfcHash.Sha256)
            )
            .Problem.Code.ShouldBe(LinkedDataProblem.DatasetPoisoned);

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_gives_the_quads_of_the_suite(string id)
    {
        var vector = Find("toRdf", id);
        var dataset = new RdfDataset();
        new RdfEmitter(dataset, new Work(), new RdfOptions()).Document(
            Expand(vector, Text(vector, "base"))
        );

        Encoding
            .UTF8.GetString(new Canonicalizer().Run(dataset, RdfcHash.Sha256))
            .ShouldBe(Canonize(Text(vector, "expected"), RdfcHash.Sha256));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_broken_document_gives_the_error_of_the_suite(string id)
    {
        var vector = Find("errors", id);

        Should
            .Throw<JsonLdException>(() => Expand(vector, "https://base.example/"))
            .Problem.Code.ShouldBe(Text(vector, "code"));
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public void A_signed_credential_hashes_as_the_EdDSA_cryptosuites_publish_it(string id)
    {
        var vector = Find("eddsa", id);
        using var signed = JsonDocument.Parse(Text(vector, "signed"));
        using var options = JsonDocument.Parse(Text(vector, "proofConfig"));
        var proof = new LinkedDataSource(signed.RootElement.GetProperty("proof"))
        {
            Context = signed.RootElement.GetProperty("@context"),
            Without = "proofValue",
        };

        Hash(new LinkedDataSource(signed.RootElement) { Without = "proof" })
            .ShouldBe(Text(vector, "document"));
        Hash(options.RootElement).ShouldBe(Text(vector, "proof"));
        Hash(proof).ShouldBe(Text(vector, "proof"));
    }

    private static string Hash(LinkedDataSource source)
    {
        var digest = new byte[32];
        Rdfc.TryHash(source, ContextSet.Bundled, digest, out var problem);
        return problem?.ToString() ?? Convert.ToHexStringLower(digest);
    }

    private static List<object> Expand(JsonElement vector, string baseUrl)
    {
        using var document = JsonDocument.Parse(Text(vector, "input"));
        var work = new Work();
        var processor = new ContextProcessor(ContextSet.Bundled.Memory, work, safe: false);
        return new Expander(processor, work, false, baseUrl).Document(
            document.RootElement.Clone(),
            ActiveContext.Initial(baseUrl)
        );
    }

    private static string Canonize(string nquads, RdfcHash hash)
    {
        var dataset = new RdfDataset();
        NQuadsParser.Parse(nquads, dataset);
        return Encoding.UTF8.GetString(new Canonicalizer().Run(dataset, hash));
    }

    private static string Text(JsonElement vector, string name) =>
        vector.GetProperty(name).GetString()!;

    private static JsonElement Find(string group, string id) =>
        Vectors
            .GetProperty(group)
            .EnumerateArray()
            .Single(v => v.GetProperty("id").ValueEquals(id));

    private static TheoryData<string> Ids(string group, Func<JsonElement, bool> which) =>
        new(Vectors.GetProperty(group).EnumerateArray().Where(which).Select(v => Text(v, "id")));

    private static JsonElement Read()
    {
        using var stream = typeof(PublishedVectorTests).Assembly.GetManifestResourceStream(
            "published-vectors.json"
        )!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
