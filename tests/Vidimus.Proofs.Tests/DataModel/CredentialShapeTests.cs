using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class CredentialShapeTests
{
    private static string[] Names(JsonNode credential) =>
        [.. CredentialShape.Check(credential.Element()).Select(violation => violation.Name)];

    /// <summary>The sample credential with members set by JSON texts; null takes a member away.</summary>
    private static JsonObject With(string member, string? json)
    {
        var credential = Samples.Credential();
        credential.Remove(member);
        if (json is not null)
        {
            credential[member] = JsonNode.Parse(json);
        }
        return credential;
    }

    private static void Fine(string member, string? json) =>
        CredentialShape
            .Check(With(member, json).Element())
            .Select(violation => violation.Reason)
            .ShouldBeEmpty(json);

    private static void Refused(string member, string? json, string? name = null)
    {
        var violations = CredentialShape.Check(With(member, json).Element());
        violations.ShouldNotBeEmpty(json);
        violations.ShouldAllBe(violation => violation.Name == (name ?? member), json);
        violations.ShouldAllBe(violation => violation.Path.StartsWith('/'));
    }

    [Fact]
    public void The_published_credential_breaks_no_rule_with_or_without_proof()
    {
        Names(Samples.Credential()).ShouldBeEmpty();
        Names(Samples.Published()).ShouldBeEmpty();
        CredentialShape.ModelOf(Samples.Credential().Element()).ShouldBe(CredentialModel.V2);
    }

    [Fact]
    public void The_context_is_a_list_that_begins_with_the_base_context_and_holds_URLs_and_objects()
    {
        const string Base = "\"https://www.w3.org/ns/credentials/v2\"";
        Fine("@context", $"[{Base}]");
        Fine("@context", $$"""[{{Base}},{"Term":"https://example.org/#Term"},"urn:x:y"]""");
        foreach (
            var wrong in new[]
            {
                null,
                "[]",
                Base,
                "{}",
                "1",
                $"[\"https://www.w3.org/ns/credentials/examples/v2\",{Base}]",
                $"[{Base},\"https ://not-a-url/contexts/example/v1\"]",
                $"[{Base},123192875]",
                $"[{Base},null]",
                $"[{Base},[{Base}]]",
                $"[{Base},\"relative\"]",
                $"[1,{Base}]",
            }
        )
        {
            Refused("@context", wrong);
        }
    }

    [Fact]
    public void The_type_is_one_or_more_terms_or_URLs_with_VerifiableCredential_among_them()
    {
        Fine("type", "\"VerifiableCredential\"");
        Fine("type", """["https://example.org/#Type","VerifiableCredential"]""");
        foreach (
            var wrong in new[]
            {
                null,
                "[]",
                "\"Other\"",
                """["VerifiableCredential",1]""",
                """["VerifiableCredential",""]""",
                """["VerifiableCredential","two words"]""",
                """["VerifiableCredential","https ://x"]""",
                """["VerifiableCredential",["Nested"]]""",
                "{}",
            }
        )
        {
            Refused("type", wrong);
        }
    }

    [Fact]
    public void An_id_where_present_is_a_single_URL()
    {
        Fine("id", null);
        Fine("id", "\"did:example:123\"");
        Fine("id", "\"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33\"");
        Fine("id", "\"https://bücher.example/über\"");
        foreach (
            var wrong in new[]
            {
                "null",
                "1",
                "\"\"",
                "\"not a url\"",
                "\"relative/path\"",
                "\"https:\"",
                "\"https://\"",
                "\"did:example\"",
                "\"https://a b.example\"",
                "\"1http://x\"",
                """["https://example.org/1","https://example.net/1"]""",
                "{}",
            }
        )
        {
            Refused("id", wrong);
        }
    }

    [Fact]
    public void The_issuer_is_a_URL_or_an_object_with_one_as_its_id()
    {
        Fine("issuer", """{"id":"did:example:1","name":"School"}""");
        Fine("issuer", """{"id":"did:example:1","name":[{"@value":"Schule","@language":"de"}]}""");
        foreach (
            var wrong in new[]
            {
                null,
                "null",
                "\"School\"",
                "1",
                "{}",
                """{"id":null}""",
                """{"id":"School"}""",
                """{"name":"School"}""",
                """["did:example:1"]""",
                "[]",
            }
        )
        {
            Refused("issuer", wrong);
        }
        Refused("issuer", """{"id":"did:example:1","name":{"@value":"x","url":"y"}}""", "name");
    }

    [Fact]
    public void Each_subject_is_an_object_that_says_something()
    {
        Fine("credentialSubject", """{"id":"did:example:subject"}""");
        Fine("credentialSubject", """[{"a":1},{"b":2}]""");
        foreach (
            var wrong in new[]
            {
                null,
                "[]",
                "{}",
                "\"did:example:subject\"",
                """[{"a":1},{}]""",
                """{"id":["did:example:1","did:example:2"]}""",
                """{"id":"Ada Example"}""",
                "null",
            }
        )
        {
            Refused("credentialSubject", wrong);
        }
    }

    [Fact]
    public void Times_have_a_zone_and_stand_in_order()
    {
        foreach (
            var right in new[]
            {
                "2023-02-26T01:02:58.447Z",
                "2023-02-25T19:10:39-06:00",
                "2023-02-25T19:10:39.123456789012+14:00",
                "4023-02-26T01:02:58Z",
                "2024-02-29T24:00:00Z",
                "9999-12-31T24:00:00Z",
            }
        )
        {
            Fine("validUntil", $"\"{right}\"");
            Fine("validFrom", $"\"{right}\"");
        }
        foreach (
            var wrong in new[]
            {
                "2023-02-26T01:02:58",
                "2023-02-26",
                "2023-02-30T01:02:58Z",
                "2023-02-26 01:02:58Z",
                "2023-02-26t01:02:58z",
                "2023-02-26T01:02:60Z",
                "2023-02-26T25:00:00Z",
                "2023-02-26T24:00:01Z",
                "2023-02-26T24:00:00.1Z",
                "2023-02-26T01:02:58.Z",
                "2023-02-26T01:02:58+15:00",
                "2023-02-26T01:02:58Z\\n",
                "٢٠٢٣-02-26T01:02:58Z",
                "soon",
                "",
            }
        )
        {
            Refused("validFrom", $"\"{wrong}\"");
            Refused("validUntil", $"\"{wrong}\"");
        }
        Refused("validFrom", "1677373378");
        Refused("validUntil", "\"2022-12-31T23:59:59Z\"");
        Fine("validUntil", "\"2023-01-01T01:00:00+01:00\"");
    }

    [Theory]
    [InlineData("credentialStatus", false)]
    [InlineData("credentialSchema", true)]
    [InlineData("refreshService", false)]
    [InlineData("termsOfUse", false)]
    [InlineData("evidence", false)]
    public void What_must_say_its_type_does(string member, bool needsId)
    {
        Fine(member, """{"id":"https://example.org/1","type":"ExampleType"}""");
        Fine(
            member,
            """[{"id":"https://example.org/1","type":["A","B"]},{"id":"urn:x:y","type":"C"}]"""
        );
        foreach (
            var wrong in new[]
            {
                """{"id":"https://example.org/1"}""",
                """{"id":"https://example.org/1","type":[]}""",
                """{"id":"https://example.org/1","type":2}""",
                """{"id":"not-a-url","type":"ExampleType"}""",
                """{"id":["urn:x:1","urn:x:2"],"type":"ExampleType"}""",
                """[{"id":"https://example.org/1","type":"ExampleType"},{"id":"https://example.org/2"}]""",
                "\"https://example.org/1\"",
                "1",
                "null",
            }
        )
        {
            Refused(member, wrong);
        }
        const string WithoutId = """{"type":"ExampleType"}""";
        if (needsId)
        {
            Refused(member, WithoutId);
        }
        else
        {
            Fine(member, WithoutId);
        }
    }

    [Fact]
    public void A_malformed_bitstring_entry_is_found_wherever_it_stands()
    {
        const string Malformed =
            """{"type":"BitstringStatusListEntry","statusListIndex":true,"statusListCredential":"https://example.com"}""";
        Refused("credentialStatus", Malformed);
        Refused("statusEntry", Malformed, "credentialStatus");
        Refused("a/b~c", Malformed, "credentialStatus");
        CredentialShape
            .Check(With("a/b~c", Malformed).Element())
            .Single()
            .Path.ShouldBe("/a~1b~0c");
        Fine(
            "credentialStatus",
            """[{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"1","statusListCredential":"https://example.com/1"}]"""
        );
    }

    [Fact]
    public void A_related_resource_is_an_object_with_its_own_id_and_a_digest()
    {
        Fine("relatedResource", """{"id":"https://example.org/1","digestSRI":"sha256-AAAA"}""");
        Fine(
            "relatedResource",
            """[{"id":"https://example.org/1","digestMultibase":"uAAAA","mediaType":"text/plain"},{"id":"https://example.org/2","digestSRI":"sha256-AAAA"}]"""
        );
        foreach (
            var wrong in new[]
            {
                "\"https://example.org/1\"",
                """["https://example.org/1"]""",
                """{"digestSRI":"sha256-AAAA"}""",
                """{"id":"https://example.org/1"}""",
                """{"id":"https://example.org/1","digestSRI":1}""",
                """{"id":"https://example.org/1","digestSRI":"x","digestMultibase":[]}""",
                """{"id":"example","digestSRI":"sha256-AAAA"}""",
                """[{"id":"https://example.org/1","digestSRI":"a"},{"id":"https://example.org/1","digestMultibase":"b"}]""",
            }
        )
        {
            Refused("relatedResource", wrong);
        }
    }

    [Theory]
    [InlineData("name")]
    [InlineData("description")]
    public void Names_and_descriptions_are_strings_or_language_values(string member)
    {
        Fine(member, "\"Diploma\"");
        Fine(member, """{"@value":"Diploma"}""");
        Fine(member, """{"@value":"Diplôme","@language":"fr-CA"}""");
        Fine(member, """{"@value":"شهادة","@language":"ar","@direction":"rtl"}""");
        Fine(member, """[{"@value":"Dog","@language":"en"},{"@value":"Chien","@language":"fr"}]""");
        foreach (
            var wrong in new[]
            {
                "1",
                "null",
                "{}",
                """{"@language":"en"}""",
                """{"@value":1}""",
                """{"@value":"x","@language":"en","url":"did:example:1"}""",
                """{"@value":"x","@language":""}""",
                """{"@value":"x","@language":1}""",
                """{"@value":"x","@direction":"up"}""",
                """["x",1]""",
            }
        )
        {
            Refused(member, wrong);
        }
    }

    [Fact]
    public void Proofs_are_objects_with_a_type()
    {
        Fine("proof", """[{"type":"DataIntegrityProof"}]""");
        foreach (var wrong in new[] { "{}", "\"x\"", "null", """[{"type":"A"},{}]""", "[1]" })
        {
            Refused("proof", wrong);
        }
    }

    [Fact]
    public void A_credential_of_1_1_has_its_own_rules()
    {
        JsonObject First() =>
            JsonNode
                .Parse(
                    """
                    {"@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiableCredential"],
                     "issuer":"did:example:1","issuanceDate":"2020-01-01T00:00:00Z","credentialSubject":{"a":1}}
                    """
                )!
                .AsObject();

        Names(First()).ShouldBeEmpty();
        var withoutDate = First();
        withoutDate.Remove("issuanceDate");
        Names(withoutDate).ShouldBe(["issuanceDate"]);
        var backwards = First();
        backwards["expirationDate"] = "2019-01-01T00:00:00Z";
        Names(backwards).ShouldBe(["expirationDate"]);
        var status = First();
        status["credentialStatus"] = new JsonObject { ["type"] = "X" };
        Names(status).ShouldBe(["credentialStatus"]);
        // The name is no term of 1.1.
        var named = First();
        named["name"] = 1;
        Names(named).ShouldBeEmpty();
    }

    [Fact]
    public void A_presentation_has_objects_for_credentials_and_a_URL_for_a_holder()
    {
        string[] Check(string member, string json)
        {
            var presentation = JsonNode
                .Parse(
                    """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiablePresentation"}"""
                )!
                .AsObject();
            presentation[member] = JsonNode.Parse(json);
            return
            [
                .. CredentialShape
                    .CheckPresentation(presentation.Element())
                    .Select(violation => violation.Name),
            ];
        }

        Check("holder", "\"did:example:1\"").ShouldBeEmpty();
        Check("holder", """{"id":"did:example:1"}""").ShouldBeEmpty();
        Check("holder", "\"z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj\"")
            .ShouldBe(["holder"]);
        Check("holder", """{"name":"Acme"}""").ShouldBe(["holder"]);
        Check("holder", """{"id":"z6Mk"}""").ShouldBe(["holder"]);
        Check("verifiableCredential", """[{},{}]""").ShouldBeEmpty();
        Check("verifiableCredential", "[\"eyJ\"]").ShouldBe(["verifiableCredential"]);
        Check("verifiableCredential", "\"eyJ\"").ShouldBe(["verifiableCredential"]);
        Check("type", "\"Other\"").ShouldBe(["type"]);
        Check("@context", "[]").ShouldBe(["@context"]);
        Check("id", "1").ShouldBe(["id"]);
    }

    [Fact]
    public void P2_a_document_that_is_not_strict_JSON_is_not_read()
    {
        foreach (var json in new[] { """{"type":1,"type":2}""", "[]", "1", """{"a":"\ud800"}""" })
        {
            CredentialShape.Check(Hex.Element(json)).Single().Name.ShouldBe("document");
            CredentialShape.CheckPresentation(Hex.Element(json)).Single().Name.ShouldBe("document");
        }
    }

    [Fact]
    public void P1_a_document_with_very_much_to_object_to_is_answered_briefly()
    {
        var many = "[" + string.Join(',', Enumerable.Repeat("1", 100_000)) + "]";
        CredentialShape
            .Check(With("evidence", many).Element())
            .Count.ShouldBe(ShapeRules.MaxViolations);
    }

    [Fact]
    public void Any_value_in_any_place_is_answered_without_an_exception()
    {
        string[] values =
        [
            "null",
            "1",
            "true",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[[]]",
            "[{}]",
            "[null]",
            """{"type":{},"id":{}}""",
            """{"id":[],"type":[{}],"name":[[]],"@value":{}}""",
            """{"type":"BitstringStatusListEntry"}""",
        ];
        string[] members =
        [
            "@context",
            "id",
            "type",
            "issuer",
            "credentialSubject",
            "validFrom",
            "validUntil",
            "credentialStatus",
            "credentialSchema",
            "refreshService",
            "termsOfUse",
            "evidence",
            "relatedResource",
            "name",
            "description",
            "proof",
            "holder",
            "verifiableCredential",
        ];
        foreach (var member in members)
        {
            foreach (var value in values)
            {
                var document = With(member, value).Element();
                CredentialShape.Check(document).ShouldNotBeNull();
                CredentialShape.CheckPresentation(document).ShouldNotBeNull();
                RelatedResources
                    .CheckDigests(document, _ => ReadOnlyMemory<byte>.Empty)
                    .ShouldNotBeNull();
                Enveloped
                    .VerifyCredential(document, Samples.FindDidKey, Samples.Now)
                    .Payload.ShouldBeNull();
            }
        }
    }
}
