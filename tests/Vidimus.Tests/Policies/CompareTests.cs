using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>What is covered where: code by code and jurisdiction by jurisdiction.</summary>
public abstract class CompareTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : CompareTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : CompareTests(shared),
            IClassFixture<OnPostgres>;

    private static async Task Corpus(Issuer issuer)
    {
        await issuer.Enter(
            "L1",
            "Here",
            jurisdictions: ["JH", "JL"],
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
            codes: [Samples.Code("97112", disposition: "requires_pa")]
        );
        await issuer.Enter(
            "L3",
            "Past",
            jurisdictions: ["JE"],
            codes: [Samples.Code("97110")],
            status: "retired"
        );
    }

    [Fact]
    public async Task Y17_a_comparison_counts_what_is_covered_in_each_jurisdiction()
    {
        var issuer = await App.NewOrganization();
        await Corpus(issuer);
        var answer = await App.Post(
            "/api/v1/policies/compare",
            issuer.Live.Secret,
            new { procedure_codes = new[] { "97110", "97112", "97999" } },
            ("X-Idempotency-Key", "compare-0001")
        );
        Golden.Match("verity/policies-compare.json", answer.Fixed());
    }

    [Fact]
    public async Task Jurisdictions_that_are_named_are_compared_and_no_others()
    {
        var issuer = await App.NewOrganization();
        await Corpus(issuer);
        var answer = (
            await App.Post(
                "/v1/policies/compare",
                issuer.Live.Secret,
                new
                {
                    procedureCodes = new[] { "97110" },
                    type = "LCD",
                    jurisdictions = new[] { "jk", "J5" },
                }
            )
        ).Should(200);
        var places = answer.Json.GetProperty("jurisdictions");
        places
            .EnumerateArray()
            .Select(p => p.GetProperty("jurisdiction").GetString())
            .ShouldBe(["JK", "J5"]);
        places[0].GetProperty("counts").GetProperty("notCovered").GetInt32().ShouldBe(1);
        places[1].GetProperty("counts").GetProperty("notAddressed").GetInt32().ShouldBe(1);
        answer.Json.GetProperty("differing")[0].GetString().ShouldBe("97110");
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"procedure_codes":[]}""")]
    [InlineData("""{"procedure_codes":[null]}""")]
    [InlineData("""{"procedure_codes":["'; DROP"]}""")]
    [InlineData("""{"procedure_codes":["1","2","3","4","5","6","7","8","9","10","11"]}""")]
    [InlineData("""{"procedure_codes":["97110"],"policy_type":"lcd"}""")]
    [InlineData("""{"procedure_codes":["97110"],"jurisdictions":["12345678901"]}""")]
    [InlineData("""{"procedure_codes":["97110"],"jurisdictions":[null]}""")]
    [InlineData("""{"procedure_codes":"97110"}""")]
    [InlineData("""[]""")]
    public async Task P18_wrong_bodies_are_refused(string body)
    {
        var issuer = await App.NewOrganization();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/policies/compare")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", issuer.Live.Secret);
        (await App.Send(request)).Should(400);
    }
}
