using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Whether a claim would be paid, by the loaded policies as they were on the date of service.</summary>
public abstract class ClaimValidationTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : ClaimValidationTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ClaimValidationTests(shared),
            IClassFixture<OnPostgres>;

    private static readonly string[] Knee = ["27447"];
    private static readonly string[] Right = ["M17.11"];

    [Fact]
    public async Task Each_code_and_the_whole_have_their_status_and_risk()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Asking,
            Knees.Policy("N-1", [("29881", "not_covered")], "NCD"),
            Knees.Policy("N-2", [("29880", "conditional")], "NCD")
        );
        await Is("27446", "covered", "false", "low", "high", manual: false);
        await Is("27447", "conditional", "true", "medium", "high", manual: false);
        await Is("29880", "conditional", "false", "medium", "high", manual: false);
        await Is("29881", "not_covered", "false", "high", "high", manual: false);
        await Is("99999", "unknown", null, "medium", "low", manual: true);
        var all = (
            await issuer.Claim(
                new
                {
                    procedureCodes = new[] { "27446", "27447", "29881", "99999" },
                    diagnosisCodes = Right,
                    state = "TX",
                    payer = "Medicare",
                }
            )
        ).Should(200);
        all.At("coverageStatus").ShouldBe("not_covered");
        all.At("denialRisk").ShouldBe("high");
        all.At("overallRisk").ShouldBe("high");
        all.At("confidence").ShouldBe("low");
        all.At("priorAuthRequired").ShouldBe("true");
        all.At("requiresManualReview").ShouldBe("true");
        all.At("effectiveDate").ShouldBe("2024-01-01");
        Knees.Texts(all.Json.GetProperty("issues")).ShouldContain("N-1 does not cover 29881.");
        all.Json.GetProperty("codes").GetArrayLength().ShouldBe(4);

        async Task Is(
            string code,
            string status,
            string? authorization,
            string risk,
            string confidence,
            bool manual
        )
        {
            var answer = (
                await issuer.Claim(
                    new
                    {
                        procedureCodes = new[] { code },
                        diagnosisCodes = Right,
                        state = "TX",
                        payer = "Medicare",
                    }
                )
            ).Should(200);
            answer.At("coverageStatus").ShouldBe(status, answer.Text);
            answer.At("priorAuthRequired").ShouldBe(authorization);
            answer.At("denialRisk").ShouldBe(risk);
            answer.At("overallRisk").ShouldBe(risk);
            answer.At("confidence").ShouldBe(confidence, answer.Text);
            answer.At("requiresManualReview").ShouldBe(manual ? "true" : "false");
            var own = answer.Json.GetProperty("codes")[0];
            own.GetProperty("coverageStatus").GetString().ShouldBe(status);
            own.GetProperty("denialRisk").GetString().ShouldBe(risk);
        }
    }

    [Fact]
    public async Task Diagnoses_are_held_against_what_is_covered_and_what_is_not()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        var unlisted = await Claim("S83.511A");
        unlisted.At("coverageStatus").ShouldBe("conditional");
        unlisted.At("denialRisk").ShouldBe("high");
        Knees
            .Texts(unlisted.Json.GetProperty("issues"))
            .ShouldBe(["None of the diagnoses (S83.511A) is among those that L11111 covers."]);
        var refused = await Claim("Z00.00");
        refused.At("coverageStatus").ShouldBe("not_covered");
        refused.At("denialRisk").ShouldBe("high");
        Knees
            .Texts(refused.Json.GetProperty("issues"))
            .ShouldBe(["L11111 does not cover the diagnosis Z00.00."]);
        var none = await Claim();
        none.At("coverageStatus").ShouldBe("covered");
        none.At("denialRisk").ShouldBe("medium");
        Knees
            .Texts(none.Json.GetProperty("knownGaps"))
            .ShouldContain("L11111 covers only with certain diagnoses, and none was named.");
        // One that is covered is enough.
        (await Claim("S83.511A", "M17.12"))
            .At("denialRisk")
            .ShouldBe("low");

        async Task<Answer> Claim(params string[] diagnoses) =>
            (
                await issuer.Claim(
                    new
                    {
                        procedureCodes = new[] { "27446" },
                        diagnosisCodes = diagnoses,
                        state = "TX",
                        payer = "Medicare",
                    }
                )
            ).Should(200);
    }

    [Fact]
    public async Task What_was_in_force_on_the_date_of_service_counts()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Policy("L-OLD", [("27447", "not_covered")], effective: "2020-01-01"),
            Knees.Policy("L-NEW", [("29881", "covered")], effective: "2022-01-01")
        );
        (
            await App.Post(
                "/v1/policies/L-OLD/retire",
                issuer.Live.Secret,
                new { date = "2025-06-01" }
            )
        ).Should(200);
        // Stated anew: what held before is kept as an edition.
        (
            await App.Send(
                HttpMethod.Put,
                "/v1/policies/L-NEW",
                issuer.Live.Secret,
                Knees.Policy("L-NEW", [("29881", "not_covered")], effective: "2026-01-01")
            )
        ).Should(200);
        (await On("27447", "2025-05-31")).At("coverageStatus").ShouldBe("not_covered");
        var after = await On("27447", "2025-06-01");
        after.At("coverageStatus").ShouldBe("unknown");
        Knees
            .Texts(after.Json.GetProperty("knownGaps"))
            .ShouldContain("L-OLD held only until 2025-06-01.");
        var before = await On("27447", "2019-12-31");
        before.At("coverageStatus").ShouldBe("unknown");
        Knees
            .Texts(before.Json.GetProperty("knownGaps"))
            .ShouldContain("L-OLD holds only from 2020-01-01 on.");
        (await On("29881", "2025-12-31")).At("coverageStatus").ShouldBe("covered");
        (await On("29881", "2026-01-01")).At("coverageStatus").ShouldBe("not_covered");
        (await On("29881", "2021-12-31")).At("coverageStatus").ShouldBe("unknown");

        async Task<Answer> On(string code, string day) =>
            (
                await issuer.Claim(
                    new
                    {
                        procedureCodes = new[] { code },
                        dateOfService = day,
                        state = "TX",
                        payer = "Medicare",
                    }
                )
            ).Should(200);
    }

    [Fact]
    public async Task Former_editions_count_for_codes_that_the_present_one_no_longer_names()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Policy(
                "L-GONE",
                [("27447", "covered"), ("29881", "requires_pa")],
                effective: "2022-01-01"
            ),
            Knees.Policy(
                "L-CA",
                [("27447", "covered"), ("29881", "not_covered")],
                jurisdictions: ["CA"],
                effective: "2022-01-01"
            )
        );
        await Restate("L-GONE", "2026-01-01");
        await Restate("L-CA", "2026-01-01", "CA");
        var then = await On("2025-12-31");
        then.At("coverageStatus").ShouldBe("conditional", then.Text);
        then.At("priorAuthRequired").ShouldBe("true");
        Knees.Texts(then.Json.GetProperty("policySources"), "policyId").ShouldBe(["L-GONE"]);
        var since = await On("2026-06-01");
        since.At("coverageStatus").ShouldBe("unknown");
        Knees
            .Texts(since.Json.GetProperty("knownGaps"))
            .ShouldContain(
                "L-GONE may have named these codes in another edition; the one that holds for 2026-06-01 by its dates does not."
            );

        async Task Restate(string id, string effective, params string[] places) =>
            (
                await App.Send(
                    HttpMethod.Put,
                    $"/v1/policies/{id}",
                    issuer.Live.Secret,
                    Knees.Policy(
                        id,
                        [("27447", "covered")],
                        jurisdictions: places,
                        effective: effective
                    )
                )
            ).Should(200);

        async Task<Answer> On(string day) =>
            (
                await issuer.Claim(
                    new
                    {
                        procedureCodes = new[] { "29881" },
                        dateOfService = day,
                        state = "TX",
                        payer = "Medicare",
                    }
                )
            ).Should(200);
    }

    [Fact]
    public async Task However_many_editions_began_later_the_one_of_the_day_is_found()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Policy("L-MUCH", [("27447", "covered")], effective: "2020-01-01"));
        for (var i = 0; i < 22; i++)
            (
                await App.Send(
                    HttpMethod.Put,
                    "/v1/policies/L-MUCH",
                    issuer.Live.Secret,
                    Knees.Policy(
                        "L-MUCH",
                        [("27447", "covered")],
                        effective: "2026-01-01",
                        summary: $"Example {i}."
                    )
                )
            ).Should(200);
        var answer = (
            await issuer.Claim(
                new
                {
                    procedureCodes = Knee,
                    dateOfService = "2025-06-01",
                    state = "TX",
                    payer = "Medicare",
                }
            )
        ).Should(200);
        answer.At("coverageStatus").ShouldBe("covered", answer.Text);
        answer.At("confidence").ShouldBe("high");
        answer.At("effectiveDate").ShouldBe("2020-01-01");
    }

    [Fact]
    public async Task The_type_of_the_plan_says_whose_policies_bind()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Policy("N-1", [("27447", "covered")], "NCD"),
            Knees.Policy("PP-1", [("29881", "requires_pa")], "PayerPolicy", payer: "Example Health")
        );
        foreach (var type in (string[])["commercial", "medicaid", "exchange"])
        {
            var apart = await Claim("27447", type);
            apart.At("confidence").ShouldNotBe("high", type);
            apart.At("denialRisk").ShouldBe("medium");
            Knees
                .Texts(apart.Json.GetProperty("knownGaps"))
                .ShouldContain(
                    $"N-1 is a policy of Medicare, which does not bind a plan of the type {type}."
                );
        }
        foreach (var type in (string[])["traditional_medicare", "medicare_advantage"])
            (await Claim("27447", type)).At("confidence").ShouldBe("high");
        // Another payer's policy is none of Medicare's business, and may be that of a plan in its stead.
        (await Claim("29881", "traditional_medicare"))
            .At("coverageStatus")
            .ShouldBe("unknown");
        (await Claim("29881", "medicare_advantage")).At("priorAuthRequired").ShouldBe("true");
        // Who names it all the same hears of it, and of the contradiction.
        var named = await Claim("29881", "traditional_medicare", "Example Health");
        named.At("priorAuthRequired").ShouldBe("true");
        Knees
            .Texts(named.Json.GetProperty("knownGaps"))
            .ShouldContain(
                "PP-1 is a policy of Example Health, and the plan is of the type traditional_medicare."
            );

        async Task<Answer> Claim(string code, string type, string? payer = null) =>
            (
                await issuer.Claim(
                    new
                    {
                        procedureCodes = new[] { code },
                        state = "TX",
                        planType = type,
                        payer,
                    }
                )
            ).Should(200);
    }

    [Theory]
    [InlineData("payer", "payer", "SSN 123-45-6789")]
    [InlineData("planType", "plan_type", "DOB 03/04/1950")]
    [InlineData("lineOfBusiness", "line_of_business", "MRN 12345678")]
    [InlineData("siteOfService", "site_of_service", "ada@mail.example")]
    [InlineData("providerSpecialty", "provider_specialty", "DOB 03/04/1950")]
    [InlineData("ageCategory", "age_category", "born 03/04/1950")]
    [InlineData("sexWhenPolicyRelevant", "sex_when_policy_relevant", "patient Ada Example")]
    [InlineData("state", "state", "SSN 123-45-6789")]
    [InlineData("dateOfService", "date_of_service", "DOB 1950-03-04")]
    public async Task What_identifies_a_patient_is_refused_without_echo_in_every_member(
        string native,
        string verity,
        string told
    )
    {
        var issuer = await App.NewOrganization();
        var refused = await issuer.Claim(
            new Dictionary<string, object> { ["procedureCodes"] = Knee, [native] = told }
        );
        refused.ShouldBeProblem(400, "PHI_NOT_ALLOWED");
        refused.Text.ShouldNotContain(told);
        foreach (var path in (string[])["/api/v1/claims/validate", "/api/v1/claim-validation"])
        {
            var answer = await App.Post(
                path,
                issuer.Live.Secret,
                new Dictionary<string, object> { ["procedure_codes"] = Knee, [verity] = told }
            );
            answer.Should(400).At("error", "code").ShouldBe("PHI_NOT_ALLOWED", answer.Text);
            answer.Text.ShouldNotContain(told);
        }
    }

    [Fact]
    public async Task Logic_trees_are_held_against_what_the_claim_says()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Policy(
                "L-TREE",
                [("27447", "conditional")],
                criteria:
                [
                    new
                    {
                        section = "indications",
                        text = "Done in a hospital or a surgical centre.",
                        logic = new
                        {
                            fact = "site_of_service",
                            @is = "oneOf",
                            value = new[] { "outpatient_hospital", "inpatient", "asc" },
                        },
                    },
                    new
                    {
                        section = "limitations",
                        text = "Not for children.",
                        logic = new
                        {
                            fact = "age_category",
                            @is = "equals",
                            value = "pediatric",
                        },
                    },
                ]
            )
        );
        var met = await Claim("inpatient", "adult");
        met.At("coverageStatus").ShouldBe("covered", met.Text);
        met.At("denialRisk").ShouldBe("low");
        var office = await Claim("office", "adult");
        office.At("denialRisk").ShouldBe("high");
        Knees
            .Texts(office.Json.GetProperty("issues"))
            .ShouldBe([
                "A criterion of L-TREE is not met: Done in a hospital or a surgical centre.",
            ]);
        Knees
            .Texts((await Claim("inpatient", "pediatric")).Json.GetProperty("issues"))
            .ShouldBe(["A limitation of L-TREE applies: Not for children."]);
        var silent = await Claim("inpatient", null);
        silent.At("coverageStatus").ShouldBe("conditional");
        silent.At("denialRisk").ShouldBe("medium");
        silent.At("confidence").ShouldBe("medium");

        async Task<Answer> Claim(string site, string? age) =>
            (
                await issuer.Claim(
                    new
                    {
                        procedureCodes = Knee,
                        state = "TX",
                        payer = "Medicare",
                        siteOfService = site,
                        ageCategory = age,
                    }
                )
            ).Should(200);
    }

    [Fact]
    public async Task A_code_that_is_no_longer_in_use_and_criteria_for_people_are_said()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(
            Knees.Policy(
                "N-1",
                [("27447", "covered")],
                "NCD",
                criteria:
                [
                    new
                    {
                        section = "indications",
                        text = "A surgeon judges it necessary.",
                        requiresManualReview = true,
                    },
                ]
            )
        );
        await App.Execute(
            "INSERT INTO policies_codes (organization_id, system, code, description, active) VALUES (@o, 'CPT', '27447', 'Example knee', @a)",
            ("@o", issuer.Id),
            ("@a", false)
        );
        var answer = (
            await issuer.Claim(
                new
                {
                    procedureCodes = Knee,
                    state = "TX",
                    payer = "Medicare",
                }
            )
        ).Should(200);
        answer.At("denialRisk").ShouldBe("high");
        answer.At("requiresManualReview").ShouldBe("true");
        var code = answer.Json.GetProperty("codes")[0];
        code.GetProperty("description").GetString().ShouldBe("Example knee");
        code.GetProperty("codeType").GetString().ShouldBe("CPT");
        Knees
            .Texts(code.GetProperty("issues"))
            .ShouldContain("27447 is no longer in use by the code table.");
    }

    [Fact]
    public async Task Y17_veritys_clients_get_their_own_shape_at_both_addresses()
    {
        var issuer = await App.NewOrganization();
        await issuer.Load(Knees.Asking);
        // As the public clients send it.
        var body = new
        {
            payer = "medicare",
            plan_type = "traditional_medicare",
            line_of_business = "Part B",
            procedure_codes = new[] { "27447", "99999" },
            diagnosis_codes = Right,
            modifiers = new[] { "rt" },
            state = "TX",
            date_of_service = "2026-11-20",
            site_of_service = "inpatient",
            provider_specialty = "Orthopaedic surgery",
            age_category = "adult",
            sex_when_policy_relevant = "female",
        };
        var reader = await issuer.KeyWith("read");
        var answer = (
            await App.Post(
                "/api/v1/claims/validate",
                reader.Secret,
                body,
                ("X-Idempotency-Key", "once")
            )
        ).Should(200);
        Golden.Match("verity/claim-validation.json", Knees.Fixed(answer));
        var again = (await App.Post("/api/v1/claim-validation", reader.Secret, body)).Should(200);
        again.At("data").ShouldBe(answer.At("data"));
    }

    [Fact]
    public async Task P18_wrong_types_and_values_are_refused_by_their_name()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var (member, value) in ((string, string)[])
                [
                    ("planType", "\"other\""),
                    ("siteOfService", "\"moon\""),
                    ("ageCategory", "\"old\""),
                    ("sexWhenPolicyRelevant", "true"),
                    ("dateOfService", "\"2026-13-01\""),
                    ("dateOfService", "\"22.11.2026\""),
                    ("dateOfService", "20261122"),
                    ("modifiers", "\"RT\""),
                    ("modifiers", """["RT","LT","50","51","52","53"]"""),
                    ("lineOfBusiness", $"\"{new string('a', 101)}\""),
                    ("providerSpecialty", "{}"),
                    ("diagnosisCodes", "{\"code\":\"M17.11\"}"),
                    ("state", "\"\\u0000\\u0000\""),
                    ("coverageStatus", "\"covered\""),
                ]
        )
            (
                await issuer.Claim($$"""{"procedureCodes":["27447"],"{{member}}":{{value}}}""")
            ).ShouldBeProblem(400, "VALIDATION_ERROR", member);
        (
            await issuer.Claim("""{"procedureCodes":["27447"],"modifiers":["R T"]}""")
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "modifiers.0");
    }
}
