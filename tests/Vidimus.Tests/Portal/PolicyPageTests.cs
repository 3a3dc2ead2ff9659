using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Distribution;
using Vidimus.Tests.Policies;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>Policies, what changed in them, and acknowledging it, on pages.</summary>
public abstract class PolicyPageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PolicyPageTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PolicyPageTests(shared),
            IClassFixture<OnPostgres>;

    private const string Waiting = "/portal/policy-changes/unreviewed";

    [Fact]
    public async Task A_policy_is_found_read_and_evaluated()
    {
        var member = await App.Member("viewer");
        await Write(
            member.Issuer,
            "L9001",
            """[{"code":"J3490","system":"HCPCS","disposition":"covered"},{"code":"E11.9","system":"ICD10CM","disposition":"not_covered"}]"""
        );
        var list = (await member.Browser.Get("/portal/policies?q=infusion")).ShouldBePage().Text;
        list.ShouldContain("href=\"/portal/policies/L9001\"");
        list.ShouldContain("Infusion at home");
        const string path = "/portal/policies/L9001";
        (await member.Browser.Get(path)).ShouldBePage().Text.ShouldContain("Infusion is met when");
        var criteria = (await member.Browser.Get($"{path}?part=criteria")).ShouldBePage().Text;
        criteria.ShouldContain("Age is at least 18 years");
        var codes = (await member.Browser.Get($"{path}?part=codes&code=e11.")).ShouldBePage().Text;
        codes.ShouldContain("E11.9");
        codes.ShouldNotContain("J3490");
        (await member.Browser.Get($"{path}?part=history")).ShouldBePage();
        (await member.Browser.Get("/portal/policy-codes?code=J3490"))
            .ShouldBePage()
            .Text.ShouldContain("Infusion at home");

        await member.Browser.Open($"{path}?part=evaluate");
        (await Evaluate("21")).Text.ShouldContain("The criteria are met.");
        (await Evaluate("12")).Text.ShouldContain("The criteria are not met.");
        (await Evaluate("")).Text.ShouldContain("It cannot be said yet.");
        (await Evaluate("many", 400)).Text.ShouldContain("Enter a number");

        async Task<Answer> Evaluate(string age, int status = 200) =>
            (
                await member.Browser.Submit(
                    $"{path}?part=evaluate",
                    $"{path}/evaluate",
                    ("fact.age", age)
                )
            ).ShouldBePage(status);
    }

    [Fact]
    public async Task A_limitation_that_does_not_apply_is_good_news_and_what_is_missing_is_named()
    {
        var member = await App.Member("viewer");
        const string infected = """{"fact":"active_infection","is":"equals","value":true}""";
        const string signed = """{"fact":"order_signed","is":"equals","value":true}""";
        await member.Issuer.Write(
            Rules.Policy(
                "L9004",
                Rules.Block("A physician signed the order.", signed),
                Rules.Block("There is an active infection.", infected, "limitations")
            )
        );
        const string path = "/portal/policies/L9004";

        var open = await Evaluate(("fact.active_infection", "no"));
        open.ShouldContain("It cannot be said yet.");
        open.ShouldContain("Missing: Order signed");
        open.ShouldContain("Does not apply");
        open.ShouldContain("Cannot be said");
        open.ShouldNotContain("Not met");
        open.ShouldNotContain("not met");
        open.ShouldNotContain("badge bad");
        open.ShouldNotContain("lack of");

        var met = await Evaluate(("fact.active_infection", "no"), ("fact.order_signed", "yes"));
        met.ShouldContain("The criteria are met.");
        met.ShouldContain("Does not apply");
        met.ShouldContain("Order signed: yes.");
        met.ShouldContain("Active infection: no.");

        var against = await Evaluate(
            ("fact.active_infection", "yes"),
            ("fact.order_signed", "yes")
        );
        against.ShouldContain("The criteria are not met.");
        against.ShouldContain("<span class=\"badge bad\">Applies</span>");

        async Task<string> Evaluate(params (string, string)[] facts) =>
            (await member.Browser.Submit($"{path}?part=evaluate", $"{path}/evaluate", facts))
                .ShouldBePage()
                .Text;
    }

    [Fact]
    public async Task A_policy_that_is_not_in_force_is_said_to_be_so_whatever_its_criteria_come_to()
    {
        var member = await App.Member("viewer");
        var policy = Rules.Policy(
            "L9005",
            Rules.Block("The person is an adult.", """{"fact":"age","is":"atLeast","value":18}""")
        );
        policy["effectiveDate"] = "2199-01-01";
        await member.Issuer.Write(policy);
        const string path = "/portal/policies/L9005";
        var page = (
            await member.Browser.Submit(
                $"{path}?part=evaluate",
                $"{path}/evaluate",
                ("fact.age", "40")
            )
        )
            .ShouldBePage()
            .Text;
        page.ShouldContain("The policy is not in force.");
        page.ShouldContain("2199-01-01");
    }

    [Fact]
    public async Task Changes_are_shown_and_acknowledged_one_by_one_and_together()
    {
        var member = await App.Member("issuer");
        await Write(
            member.Issuer,
            "L9002",
            """[{"code":"J3490","system":"HCPCS","disposition":"covered"}]"""
        );
        await Write(
            member.Issuer,
            "L9002",
            """[{"code":"J9999","system":"HCPCS","disposition":"conditional"}]"""
        );
        var feed = (await member.Browser.Get("/portal/policy-changes?type=codes_changed"))
            .ShouldBePage()
            .Text;
        feed.ShouldContain("J9999");
        feed.ShouldContain("J3490");
        feed.ShouldContain("Removed");

        var page = (await member.Browser.Get(Waiting)).ShouldBePage().Text;
        var numbers = Regex
            .Matches(page, "name=\"change\" value=\"([0-9]+)\"")
            .Select(m => m.Groups[1].Value)
            .ToArray();
        numbers.Length.ShouldBe(2);
        (await member.Browser.Submit(Waiting, "/portal/policy-changes/acknowledge", ("notes", "x")))
            .ShouldBePage(400)
            .Text.ShouldContain("Choose at least one change");
        var refused = (
            await member.Browser.Submit(
                Waiting,
                "/portal/policy-changes/acknowledge",
                ("change", numbers[0]),
                ("notes", "SSN 123-45-6789")
            )
        ).ShouldBePage(400);
        refused.Text.ShouldContain("identifier of a patient");
        (
            await member.Browser.Submit(
                Waiting,
                "/portal/policy-changes/acknowledge",
                ("one", numbers[0]),
                ("notes", "Billing told")
            )
        ).Should(303);
        (
            await member.Browser.Submit(
                Waiting,
                "/portal/policy-changes/acknowledge",
                ("change", numbers[0]),
                ("change", numbers[1])
            )
        ).Should(303);
        (await member.Browser.Get(Waiting)).ShouldBePage().Text.ShouldContain("Nothing to look at");
        var done = (await member.Browser.Get("/portal/policy-changes/acknowledged"))
            .ShouldBePage()
            .Text;
        done.ShouldContain("Billing told");
        done.ShouldContain(member.Name);
        (await App.Unreviewed(member.Issuer.Live)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_not_acknowledge_sees_the_changes_and_no_form()
    {
        var member = await App.Member("viewer");
        var change = await App.Change(member.Issuer.Id);
        var page = (await member.Browser.Get(Waiting)).ShouldBePage().Text;
        page.ShouldContain("2 codes were added.");
        page.ShouldNotContain("name=\"change\"");
        (
            await member.Browser.Submit(
                Waiting,
                "/portal/policy-changes/acknowledge",
                ("one", $"{change}")
            )
        ).ShouldBePage(403);
        (await member.Browser.Get("/portal/policy-changes/digest")).ShouldBePage(403);
        (await App.Unreviewed(member.Issuer.Live)).ShouldBe([change]);
    }

    [Fact]
    public async Task The_digest_is_set_by_administrators()
    {
        var member = await App.Member();
        await member.Look("live");
        const string path = "/portal/policy-changes/digest";
        (
            await member.Browser.Submit(
                path,
                path,
                ("on", "yes"),
                ("weekday", "friday"),
                ("hour", "6"),
                ("timeZone", "Europe/Berlin"),
                ("roles", "admin"),
                ("members", member.Id)
            )
        ).Should(303);
        var settings = (await App.Get("/v1/compliance/settings", member.Issuer.Live.Secret)).Should(
            200
        );
        settings.At("weekday").ShouldBe("friday");
        settings.At("memberIds").ShouldBe($"[\"{member.Id}\"]");
        (
            await member.Browser.Submit(
                path,
                path,
                ("on", "yes"),
                ("hour", "6"),
                ("timeZone", "Nowhere"),
                ("roles", "admin")
            )
        )
            .ShouldBePage(400)
            .Text.ShouldContain("time zone database");
        await member.Look("test");
        var shown = (await member.Browser.Get(path)).ShouldBePage().Text;
        shown.ShouldContain("Friday, 06:00, Europe/Berlin");
        shown.ShouldContain("Admins");
        shown.ShouldContain(member.Name);
        shown.ShouldNotContain("name=\"weekday\"");
        shown.ShouldNotContain(">Save<");
        (await member.Browser.Submit(path, "/session/mode", ("mode", "live"), ("return", path)))
            .Should(303)["Location"]
            .ShouldBe(path);
        (await member.Browser.Get(path)).ShouldBePage().Text.ShouldContain(">Save<");
    }

    [Fact]
    public async Task P15_X1_what_publishers_and_people_write_is_text_and_nothing_else()
    {
        var member = await App.Member();
        await member.Look("live");
        var script = JsonSerializer.Serialize(PageText.Script);
        await Write(
            member.Issuer,
            "L9003",
            "[]",
            script,
            ""","sourceUrl":"https://example.org/%22onload=alarm()" """
        );
        await App.Change(member.Issuer.Id, "L9003");
        foreach (
            var path in (string[])
                [
                    "/portal/policies?q=%22%3E%3Cscript%3E",
                    "/portal/policies?status=all",
                    "/portal/policies/L9003",
                    "/portal/policies/L9003?part=criteria",
                    "/portal/policies/L9003?part=history",
                    "/portal/policy-changes",
                    Waiting,
                    "/portal/policy-codes?code=%3Cscript%3E",
                ]
        )
        {
            var page = await member.Browser.Get(path);
            page.ShouldBePage(page.Status).Text.ShouldNotContain("<script>alarm");
            page.Status.ShouldBeOneOf(200, 400);
        }
    }

    [Fact]
    public async Task A_policy_or_import_that_is_not_there_is_said_to_be_missing()
    {
        var member = await App.Member();
        foreach (
            var path in (string[])
                [
                    "/portal/policies/L0",
                    "/portal/policies/..%2Fx",
                    "/portal/policies/compare",
                    "/portal/policies/criteria",
                    "/portal/policies/evaluate",
                    "/portal/policies/search",
                    "/portal/policy-imports/pim_none",
                ]
        )
            (await member.Browser.Get(path)).ShouldBePage(404);
        foreach (var word in (string[])["changes", "Changes", "imports", "gates"])
            (await member.Browser.Get($"/portal/policies/{word}"))
                .Should(303)["Location"]
                .ShouldBe($"/portal/policy-{word.ToLowerInvariant()}");
        (await member.Browser.Get("/portal/policy-imports")).ShouldBePage();
    }

    private async Task Write(
        Issuer issuer,
        string id,
        string codes,
        string title = "\"Infusion at home\"",
        string more = ""
    )
    {
        var answer = await App.Put(
            $"/v1/policies/{id}",
            issuer.Live.Secret,
            $$$"""
            {"id":"{{{id}}}","title":{{{title}}},"type":"LCD","jurisdictions":["JK"],"summary":{{{title}}},
             "sections":{"indications":"Infusion is met when"},
             "criteria":[{"id":"adult","section":"indications","text":"The person is an adult.","logic":{"fact":"age","is":"atLeast","value":18,"unit":"years"}}],
             "codes":{{{codes}}}{{{more}}}}
            """
        );
        answer.Status.ShouldBeInRange(200, 201, answer.Text);
    }
}
