using System.Text.Json;
using Shouldly;
using Vidimus.Tools;
using Vidimus.Tools.Schemas;
using Xunit;

namespace Vidimus.Tests.Mcp.Tools;

/// <summary>Our own check of arguments against published schemas, and their digest.</summary>
public sealed class ToolSchemaTests
{
    private const string Head = "\"type\":\"object\",\"additionalProperties\":false";

    [Theory]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"é😀\"", null)]
    [InlineData("""{"type":"string","maxLength":1}""", "\"😀\"", null)]
    [InlineData("""{"type":"string","minLength":1}""", "\"\"", "must not be empty")]
    [InlineData(
        """{"type":"string","maxLength":3}""",
        "\"abcd\"",
        "must have at most 3 characters"
    )]
    [InlineData("""{"type":"string"}""", "\"\\ud800\"", "must be valid Unicode text")]
    [InlineData("""{"type":"string"}""", "1", "must be text")]
    [InlineData("""{"type":"string"}""", "null", "must be text")]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"ab\\n\"", "has the wrong form")]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"ab\"", null)]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "\"c\"", "must be one of a, b")]
    [InlineData("""{"type":"string","const":"a"}""", "\"a\"", null)]
    [InlineData("""{"type":"string","const":"a"}""", "\"b\"", "must be one of a")]
    [InlineData("""{"type":"integer","minimum":1,"maximum":3}""", "3.0", null)]
    [InlineData("""{"type":"integer","minimum":1,"maximum":3}""", "4", "must be at most 3")]
    [InlineData("""{"type":"integer","minimum":1}""", "0", "must be at least 1")]
    [InlineData("""{"type":"integer"}""", "1.5", "must be a whole number")]
    [InlineData("""{"type":"integer"}""", "\"1\"", "must be a whole number")]
    [InlineData("""{"type":"number"}""", "1e999", "is too large a number")]
    [InlineData("""{"type":"boolean"}""", "\"true\"", "must be true or false")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2026-02-30\"", "must be a day")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2026-02-28\"", null)]
    [InlineData(
        """{"type":"string","format":"date-time"}""",
        "\"2026-02-28T10:00:00+01:00\"",
        null
    )]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-02-28T10:00:00.5Z\"", null)]
    [InlineData(
        """{"type":"string","format":"date-time"}""",
        "\"2026-02-28T10:00:00\"",
        "must be a time with its zone"
    )]
    [InlineData(
        """{"type":"string","format":"date-time"}""",
        "\"2026-02-28T25:00:00Z\"",
        "must be a time with its zone"
    )]
    [InlineData("""{"type":"string","format":"uri"}""", "\"https://example.org/a\"", null)]
    [InlineData(
        """{"type":"string","format":"uri"}""",
        "\"javascript:alert(1)\"",
        "must be an address"
    )]
    [InlineData("""{"type":"string","format":"email"}""", "\"ada@example.org\"", null)]
    [InlineData(
        """{"type":"string","format":"email"}""",
        "\"Ada <ada@example.org>\"",
        "must be an e-mail address"
    )]
    [InlineData(
        """{"type":"array","items":{"type":"string"},"maxItems":2,"uniqueItems":true}""",
        "[\"a\",\"a\"]",
        "must not have the same item twice"
    )]
    [InlineData(
        """{"type":"array","items":{"type":"string"},"minItems":1}""",
        "[]",
        "must have at least 1 items"
    )]
    [InlineData(
        """{"type":"array","items":{"type":"string"},"maxItems":1}""",
        "[1,2]",
        "must have at most 1 items"
    )]
    [InlineData(
        """{"type":"object","maxProperties":1}""",
        "{\"a\":1,\"b\":2}",
        "must have at most 1 members"
    )]
    [InlineData("""{"type":"object"}""", "{\"a\":1,\"a\":2}", "is given twice")]
    [InlineData("""{"type":"object"}""", "[]", "must be an object")]
    [InlineData("""{"oneOf":[{"type":"object"},{"type":"string","minLength":2}]}""", "{}", null)]
    [InlineData(
        """{"oneOf":[{"type":"object"},{"type":"string","minLength":2}]}""",
        "\"a\"",
        "must have at least 2 characters"
    )]
    [InlineData(
        """{"oneOf":[{"type":"object"},{"type":"string"}]}""",
        "1",
        "must be an object or text"
    )]
    public void A_value_is_held_to_its_schema(string schema, string value, string? wrong)
    {
        var mistakes = Schema.Of(JsonElement.Parse(schema)).Check(JsonElement.Parse(value));
        if (wrong is null)
            mistakes.ShouldBeEmpty();
        else
            mistakes.ShouldHaveSingleItem().Message.ShouldStartWith(wrong);
    }

    [Fact]
    public void Every_mistake_is_found_at_once_with_its_path_and_the_name_that_was_meant()
    {
        var schema = Schema.Of(
            JsonElement.Parse(
                """{HEAD,"required":["groupId"],"properties":{"groupId":{"type":"string","examples":["grp_1"]},"pageSize":{"type":"integer"},"people":{"type":"array","items":{HEAD,"required":["name"],"properties":{"name":{"type":"string"}}}}}}""".Replace(
                    "HEAD",
                    Head,
                    StringComparison.Ordinal
                )
            )
        );
        schema
            .Check(
                JsonElement.Parse(
                    """{"group_id":"x","pageSize":"5","colour":1,"people":[{"name":1},{"Name":"a"}]}"""
                )
            )
            .Select(m => $"{m.Path} {m.Message}")
            .ShouldBe([
                "group_id is not known; groupId is probably meant",
                "pageSize must be a whole number",
                "colour is not known; there are groupId, pageSize, people",
                "people[0].name must be text",
                "people[1].Name is not known; name is probably meant",
                "people[1].name is missing",
                "groupId is missing, such as grp_1",
            ]);
    }

    [Fact]
    public void Mistakes_and_the_time_they_take_are_bounded()
    {
        var schema = Schema.Of(
            JsonElement.Parse(
                """{"type":"array","maxItems":100000,"items":{"type":"string","pattern":"^(a+)+$"}}"""
            )
        );
        var hostile = $"\"{new string('a', 50_000)}!\"";
        schema
            .Check(JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat(hostile, 20))}]"))
            .Count.ShouldBe(20);
        schema
            .Check(JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat("1", 5000))}]"))
            .Count.ShouldBe(30);
    }

    [Theory]
    [InlineData("""{"type":"string","minLen":1}""")]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"string","contentEncoding":"base64"}}}"""
    )]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"type":"string","format":"uuid"}""")]
    [InlineData("""{"description":"anything"}""")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"string"}]}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""")]
    public void A_schema_that_would_not_be_checked_whole_is_refused(string schema) =>
        Should.Throw<NotSupportedException>(() => Schema.Of(JsonElement.Parse(schema)));

    [Theory]
    [InlineData("""{"b":1,"a":[true,null]}""", """ { "a" : [ true , null ], "b" : 1.0 } """)]
    [InlineData("""{"a":1.5e1,"b":"\u0041"}""", """{"b":"A","a":15}""")]
    [InlineData("""{"a":1,"approvalId":"apr_1","idempotencyKey":"k"}""", """{"a":1}""")]
    [InlineData("""{"a":0.0,"b":-0}""", """{"a":0,"b":0}""")]
    [InlineData("""{"a":0.10}""", """{"a":1E-1}""")]
    public void Arguments_that_mean_the_same_have_one_digest(string one, string other) =>
        ToolArguments
            .Digest(JsonElement.Parse(one))
            .ShouldBe(ToolArguments.Digest(JsonElement.Parse(other)));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    [InlineData("""{"a":{"approvalId":"x"}}""", """{"a":{}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":"x\",\"b\":\"y"}""", """{"a":"x","b":"y"}""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("""{"a":1e400}""", """{"a":1e401}""")]
    [InlineData("""{"a":10}""", """{"a":1}""")]
    public void Arguments_that_differ_have_different_digests(string one, string other) =>
        ToolArguments
            .Digest(JsonElement.Parse(one))
            .ShouldNotBe(ToolArguments.Digest(JsonElement.Parse(other)));

    [Fact]
    public void Only_so_many_mistakes_are_looked_for_as_are_told()
    {
        var many =
            $"{{{string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"\"unknownName{i}\":1"))}}}";
        var arguments = JsonElement.Parse(many);
        var issue = ToolCaller.Find("issueCredential");
        ToolArguments.Wrong(issue, arguments).Count.ShouldBe(30);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ToolArguments.Wrong(issue, arguments);
        // Each name that is looked at costs some hundred bytes for every name there is.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
        ToolArguments
            .Wrong(issue, JsonElement.Parse($$"""{"claims":{{many}}}"""))
            .ShouldContain(new Mistake("claims", "must have at most 100 members"));
    }

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(10_001, true)]
    public void Members_and_items_of_all_depths_are_counted_before_anything_is_looked_at(
        int count,
        bool tooMany
    )
    {
        var items = string.Join(',', Enumerable.Repeat("[0]", (count - 1) / 2));
        var rest = (count - 1) % 2 == 0 ? "" : ",\"b\":0";
        ToolArguments
            .AreTooMany(JsonElement.Parse($$"""{"a":[{{items}}]{{rest}}}"""))
            .ShouldBe(tooMany);
        ToolArguments.AreTooMany(default).ShouldBeFalse();
    }

    [Fact]
    public void The_canonical_form_is_that_of_JCS_for_what_a_double_holds()
    {
        ToolArguments
            .Canonical(
                JsonElement.Parse(
                    """{"z":"é\n\"\\","a":{"y":1.50,"x":-20,"w":1e3,"v":0.001},"idempotencyKey":"k"}"""
                )
            )
            .ShouldBe("""{"a":{"v":1e-3,"w":1000,"x":-20,"y":1.5},"z":"é\u000a\"\\"}""");
        ToolArguments.Canonical(default).ShouldBe("{}");
    }
}
