using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Blocks of criteria are found by words, with the policy they belong to.</summary>
public abstract class CriteriaSearchTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : CriteriaSearchTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : CriteriaSearchTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Y17_criteria_are_answered_in_veritys_shape()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "L1",
            "Oxygen at home",
            jurisdictions: ["JH"],
            criteria:
            [
                new
                {
                    id = "i1",
                    section = "indications",
                    text = "Saturation at rest is 88 percent or less.",
                    tags = new[] { "oxygen" },
                    logic = new
                    {
                        fact = "saturation",
                        @is = "atMost",
                        value = 88,
                    },
                    confidence = 0.8,
                },
                Samples.Block("l1", "Not for comfort alone.", "limitations"),
            ]
        );
        var answer = await App.Get(
            "/api/v1/coverage/criteria?q=saturation+rest",
            issuer.Live.Secret
        );
        Golden.Match("verity/coverage-criteria.json", answer.Fixed());
    }

    [Fact]
    public async Task Criteria_are_limited_by_section_type_and_jurisdiction_and_only_active_policies_have_any()
    {
        var issuer = await App.NewOrganization();
        object[] criteria =
        [
            Samples.Block("a", "Spirometry is done."),
            Samples.Block("b", "Spirometry is on file.", "documentation"),
        ];
        await issuer.Enter("L1", "Lungs", jurisdictions: ["JH"], criteria: criteria);
        await issuer.Enter("N1", "Lungs", type: "NCD", criteria: criteria);
        await issuer.Enter("L2", "Lungs", criteria: criteria, status: "retired");
        async Task<int> Count(string query) =>
            (await App.Get($"/v1/policies/criteria?q=spirometry{query}", issuer.Live.Secret))
                .Ids()
                .Length;
        (await Count("")).ShouldBe(4);
        (await Count("&section=documentation")).ShouldBe(2);
        (await Count("&type=NCD")).ShouldBe(2);
        (await Count("&jurisdiction=JH&section=indications")).ShouldBe(1);
        (await App.Get("/v1/policies/criteria", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "q"
        );
        (
            await App.Get($"/v1/policies/criteria?q={new string('x', 501)}", issuer.Live.Secret)
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "q");
        (
            await App.Get("/v1/policies/criteria?q=x&section=all", issuer.Live.Secret)
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "section");
    }

    [Fact]
    public async Task Y7_ids_as_long_as_they_may_be_in_any_script_are_walked_too()
    {
        var issuer = await App.NewOrganization();
        object[] criteria =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => Samples.Block($"{new string('検', 99)}{i}", "Spirometry is done.")),
        ];
        await issuer.Enter($"L{new string('1', 60)}", "Lungs", criteria: criteria);
        var seen = new List<string>();
        for (string? cursor = null; ; )
        {
            var page = (
                await App.Get(
                    $"/v1/policies/criteria?q=spirometry&limit=1{(cursor is null ? "" : $"&cursor={cursor}")}",
                    issuer.Live.Secret
                )
            ).Should(200);
            seen.AddRange(page.Ids());
            cursor = page.At("nextCursor");
            if (cursor is null)
                break;
        }
        seen.Count.ShouldBe(3);
        seen.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Y7_criteria_are_walked_while_policies_change_and_retire()
    {
        var issuer = await App.NewOrganization();
        for (var i = 0; i < 8; i++)
            await Enter(i, $"Gait is checked {i}");
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = (
                await App.Get(
                    $"/api/v1/coverage/criteria?q=gait&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}",
                    issuer.Live.Secret
                )
            ).Should(200);
            seen.AddRange(
                page.Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(c => c.GetProperty("policy_id").GetString()!)
            );
            cursor = page.At("meta", "pagination", "cursor");
            // Of those that were read one reads otherwise and one is retired, the cursor's own; another comes.
            await Enter(int.Parse(seen[0][1..]), "Gait is checked anew, gait and gait");
            await Enter(int.Parse(seen[^1][1..]), "Gait is checked", "retired");
            await issuer.Enter(
                $"N{seen.Count}",
                "More",
                criteria: [Samples.Block("x", "Gait gait gait")]
            );
        } while (cursor is not null);
        seen.Count.ShouldBe(seen.Distinct().Count(), string.Join(' ', seen));
        Enumerable.Range(0, 8).Select(i => $"L{i}").Except(seen).ShouldBeEmpty();

        Task Enter(int number, string text, string status = "active") =>
            issuer.Enter(
                $"L{number}",
                "Walking",
                criteria: [Samples.Block("b", text)],
                status: status
            );
    }

    [Fact]
    public async Task Y7_criteria_are_walked_page_by_page()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "L1",
            "Many",
            criteria:
            [
                .. Enumerable
                    .Range(0, 7)
                    .Select(i => Samples.Block($"b{i}", $"Gait is checked {i}")),
            ]
        );
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await App.Get(
                $"/v1/policies/criteria?q=gait&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}",
                issuer.Live.Secret
            );
            seen.AddRange(page.Ids());
            cursor = page.At("nextCursor");
            await issuer.Enter(
                $"N{seen.Count}",
                "More",
                criteria: [Samples.Block("x", "Gait gait gait")]
            );
        } while (cursor is not null);
        seen.Order().ShouldBe(Enumerable.Range(0, 7).Select(i => $"b{i}"));
    }
}
