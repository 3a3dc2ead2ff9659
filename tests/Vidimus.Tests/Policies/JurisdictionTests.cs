using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>The jurisdictions of Medicare's contractors come with the server; what is loaded counts instead.</summary>
public abstract class JurisdictionTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : JurisdictionTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : JurisdictionTests(shared),
            IClassFixture<OnPostgres>;

    // The fifty states, the District of Columbia and the five territories where Medicare pays.
    private const string Everywhere =
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI";

    [Fact]
    public async Task Y17_jurisdictions_have_their_shape()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var answer = (await App.Get("/api/v1/jurisdictions", key)).Should(200);
        Golden.Match("verity/jurisdictions.json", Changes.Fixed(answer));
    }

    [Fact]
    public async Task Every_state_has_one_contractor_of_each_kind()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var all = Data(await App.Get("/v1/jurisdictions", key));
        all.Select(j => Text(j, "code")).ShouldBeUnique();
        foreach (var kind in new[] { "A/B MAC", "DME MAC", "HH+H MAC" })
            all.Where(j => Text(j, "contractorType") == kind)
                .SelectMany(j => j.GetProperty("states").EnumerateArray())
                .Select(s => s.GetString()!)
                .Order()
                .ShouldBe(Everywhere.Split(' ').Order(), kind);
        var numbers = all.SelectMany(j => j.GetProperty("numbers").EnumerateArray()).ToArray();
        numbers.Select(n => Text(n, "number")).ShouldBeUnique();
        numbers.ShouldAllBe(n => Text(n, "number").Length == 5);
        foreach (var jurisdiction in all)
        {
            var own = jurisdiction
                .GetProperty("states")
                .EnumerateArray()
                .Select(s => s.GetString())
                .ToArray();
            foreach (var number in jurisdiction.GetProperty("numbers").EnumerateArray())
                number
                    .GetProperty("states")
                    .EnumerateArray()
                    .ShouldAllBe(s => own.Contains(s.GetString()), Text(number, "number"));
        }
    }

    [Theory]
    [InlineData("TX", "JH JC JM-HHH")]
    [InlineData("fl", "JN JC JM-HHH")]
    [InlineData("CA", "JE JD J6-HHH")]
    [InlineData("NY", "JK JA J6-HHH")]
    [InlineData("OH", "J15 JB JM-HHH")]
    // Part B of Arlington, Fairfax and Alexandria is the neighbour's.
    [InlineData("VA", "JM JL JC J15-HHH")]
    [InlineData("PR", "JN JC J6-HHH")]
    [InlineData("ZZ", "")]
    public async Task A_state_belongs_to_its_jurisdictions(string state, string codes)
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var found = Data(await App.Get($"/v1/jurisdictions?state={state}", key));
        string.Join(' ', found.Select(j => Text(j, "code"))).ShouldBe(codes);
    }

    [Fact]
    public async Task A_part_of_a_state_is_named_on_both_sides()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var all = Data(await App.Get("/v1/jurisdictions", key));
        foreach (var (code, included) in new[] { ("JL", true), ("JM", false) })
        {
            var area = all.Single(j => Text(j, "code") == code).GetProperty("areas")[0];
            Text(area, "state").ShouldBe("VA");
            Text(area, "part").ShouldBe("B");
            area.GetProperty("included").GetBoolean().ShouldBe(included);
        }
    }

    [Fact]
    public async Task A_loaded_jurisdiction_counts_instead_of_the_shipped_one_of_its_code()
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        var key = issuer.Live.Secret;
        await App.Load(
            key,
            "jurisdictions",
            new
            {
                code = "JH",
                states = new[] { "TX" },
                contractorName = "Example Contractor",
                contractorType = "A/B MAC",
            },
            new
            {
                code = "X1",
                states = new[] { "TX", "OK" },
                contractorName = "Example Plan",
                contractorType = "Plan",
            }
        );
        var texas = Data(await App.Get("/v1/jurisdictions?state=TX", key));
        texas.Select(j => Text(j, "code")).ShouldBe(["JH", "JC", "JM-HHH", "X1"]);
        Text(texas[0], "contractorName").ShouldBe("Example Contractor");
        texas[0].GetProperty("shipped").GetBoolean().ShouldBeFalse();
        Data(await App.Get("/v1/jurisdictions?state=LA", key))
            .Select(j => Text(j, "code"))
            .ShouldNotContain("JH");
        // Somebody else's rows are no concern of another organization.
        Text(
                Data(await App.Get("/v1/jurisdictions?state=TX", other.Live.Secret))[0],
                "contractorName"
            )
            .ShouldContain("Novitas");
        Data(await App.Get("/v1/jurisdictions", issuer.Test.Secret)).Count.ShouldBe(21);
    }

    [Fact]
    public async Task P18_a_state_that_is_none_is_refused()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        foreach (var state in new[] { "T", "TEX", "T1", "%27%3B--", "" })
            (await App.Get($"/v1/jurisdictions?state={state}", key))
                .Should(400)
                .At("error", "field")
                .ShouldBe("state");
    }

    private static IReadOnlyList<JsonElement> Data(Answer answer) =>
        [.. answer.Should(200).Json.GetProperty("data").EnumerateArray()];

    private static string Text(JsonElement item, string name) =>
        item.GetProperty(name).GetString()!;
}
