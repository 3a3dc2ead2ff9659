using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class SdJwtAttackTests
{
    private static void Refused(string payload, params string[] disclosures)
    {
        var compact =
            SdJwtSamples.Token(payload)
            + "~"
            + string.Concat(disclosures.Select(disclosure => disclosure + "~"));
        var result = SdJwtSamples.Verify(compact);
        result.Proof.Outcome.ShouldBe(ProofOutcome.Fail, payload);
        result.Claims.ShouldBeNull();
        result.IsAccepted.ShouldBeFalse();
    }

    private static string Disclosure(string json) => SdJwtSamples.Encode(json);

    private static string Sd(params string[] disclosures) =>
        $"[{string.Join(',', disclosures.Select(text => $"\"{SdJwtSamples.Digest(text)}\""))}]";

    private static readonly string Name = Disclosure("""["s","name","Ada Example"]""");
    private static readonly string Element = Disclosure("""["s","Ada Example"]""");

    [Fact]
    public void The_hand_made_form_used_by_these_attacks_is_accepted_when_it_is_right()
    {
        var compact =
            SdJwtSamples.Token(
                $$"""{"vct":"x:y","_sd":{{Sd(Name)}},"a":[{"...":"{{SdJwtSamples.Digest(Element)}}"}]}"""
            ) + $"~{Name}~{Element}~";
        var claims = SdJwtSamples.Verify(compact).Claims!.Value;
        claims.GetProperty("name").GetString().ShouldBe("Ada Example");
        claims.GetProperty("a")[0].GetString().ShouldBe("Ada Example");
    }

    [Fact]
    public void A_disclosure_that_nothing_refers_to_or_that_is_given_twice_is_refused()
    {
        Refused("""{"vct":"x:y"}""", Name);
        Refused("""{"vct":"x:y","_sd":[]}""", Name);
        Refused($$"""{"vct":"x:y","_sd":{{Sd(Name)}}}""", Name, Name);
        // Inside a disclosure that is not sent along.
        var outer = Disclosure($$"""["s","o",{"_sd":{{Sd(Name)}}}]""");
        Refused($$"""{"vct":"x:y","_sd":{{Sd(outer)}}}""", Name);
    }

    [Fact]
    public void A_digest_met_twice_is_refused_even_without_its_disclosure()
    {
        var twice = $"[{Sd(Name)[1..^1]},{Sd(Name)[1..^1]}]";
        Refused($$"""{"vct":"x:y","_sd":{{twice}}}""");
        Refused($$$"""{"vct":"x:y","_sd":{{{Sd(Name)}}},"a":{"_sd":{{{Sd(Name)}}}}}""");
        Refused(
            $$"""{"vct":"x:y","a":[{"...":"{{SdJwtSamples.Digest(Element)}}"},{"...":"{{SdJwtSamples.Digest(Element)}}"}]}""",
            Element
        );
        var outer = Disclosure($$"""["s","o",{"_sd":{{Sd(Name)}}}]""");
        Refused($$"""{"vct":"x:y","_sd":{{Sd(outer, Name)}}}""", outer, Name);
    }

    [Theory]
    [InlineData("_sd")]
    [InlineData("...")]
    [InlineData("_sd_alg")]
    public void A_name_of_the_mechanism_is_not_smuggled_in_as_a_claim(string name)
    {
        var disclosed = Disclosure($$"""["s","{{name}}",[]]""");
        Refused($$"""{"vct":"x:y","_sd":{{Sd(disclosed)}}}""", disclosed);
        var inside = Disclosure($$$"""["s","o",{"a":{"{{{name}}}":"x"}}]""");
        Refused($$"""{"vct":"x:y","_sd":{{Sd(inside)}}}""", inside);
        Refused($$$$"""{"vct":"x:y","a":{"b":{"{{{{name}}}}":"x"}}}""");
        Refused($$"""{"vct":"x:y","a":[{"{{name}}":1}]}""");
        Refused($$"""{"vct":"x:y","a":[{"{{name}}":"x","b":1}]}""");
    }

    [Fact]
    public void A_disclosed_claim_does_not_take_the_place_of_another()
    {
        Refused($$"""{"vct":"x:y","name":"Eve Example","_sd":{{Sd(Name)}}}""", Name);
        var other = Disclosure("""["t","name","Eve Example"]""");
        Refused($$"""{"vct":"x:y","_sd":{{Sd(Name, other)}}}""", Name, other);
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("nbf")]
    [InlineData("exp")]
    [InlineData("cnf")]
    [InlineData("vct")]
    [InlineData("vct#integrity")]
    [InlineData("aka_vcts")]
    [InlineData("status")]
    public void Claims_that_decide_about_acceptance_are_never_disclosed_selectively(string name)
    {
        var disclosed = Disclosure($$"""["s","{{name}}",{"a":1}]""");
        var vct = name == "vct" ? "" : "\"vct\":\"x:y\",";
        Refused($$"""{{{vct}}"_sd":{{Sd(disclosed)}}}""", disclosed);
        if (name != "vct")
        {
            Refused($$$"""{{{{vct}}}"{{{name}}}":{"_sd":{{{Sd(Name)}}}}}""");
            Refused($$"""{{{vct}}"{{name}}":[{"...":"{{SdJwtSamples.Digest(Element)}}"}]}""");
        }
    }

    [Fact]
    public void Disclosures_of_the_wrong_kind_or_form_are_refused()
    {
        Refused($$"""{"vct":"x:y","_sd":{{Sd(Element)}}}""", Element);
        Refused($$"""{"vct":"x:y","a":[{"...":"{{SdJwtSamples.Digest(Name)}}"}]}""", Name);
        foreach (
            var json in new[]
            {
                """["s"]""",
                """["s","a",1,2]""",
                """[1,"a",2]""",
                """["s",1,2]""",
                """{"a":1}""",
                """["s","a",{"b":1,"b":2}]""",
                """["s","a","\ud800"]""",
                """["s","a",1] x""",
                "null",
                "",
            }
        )
        {
            var disclosed = Disclosure(json);
            Refused($$"""{"vct":"x:y","_sd":{{Sd(disclosed)}}}""", disclosed);
        }
        Refused("""{"vct":"x:y","_sd":"x"}""");
        Refused("""{"vct":"x:y","_sd":[1]}""");
        Refused("""{"vct":"x:y","_sd":{}}""");
        Refused("""{"vct":"x:y","_sd_alg":1}""");
        Refused("""{"_sd":[]}""");
        Refused("""{"vct":""}""");
        Refused("""[]""");
    }

    [Fact]
    public void A_hash_algorithm_that_is_not_ours_is_named_and_not_taken_for_a_forgery()
    {
        foreach (var name in new[] { "sha-512", "md5", "SHA-256", "" })
        {
            var result = SdJwtSamples.Verify(
                SdJwtSamples.Token($$"""{"vct":"x:y","_sd_alg":"{{name}}"}""") + "~"
            );
            result.Proof.Outcome.ShouldBe(ProofOutcome.Unknown);
            result.Claims.ShouldBeNull();
        }
    }

    [Fact]
    public void P1_disclosures_inside_disclosures_do_not_nest_without_end()
    {
        var disclosures = new List<string>();
        var inner = Disclosure("""["s","leaf",1]""");
        for (var depth = 0; depth < 2_000; depth++)
        {
            disclosures.Add(inner);
            inner = Disclosure($$"""["s","n",{"_sd":{{Sd(inner)}}}]""");
        }
        disclosures.Add(inner);
        Refused($$"""{"vct":"x:y","_sd":{{Sd(inner)}}}""", [.. disclosures]);
        // Thirty-one levels fit: objects may stand 32 deep.
        var compact =
            SdJwtSamples.Token($$"""{"vct":"x:y","_sd":{{Sd(disclosures[31])}}}""")
            + "~"
            + string.Concat(disclosures.Take(32).Select(text => text + "~"));
        SdJwtSamples.Verify(compact).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void T6_a_token_of_another_type_is_refused()
    {
        foreach (var type in new[] { "vc+sd-jwt", "vc+jwt", "JWT", "kb+jwt", "", "dc+sd-jwt2" })
        {
            var header = $$"""{"alg":"EdDSA","typ":"{{type}}","kid":"{{SdJwtSamples.KeyId}}"}""";
            SdJwtSamples
                .Verify(SdJwtSamples.Token("""{"vct":"x:y"}""", header) + "~")
                .IsAccepted.ShouldBeFalse(type);
        }
        var full =
            $$"""{"alg":"EdDSA","typ":"application/dc+sd-jwt","kid":"{{SdJwtSamples.KeyId}}"}""";
        SdJwtSamples
            .Verify(SdJwtSamples.Token("""{"vct":"x:y"}""", full) + "~")
            .IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void T1_texts_that_are_no_SD_JWT_are_refused()
    {
        var issued = SdJwtSamples.Issue();
        string?[] wrong =
        [
            null,
            "",
            "~",
            "~~",
            issued.Split('~')[0],
            "~" + issued,
            issued + "~",
            issued.Replace("~", "~~", StringComparison.Ordinal),
            issued[1..],
            new string('~', 100_000),
            new string('A', SdJwt.MaxLength + 1),
        ];
        foreach (var text in wrong)
        {
            SdJwtSamples.Verify(text).IsAccepted.ShouldBeFalse();
            SdJwtHolder.TryPresent(text, [], out _, out var reason).ShouldBe(false);
            reason.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void T16_each_letter_of_a_presentation_may_be_changed_without_an_exception_or_a_false_pass()
    {
        SdJwtHolder
            .TryPresent(
                SdJwtSamples.Issue(SdJwtSamples.Options with { PadDigestsTo = 4 }),
                [ClaimPath.Of("address"), ClaimPath.Of("grades").At(1)],
                out var presentation,
                out _
            )
            .ShouldBeTrue();
        var bound = SdJwtHolder.BindKey(
            presentation,
            new PresentationBinding("https://verifier.example", "n-1", Samples.Now.AddDays(1)),
            SdJwtSamples.Holder
        );
        var options = SdJwtSamples.Verifying with { KeyBinding = SdJwtSamples.Expected };
        SdJwtSamples.Verify(bound, options).IsAccepted.ShouldBeTrue();
        for (var at = 0; at < bound.Length; at++)
        {
            foreach (var letter in "A~\0")
            {
                var mutated = bound[..at] + letter + bound[(at + 1)..];
                if (mutated != bound)
                {
                    SdJwtSamples.Verify(mutated, options).IsAccepted.ShouldBeFalse(mutated);
                }
            }
            SdJwtSamples.Verify(bound.Remove(at, 1), options).IsAccepted.ShouldBeFalse();
        }
    }

    [Fact]
    public void T16_random_payloads_and_disclosures_are_answered_without_an_exception()
    {
        var random = new Random(9901);
        string[] names = ["_sd", "...", "a", "vct", "_sd_alg", "cnf", "status"];
        JsonNode? Any(int depth, List<string> disclosures) =>
            random.Next(depth > 5 ? 4 : 8) switch
            {
                0 => null,
                1 => random.Next(),
                2 => "text",
                3 => Digest(depth, disclosures),
                4 or 5 => new JsonArray([
                    .. Enumerable.Range(0, random.Next(4)).Select(_ => Any(depth + 1, disclosures)),
                ]),
                _ => Members(depth, disclosures),
            };
        JsonObject Members(int depth, List<string> disclosures)
        {
            var members = new JsonObject();
            for (var count = random.Next(4); count > 0; count--)
            {
                members[names[random.Next(names.Length)]] = Any(depth + 1, disclosures);
            }
            return members;
        }
        string Digest(int depth, List<string> disclosures)
        {
            var parts = new JsonArray("salt");
            if (random.Next(2) == 0)
            {
                parts.Add((JsonNode)names[random.Next(names.Length)]);
            }
            parts.Add(depth > 5 ? 1 : Any(depth + 1, disclosures));
            var disclosure = Disclosure(parts.ToJsonString());
            disclosures.Add(disclosure);
            return SdJwtSamples.Digest(disclosure);
        }
        for (var round = 0; round < 3_000; round++)
        {
            var disclosures = new List<string>();
            var payload = Members(0, disclosures);
            payload["_sd"] = new JsonArray([
                .. Enumerable
                    .Range(0, random.Next(3))
                    .Select(_ => (JsonNode)Digest(1, disclosures)),
            ]);
            payload["vct"] = "x:y";
            var compact =
                SdJwtSamples.Token(payload.ToJsonString())
                + "~"
                + string.Concat(disclosures.Select(text => text + "~"));
            var claims = SdJwtSamples.Verify(compact).Claims?.GetRawText() ?? "";
            claims.ShouldNotContain("\"_sd\"");
            claims.ShouldNotContain("\"...\"");
        }
    }
}
