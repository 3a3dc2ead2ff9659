using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>What logic trees mean, what is refused, and that Kleene's laws hold.</summary>
public abstract class LogicTreeTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : LogicTreeTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : LogicTreeTests(shared),
            IClassFixture<OnPostgres>;

    // Test, then facts under which it is matched, unmatched and unknown.
    private static readonly (
        string Test,
        string Matched,
        string Unmatched,
        string Unknown
    )[] Tests =
    [
        ("""{"fact":"f","is":"known"}""", "false", "null", """{"a":"yes"}"""),
        ("""{"fact":"f","is":"known"}""", "0", "null", "{}"),
        ("""{"fact":"f.a","is":"known"}""", """{"a":"yes"}""", """{"b":"yes"}""", ""),
        ("""{"fact":"f","is":"atLeast","value":65}""", "65", "64.9", "\"65\""),
        (
            """{"fact":"f","is":"atLeast","value":18}""",
            "18",
            "17",
            """{"value":20,"unit":"months"}"""
        ),
        (
            """{"fact":"f","is":"hasAny","value":2}""",
            "[1,2]",
            "[1]",
            """[{"value":2,"unit":"mg"}]"""
        ),
        ("""{"fact":"f","is":"atMost","value":1.5}""", "1.5", "1.51", "true"),
        ("""{"fact":"f","is":"moreThan","value":0}""", "0.1", "0", "null"),
        ("""{"fact":"f","is":"lessThan","value":-1}""", "-1.1", "-1", "[1]"),
        ("""{"fact":"f","is":"between","value":[18,65]}""", "18", "66", "\"a\""),
        ("""{"fact":"f","is":"oneOf","value":[1,2]}""", "2.0", "3", "\"1\""),
        ("""{"fact":"f","is":"noneOf","value":[1,2]}""", "3", "1", "null"),
        (
            """{"fact":"f","is":"atLeast","value":2,"unit":"years"}""",
            """{"value":24,"unit":"months"}""",
            """{"value":23,"unit":"months"}""",
            """{"value":24,"unit":"kg"}"""
        ),
        ("""{"fact":"f","is":"atLeast","value":70,"unit":"kg"}""", "70", "69", "\"70 kg\""),
        ("""{"fact":"f","is":"equals","value":"Left"}""", "\"left \"", "\"right\"", "1"),
        ("""{"fact":"f","is":"notEquals","value":"left"}""", "\"right\"", "\"LEFT\"", "true"),
        ("""{"fact":"f","is":"oneOf","value":["a","b"]}""", "\"B\"", "\"c\"", "[\"a\"]"),
        ("""{"fact":"f","is":"equals","value":true}""", "true", "false", "\"true\""),
        ("""{"fact":"f","is":"notEquals","value":true}""", "false", "true", "1"),
        (
            """{"fact":"f","is":"before","value":"2026-02-01"}""",
            "\"2026-01-31\"",
            "\"2026-02-01\"",
            "\"soon\""
        ),
        (
            """{"fact":"f","is":"after","value":"2026-02-01"}""",
            "\"2026-02-02T00:00:00Z\"",
            "\"2026-02-01\"",
            "20260202"
        ),
        (
            """{"fact":"f","is":"onOrBefore","value":"2026-02-01"}""",
            "\"2026-02-01\"",
            "\"2026-02-02\"",
            "\"2026-02-30\""
        ),
        (
            """{"fact":"f","is":"onOrAfter","value":"2026-02-01"}""",
            "\"2026-02-01\"",
            "\"2026-01-31\"",
            "null"
        ),
        (
            """{"fact":"f","is":"between","value":["2026-01-01","2026-01-31"]}""",
            "\"2026-01-31\"",
            "\"2026-02-01\"",
            "1"
        ),
        (
            """{"fact":"f","is":"equals","type":"date","value":"2026-01-01"}""",
            "\"2026-01-01\"",
            "\"2026-01-02\"",
            "\"new year\""
        ),
        (
            """{"fact":"f","is":"withinLast","value":30}""",
            "\"2026-05-16\"",
            "\"2026-05-15\"",
            "\"lately\""
        ),
        (
            """{"fact":"f","is":"withinLast","value":1,"unit":"years"}""",
            "\"2025-06-15\"",
            "\"2026-06-16\"",
            "7"
        ),
        ("""{"fact":"f","is":"hasAny","value":["a","b"]}""", "[\"B\",\"c\"]", "[\"c\"]", "[1]"),
        ("""{"fact":"f","is":"hasAny","value":2}""", "[1,2]", "3", "[\"2\"]"),
        (
            """{"fact":"f","is":"hasAll","value":["a","b"]}""",
            "[\"b\",\"a\",\"c\"]",
            "[\"a\"]",
            "true"
        ),
        ("""{"fact":"f","is":"hasNone","value":["a"]}""", "[]", "\"A\"", "false"),
        ("""{"fact":"f","is":"countAtLeast","value":2}""", "[\"a\",\"a\"]", "[\"a\"]", "\"aa\""),
        (
            """{"fact":"f","is":"hasCode","value":["E11*","J3490"]}""",
            "\"e11.9\"",
            "\"E10.1\"",
            "11"
        ),
        (
            """{"fact":"f","is":"hasCode","value":"0002-8215-01","system":"NDC"}""",
            "[\"00002-8215-01\"]",
            "[\"00002-8215-02\"]",
            "true"
        ),
        (
            """{"fact":"f","is":"hasCode","value":"E119","system":"ICD10CM"}""",
            """[{"code":"E11.9","system":"ICD10CM"}]""",
            """[{"code":"E11.9","system":"ICD10PCS"}]""",
            "null"
        ),
    ];

    [Fact]
    public async Task Each_test_is_matched_unmatched_or_unknown_by_value_and_type()
    {
        var issuer = await App.NewOrganization();
        var blocks = Tests.Select(t => Rules.Block(t.Test, t.Test, "other")).ToArray();
        await issuer.Write(Rules.Policy("R-TESTS", blocks));
        for (var i = 0; i < Tests.Length; i++)
        {
            await Is(i, Tests[i].Matched, "matched");
            await Is(i, Tests[i].Unmatched, "unmatched");
            if (Tests[i].Unknown.Length > 0)
                await Is(i, Tests[i].Unknown, "unknown");
        }

        async Task Is(int test, string value, string outcome)
        {
            var facts = $$"""{"f":{{value}}}""";
            var found = await issuer.Evaluate("R-TESTS", facts, ""","asOf":"2026-06-15" """);
            found.Outcomes()[test].ShouldBe(outcome, $"{Tests[test].Test} over {value}");
        }
    }

    /// <summary>Random trees over three facts of which each is true, false or not stated, against Kleene's tables written down once more.</summary>
    [Fact]
    public async Task Trees_come_to_what_Kleenes_tables_say_and_obey_his_laws()
    {
        var issuer = await App.NewOrganization();
        var random = new Random(4711);
        var trees = Enumerable.Range(0, 60).Select(_ => Tree.Any(random, 3)).ToList();
        for (var i = 0; i + 2 < 60; i += 3)
        {
            var (a, b, c) = (trees[i], trees[i + 1], trees[i + 2]);
            trees.AddRange([
                // Pairs that have to be the same: De Morgan, double negation, distribution, absorption, counting.
                Tree.Not(Tree.All(a, b)),
                Tree.Any(Tree.Not(a), Tree.Not(b)),
                Tree.Not(Tree.Not(a)),
                a,
                Tree.All(a, Tree.Any(b, c)),
                Tree.Any(Tree.All(a, b), Tree.All(a, c)),
                Tree.Any(a, Tree.All(a, b)),
                a,
                Tree.AtLeast(1, a, b, c),
                Tree.Any(a, b, c),
                Tree.AtLeast(3, a, b, c),
                Tree.All(c, b, a),
                Tree.Not(Tree.AtLeast(2, a, b, c)),
                Tree.AtLeast(2, Tree.Not(a), Tree.Not(b), Tree.Not(c)),
            ]);
        }
        await issuer.Write(
            Rules.Policy(
                "R-KLEENE",
                [.. trees.Select((t, i) => Rules.Block($"Tree {i}", t.Json, "other"))]
            )
        );
        var before = new Dictionary<string, string[]>();
        for (var n = 0; n < 27; n++)
        {
            int[] facts = [n % 3, n / 3 % 3, n / 9];
            var outcomes = (await issuer.Evaluate("R-KLEENE", Tree.Facts(facts))).Outcomes();
            outcomes.ShouldBe([.. trees.Select(t => Tree.Words[t.Of(facts)])]);
            for (var i = 60; i < outcomes.Length; i += 2)
                outcomes[i].ShouldBe(outcomes[i + 1], trees[i].Json);
            before[string.Join(',', facts)] = outcomes;
        }
        // What more is known decides what was open, and turns nothing that was decided.
        foreach (var (key, outcomes) in before)
        {
            var facts = key.Split(',').Select(int.Parse).ToArray();
            for (var f = 0; f < 3; f++)
            {
                if (facts[f] != 1)
                    continue;
                foreach (var value in new[] { 0, 2 })
                {
                    int[] more = [.. facts];
                    more[f] = value;
                    var after = before[string.Join(',', more)];
                    for (var i = 0; i < outcomes.Length; i++)
                        if (outcomes[i] != "unknown")
                            after[i].ShouldBe(outcomes[i]);
                }
            }
        }
    }

    [Theory]
    [InlineData("[]", "logic")]
    [InlineData("{}", "logic")]
    [InlineData("""{"all":[],"any":[]}""", "logic")]
    [InlineData("""{"all":[]}""", "logic.all")]
    [InlineData("""{"all":[{"fact":"a","is":"known"},7]}""", "logic.all.1")]
    [InlineData("""{"all":[{"fact":"a","is":"known","wen":1}]}""", "logic.all.0.wen")]
    [InlineData("""{"not":{"fact":"a","is":"like","value":"%"}}""", "logic.not.is")]
    [InlineData("""{"fact":"a b","is":"known"}""", "logic.fact")]
    [InlineData("""{"fact":"a","is":"atLeast","value":"1"}""", "logic.value")]
    [InlineData("""{"fact":"a","is":"atLeast","value":1e300}""", "logic.value")]
    [InlineData("""{"fact":"a","is":"between","value":[2,1]}""", "logic.value")]
    [InlineData("""{"fact":"a","is":"before","value":"tomorrow"}""", "logic.value")]
    [InlineData("""{"fact":"a","is":"withinLast","value":0}""", "logic.value")]
    [InlineData("""{"fact":"a","is":"withinLast","value":1,"unit":"fortnights"}""", "logic.unit")]
    [InlineData("""{"fact":"a","is":"hasCode","value":["'; DROP TABLE"]}""", "logic.value.0")]
    [InlineData("""{"fact":"a","is":"hasCode","value":["A"],"system":"SNOMED"}""", "logic.system")]
    [InlineData("""{"fact":"a","is":"equals","value":"x","unit":"kg"}""", "logic.unit")]
    [InlineData("""{"fact":"a","is":"known","value":1}""", "logic.value")]
    [InlineData("""{"fact":"a","is":"equals"}""", "logic.value")]
    [InlineData(
        """{"atLeast":{"count":3,"of":[{"fact":"a","is":"known"}]}}""",
        "logic.atLeast.count"
    )]
    [InlineData("""{"atLeast":{"of":[{"fact":"a","is":"known"}],"n":1}}""", "logic.atLeast.n")]
    [InlineData("""{"credential":{"type":"Diploma"}}""", "logic.credential")]
    [InlineData("""{"credential":{"group":"1","status":"fine"}}""", "logic.credential.status")]
    [InlineData("""{"credential":{"group":"1","maxAgeDays":-1}}""", "logic.credential.maxAgeDays")]
    [InlineData("""{"credential":{"group":"1","holder":"x"}}""", "logic.credential.holder")]
    [InlineData("""{"fact":"a","is":"known","label":""}""", "logic.label")]
    public async Task P18_what_no_tree_may_be_is_refused_with_the_path_to_it(
        string logic,
        string field
    )
    {
        var issuer = await App.NewOrganization();
        var policy = Rules.Policy("R-WRONG", Rules.Block("Wrong.", logic)).ToJsonString();
        var answer = await App.Send(
            HttpMethod.Put,
            "/v1/policies/R-WRONG",
            issuer.Live.Secret,
            policy
        );
        answer.Status.ShouldBeInRange(400, 422, answer.Text);
        answer.Text.ShouldContain($"criteria.0.{field}");
    }

    [Fact]
    public async Task P11_trees_that_are_too_deep_or_too_large_are_refused_and_no_text_is_run_as_a_pattern()
    {
        var issuer = await App.NewOrganization();
        const string leaf = """{"fact":"a","is":"known"}""";
        await Refused(
            string.Concat(Enumerable.Repeat("{\"not\":", 17)) + leaf + new string('}', 17),
            "nested"
        );
        await Refused(
            $$"""{"all":[{{string.Join(',', Enumerable.Repeat(leaf, 501))}}]}""",
            "500 nodes"
        );
        await Refused(
            $$"""{"fact":"a","is":"oneOf","value":[{{string.Join(',', Enumerable.Range(0, 2001))}}]}""",
            "2000 values"
        );
        // Expressions are texts like any others.
        var bomb = "(a+)+$";
        await issuer.Write(
            "R-BOMB",
            new JsonObject
            {
                ["fact"] = "f",
                ["is"] = "equals",
                ["value"] = bomb,
            }.ToJsonString()
        );
        (await issuer.Evaluate("R-BOMB", $$"""{"f":"{{new string('a', 1900)}}!"}"""))
            .Outcomes()
            .ShouldBe(["unmatched"]);
        (await issuer.Evaluate("R-BOMB", $$"""{"f":"{{bomb}}"}"""))
            .Outcomes()
            .ShouldBe(["matched"]);

        async Task Refused(string logic, string said)
        {
            var answer = await App.Send(
                HttpMethod.Put,
                "/v1/policies/R-LARGE",
                issuer.Live.Secret,
                Rules.Policy("R-LARGE", Rules.Block("Large.", logic)).ToJsonString()
            );
            answer.Status.ShouldBeInRange(400, 422);
            answer.Text.ShouldContain(said);
        }
    }

    /// <summary>A tree, and Kleene's tables over it: 0 is false, 1 open, 2 true.</summary>
    private sealed record Tree(string Json, Func<int[], int> Of)
    {
        public static readonly string[] Words = ["unmatched", "unknown", "matched"];

        public static Tree Fact(int n) =>
            new($$"""{"fact":"f{{n}}","is":"equals","value":true}""", facts => facts[n]);

        public static Tree Not(Tree a) => new($$"""{"not":{{a.Json}}}""", f => 2 - a.Of(f));

        public static Tree All(params Tree[] of) =>
            new($$"""{"all":[{{Joined(of)}}]}""", f => of.Min(t => t.Of(f)));

        public static Tree Any(params Tree[] of) =>
            new($$"""{"any":[{{Joined(of)}}]}""", f => of.Max(t => t.Of(f)));

        public static Tree AtLeast(int count, params Tree[] of) =>
            new(
                $$$"""{"atLeast":{"count":{{{count}}},"of":[{{{Joined(of)}}}]}}""",
                f =>
                    of.Count(t => t.Of(f) == 2) >= count ? 2
                    : of.Count(t => t.Of(f) >= 1) < count ? 0
                    : 1
            );

        public static Tree Any(Random random, int depth)
        {
            if (depth == 0 || random.Next(5) == 0)
                return Fact(random.Next(3));
            Tree[] of =
            [
                .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(random, depth - 1)),
            ];
            return random.Next(4) switch
            {
                0 => Not(of[0]),
                1 => All(of),
                2 => Any(of),
                _ => AtLeast(random.Next(1, of.Length + 1), of),
            };
        }

        public static string Facts(int[] facts)
        {
            var json = new StringBuilder("{");
            for (var i = 0; i < facts.Length; i++)
                json.Append(i == 0 ? "" : ",")
                    .Append($"\"f{i}\":")
                    .Append(
                        facts[i] switch
                        {
                            0 => "false",
                            2 => "true",
                            _ => "null",
                        }
                    );
            return json.Append('}').ToString();
        }

        private static string Joined(Tree[] of) => string.Join(',', of.Select(t => t.Json));
    }
}
