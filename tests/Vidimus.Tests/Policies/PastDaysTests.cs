using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Questions about any day are answered by the editions that held on it.</summary>
public abstract class PastDaysTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PastDaysTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PastDaysTests(shared),
            IClassFixture<OnPostgres>;

    private const string Knee = "27447";
    private const string Scope = "29881";

    [Fact]
    public async Task A_code_counts_as_the_edition_of_the_day_has_it_added_changed_removed_and_back_again()
    {
        var issuer = await App.NewOrganization();
        await issuer.State("L-1", "2024-01-01", (Scope, "covered"));
        await issuer.State("L-1", "2024-06-01", (Scope, "covered"), (Knee, "covered"));
        await issuer.State("L-1", "2024-09-01", (Scope, "covered"), (Knee, "requires_pa"));
        await issuer.State("L-1", "2025-01-01", (Scope, "covered"));
        await issuer.State("L-1", "2026-01-01", (Scope, "covered"), (Knee, "not_covered"));
        await issuer.State("L-1", "2026-02-01", (Scope, "covered"));
        foreach (
            var (day, status) in ((string, string)[])
                [
                    ("2024-05-31", "unknown"),
                    ("2024-06-01", "covered"),
                    ("2024-08-31", "covered"),
                    ("2024-09-01", "conditional"),
                    ("2024-12-31", "conditional"),
                    ("2025-01-01", "unknown"),
                    ("2025-12-31", "unknown"),
                    ("2026-01-01", "not_covered"),
                    ("2026-01-31", "not_covered"),
                    ("2026-02-01", "unknown"),
                ]
        )
        {
            var answer = await issuer.On(Knee, day);
            answer.At("coverageStatus").ShouldBe(status, day);
            if (status != "unknown")
                answer.At("confidence").ShouldBe("high", day);
        }
        (await issuer.On(Scope, "2024-01-01")).At("coverageStatus").ShouldBe("covered");
        (await issuer.On(Scope, "2023-12-31")).At("coverageStatus").ShouldBe("unknown");
        var verity = (
            await App.Post(
                "/api/v1/claims/validate",
                issuer.Live.Secret,
                new
                {
                    procedure_codes = new[] { Knee },
                    date_of_service = "2024-12-31",
                    state = "TX",
                    payer = "Medicare",
                }
            )
        ).Should(200);
        verity.At("data", "coverage_status").ShouldBe("conditional");
    }

    [Fact]
    public async Task What_was_removed_long_ago_and_in_first_loads_is_found_too()
    {
        var issuer = await App.NewOrganization();
        var first = Loads.Policy("L-2").With(p => p["effectiveDate"] = "2020-01-01");
        var next = first.With(p =>
        {
            p["effectiveDate"] = "2022-01-01";
            p["codes"] = new JsonArray(Loads.Code("95251", "CPT", "covered"));
        });
        foreach (var policy in (JsonObject[])[first, next])
        {
            var import = await App.Start(issuer.Live, more: ",\"baseline\":true");
            (await App.Batch(issuer.Live, import, 1, policy)).Should(200);
            (await App.Finish(issuer.Live, import)).Should(200);
        }
        (await App.Changes(issuer, "L-2")).ShouldBeEmpty();
        App.Advance(TimeSpan.FromDays(400));
        (await issuer.On("95250", "2021-12-31", state: null))
            .At("priorAuthRequired")
            .ShouldBe("true");
        var after = await issuer.On("95250", "2022-01-01", state: null);
        after.At("coverageStatus").ShouldBe("unknown");
        Knees
            .Texts(after.Json.GetProperty("knownGaps"))
            .ShouldContain(
                "L-2 may have named these codes in another edition; the one that holds for 2022-01-01 by its dates does not."
            );
    }

    [Fact]
    public async Task Editions_without_a_day_hold_from_the_day_they_came_and_the_last_of_a_day_is_the_days()
    {
        var issuer = await App.NewOrganization();
        await issuer.State("L-3", null, (Knee, "covered"));
        App.Advance(TimeSpan.FromDays(10));
        var eve = Day(-1);
        var day = Day(0);
        await issuer.State("L-3", null, (Knee, "not_covered"));
        await issuer.State("L-3", null, (Knee, "requires_pa"));
        (await issuer.On(Knee, day)).At("priorAuthRequired").ShouldBe("true");
        App.Advance(TimeSpan.FromDays(3));
        await issuer.State("L-3", null, (Scope, "covered"));
        foreach (var ever in (string[])[eve, "2019-01-01"])
        {
            var before = await issuer.On(Knee, ever);
            before.At("coverageStatus").ShouldBe("covered", ever);
            before.At("priorAuthRequired").ShouldBe("false");
            Knees
                .Texts(before.Json.GetProperty("knownGaps"))
                .ShouldContain(
                    $"L-3 does not say on which day its editions changed; what this server was told by {ever} counts."
                );
        }
        (await issuer.On(Knee, day)).At("priorAuthRequired").ShouldBe("true");
        (await issuer.On(Knee, Day(0))).At("coverageStatus").ShouldBe("unknown");
    }

    [Fact]
    public async Task An_edition_that_begins_later_takes_nothing_from_today_and_one_from_the_past_holds_since_then()
    {
        var issuer = await App.NewOrganization();
        await issuer.State("L-4", "2024-01-01", (Knee, "requires_pa"));
        await issuer.State("L-4", Day(30), (Scope, "covered"));
        await issuer.State("L-5", "2024-01-01", ("27446", "covered"));
        await issuer.State("L-5", "2025-03-01", ("27446", "not_covered"));
        (await Check()).At("paRequired").ShouldBe("true");
        (await Check()).At("confidence").ShouldBe("high");
        (await issuer.On(Knee, Day(29))).At("priorAuthRequired").ShouldBe("true");
        (await issuer.On(Knee, Day(30))).At("coverageStatus").ShouldBe("unknown");
        (await issuer.On(Scope, Day(29))).At("coverageStatus").ShouldBe("unknown");
        (await issuer.On(Scope, Day(30))).At("coverageStatus").ShouldBe("covered");
        (await issuer.On("27446", "2025-02-28")).At("coverageStatus").ShouldBe("covered");
        (await issuer.On("27446", "2025-03-01")).At("coverageStatus").ShouldBe("not_covered");
        App.Advance(TimeSpan.FromDays(30));
        (await Check()).At("paRequired").ShouldBe("false");

        async Task<Answer> Check() =>
            (
                await issuer.Check(
                    new
                    {
                        procedureCodes = new[] { Knee },
                        state = "TX",
                        payer = "Medicare",
                    }
                )
            ).Should(200);
    }

    [Fact]
    public async Task Retired_policies_count_for_the_days_before_and_one_retired_before_its_edition_begins_not_at_all()
    {
        var issuer = await App.NewOrganization();
        await issuer.State("L-6", "2024-01-01", (Knee, "covered"), (Scope, "covered"));
        await issuer.State("L-6", "2025-01-01", (Scope, "requires_pa"));
        await Retire("L-6", Day(-30));
        (await issuer.On(Scope, Day(-31))).At("priorAuthRequired").ShouldBe("true");
        (await issuer.On(Scope, Day(-30))).At("coverageStatus").ShouldBe("unknown");
        (await issuer.On(Knee, "2024-12-31")).At("coverageStatus").ShouldBe("covered");
        (await issuer.On(Knee, "2025-01-01")).At("coverageStatus").ShouldBe("unknown");

        await issuer.State("L-7", "2024-01-01", ("27446", "covered"));
        await issuer.State("L-7", Day(60), ("27446", "not_covered"));
        await Retire("L-7", Day(0));
        (await issuer.On("27446", Day(-1))).At("coverageStatus").ShouldBe("covered");
        foreach (var day in (string[])[Day(0), Day(61)])
            (await issuer.On("27446", day)).At("coverageStatus").ShouldBe("unknown", day);

        // It was a mistake, and is taken back: what held before the edition that is still to begin holds on.
        await issuer.State("L-7", Day(60), ("27446", "not_covered"));
        (await issuer.On("27446", Day(1))).At("coverageStatus").ShouldBe("covered");
        (await issuer.On("27446", Day(61))).At("coverageStatus").ShouldBe("not_covered");

        async Task Retire(string id, string date) =>
            (await App.Post($"/v1/policies/{id}/retire", issuer.Live.Secret, new { date })).Should(
                200
            );
    }

    [Fact]
    public async Task Where_a_policy_held_and_whose_it_was_is_that_of_the_day()
    {
        var issuer = await App.NewOrganization();
        await issuer.Put(
            Knees.Policy("P-1", [(Knee, "covered")], "PayerPolicy", ["TX"], "Example Health"),
            "P-1"
        );
        await issuer.Put(
            Knees.Policy(
                "P-1",
                [(Knee, "not_covered")],
                "PayerPolicy",
                ["CA"],
                "Another Sample",
                "2026-01-01"
            ),
            "P-1"
        );
        (await Then("TX", "Example Health")).At("coverageStatus").ShouldBe("covered");
        (await Then("CA", "Example Health")).At("coverageStatus").ShouldBe("unknown");
        (await Then("TX", "Another Sample")).At("coverageStatus").ShouldBe("unknown");
        (await issuer.On(Knee, "2026-01-01", "CA", "Another Sample"))
            .At("coverageStatus")
            .ShouldBe("not_covered");

        Task<Answer> Then(string state, string payer) =>
            issuer.On(Knee, "2025-12-31", state, payer);
    }

    [Fact]
    public async Task The_librarys_former_editions_count_for_its_readers_but_not_behind_their_own_policies()
    {
        var library = await App.NewOrganization();
        await using var node = await VidimusApp.Start(
            new(App.Engine)
            {
                Beside = App,
                Settings = new Dictionary<string, string> { ["Policies:Library"] = library.Id },
            }
        );
        await library.State("LIB-1", "2024-01-01", (Knee, "requires_pa"));
        await library.State("LIB-1", "2026-01-01", (Scope, "covered"));
        var reader = await App.NewOrganization();
        (await On(reader)).At("priorAuthRequired").ShouldBe("true");
        // Nobody else's: without the library it is not there.
        (await reader.On(Knee, "2025-12-31"))
            .At("coverageStatus")
            .ShouldBe("unknown");
        await reader.State("LIB-1", "2025-01-01", (Scope, "covered"));
        (await On(reader)).At("coverageStatus").ShouldBe("unknown");

        async Task<Answer> On(Issuer issuer) =>
            (
                await node.Post(
                    "/v1/claims/validate",
                    issuer.Live.Secret,
                    new
                    {
                        procedureCodes = new[] { Knee },
                        dateOfService = "2025-12-31",
                        state = "TX",
                    }
                )
            ).Should(200);
    }

    [Fact]
    public async Task What_an_older_version_wrote_is_read_in_the_background_and_said_to_be_missing_until_then()
    {
        var issuer = await App.NewOrganization();
        await issuer.State("L-8", "2024-01-01", (Knee, "covered"), (Scope, "covered"));
        await issuer.State("L-8", "2025-01-01", (Knee, "requires_pa"), (Scope, "covered"));
        await issuer.State("L-8", "2026-01-01", (Scope, "covered"));
        foreach (var table in (string[])["editions", "codes"])
            await App.Execute(
                $"DELETE FROM policies_former_{table} WHERE organization_id = @o",
                ("@o", issuer.Id)
            );
        await App.Execute(
            "UPDATE policies_policies SET is_past_known = NULL WHERE organization_id = @o",
            ("@o", issuer.Id)
        );
        var missing = await issuer.On(Knee, "2025-06-01");
        if (missing.At("coverageStatus") == "unknown")
            Knees
                .Texts(missing.Json.GetProperty("knownGaps"))
                .ShouldContain(gap =>
                    gap.Contains("are still being read", StringComparison.Ordinal)
                );
        for (
            var i = 0;
            (await issuer.On(Knee, "2025-06-01")).At("coverageStatus") == "unknown";
            i++
        )
        {
            i.ShouldBeLessThan(300, "former editions were not read");
            App.Advance(TimeSpan.FromMinutes(2));
            await Task.Delay(20);
        }
        var then = await issuer.On(Knee, "2025-06-01");
        then.At("coverageStatus").ShouldBe("conditional");
        then.At("confidence").ShouldBe("high");
        (await issuer.On(Knee, "2024-06-01")).At("coverageStatus").ShouldBe("covered");
        // And what is written from now on is kept at once.
        await issuer.State("L-8", "2026-03-01", (Scope, "not_covered"));
        (await issuer.On(Scope, "2026-02-28")).At("coverageStatus").ShouldBe("covered");
    }

    [Fact]
    public async Task Evaluating_on_a_day_takes_the_edition_of_the_day_unless_one_is_named()
    {
        var issuer = await App.NewOrganization();
        await Put("2024-01-01", 65);
        await Put("2026-01-01", 50);
        (await On("2025-12-31")).At("outcome").ShouldBe("not_met");
        (await On("2025-12-31")).At("policy", "edition").ShouldBe("1");
        (await On("2026-01-01")).At("outcome").ShouldBe("met");
        (await On("2023-12-31")).At("outcome").ShouldBe("not_in_force");
        (await On("2025-12-31", ",\"edition\":2")).At("outcome").ShouldBe("not_in_force");
        var verity = (
            await App.Post(
                "/api/v1/coverage/evaluate",
                issuer.Live.Secret,
                """{"policy_id":"E-1","parameters":{"age":60},"as_of":"2025-12-31"}"""
            )
        ).Should(200);
        verity.At("data", "covered").ShouldBe("false");
        verity
            .Json.GetProperty("data")
            .GetProperty("unmatched_criteria")
            .GetArrayLength()
            .ShouldBe(1);

        async Task Put(string effective, int age) =>
            await issuer.Put(
                new
                {
                    title = "Made up",
                    type = "LCD",
                    effectiveDate = effective,
                    criteria = new[]
                    {
                        new
                        {
                            id = "age",
                            section = "indications",
                            text = $"From {age} years on.",
                            logic = JsonSerializer.SerializeToElement(
                                new
                                {
                                    fact = "age",
                                    @is = "atLeast",
                                    value = age,
                                }
                            ),
                        },
                    },
                },
                "E-1"
            );

        async Task<Answer> On(string day, string more = "") =>
            (
                await App.Post(
                    "/v1/policies/E-1/evaluate",
                    issuer.Live.Secret,
                    $$"""{"parameters":{"age":60},"asOf":"{{day}}"{{more}}}"""
                )
            ).Should(200);
    }

    [Fact]
    public async Task Many_policies_that_say_one_thing_of_one_code_hide_nothing_of_another()
    {
        var issuer = await App.NewOrganization();
        var import = await App.Start(issuer.Live);
        JsonObject[] asking =
        [
            .. Enumerable.Range(0, 500).Select(i => Policy($"A-{i:000}", Knee, "requires_pa")),
        ];
        (await App.Batch(issuer.Live, import, 1, asking)).Should(200);
        (
            await App.Batch(
                issuer.Live,
                import,
                2,
                Policy("A-500", Knee, "requires_pa"),
                Policy("Z-1", Knee, "not_covered"),
                Policy("Z-2", Scope, "covered")
            )
        ).Should(200);
        (await App.Finish(issuer.Live, import)).Should(200);
        var answer = (
            await issuer.Claim(
                new
                {
                    procedureCodes = new[] { Knee, Scope },
                    state = "TX",
                    payer = "Medicare",
                }
            )
        ).Should(200);
        var codes = answer.Json.GetProperty("codes");
        codes[0].GetProperty("coverageStatus").GetString().ShouldBe("not_covered");
        codes[0].GetProperty("priorAuthRequired").GetBoolean().ShouldBeTrue();
        codes[1].GetProperty("coverageStatus").GetString().ShouldBe("covered");
        // What was left out is said, of each code too, and a person looks at what seems covered.
        foreach (
            var said in (string[])
                [
                    answer.At("knownGaps")!,
                    codes[1].GetProperty("knownGaps").ToString(),
                    (await Verity("/api/v1/claims/validate")).At("data", "known_gaps")!,
                    (await Verity("/api/v1/prior-auth/check")).At("data", "reason")!,
                ]
        )
            said.ShouldContain("3 more policies speak of these codes and were not looked at");
        codes[1].GetProperty("requiresManualReview").GetBoolean().ShouldBeTrue();
        codes[1].GetProperty("confidence").GetString().ShouldBe("medium");

        async Task<Answer> Verity(string path) =>
            (
                await App.Post(
                    path,
                    issuer.Live.Secret,
                    new
                    {
                        procedure_codes = new[] { Knee, Scope },
                        state = "TX",
                        payer = "Medicare",
                    }
                )
            ).Should(200);

        static JsonObject Policy(string id, string code, string disposition) =>
            new()
            {
                ["id"] = id,
                ["title"] = $"Example {id}",
                ["type"] = "LCD",
                ["codes"] = new JsonArray(Loads.Code(code, "CPT", disposition)),
            };
    }

    private string Day(int days) =>
        App.Clock.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal static class PastDays
{
    /// <summary>States a policy of Medicare anew, from a day on.</summary>
    public static async Task State(
        this Issuer issuer,
        string id,
        string? from,
        params (string Code, string Disposition)[] codes
    )
    {
        var answer = await issuer.Put(Knees.Policy(id, codes, effective: from), id);
        (answer.Status is 200 or 201).ShouldBeTrue(answer.Text);
    }

    /// <summary>Whether a claim for a day would be paid.</summary>
    public static async Task<Answer> On(
        this Issuer issuer,
        string code,
        string day,
        string? state = "TX",
        string? payer = "Medicare"
    ) =>
        (
            await issuer.Claim(
                new
                {
                    procedureCodes = new[] { code },
                    dateOfService = day,
                    state,
                    payer,
                }
            )
        ).Should(200);
}
