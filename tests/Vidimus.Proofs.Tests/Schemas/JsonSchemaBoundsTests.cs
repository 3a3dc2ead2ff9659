using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Schemas;

public sealed class JsonSchemaBoundsTests
{
    private const string TooMuch = "takes more work to check against this schema than is allowed";

    [Fact]
    public void Alternatives_that_double_at_each_step_end_in_a_refusal()
    {
        var steps = Enumerable
            .Range(0, 20)
            .Select(i =>
                $$"""{"anyOf":[{"$ref":"#/$defs/s{{i + 1}}"},{"$ref":"#/$defs/s{{i + 1}}"}]}"""
            )
            .Append("false")
            .Select((schema, i) => $"\"s{i}\":{schema}");
        var schema = $$$"""{"$ref":"#/$defs/s0","$defs":{ {{{string.Join(',', steps)}}} }}""";
        Compiled.Violations(schema, "1").ShouldContain(TooMuch);
        Compiled
            .Violations($$"""{"not":{{schema.Replace("#/", "#/not/")}}}""", "1")
            .ShouldContain(TooMuch);
    }

    [Theory]
    [InlineData("(a|b)*a(a|b){100}c")]
    [InlineData("^(.*a.{300}b.{300}|.*b.{50}c)$")]
    [InlineData("(x+x+)+y")]
    public void A_pattern_made_to_explode_ends_within_the_work_allowed(string pattern)
    {
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(i => "abx"[i * 31 % 97 % 3]));
        var violations = Compiled.Violations($$"""{"pattern":"{{pattern}}"}""", $"\"{text}\"");
        violations.Length.ShouldBe(1);
    }

    [Fact]
    public void Many_members_under_many_patterns_end_in_a_refusal()
    {
        var patterns = Enumerable.Range(0, 90).Select(i => $"\"(a|b)*a(a|b){{20}}{i}\":{{}}");
        var members = Enumerable
            .Range(0, 3000)
            .Select(i => $"\"{Convert.ToString(i * 7919, 2)}abab{i}\":1");
        Compiled
            .Violations(
                $$$"""{"patternProperties":{ {{{string.Join(',', patterns)}}} }}""",
                $"{{{string.Join(',', members)}}}"
            )
            .ShouldBe([TooMuch]);
    }

    [Fact]
    public void Schemas_as_deep_as_allowed_end_on_a_small_stack()
    {
        const int Last = 20;
        var steps = Enumerable
            .Range(0, Last)
            .Select(i => $$$"""{"s{{{i}}}":{"allOf":[{"$ref":"#/$defs/s{{{i + 1}}}"}]}}"""[1..^1]);
        var schema = $$$"""
            {
              "$ref": "#/$defs/s0",
              "$defs": {
                {{{string.Join(',', steps)}}},
                "s{{{Last}}}": { "items": { "$ref": "#" }, "properties": { "a": { "$ref": "#" } } }
              }
            }
            """;
        var value =
            string.Concat(Enumerable.Repeat("[{\"a\":", 15))
            + "1"
            + string.Concat(Enumerable.Repeat("}]", 15));
        string[] violations = [];
        var small = new Thread(() => violations = Compiled.Violations(schema, value), 384 * 1024);
        small.Start();
        small.Join();
        violations.ShouldContain(TooMuch);
    }

    [Fact]
    public void A_list_of_violations_is_bounded() =>
        Compiled
            .Violations(
                """{"items":{"type":"string"}}""",
                $"[{string.Join(',', Enumerable.Repeat("1", 1000))}]"
            )
            .Length.ShouldBe(JsonSchema.MaxViolations);

    [Fact]
    public void A_schema_too_large_or_too_deep_is_refused()
    {
        Compiled
            .Refusal($$"""{"title":"{{new string('a', JsonSchema.MaxBytes)}}"}""")
            .Reason.ShouldContain("larger");
        var deep = string.Concat(Enumerable.Repeat("{\"not\":", 40)) + "{}" + new string('}', 40);
        Compiled.Refusal(deep).Pointer.ShouldBe("");
        var references = Enumerable.Repeat("""{"$ref":"#/$defs/a"}""", 1001);
        Compiled
            .Refusal($$$"""{"allOf":[{{{string.Join(',', references)}}}],"$defs":{"a":{} } }""")
            .Reason.ShouldContain("1000 references");
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1e400")]
    public void A_value_two_readers_could_read_differently_never_fits(string value) =>
        Compiled.Violations("true", value).Single().ShouldStartWith("cannot be checked");

    [Fact]
    public void A_missing_value_and_a_missing_schema_are_told()
    {
        Compiled.Schema("true").Validate(default).Single().Message.ShouldBe("is missing");
        JsonSchema.TryCompile(default, out _, out var reason, out _).ShouldBeFalse();
        reason.ShouldBe("There is no schema.");
    }

    [Fact]
    public void Long_names_are_cut_in_paths() =>
        Compiled
            .Violations("""{"additionalProperties":false}""", $"{{\"{new string('n', 5000)}\":1}}")
            .Single()
            .Length.ShouldBeLessThan(100);
}
