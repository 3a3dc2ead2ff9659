using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed partial class JcsTests
{
    // RFC 8785 appendix B: IEEE 754 bits and JSON text.
    private static readonly (ulong Bits, string Text)[] NumberTable =
    [
        (0x0000000000000000, "0"),
        (0x8000000000000000, "0"),
        (0x0000000000000001, "5e-324"),
        (0x8000000000000001, "-5e-324"),
        (0x7fefffffffffffff, "1.7976931348623157e+308"),
        (0xffefffffffffffff, "-1.7976931348623157e+308"),
        (0x4340000000000000, "9007199254740992"),
        (0xc340000000000000, "-9007199254740992"),
        (0x4430000000000000, "295147905179352830000"),
        (0x44b52d02c7e14af5, "9.999999999999997e+22"),
        (0x44b52d02c7e14af6, "1e+23"),
        (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
        (0x444b1ae4d6e2ef4e, "999999999999999700000"),
        (0x444b1ae4d6e2ef4f, "999999999999999900000"),
        (0x444b1ae4d6e2ef50, "1e+21"),
        (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
        (0x3eb0c6f7a0b5ed8d, "0.000001"),
        (0x41b3de4355555553, "333333333.3333332"),
        (0x41b3de4355555554, "333333333.33333325"),
        (0x41b3de4355555555, "333333333.3333333"),
        (0x41b3de4355555556, "333333333.3333334"),
        (0x41b3de4355555557, "333333333.33333343"),
        (0xbecbf647612f3696, "-0.0000033333333333333333"),
        (0x43143ff3c1cb0959, "1424953923781206.2"),
    ];

    [GeneratedRegex(
        @"^-?(0|[1-9][0-9]{0,20}|[0-9]+\.[0-9]*[1-9]|[1-9](\.[0-9]*[1-9])?e[+-][1-9][0-9]{0,2})$"
    )]
    private static partial Regex NumberShape();

    private static string Canonical(string json) =>
        Hex.Text(Jcs.Canonicalize(Encoding.UTF8.GetBytes(json)));

    private static string Canonical(double number) =>
        Hex.Text(Jcs.Canonicalize(JsonValue.Create(number)));

    [Fact]
    public void The_number_table_of_RFC_8785_appendix_B_is_met()
    {
        foreach (var (bits, text) in NumberTable)
        {
            var number = BitConverter.UInt64BitsToDouble(bits);
            Canonical(number).ShouldBe(text);
            Canonical(number.ToString("E16", CultureInfo.InvariantCulture)).ShouldBe(text);
        }
    }

    [Fact]
    public void Numbers_read_back_as_themselves_and_have_the_ECMAScript_shape()
    {
        var random = new Random(8785);
        for (var i = 0; i < 100_000; i++)
        {
            var number = BitConverter.Int64BitsToDouble(
                random.NextInt64(long.MinValue, long.MaxValue)
            );
            number = i % 2 == 0 ? number : Math.Round(random.NextDouble() * 1e9, i % 12);
            if (!double.IsFinite(number))
            {
                continue;
            }
            var text = Canonical(number);
            double.Parse(text, CultureInfo.InvariantCulture).ShouldBe(number);
            NumberShape().IsMatch(text).ShouldBeTrue(text);
        }
    }

    [Theory]
    [InlineData("-0", "0")]
    [InlineData("1.0", "1")]
    [InlineData("10E-1", "1")]
    [InlineData("-12", "-12")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e-400", "0")]
    [InlineData("0.1", "0.1")]
    public void Numbers_are_written_as_doubles(string json, string canonical) =>
        Canonical(json).ShouldBe(canonical);

    [Fact]
    public void The_sample_of_RFC_8785_section_3_2_2_is_met()
    {
        const string json = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string canonical =
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";
        Canonical(json).ShouldBe(canonical);
        Hex.Text(Jcs.Canonicalize(JsonNode.Parse(json))).ShouldBe(canonical);
        Hex.Text(Jcs.Canonicalize(Hex.Element(json))).ShouldBe(canonical);
    }

    [Fact]
    public void The_sorting_sample_of_RFC_8785_section_3_2_3_is_met()
    {
        const string json = """
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """;
        string[] expected =
        [
            "Carriage Return",
            "One",
            "Control",
            "Latin Small Letter O With Diaeresis",
            "Euro Sign",
            "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ];
        var read = Hex.Element(Canonical(json))
            .EnumerateObject()
            .Select(member => member.Value.GetString());
        read.ShouldBe(expected);
        var fromTree = Hex.Text(Jcs.Canonicalize(JsonNode.Parse(json)));
        fromTree.ShouldBe(Canonical(json));
    }

    [Fact]
    public void Names_stand_in_the_order_of_their_UTF_16_code_units()
    {
        var random = new Random(3);
        string[] letters =
        [
            "a",
            "\"",
            "\\",
            "\n",
            "\u007f",
            "é",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "\U00010000",
            "\U0010ffff",
        ];
        for (var round = 0; round < 500; round++)
        {
            var names = Enumerable
                .Range(0, 12)
                .Select(_ =>
                    string.Concat(
                        Enumerable
                            .Range(0, random.Next(4))
                            .Select(_ => letters[random.Next(letters.Length)])
                    )
                )
                .Distinct()
                .ToList();
            var tree = new JsonObject(
                names.Select(name =>
                    KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["b"] = 1, ["a"] = 2 })
                )
            );
            var sorted = names.Order(StringComparer.Ordinal);
            var canonical = Jcs.Canonicalize(tree);
            Hex.Element(Hex.Text(canonical))
                .EnumerateObject()
                .Select(member => member.Name)
                .ShouldBe(sorted);
            Jcs.Canonicalize(canonical).ShouldBe(canonical);
            Jcs.Canonicalize(Encoding.UTF8.GetBytes(tree.ToJsonString())).ShouldBe(canonical);
        }
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"b":2,"\u0061":3}""")]
    [InlineData("""[{"x":{"a":1,"a":2}}]""")]
    public void P2_duplicate_names_are_refused(string json)
    {
        Should.Throw<JsonException>(() => Canonical(json)).Message.ShouldContain("twice");
        Should.Throw<JsonException>(() => Jcs.Canonicalize(Hex.Element(json)));
        var lenient = new JsonDocumentOptions { AllowDuplicateProperties = true };
        Should.Throw<JsonException>(() => Jcs.Canonicalize(JsonNode.Parse(json, null, lenient)));
    }

    [Theory]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["\udc00\ud800"]""")]
    [InlineData("""{"\udfff":1}""")]
    public void P1_lone_surrogates_are_refused(string json)
    {
        Should.Throw<JsonException>(() => Canonical(json)).Message.ShouldContain("surrogate");
        Should.Throw<JsonException>(() => Jcs.Canonicalize(Hex.Element(json)));
        Should.Throw<JsonException>(() => Jcs.Canonicalize(JsonNode.Parse(json)));
        Should.Throw<JsonException>(() => Jcs.Canonicalize(JsonValue.Create("\ud800")));
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("NaN")]
    [InlineData("[1,]")]
    [InlineData("{} {}")]
    [InlineData("")]
    [InlineData("/* no */ 1")]
    [InlineData("\ufeff{}")]
    public void P1_what_is_not_strict_JSON_is_refused(string json) =>
        Should.Throw<JsonException>(() => Canonical(json));

    [Fact]
    public void P1_invalid_UTF_8_and_infinite_numbers_are_refused()
    {
        Should.Throw<JsonException>(() => Jcs.Canonicalize([(byte)'"', 0xC3, 0x28, (byte)'"']));
        Should.Throw<JsonException>(() => Canonical(double.PositiveInfinity));
        Should.Throw<JsonException>(() => Canonical(double.NaN));
    }

    [Fact]
    public void P1_nesting_ends_at_depth_32()
    {
        var deepest = new string('[', 32) + new string(']', 32);
        Canonical(deepest).ShouldBe(deepest);
        Hex.Text(Jcs.Canonicalize(JsonNode.Parse(deepest))).ShouldBe(deepest);
        var deeper = $"[{deepest}]";
        Should.Throw<JsonException>(() => Canonical(deeper));
        Should.Throw<JsonException>(() => Jcs.Canonicalize(JsonNode.Parse(deeper)));
        Should.Throw<JsonException>(() => Canonical(new string('[', 100_000)));
    }

    [Fact]
    public void Dates_decimals_and_long_integers_of_a_tree_are_written_as_their_JSON()
    {
        var tree = new JsonObject
        {
            ["time"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)),
            ["price"] = 12.50m,
            ["big"] = 1L << 40,
            ["no"] = null,
            ["yes"] = true,
        };
        Hex.Text(Jcs.Canonicalize(tree))
            .ShouldBe(
                """{"big":1099511627776,"no":null,"price":12.5,"time":"2026-01-02T03:04:05+01:00","yes":true}"""
            );
    }
}
