using System.Text.Json;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.JsonLd;

/// <summary>Our canonical form is the one that jsonld 9.0.0 and rdf-canonize 5.0.0 (npm) give; <c>fixtures/generate.mjs</c> asked them.</summary>
public sealed class OracleTests
{
    /// <summary>What the compiled path leaves to the general one: keywords and contexts written into the document.</summary>
    private static readonly string[] General =
    [
        "evidence in a circle",
        "inline context",
        "reverse and nest",
        "plain with direction",
    ];

    private static readonly Dictionary<string, JsonElement> Cases = Read();

    public static TheoryData<string> Accepted =>
        new(Cases.Where(c => !IsRefused(c.Value)).Select(c => c.Key));
    public static TheoryData<string> Refused =>
        new(Cases.Where(c => IsRefused(c.Value)).Select(c => c.Key));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_document_has_the_canonical_form_that_other_signers_hash(string name)
    {
        var json = Cases[name].GetProperty("json").GetString()!;
        var expected = Cases[name].GetProperty("nquads").GetString()!;

        Canonical.ByPublicDoor(json).ShouldBe(expected);
        Canonical.ByGeneralPath(json).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void The_compiled_path_reads_every_document_under_bundled_contexts_alone(string name)
    {
        var json = Cases[name].GetProperty("json").GetString()!;
        var expected = General.Contains(name)
            ? null
            : Cases[name].GetProperty("nquads").GetString();

        Canonical.ByCompiledPath(json).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_document_that_other_signers_refuse_is_refused_by_name(string name)
    {
        var json = Cases[name].GetProperty("json").GetString()!;

        Canonical.ProblemOf(json).ShouldNotBeNull().Code.ShouldNotBeEmpty();
        Canonical.ByCompiledPath(json).ShouldBeNull();
    }

    private static bool IsRefused(JsonElement value) => value.TryGetProperty("refused", out _);

    private static Dictionary<string, JsonElement> Read()
    {
        using var stream = typeof(OracleTests).Assembly.GetManifestResourceStream("oracle.json")!;
        using var document = JsonDocument.Parse(stream);
        return document
            .RootElement.EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c.Clone());
    }
}
