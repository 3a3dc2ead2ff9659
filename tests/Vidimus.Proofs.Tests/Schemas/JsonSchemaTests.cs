using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Schemas;

public sealed class JsonSchemaTests
{
    private const string Course = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://example.org/course",
          "title": "A course taken",
          "type": "object",
          "properties": {
            "subject": {
              "type": "object",
              "properties": { "hours": { "type": "integer", "minimum": 1 }, "name": { "$ref": "#/$defs/text" } },
              "required": ["name", "hours"]
            },
            "items": { "type": "array", "items": { "$ref": "#named" }, "maxItems": 5 }
          },
          "required": ["subject"],
          "additionalProperties": false,
          "$defs": {
            "text": { "type": "string", "minLength": 1 },
            "item": { "$anchor": "named", "properties": { "name": { "$ref": "https://example.org/course#/$defs/text" } } }
          }
        }
        """;

    [Fact]
    public void A_value_that_fits_has_no_violations() =>
        """{"subject":{"name":"Ada Example","hours":12},"items":[{"name":"a"},{}]}""".ShouldFit(
            Course
        );

    [Fact]
    public void Violations_say_where_and_what_for_people() =>
        Compiled
            .Violations(
                Course,
                """{"subject":{"hours":1.5},"items":[{},{},{},{"name":""},7],"extra":true}"""
            )
            .ShouldBe([
                "subject.hours must be a whole number",
                "subject.name is required",
                "items.3.name must not be empty",
                "extra is not allowed",
            ]);

    [Fact]
    public void A_root_of_the_wrong_type_is_said_once() =>
        Compiled.Violations(Course, "[1]").ShouldBe(["must be an object"]);

    [Theory]
    [InlineData("""{"type":["string","null"]}""", "1", "must be text or null")]
    [InlineData("""{"enum":["A","B",3]}""", "\"C\"", "must be one of \"A\", \"B\", 3")]
    [InlineData("""{"const":true}""", "1", "must be true")]
    [InlineData("""{"maximum":10.5}""", "10.6", "must be at most 10.5")]
    [InlineData("""{"exclusiveMinimum":0}""", "0", "must be more than 0")]
    [InlineData("""{"multipleOf":0.01}""", "1.005", "must be a multiple of 0.01")]
    [InlineData("""{"minLength":2}""", "\"\\ud83d\\ude00\"", "must have at least 2 characters")]
    [InlineData("""{"pattern":"^[a-z]+$"}""", "\"a\\n\"", "must match the pattern ^[a-z]+$")]
    [InlineData("""{"format":"date"}""", "\"2026-02-29\"", "must be a date such as 2026-01-31")]
    [InlineData(
        """{"uniqueItems":true}""",
        """[1,{"a":1,"b":2},{"b":2,"a":1.0}]""",
        "2 repeats an earlier item"
    )]
    [InlineData(
        """{"contains":{"type":"number"},"minContains":2}""",
        "[1]",
        "must have at least 2 items of the kind asked for"
    )]
    [InlineData("""{"maxProperties":1}""", """{"a":1,"b":2}""", "must have at most 1 member")]
    [InlineData(
        """{"propertyNames":{"maxLength":3}}""",
        """{"long":1}""",
        "long has a name that is not allowed"
    )]
    [InlineData(
        """{"dependentRequired":{"a":["b"]}}""",
        """{"a":1}""",
        "b is required where a is given"
    )]
    [InlineData("""{"not":{"type":"null"}}""", "null", "has a form that is not allowed")]
    [InlineData(
        """{"oneOf":[{},true]}""",
        "1",
        "must fit only one of 2 allowed forms, but fits more"
    )]
    [InlineData(
        """{"anyOf":[{"type":"null"},{"type":"boolean"}]}""",
        "1",
        "must fit at least one of 2 allowed forms"
    )]
    [InlineData(
        """{"anyOf":[{"type":"null"},{"type":"object","required":["a"]}]}""",
        "{}",
        "a is required"
    )]
    [InlineData(
        """{"if":{"minimum":5},"then":{"maximum":9},"else":{"minimum":1}}""",
        "0",
        "must be at least 1"
    )]
    [InlineData(
        """{"dependentSchemas":{"a":{"required":["c"]}}}""",
        """{"a":1}""",
        "c is required"
    )]
    [InlineData(
        """{"prefixItems":[{"type":"string"}],"items":false}""",
        """["a",1]""",
        "1 is not allowed"
    )]
    [InlineData("false", "{}", "is not allowed")]
    public void Each_keyword_tells_its_violation(string schema, string value, string violation) =>
        Compiled.Violations(schema, value).ShouldBe([violation]);

    [Theory]
    [InlineData("""{"type":"integer"}""", "1e2")]
    [InlineData("""{"type":"integer"}""", "3.0")]
    [InlineData("""{"multipleOf":0.1}""", "0.3")]
    [InlineData("""{"multipleOf":1e-8}""", "12391239123")]
    [InlineData("""{"const":{"a":[1.0,"x"]}}""", """{"a":[1,"x"]}""")]
    [InlineData("""{"minimum":9007199254740992.5}""", "9007199254740993")]
    [InlineData("""{"maxLength":1}""", "\"\\ud83d\\ude00\"")]
    [InlineData("""{"format":"my-own","x-shown-as":"badge"}""", "\"anything\"")]
    [InlineData("""{"minLength":3,"required":["a"]}""", "1")]
    [InlineData(
        """{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","definitions":{"a":{}}}""",
        "1"
    )]
    public void What_the_standard_allows_fits(string schema, string value) =>
        value.ShouldFit(schema);

    [Theory]
    [InlineData("""{"const":9007199254740993}""", "9007199254740992")]
    [InlineData("""{"enum":[0]}""", "false")]
    [InlineData("""{"const":"1"}""", "1")]
    [InlineData("""{"minimum":9007199254740992.5}""", "9007199254740992")]
    [InlineData("""{"pattern":"^\\d$"}""", "\"\u0663\"")]
    [InlineData("""{"pattern":"^\\w$"}""", "\"é\"")]
    public void What_only_looks_equal_does_not_fit(string schema, string value) =>
        value.ShouldNotFit(schema);

    [Fact]
    public void A_recursive_schema_follows_the_value_down()
    {
        const string tree =
            """{"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false}""";
        """{"next":{"next":{}}}""".ShouldFit(tree);
        Compiled
            .Violations(tree, """{"next":{"next":{"nxt":1}}}""")
            .ShouldBe(["next.next.nxt is not allowed"]);
    }

    [Fact]
    public void A_compiled_schema_outlives_its_document_and_serves_many_threads()
    {
        JsonSchema schema;
        using (var document = System.Text.Json.JsonDocument.Parse(Course))
        {
            JsonSchema.TryCompile(document.RootElement, out var compiled, out _, out _);
            schema = compiled!;
        }
        var value = Compiled.Json("""{"subject":{"name":"","hours":0}}""");
        Parallel.For(0, 1000, _ => schema.Validate(value).Count.ShouldBe(2));
    }
}
