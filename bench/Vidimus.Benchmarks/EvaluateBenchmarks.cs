using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Benchmarks;

/// <summary>Evaluating a policy of 20 criteria in process, beside the same rules written by hand in C#.</summary>
internal static class EvaluateBenchmarks
{
    private const int Criteria = 20;
    private const double Most = 50;

    private const string Given = """
        {"age":72,"bmi":{"value":31.5,"unit":"kg/m2"},"diagnosis":["M17.11","I10"],"therapyWeeks":14,
         "lastImaging":"2026-10-01","smoker":false,"setting":"outpatient","allergies":["penicillin"]}
        """;

    private static readonly string[] Trees =
    [
        """{"all":[{"fact":"age","is":"atLeast","value":65,"unit":"years"},{"fact":"bmi","is":"lessThan","value":40,"unit":"kg/m2"}]}""",
        """{"any":[{"fact":"diagnosis","is":"hasCode","value":["M17*","M16.9"]},{"fact":"diagnosis","is":"hasCode","value":"S83.511A"}]}""",
        """{"all":[{"fact":"therapyWeeks","is":"atLeast","value":12},{"fact":"lastImaging","is":"withinLast","value":6,"unit":"months"}]}""",
        """{"all":[{"not":{"fact":"smoker","is":"equals","value":true}},{"fact":"setting","is":"oneOf","value":["inpatient","outpatient"]}]}""",
        """{"atLeast":{"count":2,"of":[{"fact":"age","is":"between","value":[18,80]},{"fact":"allergies","is":"hasNone","value":["latex"]},{"fact":"weight","is":"known"}]}}""",
    ];

    public static Task Run(Report report)
    {
        var today = new DateOnly(2026, 11, 26);
        var parameters = JsonDocument.Parse(Given).RootElement;
        PolicyCriterion[] criteria =
        [
            .. Enumerable
                .Range(0, Criteria)
                .Select(i => new PolicyCriterion(
                    null,
                    PolicyParts.Indications,
                    "A criterion of the sample.",
                    Logic: JsonDocument.Parse(Trees[i % Trees.Length]).RootElement
                )),
        ];
        var blocks = CompiledPolicy.Read(criteria);
        var facts = Facts.Read(parameters, today, new Fields())!;
        if (Evaluator.Outcome(blocks, facts) != Truth.Matched || !ByHand(Stated, today))
            throw new InvalidOperationException("The sample is not met.");
        var policy = new EvaluatedPolicy("L00000", "A sample", PolicyTypes.Lcd, 1);
        var compiled = new CompiledPolicy(
            "A sample",
            PolicyTypes.Lcd,
            "active",
            null,
            null,
            blocks
        );

        var hand = Units.Measure(() =>
        {
            for (var i = 0; i < Criteria / Trees.Length; i++)
                ByHand(Stated, today);
        });
        var outcome = Units.Measure(() => Evaluator.Outcome(blocks, facts));
        var all = Units.Measure(() =>
            Evaluator.Evaluate(policy, compiled, Facts.Read(parameters, today, new Fields())!)
        );
        var read = Units.Measure(() => CompiledPolicy.Read(criteria));
        Add(report, "the outcome alone", outcome, hand, judged: true);
        Add(
            report,
            "facts read, outcome, reasons and every node explained",
            all,
            hand,
            judged: false
        );
        Add(report, "reading the trees, once for each edition", read, hand, judged: false);
        return Task.CompletedTask;
    }

    private static void Add(Report report, string what, Cost measured, Cost hand, bool judged) =>
        report.Add(
            $"evaluate {Criteria} criteria: {what}",
            measured.Text,
            $"by hand in C# {hand.Text}",
            Units.In(measured.Microseconds),
            judged ? $"under {Most:0} µs" : "",
            judged ? measured.Microseconds < Most : null
        );

    private static readonly Dictionary<string, object> Stated = new(StringComparer.Ordinal)
    {
        ["age"] = 72m,
        ["bmi"] = 31.5m,
        ["diagnosis"] = new[] { "M1711", "I10" },
        ["therapyWeeks"] = 14m,
        ["lastImaging"] = new DateOnly(2026, 10, 1),
        ["smoker"] = false,
        ["setting"] = "outpatient",
        ["allergies"] = new[] { "penicillin" },
    };

    // The five trees, as somebody would write them who has no need to change or explain them.
    private static bool ByHand(Dictionary<string, object> facts, DateOnly today)
    {
        var (age, bmi) = ((decimal)facts["age"], (decimal)facts["bmi"]);
        if (age < 65 || bmi >= 40)
            return false;
        var codes = (string[])facts["diagnosis"];
        if (
            !codes.Any(c => c.StartsWith("M17", StringComparison.Ordinal) || c is "M169")
            && !codes.Contains("S83511A")
        )
            return false;
        var imaging = (DateOnly)facts["lastImaging"];
        if ((decimal)facts["therapyWeeks"] < 12 || imaging > today || imaging < today.AddMonths(-6))
            return false;
        if ((bool)facts["smoker"] || (string)facts["setting"] is not ("inpatient" or "outpatient"))
            return false;
        var met = age is >= 18 and <= 80 ? 1 : 0;
        met += ((string[])facts["allergies"]).Contains("latex") ? 0 : 1;
        met += facts.ContainsKey("weight") ? 1 : 0;
        return met >= 2;
    }
}
