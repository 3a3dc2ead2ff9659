using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Evaluating a policy: what it comes to, why, how sure that is, natively and for Verity's clients.</summary>
public abstract class EvaluateTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : EvaluateTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : EvaluateTests(shared),
            IClassFixture<OnPostgres>;

    private const string Old = """{"fact":"age","is":"atLeast","value":65,"unit":"years"}""";
    private const string Infected = """{"fact":"infection","is":"equals","value":true}""";

    private static JsonObject Sample(string id) =>
        Rules.Policy(
            id,
            Rules.Block("The person is 65 or older.", Old),
            Rules.Block("No active infection.", Infected, "limitations", confidence: 0.8),
            Rules.Block("A report of imaging is there.", null, "documentation"),
            Rules.Block("Reviewed within ten days.", """{"fact":"x","is":"known"}""", "other")
        );

    [Fact]
    public async Task Y17_coverage_is_evaluated_in_the_shape_that_Veritys_clients_read()
    {
        var issuer = await App.NewOrganization();
        await issuer.Write(Sample("L20001"));
        var answer = (
            await App.Post(
                "/api/v1/coverage/evaluate",
                issuer.Live.Secret,
                """{"policy_id":"L20001","parameters":{"age":70,"infection":false}}""",
                ("X-Idempotency-Key", "evaluating-reads-only")
            )
        ).Should(200);
        answer.At("success").ShouldBe("true");
        var shown = JsonNode.Parse(answer.Json.GetProperty("data").GetRawText())!;
        Golden.Match(
            "verity/coverage-evaluation.json",
            shown.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
        );
        (await App.Post("/api/v1/coverage/evaluate", issuer.Live.Secret, """{"parameters":{}}"""))
            .Should(400)
            .At("error", "code")
            .ShouldBe("VALIDATION_ERROR");
        (await App.Post("/api/v1/coverage/evaluate", issuer.Live.Secret, """{"policy_id":"L0"}"""))
            .Should(404)
            .At("error", "code")
            .ShouldBe("RESOURCE_POLICY_NOT_FOUND");
        // The first answer would hide what changed since: a repeated key is no repetition here.
        (
            await App.Post(
                "/api/v1/coverage/evaluate",
                issuer.Live.Secret,
                """{"policy_id":"L20001","parameters":{"age":60}}""",
                ("X-Idempotency-Key", "evaluating-reads-only")
            )
        )
            .Should(200)
            .At("data", "covered")
            .ShouldBe("false");
    }

    [Fact]
    public async Task Indications_have_to_be_matched_and_limitations_must_not_be()
    {
        var issuer = await App.NewOrganization();
        await issuer.Write(Sample("R-RULES"));
        await Is("""{"age":65,"infection":false}""", "met", "0.6");
        // One block that fails is enough, and the surest of them counts.
        await Is("""{"age":64,"infection":false}""", "not_met", "1");
        await Is("""{"age":65,"infection":true}""", "not_met", "0.8");
        await Is("""{"age":65}""", "unknown", "0.33");
        await Is("""{"infection":true}""", "not_met", "0.8");
        await Is("{}", "unknown", "0");
        var explained = await issuer.Evaluate("R-RULES", """{"age":{"value":64,"unit":"years"}}""");
        var tree = explained.Json.GetProperty("blocks")[0].GetProperty("logic");
        tree.GetProperty("text").GetString().ShouldBe("age is at least 65 years");
        tree.GetProperty("why").GetString().ShouldBe("age is 64 years.");
        tree.GetProperty("used").Texts().ShouldBe(["age"]);
        explained
            .Json.GetProperty("blocks")[1]
            .GetProperty("logic")
            .GetProperty("missing")
            .Texts()
            .ShouldBe(["infection"]);
        var reasons = explained.Json.GetProperty("reasons").Texts();
        reasons.ShouldContain("Not met: The person is 65 or older. (age is 64 years.)");
        reasons.ShouldContain("Cannot be said for lack of infection: No active infection.");
        reasons.ShouldContain("1 criteria have no logic tree: a person has to read them.");
        (explained.At("blocksEvaluated"), explained.At("blocksWithoutLogic")).ShouldBe(("3", "1"));

        async Task Is(string facts, string outcome, string confidence)
        {
            var answer = (await issuer.Evaluate("R-RULES", facts)).Should(200);
            answer.At("outcome").ShouldBe(outcome, answer.Text);
            answer.At("covered").ShouldBe(outcome == "met" ? "true" : "false");
            answer.At("confidence").ShouldBe(confidence, answer.Text);
        }
    }

    [Fact]
    public async Task An_older_edition_and_another_day_are_evaluated_as_they_were()
    {
        var issuer = await App.NewOrganization();
        var policy = Sample("R-OLDER");
        await issuer.Write(policy);
        policy["criteria"]!.AsArray()[0] = Rules.Block(
            "The person is 18 or older.",
            Old.Replace("65", "18", StringComparison.Ordinal)
        );
        policy["effectiveDate"] = "2026-01-01";
        policy["retireDate"] = "2027-01-01";
        await issuer.Write(policy);
        const string facts = """{"age":30,"infection":false}""";
        const string then = ""","asOf":"2026-06-01" """;
        var now = (await issuer.Evaluate("R-OLDER", facts, then)).Should(200);
        (now.At("outcome"), now.At("policy", "edition")).ShouldBe(("met", "2"));
        var older = (await issuer.Evaluate("R-OLDER", facts, then + ",\"edition\":1")).Should(200);
        (older.At("outcome"), older.At("policy", "edition")).ShouldBe(("not_met", "1"));
        (await issuer.Evaluate("R-OLDER", facts, ",\"edition\":3")).ShouldBeProblem(
            404,
            "RESOURCE_POLICY_NOT_FOUND",
            "edition"
        );
        // Until the second began, the first held.
        var before = (await issuer.Evaluate("R-OLDER", facts, ",\"asOf\":\"2025-12-31\"")).Should(
            200
        );
        (before.At("outcome"), before.At("policy", "edition")).ShouldBe(("not_met", "1"));
        var over = (await issuer.Evaluate("R-OLDER", facts, ",\"asOf\":\"2027-01-01\"")).Should(
            200
        );
        (over.At("outcome"), over.At("covered")).ShouldBe(("not_in_force", "false"));
        var early = (
            await issuer.Evaluate("R-OLDER", facts, ",\"asOf\":\"2025-12-31\",\"edition\":2")
        ).Should(200);
        (early.At("outcome"), early.At("covered")).ShouldBe(("not_in_force", "false"));
    }

    [Fact]
    public async Task A_policy_of_another_organization_is_nobody_elses_to_evaluate()
    {
        var issuer = await App.NewOrganization();
        await issuer.Write(Sample("R-THEIRS"));
        var other = await App.NewOrganization();
        (await other.Evaluate("R-THEIRS")).ShouldBeProblem(404, "RESOURCE_POLICY_NOT_FOUND");
        var key = await issuer.KeyWith("policies:read");
        (
            await App.Post("/v1/policies/R-THEIRS/evaluate", key.Secret, """{"parameters":{}}""")
        ).Should(200);
        var verifier = await issuer.KeyWith("credentials:verify");
        (
            await App.Post(
                "/v1/policies/R-THEIRS/evaluate",
                verifier.Secret,
                """{"parameters":{}}"""
            )
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
    }

    [Theory]
    [InlineData("7", "parameters")]
    [InlineData("""{"a":{"b":{"c":{"d":{"e":1}}}}}""", "parameters.a.b.c.d")]
    [InlineData("""{"a":[[1]]}""", "parameters.a.0")]
    [InlineData("""{"a":1e99}""", "parameters.a")]
    [InlineData("""{"a b":1}""", "parameters")]
    [InlineData("""{"a":[{"x":1}]}""", "parameters.a.0")]
    [InlineData("""{"a":{"value":1,"unit":"\ud800"}}""", "parameters")]
    [InlineData("""{"\udc00":1}""", "parameters")]
    public async Task P18_facts_of_a_wrong_shape_are_refused_with_the_path(
        string facts,
        string field
    )
    {
        var issuer = await App.NewOrganization();
        await issuer.Write(Sample("R-SHAPE"));
        (await issuer.Evaluate("R-SHAPE", facts)).ShouldBeProblem(400, "VALIDATION_ERROR", field);
    }

    [Fact]
    public async Task P10_P17_names_and_members_from_outside_are_data_and_nothing_more()
    {
        var issuer = await App.NewOrganization();
        await issuer.Write(Sample("R-DATA"));
        foreach (var id in new[] { "R-DATA' OR '1'='1", "%25", "R-DATA%00", "../R-DATA" })
            (await issuer.Evaluate(Uri.EscapeDataString(id))).Status.ShouldBeInRange(400, 404);
        (
            await issuer.Evaluate(
                "R-DATA",
                """{"age":"1'; DROP TABLE policies_policies; --","infection":"%"}"""
            )
        )
            .Outcomes()
            .ShouldBe(["unknown", "unknown", "no_logic", "unmatched"]);
        foreach (var member in new[] { "outcome", "covered", "credentials", "organizationId" })
            (await issuer.Evaluate("R-DATA", "{}", $",\"{member}\":true")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                member
            );
    }

    [Fact]
    public async Task What_identifies_a_patient_by_its_name_is_refused_and_usual_facts_pass()
    {
        var issuer = await App.NewOrganization();
        await issuer.Write("R-NAMED", """{"fact":"age","is":"atLeast","value":18}""");
        foreach (
            var facts in new[]
            {
                """{"mrn":"A1234567","patient_name":"John Smith","dob":"1950-03-04","ssn":123456789}""",
                """{"mrn":"A1234567"}""",
                """{"patient_name":"John Smith"}""",
                """{"patient":{"name":"john smith"}}""",
                """{"firstName":"John"}""",
                """{"dob":"1950-03-04"}""",
                """{"dateOfBirth":["1950-03-04"]}""",
                """{"ssn":123456789}""",
                """{"memberId":{"value":12345678}}""",
            }
        )
        {
            var refused = await issuer.Evaluate("R-NAMED", facts);
            refused.ShouldBeProblem(400, "PHI_NOT_ALLOWED");
            foreach (var told in new[] { "John Smith", "A1234567", "1950-03-04", "123456789" })
                refused.Text.ShouldNotContain(told);
        }
        (
            await issuer.Evaluate(
                "R-NAMED",
                """{"age":72,"patient_age":72,"treatment_weeks":6,"date_of_service":"2026-10-01","procedure_codes":["27447","J3490"],"diagnosis_codes":["M17.11"],"provider_npi":"1234567893","drug_name":"Example Mab","medication_count":3,"birth_weight":{"value":3200,"unit":"g"},"medical_record_reviewed":true,"state":"TX","plan_type":"Medicare Advantage","bmi":{"value":31,"unit":"kg/m2"},"patient_type":"outpatient"}"""
            )
        )
            .Outcomes()
            .ShouldBe(["matched"]);
    }

    [Fact]
    public async Task Identifiers_of_patients_are_refused_and_not_repeated()
    {
        var issuer = await App.NewOrganization();
        await issuer.Write(Sample("R-PATIENT"));
        var answer = await issuer.Evaluate("R-PATIENT", """{"age":70,"note":"SSN 123-45-6789"}""");
        answer.ShouldBeProblem(400, "PHI_NOT_ALLOWED");
        answer.Text.ShouldNotContain("6789");
    }
}
