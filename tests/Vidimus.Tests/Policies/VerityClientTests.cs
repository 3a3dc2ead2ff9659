using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>
/// What Verity's own clients read beyond the names of its pages: found by running its TypeScript and .NET libraries, its command
/// line and its MCP server against this server, and by checking each answer against the types of the first.
/// </summary>
public abstract class VerityClientTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : VerityClientTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : VerityClientTests(shared),
            IClassFixture<OnPostgres>;

    // Its MCP server writes summary.queried_codes and coverage_summary.covered, and fails where they are not there.
    [Fact]
    public async Task Y17_a_comparison_has_the_summary_contractors_and_policies_that_are_read()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "L1",
            "Here",
            jurisdictions: ["JH"],
            codes: [Samples.Code("97110"), Samples.Code("97112", disposition: "conditional")]
        );
        await issuer.Enter(
            "L2",
            "There",
            jurisdictions: ["JK"],
            codes: [Samples.Code("97110", disposition: "not_covered")]
        );
        await issuer.Enter(
            "N1",
            "Everywhere",
            type: "NCD",
            codes: [Samples.Code("97113", disposition: "requires_pa")]
        );
        var data = await Compare(new { procedure_codes = Codes, jurisdictions = Named });

        var summary = data.GetProperty("summary");
        summary.GetProperty("total_jurisdictions").GetInt32().ShouldBe(3);
        summary.GetProperty("jurisdictions_with_coverage").GetInt32().ShouldBe(1);
        summary.GetProperty("national_policies_count").GetInt32().ShouldBe(0);
        summary.GetProperty("has_variation").GetBoolean().ShouldBeTrue();
        Texts(summary.GetProperty("queried_codes")).ShouldBe(["97110", "97112"]);
        Texts(summary.GetProperty("requested_jurisdictions")).ShouldBe(["JH", "JK", "J99"]);
        Texts(summary.GetProperty("unresolved_jurisdictions")).ShouldBe(["J99"]);
        summary.GetProperty("policy_type_filter").ValueKind.ShouldBe(JsonValueKind.Null);

        var here = data.GetProperty("comparison")[0];
        here.GetProperty("mac").GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        Texts(here.GetProperty("mac").GetProperty("states")).ShouldContain("TX");
        here.GetProperty("mac_name")
            .GetString()
            .ShouldBe(here.GetProperty("mac").GetProperty("name").GetString());
        here.GetProperty("coverage_summary").GetProperty("covered").GetInt32().ShouldBe(1);
        here.GetProperty("coverage_summary").GetProperty("conditional").GetInt32().ShouldBe(1);
        var policy = here.GetProperty("policies").EnumerateArray().ShouldHaveSingleItem();
        policy.GetProperty("policy_id").GetString().ShouldBe("L1");
        // The strictest of what it says of the codes.
        policy.GetProperty("disposition").GetString().ShouldBe("conditional");
        policy.GetProperty("is_national").GetBoolean().ShouldBeFalse();
        policy
            .GetProperty("codes")
            .EnumerateArray()
            .Select(c =>
                $"{c.GetProperty("code")} {c.GetProperty("code_system")} {c.GetProperty("disposition")}"
            )
            .ShouldBe(["97110 CPT covered", "97112 CPT conditional"]);
        data.GetProperty("comparison")[2].TryGetProperty("mac", out _).ShouldBeFalse();

        // Where none is named, those that a policy names are compared; what holds everywhere stands by itself too.
        var all = await Compare(new { procedure_codes = new[] { "97110", "97113" } });
        all.GetProperty("summary").GetProperty("total_jurisdictions").GetInt32().ShouldBe(2);
        Texts(all.GetProperty("summary").GetProperty("requested_jurisdictions")).ShouldBeEmpty();
        all.GetProperty("summary").GetProperty("national_policies_count").GetInt32().ShouldBe(1);
        var national = all.GetProperty("national_policies").EnumerateArray().ShouldHaveSingleItem();
        national.GetProperty("policy_id").GetString().ShouldBe("N1");
        national.GetProperty("is_national").GetBoolean().ShouldBeTrue();
        national.GetProperty("codes")[0].GetProperty("code").GetString().ShouldBe("97113");

        async Task<JsonElement> Compare(object body) =>
            (await App.Post("/api/v1/policies/compare", issuer.Live.Secret, body))
                .Should(200)
                .Json.GetProperty("data");
    }

    private static readonly string[] Codes = ["97110", "97112"];
    private static readonly string[] Named = ["jh", "JK", "J99"];

    [Theory]
    [InlineData("Medical Policy")]
    [InlineData("Drug Policy")]
    public async Task Y17_types_of_the_contract_of_which_nothing_is_loaded_find_nothing(string type)
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "P1",
            "Therapy",
            type: "PayerPolicy",
            codes: [Samples.Code("97110")],
            criteria: [Samples.Block("b1", "Therapy was tried.")]
        );
        var asked = Uri.EscapeDataString(type);
        foreach (
            var query in (string[])
                [
                    $"policies?policy_type={asked}",
                    $"policies?q=therapy&policy_type={asked}",
                    $"coverage/criteria?q=therapy&policy_type={asked}",
                ]
        )
            (await App.Get($"/api/v1/{query}", issuer.Live.Secret))
                .Should(200)
                .At("data")
                .ShouldBe("[]", query);
        (
            await App.Post(
                "/api/v1/policies/compare",
                issuer.Live.Secret,
                new { procedure_codes = new[] { "97110" }, policy_type = type }
            )
        )
            .Should(200)
            .At("data", "comparison")
            .ShouldBe("[]");
        // A slip is told as one, and our own surface has its own five.
        (
            await App.Get("/api/v1/policies?policy_type=Medical%20Policies", issuer.Live.Secret)
        ).Should(400);
        (await App.Get($"/v1/policies?type={asked}", issuer.Live.Secret)).Should(400);
        (
            await App.Post(
                "/v1/policies/compare",
                issuer.Live.Secret,
                new { procedureCodes = new[] { "97110" }, type }
            )
        ).Should(400);
    }

    // The TypeScript client's types hold these as optional and not as null: `if (policy.codes !== undefined)` goes over them.
    [Fact]
    public async Task Y4_what_clients_hold_as_optional_is_left_out_where_there_is_nothing()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Therapy", codes: [Samples.Code("97110")]);
        var listed = await Data("policies");
        Lacks(listed[0], "codes");
        Lacks(
            await Data("policies/L1"),
            "codes",
            "criteria",
            "attachments",
            "versions",
            "mac",
            "payer"
        );
        Lacks(
            await Data("codes/lookup?code=97110"),
            "rvu",
            "policies",
            "suggestions",
            "negotiated_rates",
            "ndc_crosswalk"
        );
        var research = (
            await App.Post(
                "/api/v1/prior-auth/research",
                issuer.Live.Secret,
                new { procedure_codes = new[] { "97110" }, sync = true }
            )
        ).Should(200);
        Lacks(research.Json.GetProperty("data"), "poll_url", "error");
        Lacks(
            research.Json.GetProperty("data").GetProperty("result"),
            "timeline",
            "appeal_process"
        );
        // What they hold as null is null.
        (await Data("policies/L1"))
            .GetProperty("effective_date")
            .ValueKind.ShouldBe(JsonValueKind.Null);

        async Task<JsonElement> Data(string path) =>
            (await App.Get($"/api/v1/{path}", issuer.Live.Secret))
                .Should(200)
                .Json.GetProperty("data");
    }

    [Fact]
    public async Task Y17_other_drugs_of_a_formulary_are_a_text()
    {
        var issuer = await App.NewOrganization();
        await App.Load(
            issuer.Live.Secret,
            "formulary",
            new
            {
                source = "uhc",
                payerName = "United Example",
                drugName = "Adalimumab",
                alternatives = new[] { "Etanercept", "Infliximab" },
                requirements = new { priorAuthorization = true },
            }
        );
        var drug = (await App.Get("/api/v1/drugs/formulary?q=adalimumab", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")[0];
        drug.GetProperty("alternatives").GetString().ShouldBe("Etanercept, Infliximab");
        drug.GetProperty("preferred_alternatives").ValueKind.ShouldBe(JsonValueKind.Null);
        Lacks(drug.GetProperty("requirements"), "codes");
        // Ours are a list.
        (await App.Get("/v1/formulary?q=adalimumab", issuer.Live.Secret))
            .Json.GetProperty("data")[0]
            .GetProperty("alternatives")
            .GetArrayLength()
            .ShouldBe(2);
    }

    // The .NET client and the command line look for the time of a change under this name, and for a block's policy beside it.
    [Fact]
    public async Task Y17_changes_and_criteria_have_the_members_under_their_other_names()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "L1",
            "Therapy",
            jurisdictions: ["JH"],
            criteria: [Samples.Block("b1", "Therapy was tried.")]
        );
        var change = (await App.Get("/api/v1/policies/changes", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")[0];
        change
            .GetProperty("timestamp")
            .GetString()
            .ShouldBe(change.GetProperty("changed_at").GetString());
        var block = (await App.Get("/api/v1/coverage/criteria?q=tried", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")[0];
        foreach (
            var (name, of) in new[]
            {
                ("policy_id", "policy_id"),
                ("policy_title", "title"),
                ("policy_type", "policy_type"),
                ("jurisdiction", "jurisdiction"),
            }
        )
            block
                .GetProperty(name)
                .GetString()
                .ShouldBe(
                    block.GetProperty("policy").GetProperty(of).GetString().ShouldNotBeNull()
                );
    }

    private static void Lacks(JsonElement value, params string[] names)
    {
        foreach (var name in names)
            value.TryGetProperty(name, out _).ShouldBeFalse(name);
    }

    private static string?[] Texts(JsonElement list) =>
        [.. list.EnumerateArray().Select(t => t.GetString())];
}
