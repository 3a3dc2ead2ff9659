using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;
using Xunit;

namespace Vidimus.Proofs.Tests.JsonLd;

/// <summary>What would not be signed is refused by name, and no document costs more than it should.</summary>
public sealed class SafetyTests
{
    private const string V2 = "\"https://www.w3.org/ns/credentials/v2\"";

    [Theory]
    [InlineData("\"unknownThing\":\"x\"", LinkedDataProblem.PropertyUndefined, "unknownThing")]
    [InlineData("\"unknownThing\":null", LinkedDataProblem.PropertyUndefined, "unknownThing")]
    [InlineData("\"type\":\"Invented\"", LinkedDataProblem.TypeRelative, "Invented")]
    [InlineData("\"id\":\"here\"", LinkedDataProblem.IdRelative, "here")]
    [InlineData(
        "\"id\":\"https://a.example/ b\"",
        LinkedDataProblem.IdRelative,
        "https://a.example/ b"
    )]
    [InlineData("\"name\":\"a\",\"name\":\"b\"", LinkedDataProblem.NameRepeated, "name")]
    [InlineData(
        "\"name\":{\"@value\":null}",
        LinkedDataProblem.ValueDropped,
        "null @value value: "
    )]
    [InlineData(
        "\"name\":{\"@value\":\"x\",\"@index\":\"i\"}",
        LinkedDataProblem.ValueDropped,
        "@index has no place in RDF: i"
    )]
    [InlineData(
        "\"name\":{\"@value\":\"x\",\"@language\":\"not a tag\"}",
        "invalid @language value",
        "not a tag"
    )]
    [InlineData(
        "\"name\":1e999",
        LinkedDataProblem.NumberOutOfRange,
        "a number beyond the range of double precision"
    )]
    [InlineData("\"name\":\"\\ud800\"", LinkedDataProblem.TextMalformed, "not well-formed Unicode")]
    [InlineData(
        "\"na\\ud800me\":\"x\"",
        LinkedDataProblem.TextMalformed,
        "not well-formed Unicode"
    )]
    [InlineData("\"_sd\":{\"a\":1,\"a\":2}", LinkedDataProblem.NameRepeated, "a")]
    public void What_would_be_lost_or_read_in_two_ways_is_refused_by_name(
        string member,
        string code,
        string detail
    )
    {
        var problem = Canonical
            .ProblemOf($"{{\"@context\":{V2},{member},\"description\":\"d\"}}")
            .ShouldNotBeNull();

        problem.Code.ShouldBe(code);
        problem.Detail.ShouldBe(detail);
    }

    [Fact]
    public void A_whole_context_document_counts_as_its_context_and_with_anything_beside_it_as_none()
    {
        const string Rest = "\"type\":\"T\",\"p\":\"x\"";
        const string Terms = "{\"T\":\"https://a.example/T\",\"p\":\"https://a.example/p\"}";

        Canonical
            .ByPublicDoor($"{{\"@context\":[{V2},{{\"@context\":{Terms}}}],{Rest}}}")
            .ShouldBe(Canonical.ByPublicDoor($"{{\"@context\":[{V2},{Terms}],{Rest}}}"));

        foreach (
            var context in new[]
            {
                $"{{\"@context\":{Terms},\"q\":\"https://a.example/q\"}}",
                $"{{\"@context\":[{Terms}]}}",
                $"{{\"@context\":{{\"@context\":{Terms}}}}}",
            }
        )
        {
            Canonical
                .ProblemOf($"{{\"@context\":[{V2},{context}],{Rest}}}")
                .ShouldNotBeNull()
                .Code.ShouldBe("keyword redefinition", context);
        }
    }

    [Theory]
    [InlineData("\"https://unknown.example/context\"")]
    [InlineData("[\"https://www.w3.org/ns/credentials/v2\",\"https://unknown.example/context\"]")]
    [InlineData("{\"@import\":\"https://unknown.example/context\"}")]
    [InlineData(
        "{\"term\":{\"@id\":\"https://x.example/\",\"@context\":\"https://unknown.example/context\"}}"
    )]
    public void A_context_outside_the_closed_set_is_named(string context)
    {
        var problem = Canonical
            .ProblemOf($"{{\"@context\":{context},\"https://p.example/\":\"x\"}}")
            .ShouldNotBeNull();

        problem.Code.ShouldBe(LinkedDataProblem.ContextUnknown);
        problem.Detail.ShouldBe("https://unknown.example/context");
    }

    [Fact]
    public void A_reserved_word_as_a_term_is_refused_because_later_versions_may_give_it_a_meaning() =>
        Canonical
            .ProblemOf(
                "{\"@context\":{\"@future\":\"https://x.example/\"},\"https://p.example/\":\"x\"}"
            )!
            .Code.ShouldBe("reserved term");

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public void A_document_that_is_no_object_is_refused(string json) =>
        Canonical.ProblemOf(json)!.Code.ShouldBe(LinkedDataProblem.ValueDropped);

    [Fact]
    public void A_context_that_multiplies_itself_at_every_use_meets_the_limit_of_steps()
    {
        var terms = string.Join(
            ',',
            Enumerable.Range(0, 3000).Select(i => $"\"t{i}\":{{\"@id\":\"https://x.example/{i}\"}}")
        );
        var uses = string.Join(',', Enumerable.Range(0, 3000).Select(_ => "{\"t0\":\"x\"}"));
        var json =
            $"{{\"@context\":{{\"p\":{{\"@id\":\"https://x.example/p\",\"@context\":{{{terms}}}}}}},\"p\":[{uses}]}}";

        Canonical.ProblemOf(json)!.Code.ShouldBe(LinkedDataProblem.TooComplex);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"a\"")]
    [InlineData("{}")]
    [InlineData("{\"name\":1}")]
    [InlineData("[1]")]
    public void P1_a_megabyte_of_values_is_refused_in_bounded_time_and_memory(string value)
    {
        var values = string.Join(',', Enumerable.Repeat(value, (1 << 20) / (value.Length + 1)));
        var json = $$"""{"@context":{{V2}},"type":"VerifiableCredential","name":[{{values}}]}""";
        using var document = JsonDocument.Parse(json);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Rdfc.Canonicalize(document.RootElement, ContextSet.Bundled).Problem;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(128 << 20);
        problem
            .ShouldNotBeNull()
            .Code.ShouldBeOneOf(LinkedDataProblem.TooComplex, LinkedDataProblem.DatasetPoisoned);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_by_name()
    {
        var json = new StringBuilder("{\"@context\":{\"p\":\"https://x.example/p\"},\"p\":");
        json.Append(string.Concat(Enumerable.Repeat("{\"p\":", 200)))
            .Append('1')
            .Append('}', 200)
            .Append('}');
        using var document = JsonDocument.Parse(
            json.ToString(),
            new JsonDocumentOptions { MaxDepth = 1000 }
        );

        Rdfc.Canonicalize(document.RootElement, ContextSet.Bundled)
            .Problem!.Code.ShouldBe(LinkedDataProblem.TooComplex);
    }

    [Fact]
    public void Nodes_built_to_exhaust_the_labelling_are_refused_by_name()
    {
        // Ten nodes that each know all the others: every order of them would have to be tried.
        var nodes = Enumerable
            .Range(0, 10)
            .Select(i =>
                $"{{\"@id\":\"_:n{i}\",\"p\":[{string.Join(',', Enumerable.Range(0, 10).Where(j => j != i).Select(j => $"{{\"@id\":\"_:n{j}\"}}"))}]}}"
            );
        var json =
            $"{{\"@context\":{{\"p\":\"https://x.example/p\"}},\"@graph\":[{string.Join(',', nodes)}]}}";

        Canonical.ProblemOf(json)!.Code.ShouldBe(LinkedDataProblem.DatasetPoisoned);
    }

    [Fact]
    public void A_credential_is_read_without_its_proof_as_if_the_proof_had_never_been_there()
    {
        const string body =
            "\"type\":\"VerifiableCredential\",\"issuer\":\"did:example:i\",\"credentialSubject\":{\"id\":\"did:example:ada\"}";
        using var bare = JsonDocument.Parse($"{{\"@context\":{V2},{body}}}");
        using var proven = JsonDocument.Parse(
            $"{{\"@context\":{V2},\"proof\":{{\"type\":\"DataIntegrityProof\"}},{body}}}"
        );
        var expected = Rdfc.Canonicalize(bare.RootElement, ContextSet.Bundled);
        var source = new LinkedDataSource(proven.RootElement) { Without = "proof" };

        Canonical.ByCompiledPath(source).ShouldBe(Encoding.UTF8.GetString(expected.NQuads.Span));
        Canonical.ByGeneralPath(source).ShouldBe(Encoding.UTF8.GetString(expected.NQuads.Span));
    }

    [Fact]
    public void A_proof_can_be_read_under_the_context_of_its_credential()
    {
        const string body =
            "\"type\":\"DataIntegrityProof\",\"proofPurpose\":\"assertionMethod\",\"verificationMethod\":\"did:example:i#k\"";
        using var whole = JsonDocument.Parse($"{{\"@context\":[{V2}],{body}}}");
        using var bare = JsonDocument.Parse($"{{{body},\"proofValue\":\"z1\"}}");
        var source = new LinkedDataSource(bare.RootElement)
        {
            Context = whole.RootElement.GetProperty("@context"),
            Without = "proofValue",
        };
        var expected = Encoding.UTF8.GetString(
            Rdfc.Canonicalize(whole.RootElement, ContextSet.Bundled).NQuads.Span
        );

        Canonical.ByCompiledPath(source).ShouldBe(expected);
        Canonical.ByGeneralPath(source).ShouldBe(expected);
    }

    [Fact]
    public void The_hash_is_the_hash_of_the_canonical_bytes_in_both_algorithms()
    {
        using var document = JsonDocument.Parse($"{{\"@context\":{V2},\"name\":\"x\"}}");
        Span<byte> digest = stackalloc byte[48];

        Rdfc.TryHash(document.RootElement, ContextSet.Bundled, digest, out _).ShouldBeTrue();
        digest[..32]
            .SequenceEqual(SHA256.HashData("_:c14n0 <https://schema.org/name> \"x\" .\n"u8))
            .ShouldBeTrue();
        Rdfc.TryHash(document.RootElement, ContextSet.Bundled, digest, out _, RdfcHash.Sha384)
            .ShouldBeTrue();
        digest
            .SequenceEqual(SHA384.HashData("_:c14n0 <https://schema.org/name> \"x\" .\n"u8))
            .ShouldBeTrue();
    }

    [Fact]
    public void Combinations_of_types_beyond_what_is_remembered_are_still_read_right()
    {
        string[] types =
        [
            "Achievement",
            "Address",
            "Alignment",
            "EndorsementSubject",
            "Evidence",
            "GeoCoordinates",
            "IdentityObject",
            "Image",
            "Profile",
            "Result",
        ];
        var contexts = ContextSet.Bundled.With([]);
        var general = ContextSet.Bundled.With([]);
        for (var set = 1; set < 1 << types.Length; set++)
        {
            var chosen = string.Join(
                ',',
                types.Where((_, i) => (set >> i & 1) == 1).Select(t => $"\"{t}\"")
            );
            using var document = JsonDocument.Parse(
                $"{{\"@context\":[{V2},\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],\"type\":[{chosen}],\"name\":\"x\"}}"
            );

            var result = Rdfc.Canonicalize(document.RootElement, contexts);

            (result.Problem?.ToString() ?? Encoding.UTF8.GetString(result.NQuads.Span)).ShouldBe(
                Canonical.ByGeneralPath(document.RootElement, general)
            );
        }
    }
}
