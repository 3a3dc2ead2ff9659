using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;
using Vidimus.Proofs.Tests.JsonLd;
using Xunit;

namespace Vidimus.Proofs.Tests.Properties;

/// <summary>A canonical form is the same however the same thing was written, and canonical itself.</summary>
public sealed class CanonicalFormProperties
{
    private static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, int.MaxValue - 1));

    [Fact]
    public void Canonical_JSON_is_canonical_and_does_not_depend_on_the_order_of_members_or_on_how_it_is_given() =>
        Prop.ForAll(
                Arb.From(JsonGenerator.Objects),
                Seeds,
                (json, seed) =>
                {
                    var canonical = Jcs.Canonicalize(json);
                    Jcs.Canonicalize(canonical).ShouldBe(canonical);
                    Jcs.Canonicalize(JsonGenerator.Shuffled(json, new Random(seed)))
                        .ShouldBe(canonical);
                    Jcs.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString()))
                        .ShouldBe(canonical);
                    Jcs.Canonicalize(json.Element()).ShouldBe(canonical);
                    CredentialJson
                        .TryParse(canonical, 1 << 20, out _, out var reason)
                        .ShouldBeTrue(reason);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void A_credential_has_the_same_statements_in_any_order_of_members() =>
        Prop.ForAll(
                Arb.From(CredentialGenerator.Credentials),
                Seeds,
                (json, seed) =>
                {
                    var shuffled = JsonGenerator
                        .Shuffled(JsonNode.Parse(json), new Random(seed))!
                        .ToJsonString();
                    Canonical.ByPublicDoor(shuffled).ShouldBe(Canonical.ByPublicDoor(json), json);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_dataset_has_the_same_canonical_form_under_any_labels_and_in_any_order_and_it_is_canonical() =>
        Prop.ForAll(
                Arb.From(CredentialGenerator.Credentials),
                Seeds,
                (json, seed) =>
                {
                    var random = new Random(seed);
                    var canonical = Canonical.ByGeneralPath(json);
                    var lines = Relabelled(canonical, random)
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    random.Shuffle(lines);
                    Canonized(string.Join('\n', lines)).ShouldBe(canonical);
                    Canonized(canonical).ShouldBe(canonical);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static string Canonized(string quads)
    {
        var dataset = new RdfDataset();
        NQuadsParser.Parse(quads, dataset);
        return Encoding.UTF8.GetString(new Canonicalizer().Run(dataset, RdfcHash.Sha256));
    }

    /// <summary>Labels of blank nodes stand at the beginning of a line or behind a space, and never in a literal with "_:c14n" here.</summary>
    private static string Relabelled(string quads, Random random)
    {
        var number = 0;
        while (quads.Contains($"_:c14n{number} ", StringComparison.Ordinal))
        {
            quads = quads.Replace(
                $"_:c14n{number} ",
                $"_:x{random.Next()}y{number} ",
                StringComparison.Ordinal
            );
            number++;
        }
        return quads;
    }
}
