using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Schemas;

public sealed class JsonSchemaPropertyTests
{
    private static readonly string[] Keywords =
    [
        .. "type enum const properties required additionalProperties patternProperties propertyNames".Split(
            ' '
        ),
        .. "items prefixItems contains minContains minItems uniqueItems minLength pattern format minimum".Split(
            ' '
        ),
        .. "multipleOf allOf anyOf oneOf not if then else dependentRequired dependentSchemas".Split(
            ' '
        ),
        .. "$defs $ref $anchor $id $schema".Split(' '),
    ];

    private static readonly Gen<string> Name = Gen.Elements("a", "b", "c", "\\ud83d\\ude00");

    private static readonly Gen<string> Number = Gen.Elements(
        "0",
        "-0",
        "1",
        "1.5",
        "3.0",
        "2e0",
        "10",
        "0e99999999999"
    );

    private static readonly Gen<string> Text = Gen.Elements(
        "\"\"",
        "\"a\"",
        "\"ab\"",
        "\"2026-01-31\"",
        "\"\\ud83d\\ude00\""
    );

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text,
        Number,
        Gen.Elements("true", "false", "null")
    );

    // What strict JSON does not allow, and numbers beyond what is read.
    private static readonly Gen<string> Odd = Gen.Elements(
        "\"\\ud800\"",
        "1e400",
        "1e-99999999999",
        "{\"a\":1,\"a\":1}"
    );

    private static Gen<string> Joined(Gen<string> part, string open, string close) =>
        from count in Gen.Choose(0, 4)
        from parts in part.ArrayOf(count)
        select open + string.Join(',', parts) + close;

    private static Gen<string> Value(int depth, bool isOdd)
    {
        var scalar = isOdd ? Gen.Frequency((20, Scalar), (1, Odd)) : Scalar;
        if (depth == 0)
        {
            return scalar;
        }
        var inner = Value(depth - 1, isOdd);
        return Gen.Frequency((1, scalar), (2, Joined(inner, "[", "]")), (3, Members(inner)));
    }

    private static Gen<string> Members(Gen<string> value) =>
        from count in Gen.Choose(0, 3)
        from values in value.ArrayOf(count)
        select "{" + string.Join(',', values.Select((each, i) => $"\"{"abc"[i]}\":{each}")) + "}";

    /// <summary>Anything under the names of keywords.</summary>
    private static Gen<string> Nonsense(int depth)
    {
        var any =
            depth == 0
                ? Value(1, isOdd: true)
                : Gen.OneOf(Value(2, isOdd: true), Nonsense(depth - 1));
        var member =
            from name in Gen.Elements(Keywords)
            from value in any
            select $"\"{name}\":{value}";
        return Joined(member, "{", "}");
    }

    /// <summary>Schemas that are mostly right.</summary>
    private static Gen<string> Sense(int depth)
    {
        var plain = Gen.OneOf(
            Gen.Elements("true", "false", "{}", "{\"$ref\":\"#\"}", "{\"$ref\":\"#/$defs/a\"}"),
            Gen.Elements("object", "array", "string", "integer", "number", "null")
                .Select(type => $"{{\"type\":\"{type}\"}}"),
            Gen.Elements("minimum", "exclusiveMaximum", "minLength", "maxItems", "minProperties")
                .SelectMany(_ => Number, (name, number) => $"{{\"{name}\":{number}}}"),
            Value(1, isOdd: false).Select(value => $"{{\"enum\":[{value},1]}}"),
            Gen.Elements(
                "{\"pattern\":\"^.b?$\"}",
                "{\"format\":\"date\"}",
                "{\"uniqueItems\":true}",
                "{\"required\":[\"a\"]}",
                "{\"multipleOf\":0.5}"
            )
        );
        if (depth == 0)
        {
            return plain;
        }
        var inner = Sense(depth - 1);
        var single = Gen.Elements(
            "not",
            "if",
            "then",
            "else",
            "items",
            "contains",
            "additionalProperties",
            "propertyNames"
        );
        var many = Gen.Elements("allOf", "anyOf", "oneOf", "prefixItems");
        var map = Gen.Elements("properties", "dependentSchemas", "patternProperties", "$defs");
        var member = Gen.OneOf(
            single.SelectMany(_ => inner, (name, schema) => $"\"{name}\":{schema}"),
            many.SelectMany(
                _ => Joined(inner, "[", ",{}]"),
                (name, list) => $"\"{name}\":{list.Replace("[,", "[")}"
            ),
            map.SelectMany(_ => Members(inner), (name, members) => $"\"{name}\":{members}")
        );
        var distinct = Gen.Choose(0, 4)
            .SelectMany(count => member.ArrayOf(count))
            .Select(all =>
                "{" + string.Join(',', all.DistinctBy(each => each[..each.IndexOf(':')])) + "}"
            );
        return Gen.Frequency((1, plain), (3, distinct));
    }

    private static void ForAll(
        Gen<(string Schema, string Value)> cases,
        int count,
        Func<(string Schema, string Value), bool> holds
    ) =>
        Prop.ForAll(cases.ToArbitrary(), each => holds(each))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    [Fact]
    public void No_schema_and_no_value_make_it_throw()
    {
        var schemas = Gen.OneOf(Nonsense(2), Sense(3), Value(3, isOdd: true));
        var cases =
            from schema in schemas
            from value in Value(3, isOdd: true)
            select (schema, value);
        ForAll(
            cases,
            3000,
            each =>
            {
                var schema = Compiled.Json(each.Schema);
                if (
                    JsonSchema.TryCompile(schema, out var compiled, out var reason, out var pointer)
                )
                {
                    compiled.Validate(Compiled.Json(each.Value)).ShouldNotBeNull();
                    return reason is null && pointer is null;
                }
                return reason.Length > 0 && pointer is not null;
            }
        );
    }

    [Fact]
    public void A_value_fits_either_a_schema_or_its_opposite()
    {
        var cases =
            from schema in Sense(3)
            from value in Value(3, isOdd: false)
            select (schema, value);
        var compiledCount = 0;
        ForAll(
            cases,
            1500,
            each =>
            {
                // References are counted from the root.
                var opposite =
                    $"{{\"not\":{each.Schema.Replace("#/", "#/not/").Replace("\"#\"", "\"#/not\"")}}}";
                if (
                    !JsonSchema.TryCompile(Compiled.Json(each.Schema), out var schema, out _, out _)
                )
                {
                    return true;
                }
                compiledCount++;
                var value = Compiled.Json(each.Value);
                return schema.Validate(value).Any()
                    != Compiled.Schema(opposite).Validate(value).Any();
            }
        );
        compiledCount.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void A_value_fits_its_own_const_and_true_exactly_when_it_is_strict_JSON()
    {
        var cases = from value in Value(3, isOdd: true) select ("true", value);
        ForAll(
            cases,
            2000,
            each =>
            {
                var isStrict = Jcs.IsStrict(Encoding.UTF8.GetBytes(each.Value), out _);
                var value = Compiled.Json(each.Value);
                return Compiled.Schema("true").Validate(value).Any() != isStrict
                    && (
                        !isStrict
                        || Compiled.Schema($"{{\"const\":{each.Value}}}").Validate(value).Count == 0
                    );
            }
        );
    }
}
