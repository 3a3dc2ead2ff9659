using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Policies are found by words, the best first, whatever users type; and page by page while they change.</summary>
public abstract class SearchTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : SearchTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SearchTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_title_counts_more_than_keywords_and_those_more_than_a_summary_and_that_more_than_criteria()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "P-4",
            "Oak",
            criteria: [Samples.Block("b1", "A telemetry is documented")]
        );
        await issuer.Enter("P-3", "Elm", summary: "All about telemetry at home");
        await issuer.Enter("P-2", "Ash", keywords: ["telemetry"]);
        await issuer.Enter("P-1", "Telemetry at home");
        await issuer.Enter("P-0", "Unrelated");
        (await issuer.Find("q=telemetry")).ShouldBe(["P-1", "P-2", "P-3", "P-4"]);
        // All words, in whatever form; the last may be begun only.
        (await issuer.Find("q=home+telem")).ShouldBe(["P-1", "P-3"], ignoreOrder: true);
        (await issuer.Find("q=homes+TELEMETRIES")).ShouldBe(["P-1", "P-3"], ignoreOrder: true);
        (await issuer.Find("q=telemetry+unheard")).ShouldBeEmpty();
        (await issuer.Find("q=of+the")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_changed_is_found_by_its_new_words_and_no_longer_by_the_old()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Quartz lamps", criteria: [Samples.Block("b1", "granite")]);
        await issuer.Enter("L1", "Halogen lamps", criteria: [Samples.Block("b1", "basalt")]);
        (await issuer.Find("q=quartz")).ShouldBeEmpty();
        (await issuer.Find("q=granite")).ShouldBeEmpty();
        (await issuer.Find("q=halogen")).ShouldBe(["L1"]);
        (await issuer.Find("q=basalt")).ShouldBe(["L1"]);
        (
            await App.Post(
                "/v1/policies/L1/retire",
                issuer.Live.Secret,
                new { date = "2020-01-01" }
            )
        ).Should(200);
        (await issuer.Find("q=halogen")).ShouldBeEmpty();
        (await issuer.Find("q=halogen&status=retired")).ShouldBe(["L1"]);
        (await issuer.Find("q=halogen&status=all")).ShouldBe(["L1"]);
    }

    [Fact]
    public async Task Codes_are_found_with_and_without_their_dot_and_words_with_and_without_accents()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "L1",
            "Ménière’s disease, naïve cases",
            codes: [Samples.Code("H81.01", "ICD10CM"), Samples.Code("92540")]
        );
        await issuer.Enter(
            "L2",
            "Other",
            criteria: [Samples.Block("b1", "A diagnosis of H81.02.")]
        );
        foreach (var q in (string[])["H81.01", "h8101", "92540", "meniere", "MÉNIÈRE", "naive"])
            (await issuer.Find($"q={Uri.EscapeDataString(q)}")).ShouldBe(["L1"], q);
        (await issuer.Find("q=H8102")).ShouldBe(["L2"]);
        (await issuer.Find("q=H81")).ShouldBe(["L1", "L2"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("code=H81.01")]
    [InlineData("code=h8101&q=balance")]
    [InlineData("jurisdiction=jh&q=balance")]
    [InlineData("jurisdiction=JH")]
    [InlineData("payer=fictional+health&q=balance")]
    [InlineData("payer=FH1")]
    [InlineData("type=PayerPolicy&q=balance")]
    [InlineData("type=PayerPolicy&payer=FH1&jurisdiction=JH&code=H8101")]
    public async Task Filters_hold_with_words_and_without(string query)
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "L1",
            "Balance tests",
            jurisdictions: ["JL"],
            codes: [Samples.Code("H8109", "ICD10CM")]
        );
        await issuer.Enter(
            "L2",
            "Balance tests",
            type: "PayerPolicy",
            jurisdictions: ["JK", "JH"],
            payer: new { name = "Fictional Health", code = "FH1" },
            codes: [Samples.Code("H81.01", "ICD10CM")]
        );
        await issuer.Enter("L3", "Balance tests");
        (await issuer.Find(query)).ShouldBe(["L2"]);
    }

    [Theory]
    [InlineData("Ärztekasse Östlich")]
    [InlineData("ärztekasse östlich")]
    [InlineData("ÄRZTEKASSE ÖSTLICH")]
    public async Task A_payer_is_found_in_capitals_and_small_letters_of_every_alphabet(string payer)
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Balance tests", payer: new { name = "Ärztekasse Östlich" });
        await issuer.Enter("L2", "Balance tests", payer: new { name = "Arztekasse Ostlich" });
        (await issuer.Find($"payer={Uri.EscapeDataString(payer)}")).ShouldBe(["L1"]);
    }

    [Fact]
    public async Task A_list_shows_the_first_codes_of_each_policy()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter(
            "L1",
            "Many",
            codes: [.. Enumerable.Range(0, 230).Select(i => Samples.Code($"{10_000 + i}"))]
        );
        await issuer.Enter("L2", "Few", codes: [Samples.Code("99213"), Samples.Code("10000")]);
        await issuer.Enter("L3", "None");
        var listed = (await App.Get("/v1/policies?include=codes", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .Select(p =>
                p.GetProperty("codes")
                    .EnumerateArray()
                    .Select(c => c.GetProperty("code").GetString()!)
                    .ToArray()
            )
            .ToArray();
        listed[0].ShouldBe(Enumerable.Range(0, 200).Select(i => $"{10_000 + i}"));
        listed[1].ShouldBe(["10000", "99213"]);
        listed[2].ShouldBeEmpty();
    }

    [Fact]
    public async Task P10_words_are_never_operators_of_a_query_language()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Knee braces and not shoulder braces");
        await issuer.Enter("L2", "Ankle");
        string[] hostile =
        [
            "\"",
            "'",
            "\"knee",
            "knee OR ankle",
            "knee NOT braces",
            "NEAR(knee braces, 1)",
            "title:knee",
            "knee*",
            "*",
            "-knee",
            "^knee",
            "{title}:knee",
            "knee & !braces",
            "knee | ankle",
            "knee <-> braces",
            "knee:*A",
            "(((",
            ")",
            "\\",
            "knee\\",
            "'; DROP TABLE policies_policies; --",
            "%",
            "_",
            "knee\u0000braces",
            "\ud800",
            "😀 knee",
            new string('k', 500),
            string.Join(' ', Enumerable.Repeat("ab", 160)),
            "1e5 0x1F 1.5e-3 12-34 a@b.example http://x.example/y?z",
        ];
        foreach (var q in hostile)
        foreach (
            var path in (string[])
                [
                    "/v1/policies",
                    "/v1/policies/criteria",
                    "/api/v1/policies",
                    "/api/v1/coverage/criteria",
                ]
        )
        {
            var answer = await App.Get($"{path}?q={Uri.EscapeDataString(q)}", issuer.Live.Secret);
            (answer.Status is 200 or 400).ShouldBeTrue($"{path} {q}: {answer.Text}");
        }
        (await issuer.Find("q=" + Uri.EscapeDataString("\"knee\" -braces*"))).ShouldBe(["L1"]);
        (await issuer.Find("q=" + Uri.EscapeDataString("knee OR ankle"))).ShouldBeEmpty();
        (await issuer.Find("q=braces")).ShouldBe(["L1"]);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=1e2", "limit")]
    [InlineData("type=lcd", "type")]
    [InlineData("status=dead", "status")]
    [InlineData("mode=magic&q=x", "mode")]
    [InlineData("mode=semantic", "q")]
    [InlineData("include=codes,everything", "include")]
    [InlineData("jurisdiction=12345678901", "jurisdiction")]
    [InlineData("payer=123456789012345678901234567890123456789012345678901", "payer")]
    [InlineData("code=%24%24", "code")]
    public async Task P18_a_wrong_value_is_named(string query, string field)
    {
        var issuer = await App.NewOrganization();
        (await App.Get($"/v1/policies?{query}", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
        var verity = await App.Get(
            $"/api/v1/policies?{query.Replace("type=", "policy_type=", StringComparison.Ordinal).Replace("code=", "icd10=", StringComparison.Ordinal)}",
            issuer.Live.Secret
        );
        verity.Should(400);
        verity.At("error", "code").ShouldBe("VALIDATION_ERROR");
        var named = field switch
        {
            "type" => "policy_type",
            "code" => "icd10",
            _ => field,
        };
        verity
            .Json.GetProperty("error")
            .GetProperty("details")
            .TryGetProperty(named, out _)
            .ShouldBeTrue(verity.Text);
    }

    [Fact]
    public async Task Searching_by_likeness_says_what_to_configure_where_nothing_is()
    {
        var issuer = await App.NewOrganization();
        (await App.Get("/v1/policies?q=knee&mode=semantic", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "SEMANTIC_SEARCH_NOT_CONFIGURED"
        );
        (await App.Get("/v1/policies?q=knee&mode=keyword", issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task Another_organizations_policies_are_not_found()
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        await other.Enter("L1", "Zirconia crowns", criteria: [Samples.Block("b1", "zirconia")]);
        (await issuer.Find("q=zirconia")).ShouldBeEmpty();
        (await issuer.Find("")).ShouldBeEmpty();
        (await App.Get("/v1/policies/criteria?q=zirconia", issuer.Live.Secret))
            .Ids()
            .ShouldBeEmpty();
        (await App.Get("/v1/policies/L1", issuer.Live.Secret)).ShouldBeProblem(
            404,
            "RESOURCE_POLICY_NOT_FOUND"
        );
        (await App.Get("/v1/policies/L1/editions/1", issuer.Live.Secret)).Should(404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("q=walker&")]
    public async Task Y7_a_list_is_walked_while_policies_come_change_and_go(string query)
    {
        var issuer = await App.NewOrganization();
        string[] ids = [.. Enumerable.Range(0, 12).Select(i => $"W{i:00}")];
        for (var i = 0; i < ids.Length; i++)
            await issuer.Enter(ids[i], string.Concat(Enumerable.Repeat("walker ", 1 + i % 4)) + i);
        List<string> seen = [];
        string? cursor = null;
        for (var page = 0; ; page++)
        {
            var answer = await App.Get(
                $"/api/v1/policies?{query}limit=3{(cursor is null ? "" : $"&cursor={cursor}")}",
                issuer.Live.Secret
            );
            answer.Should(200);
            seen.AddRange(
                answer
                    .Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(p => p.GetProperty("policy_id").GetString()!)
            );
            answer.At("meta", "pagination", "limit").ShouldBe("3");
            cursor = answer.At("meta", "pagination", "cursor");
            answer.At("meta", "pagination", "has_more").ShouldBe(cursor is null ? "false" : "true");
            if (cursor is null)
                break;
            page.ShouldBeLessThan(20);
            // Before, between and behind what was read; and of those one that was read, and one that was not, change.
            await issuer.Enter($"A{page}", "walker walker walker new");
            await issuer.Enter($"W0{page}z", "walker new");
            await issuer.Enter(seen[^1], "walker changed");
            if (page == 1)
                await issuer.Enter("W11", "walker", status: "retired");
        }
        seen.Count.ShouldBe(seen.Distinct().Count(), string.Join(' ', seen));
        ids.Except(["W11"]).Except(seen).ShouldBeEmpty();
        var wrong = await App.Get(
            $"/api/v1/policies?{query}cursor=AAAAAAAAAAAAAAAAAAAA",
            issuer.Live.Secret
        );
        wrong.Should(400);
        wrong.At("error", "code").ShouldBe("REQUEST_INVALID_CURSOR");
    }

    [Fact]
    public async Task A_cursor_is_of_one_list_and_one_caller()
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        for (var i = 0; i < 3; i++)
            await issuer.Enter($"C{i}", "cursor words");
        var cursor = (await App.Get("/v1/policies?q=words&limit=1", issuer.Live.Secret)).At(
            "nextCursor"
        );
        (await App.Get($"/v1/policies?q=words&limit=2&cursor={cursor}", issuer.Live.Secret))
            .Ids()
            .Length.ShouldBe(2);
        foreach (var query in (string[])["q=cursor", "", "q=words&status=all", "q=words&type=LCD"])
            (
                await App.Get($"/v1/policies?{query}&cursor={cursor}", issuer.Live.Secret)
            ).ShouldBeProblem(400, "INVALID_CURSOR");
        (await App.Get($"/v1/policies?q=words&cursor={cursor}", other.Live.Secret)).ShouldBeProblem(
            400,
            "INVALID_CURSOR"
        );
    }
}
