using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// Made-up policies of all types, each marked as a sample, with texts that say what their logic trees say. A number makes the same
/// policy whenever it is asked for; an edition other than 0 makes one that has changed since.
/// </summary>
internal sealed class SamplePolicies(SampleCodes codes, int codesOfEach)
{
    private static readonly string[] Contractors =
    [
        "JE",
        "JF",
        "JH",
        "JJ",
        "JK",
        "JL",
        "JM",
        "JN",
        "J5",
        "J6",
    ];
    private static readonly string[] Payers =
    [
        "Acme Pretend Health",
        "Storybook Mutual",
        "Castle-in-the-Air Insurance",
    ];
    private static readonly string[] Sites =
    [
        "office",
        "home",
        "outpatient_hospital",
        "inpatient_hospital",
    ];

    public PolicyDocument this[int number] => Of(number);

    public PolicyDocument Of(int number, int edition = 0)
    {
        var words = new SampleWords((ulong)number + 17);
        var type = Type(number);
        if (type == "Requirement")
            return Requirement(number, words);
        var (kind, part, service) = (words.Kind, words.Part, words.Service);
        var said = Said(number, words, edition);
        var retired = number % 23 == 22;
        var thing =
            $"{kind.ToLowerInvariant()} {service.ToLowerInvariant()} of the {part.ToLowerInvariant()}";
        var criteria = Criteria(words, thing, said, edition);
        return new(
            Id(type, number),
            $"{kind} {part} {service} (Sample)",
            type,
            type is "LCD" or "Article" ? [.. Places(number, words)] : null,
            type == "PayerPolicy"
                ? new PolicyPayer(words.One(Payers), null, "commercial")
                : new PolicyPayer("Medicare", "medicare", "medicare"),
            retired ? "retired" : "active",
            $"20{words.Between(18, 26)}-{words.Between(1, 9):00}-{words.Between(1, 28):00}",
            // After every effective date that there can be.
            retired ? $"2026-10-{number % 28 + 1:00}" : null,
            $"2026-{words.Between(1, 9):00}-{words.Between(1, 28):00}",
            $"{words.Between(1, 9) + edition}",
            $"https://policies.example/{Id(type, number)}",
            Summary: $"A made-up policy on the {thing}: for whom it is, how often, and what has to be on record. It describes no real treatment and is no advice.",
            Specialty: [$"{part} studies"],
            Keywords:
            [
                kind.ToLowerInvariant(),
                part.ToLowerInvariant(),
                .. service.ToLowerInvariant().Split(' '),
            ],
            Sections: new(
                string.Join(
                    "\n",
                    criteria
                        .Where(c => c.Section is "indications" or "frequency")
                        .Select(c => c.Text)
                ),
                string.Join(
                    "\n",
                    criteria.Where(c => c.Section == "limitations").Select(c => c.Text)
                ),
                string.Join(
                    "\n",
                    criteria.Where(c => c.Section == "documentation").Select(c => c.Text)
                )
            ),
            Criteria: criteria,
            Documentation:
            [
                "A signed order that names the imaginary part",
                $"What was tried before the {service.ToLowerInvariant()}",
                "A drawing of the finding",
            ],
            Codes: said,
            Attachments: words.OneIn(4)
                ?
                [
                    new(
                        "pdf",
                        $"https://policies.example/{Id(type, number)}.pdf",
                        "The policy as PDF (sample)"
                    ),
                ]
                : null,
            Sample: true
        );
    }

    private static string Type(int number) =>
        (number % 20) switch
        {
            < 8 => "LCD",
            < 13 => "Article",
            < 15 => "NCD",
            < 19 => "PayerPolicy",
            _ => "Requirement",
        };

    private static string Id(string type, int number) =>
        type switch
        {
            "LCD" => $"L9{number:00000}",
            "Article" => $"A9{number:00000}",
            "NCD" => $"NCD-999.{number}",
            "PayerPolicy" => $"SAMPLE-{number}",
            _ => $"REQ-{number}",
        };

    private static IEnumerable<string> Places(int number, SampleWords words)
    {
        // A third of them hold in regions that are made up as well.
        yield return number % 3 == 0
            ? $"SAMPLE-{number % 10 + 1}"
            : Contractors[number % Contractors.Length];
        if (words.OneIn(3))
            yield return Contractors[(number + 3) % Contractors.Length];
    }

    private List<PolicyCode> Said(int number, SampleWords words, int edition)
    {
        var said = new Dictionary<(string, string), PolicyCode>();
        // Two fifths of them procedures; what is asked for beforehand is asked for of a few.
        while (said.Count < Math.Min(codesOfEach, codes.Count))
        {
            var procedure = said.Count < codesOfEach * 2 / 5;
            var at = procedure
                ? words.Below(codes.Procedures)
                : codes.Procedures + words.Below(codes.Count - codes.Procedures);
            var (system, code) = codes.Of(at);
            var disposition = words.Below(8) switch
            {
                0 => "not_covered",
                1 or 2 when procedure => "requires_pa",
                3 => "conditional",
                _ => "covered",
            };
            said.TryAdd(
                (system, code),
                new(
                    code,
                    system,
                    disposition,
                    disposition == "conditional"
                        ? "Only where the text's conditions are met."
                        : null
                )
            );
        }
        if (edition > 0)
            said.Remove(said.Keys.ElementAt(number % said.Count));
        return [.. said.Values];
    }

    private static List<PolicyCriterion> Criteria(
        SampleWords words,
        string thing,
        List<PolicyCode> said,
        int edition
    )
    {
        var (age, often) = (words.Between(1, 13) * 5, words.Between(1, 6) + edition);
        var chapter = said.FirstOrDefault(c => c.System == "ICD10CM")?.Code[..3] ?? "U50";
        var site = words.One(Sites);
        var (weeks, degree, ailment) = (words.Between(2, 12), words.Degree, words.Ailment);
        return
        [
            new(
                "who",
                "indications",
                $"The {thing} is covered for people of {age} years and more who have a {degree} {ailment}, a diagnosis that begins with {chapter}.",
                ["age", "diagnosis"],
                Tree(
                    $$$"""{"all":[{"fact":"age","is":"atLeast","value":{{{age}}},"unit":"years"},{"fact":"diagnosis_codes","is":"hasCode","value":["{{{chapter}}}*"],"system":"ICD10CM"}]}"""
                )
            ),
            new(
                "tried",
                "indications",
                $"Something gentler was tried for at least {weeks} weeks, or there is a reason why it could not be.",
                ["conservative-treatment"],
                Tree(
                    $$$"""{"any":[{"fact":"conservative_treatment","is":"atLeast","value":{{{weeks}}},"unit":"weeks"},{"fact":"conservative_treatment_impossible","is":"equals","value":true}]}"""
                )
            ),
            new(
                "often",
                "frequency",
                $"It is covered no more than {often} times per calendar year.",
                ["frequency"],
                Tree($$$"""{"fact":"times_this_year","is":"lessThan","value":{{{often}}}}""")
            ),
            new(
                "where",
                "limitations",
                $"It is not covered in the setting '{site.Replace('_', ' ')}'.",
                ["site-of-service"],
                Tree($$$"""{"fact":"site_of_service","is":"equals","value":"{{{site}}}"}""")
            ),
            new(
                "record",
                "documentation",
                "A signed order and a drawing of the finding are on record.",
                ["order"],
                Tree(
                    """{"all":[{"fact":"order_signed","is":"equals","value":true},{"fact":"drawing_on_record","is":"equals","value":true}]}"""
                )
            ),
            new(
                "judgement",
                "other",
                $"Whether the {ailment} is of the imaginary kind is a question for a person.",
                RequiresManualReview: true
            ),
        ];
    }

    private static PolicyDocument Requirement(int number, SampleWords words)
    {
        var (part, service, days) = (words.Part, words.Service, words.Between(1, 3) * 365);
        return new(
            Id("Requirement", number),
            $"Who may give {part} {service} (Sample)",
            "Requirement",
            EffectiveDate: "2026-01-01",
            Version: "1",
            Summary: $"A made-up requirement: who works with {service.ToLowerInvariant()} has had a training within {days} days.",
            Criteria:
            [
                new(
                    "training",
                    "indications",
                    $"The person has a valid credential for the training '{service}' from the made-up academy, not older than {days} days.",
                    ["training"],
                    Tree(
                        $$$"""{"credential":{"issuer":"did:web:academy.example","achievement":"{{{service}}}","status":"valid","maxAgeDays":{{{days}}}}}"""
                    )
                ),
                new(
                    "grown-up",
                    "indications",
                    "The person is of age.",
                    ["age"],
                    Tree("""{"fact":"age","is":"atLeast","value":18,"unit":"years"}""")
                ),
            ],
            Sample: true
        );
    }

    private static JsonElement Tree(string json) =>
        JsonSerializer.SerializeToElement(JsonNode.Parse(json));
}
