using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Xunit;

namespace Vidimus.Proofs.Tests.JsonLd;

/// <summary>The compiled path never says anything else than the general processor.</summary>
public sealed class CompiledPathTests
{
    private static readonly string[] Strange =
    [
        "null",
        "[]",
        "{}",
        "\"\"",
        "\"x\"",
        "\"a:b\"",
        "\"_:b\"",
        "\"@type\"",
        "\"@odd\"",
        "\"id\"",
        "\"https://a b\"",
        "\"https://a#b#c\"",
        "1",
        "-0.0",
        "1e300",
        "true",
        "[[1]]",
        "[[\"a\"],\"b\"]",
        "[null]",
        "{\"@value\":\"x\"}",
        "{\"@value\":\"x\",\"@language\":\"DE-at\"}",
        "{\"@value\":1,\"@language\":\"de\"}",
        "{\"@value\":\"x\",\"@language\":\"x y\"}",
        "{\"@id\":\"urn:x\"}",
        "{\"id\":\"urn:x\"}",
        "{\"id\":null}",
        "{\"type\":\"Alignment\"}",
        "[\"Achievement\",\"Alignment\"]",
        "{\"@list\":[1]}",
        "{\"@context\":null}",
        "\"OpenBadgeCredential\"",
        "\"assertionMethod\"",
        "{\"@context\":\"https://www.w3.org/ns/credentials/v2\"}",
        "{\"type\":\"Profile\",\"name\":\"n\",\"image\":{\"id\":\"urn:i\"}}",
        "\"xsd:date\"",
        "\"sec:x\"",
        "\"https://w3id.org/security#assertionMethod\"",
        "\"https://www.w3.org/2018/credentials#VerifiableCredential\"",
        "\"achievement\"",
    ];

    private static readonly string[] Names =
    [
        "id",
        "type",
        "Achievement",
        "https://www.w3.org/2018/credentials#validUntil",
        "https://www.w3.org/2018/credentials#credentialStatus",
        "@id",
        "@type",
        "name",
        "@context",
        "proof",
        "criteria",
        "unknown",
        "description",
        "@graph",
        "@included",
        "jsonSchema",
        "proofPurpose",
        "termsOfUse",
        "alignment",
        "allowedValue",
        "holder",
        "verifiableCredential",
        "cnf",
        "@reverse",
        "tag",
        "na\\u006de",
        "urn:p",
        "Criteria",
        "_sd",
    ];

    [Fact]
    public void A_generated_credential_has_the_same_canonical_form_on_both_paths() =>
        Prop.ForAll(
                Arb.From(CredentialGenerator.Credentials),
                json =>
                    Canonical
                        .ByCompiledPath(json)
                        .ShouldNotBeNull(json)
                        .ShouldBe(Canonical.ByGeneralPath(json), json)
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_damaged_credential_is_either_left_to_the_general_path_or_read_the_same() =>
        Prop.ForAll(
                Arb.From(
                    Gen.OneOf(
                        CredentialGenerator.Credentials,
                        EmittedGenerator.Credential.Select(c => c.ToJsonString())
                    )
                ),
                Arb.From(Gen.Choose(0, int.MaxValue - 1)),
                (json, seed) =>
                {
                    var damaged = Damage(json, new Random(seed));
                    if (Canonical.ByCompiledPath(damaged) is { } compiled)
                    {
                        compiled.ShouldBe(Canonical.ByGeneralPath(damaged), damaged);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void A_damaged_credential_read_by_name_is_left_to_the_general_path_or_read_the_same() =>
        Prop.ForAll(
                Arb.From(CredentialGenerator.Credentials),
                Arb.From(Gen.Choose(0, int.MaxValue - 1)),
                (json, seed) =>
                {
                    using var damaged = JsonDocument.Parse(Damage(json, new Random(seed)));
                    var source = new LinkedDataSource(damaged.RootElement) { ByName = true };
                    if (Canonical.ByCompiledPath(source) is { } compiled)
                    {
                        compiled.ShouldBe(
                            Canonical.ByGeneralPath(source),
                            damaged.RootElement.GetRawText()
                        );
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static string Damage(string json, Random random)
    {
        var document = JsonNode.Parse(json)!;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var objects = Objects(document).ToList();
            var target = objects[random.Next(objects.Count)];
            var value = JsonNode.Parse(Strange[random.Next(Strange.Length)]);
            var name =
                target.Count == 0 || random.Next(2) == 0
                    ? Names[random.Next(Names.Length)]
                    : target.ElementAt(random.Next(target.Count)).Key;
            target[name] = value;
        }

        return document.ToJsonString().Replace("\\\\u006d", "\\u006d", StringComparison.Ordinal);
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(e => Objects(e.Value)).Prepend(o),
            JsonArray a => a.SelectMany(Objects),
            _ => [],
        };
}
