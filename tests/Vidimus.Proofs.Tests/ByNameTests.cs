using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Xunit;

namespace Vidimus.Proofs.Tests;

/// <summary>
/// Who holds a credential signed over statements cannot spell a statement otherwise, so that the signature holds and programs, which
/// read members, no longer find it.
/// </summary>
public sealed class ByNameTests
{
    private const string Cred = "https://www.w3.org/2018/credentials#";
    private const string Date = "http://www.w3.org/2001/XMLSchema#dateTime";
    private const string Badges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

    private static JsonObject Signed(Action<JsonObject>? change = null)
    {
        using var key = Samples.Key();
        var credential = Samples.Credential();
        credential["validUntil"] = "2024-01-01T00:00:00Z";
        credential["credentialStatus"] = JsonNode.Parse(
            """
            {
              "id": "https://school.example/status/1#7",
              "type": "BitstringStatusListEntry",
              "statusPurpose": "revocation",
              "statusListIndex": "7",
              "statusListCredential": "https://school.example/status/1"
            }
            """
        );
        change?.Invoke(credential);
        var options = new ProofOptions(Samples.VerificationMethod, Samples.Created)
        {
            Expires = Samples.Now.AddDays(1),
        };
        return DataIntegrity.Sign(credential, options, key);
    }

    private static void Move(JsonObject from, string name, JsonObject to, string newName)
    {
        var value = from[name];
        from.Remove(name).ShouldBeTrue();
        to[newName] = value?.DeepClone();
    }

    private static void Refused(JsonObject secured)
    {
        var result = Samples.Check(secured);
        result.Outcome.ShouldBe(ProofOutcome.Fail, secured.ToJsonString());
        result.Reason.ShouldContain("otherwise than its contexts do");
    }

    private static JsonNode DateOf(string text) =>
        JsonNode.Parse($$"""{"@value": "{{text}}", "@type": "{{Date}}"}""")!;

    [Fact]
    public void What_is_spelled_as_the_contexts_spell_it_passes() =>
        Samples.Check(Signed()).Outcome.ShouldBe(ProofOutcome.Pass);

    [Fact]
    public void An_end_of_validity_cannot_be_hidden_under_its_IRI()
    {
        var secured = Signed();
        secured.Remove("validUntil");
        secured[Cred + "validUntil"] = DateOf("2024-01-01T00:00:00Z");
        Refused(secured);
    }

    [Fact]
    public void A_status_cannot_be_hidden_under_its_IRI()
    {
        var secured = Signed();
        Move(secured, "credentialStatus", secured, Cred + "credentialStatus");
        Refused(secured);
    }

    [Fact]
    public void The_end_of_a_proof_cannot_be_hidden_under_its_IRI()
    {
        var secured = Signed();
        var proof = secured["proof"]![0]!.AsObject();
        proof.Remove("expires");
        proof["https://w3id.org/security#expiration"] = DateOf("2026-01-02T00:00:00Z");
        Refused(secured);
    }

    [Theory]
    [InlineData("id", "@id")]
    [InlineData("type", "@type")]
    public void A_keyword_is_called_by_its_name(string name, string keyword)
    {
        var top = Signed();
        Move(top, name, top, keyword);
        Refused(top);
        var nested = Signed();
        var status = nested["credentialStatus"]!.AsObject();
        Move(status, name, status, keyword);
        Refused(nested);
    }

    [Theory]
    [InlineData(
        "validUntil",
        $$$"""{"other": {"@id": "{{{Cred}}}validUntil", "@type": "{{{Date}}}"}}"""
    )]
    [InlineData(
        "credentialStatus",
        $$$"""{"other": {"@id": "{{{Cred}}}credentialStatus", "@type": "@id"}}"""
    )]
    [InlineData(
        "credentialStatus",
        $$$"""{"other:x": "{{{Cred}}}credentialStatus", "other": "{{{Cred}}}"}"""
    )]
    [InlineData("issuer", $$$"""{"other": {"@id": "{{{Cred}}}issuer", "@type": "@id"}}""")]
    [InlineData("type", """{"other": "@type"}""")]
    [InlineData("id", """{"other": "@id"}""")]
    public void A_context_in_the_document_gives_nothing_a_second_name(string name, string context)
    {
        var secured = Signed();
        secured["@context"]!.AsArray().Add(JsonNode.Parse(context));
        Move(secured, name, secured, "other");
        Samples.Check(secured).Outcome.ShouldNotBe(ProofOutcome.Pass);
    }

    [Fact]
    public void A_claim_cannot_be_given_the_name_of_another()
    {
        var secured = Signed(c => c["credentialSubject"]!["wished"] = "All of it");
        secured["@context"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """
                    {
                      "alumniOf": "https://www.w3.org/ns/credentials/examples#wished",
                      "wished": "https://www.w3.org/ns/credentials/examples#alumniOf"
                    }
                    """
                )
            );
        var subject = secured["credentialSubject"]!.AsObject();
        (subject["alumniOf"], subject["wished"]) = ("All of it", "The School of Examples");
        Refused(secured);
    }

    [Fact]
    public void A_context_in_the_document_may_name_what_is_its_own()
    {
        var secured = Signed(c =>
        {
            c["@context"]!
                .AsArray()
                .Add(JsonNode.Parse("""{"house": "https://school.example/terms#house"}"""));
            c["credentialSubject"]!["house"] = "Ravens";
            c["type"]!.AsArray().Add("https://school.example/types#Diploma");
        });
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Pass);
        var subject = secured["credentialSubject"]!.AsObject();
        Move(subject, "house", subject, "https://school.example/terms#house");
        Refused(secured);
    }

    [Fact]
    public void Statements_cannot_be_put_elsewhere_in_the_document()
    {
        var nest = Signed();
        nest["@context"]!.AsArray().Add(JsonNode.Parse("""{"other": "@nest"}"""));
        nest["other"] = new JsonObject();
        Move(nest, "credentialStatus", nest["other"]!.AsObject(), "credentialStatus");
        Refused(nest);

        var included = Signed();
        included["@included"] = included["credentialStatus"]!.DeepClone();
        included["credentialStatus"] = "https://school.example/status/1#7";
        Refused(included);

        var graph = Signed();
        var content = graph.DeepClone().AsObject();
        content.Remove("@context");
        content.Remove("proof");
        foreach (var (name, _) in content)
        {
            graph.Remove(name);
        }
        graph["@graph"] = content;
        Refused(graph);

        var set = Signed();
        set["credentialStatus"] = new JsonObject
        {
            ["@set"] = new JsonArray(set["credentialStatus"]!.DeepClone()),
        };
        Refused(set);
    }

    [Fact]
    public void Values_cannot_be_wrapped_where_the_value_alone_says_the_same()
    {
        var dated = Signed();
        dated["validUntil"] = DateOf("2024-01-01T00:00:00Z");
        Refused(dated);

        var named = Signed();
        named["name"] = new JsonObject { ["@value"] = "Alumni Credential" };
        Refused(named);

        var nested = Signed();
        nested["credentialStatus"] = new JsonArray(
            new JsonArray(nested["credentialStatus"]!.DeepClone())
        );
        Refused(nested);
    }

    [Fact]
    public void Types_and_references_are_spelled_as_the_contexts_spell_them()
    {
        var type = Signed();
        type["credentialStatus"]!["type"] =
            "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry";
        Samples.Check(type).Outcome.ShouldBe(ProofOutcome.Fail);

        var purpose = Signed();
        purpose["proof"]![0]!["proofPurpose"] = "https://w3id.org/security#assertionMethod";
        Samples.Check(purpose).Outcome.ShouldBe(ProofOutcome.Fail);

        var compact = Signed();
        compact["@context"]!.AsArray().Add(JsonNode.Parse("""{"s": "https://school.example/"}"""));
        compact["credentialStatus"]!["statusListCredential"] = "s:status/1";
        Refused(compact);

        var id = Signed();
        id["@context"]!.AsArray().Add(JsonNode.Parse("""{"s": "urn:uuid:"}"""));
        id["id"] = "s:58172aac-d8ba-11ed-83dd-0b3aef56cc33";
        Refused(id);
    }

    [Fact]
    public void A_property_that_shares_its_IRI_with_a_type_keeps_its_own_name()
    {
        var secured = Signed(c =>
        {
            c["@context"]!.AsArray()[1] = Badges;
            c["type"]!.AsArray()[1] = "OpenBadgeCredential";
            c["credentialSubject"] = JsonNode.Parse(
                """
                {
                  "type": ["AchievementSubject"],
                  "achievement": {
                    "id": "https://school.example/a/1",
                    "type": ["Achievement"],
                    "name": "Weaving",
                    "description": "Weaves.",
                    "criteria": {"narrative": "Has woven."}
                  }
                }
                """
            );
        });
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Pass);
        var subject = secured["credentialSubject"]!.AsObject();
        Move(subject, "achievement", subject, "Achievement");
        Refused(secured);
    }

    [Fact]
    public void Nothing_is_signed_that_would_then_be_refused()
    {
        using var key = Samples.Key();
        var credential = Samples.Credential();
        Move(credential, "id", credential, "@id");
        Should
            .Throw<JsonException>(() =>
                DataIntegrity.Sign(
                    credential,
                    new ProofOptions(Samples.VerificationMethod, Samples.Created),
                    key
                )
            )
            .Message.ShouldContain("@id");
    }

    [Fact]
    public void Each_name_of_the_bundled_contexts_is_known()
    {
        var names = ContextSet.Bundled.Names;
        names.OfKeyword("@id").ShouldBe(["id"]);
        names.OfKeyword("@type").ShouldBe(["type"]);
        var active = ContextSet.Bundled.Memory.Initial;
        names.Fit(active, Cred + "validUntil", "validUntil", isType: false).ShouldBeTrue();
        names.Fit(active, Cred + "validUntil", Cred + "validUntil", isType: false).ShouldBeFalse();
        names
            .Fit(active, "https://w3id.org/security#expiration", "expires", isType: false)
            .ShouldBeTrue();
        names
            .Fit(active, "https://w3id.org/security#expiration", "expiration", isType: false)
            .ShouldBeFalse();
    }
}
