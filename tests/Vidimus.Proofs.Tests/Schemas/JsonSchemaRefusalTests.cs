using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Schemas;

public sealed class JsonSchemaRefusalTests
{
    [Theory]
    [InlineData(
        """{"properties":{"a":{"unevaluatedProperties":false}}}""",
        "'unevaluatedProperties'",
        "/properties/a/unevaluatedProperties"
    )]
    [InlineData("""{"unevaluatedItems":false}""", "'unevaluatedItems'", "/unevaluatedItems")]
    [InlineData("""{"$dynamicRef":"#a"}""", "'$dynamicRef'", "/$dynamicRef")]
    [InlineData("""{"dependencies":{}}""", "'dependencies'", "/dependencies")]
    [InlineData("""{"items":[{}]}""", "'prefixItems'", "/items")]
    [InlineData("""{"minlength":3}""", "'minLength'", "/minlength")]
    [InlineData("""{"type":"strng"}""", "'type'", "/type")]
    [InlineData("""{"required":["a","a"]}""", "'required'", "/required")]
    [InlineData("""{"minLength":-1}""", "'minLength'", "/minLength")]
    [InlineData("""{"multipleOf":0}""", "'multipleOf'", "/multipleOf")]
    [InlineData("""{"$defs":{"a~/b":3}}""", "A schema must be", "/$defs/a~0~1b")]
    [InlineData("""{"allOf":[{},{"$id":"https://example.org/x"}]}""", "'$id'", "/allOf/1/$id")]
    [InlineData(
        """{"$schema":"http://json-schema.org/draft-04/schema#"}""",
        "'$schema'",
        "/$schema"
    )]
    [InlineData(
        """{"$schema":"http://json-schema.org/draft-07/schema#","prefixItems":[{}]}""",
        "'prefixItems'",
        "/prefixItems"
    )]
    [InlineData(
        """{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#","type":"null"}""",
        "'type'",
        "/type"
    )]
    [InlineData("""{"a":1,"a":2}""", "twice", "")]
    [InlineData("""7""", "A schema must be", "")]
    public void What_would_not_be_obeyed_is_refused_by_name_and_place(
        string schema,
        string named,
        string pointer
    )
    {
        var refusal = Compiled.Refusal(schema);
        refusal.Reason.ShouldContain(named);
        refusal.Pointer.ShouldBe(pointer);
    }

    [Theory]
    [InlineData("https://example.org/other")]
    [InlineData("other.json")]
    [InlineData("file:///etc/passwd")]
    [InlineData("#/properties")]
    [InlineData("#/examples/0")]
    [InlineData("#missing")]
    [InlineData("#/$defs/%zz")]
    public void A_reference_to_anything_but_a_schema_of_this_document_is_refused(string target) =>
        Compiled
            .Refusal($$$"""{"properties":{"a":{"$ref":"{{{target}}}"}},"examples":[{}]}""")
            .Pointer.ShouldBe("/properties/a/$ref");

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"not":{"$ref":"#"}}}}""")]
    [InlineData("""{"dependentSchemas":{"a":{"$ref":"#"}}}""")]
    public void A_schema_that_meets_the_same_value_for_ever_is_refused(string schema) =>
        Compiled.Refusal(schema).Reason.ShouldContain("leads back");

    [Theory]
    [InlineData("(?=a)")]
    [InlineData("(?<!a)b")]
    [InlineData("(a)\\\\1")]
    [InlineData("(?i)a")]
    [InlineData("a**")]
    [InlineData("a{2,1}")]
    [InlineData("[b-a]")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("\\\\p{Script=Greek}")]
    [InlineData("((a{99}){99}){99}")]
    [InlineData("\\\\Z")]
    public void A_pattern_that_cannot_be_obeyed_exactly_is_refused(string pattern) =>
        Compiled.Refusal($$"""{"pattern":"{{pattern}}"}""").Pointer.ShouldBe("/pattern");
}
