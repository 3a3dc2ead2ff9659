using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Imports;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>What people read where something is refused, missing, or not for them: words for people, never those for programs.</summary>
public abstract class RefusalPageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RefusalPageTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RefusalPageTests(shared),
            IClassFixture<OnPostgres>;

    private static readonly (string, string) Html = ("Accept", "text/html,*/*;q=0.8");

    [Fact]
    public async Task What_is_wrong_in_a_form_stands_beside_its_field_without_a_hint_for_programs()
    {
        var owner = await Someone("owner");
        var browser = owner.Browser;
        var programme = await Programme.In(owner.Issuer);
        const string settings = "/portal/settings";
        Beside(
                await browser.Submit(settings, settings, ("name", "Kept"), ("color", "red")),
                "color"
            )
            .ShouldContain("value=\"red\"");
        Beside(
            await browser.Submit(
                "/portal/mail/settings",
                "/portal/mail/settings",
                ("replyTo", "nobody"),
                ("host", "not a host"),
                ("from", "nowhere")
            ),
            "replyTo",
            "host",
            "from"
        );
        Beside(
            await browser.Submit(
                $"/portal/mail/groups/{programme.GroupId}",
                $"/portal/mail/groups/{programme.GroupId}",
                ("tag", "en"),
                ("subject", "For {nobody}"),
                ("text", "Yours")
            ),
            "subject-en"
        );
        Beside(
            await browser.Submit(
                "/portal/members",
                "/portal/members/invite",
                ("email", "nobody"),
                ("role", "viewer")
            ),
            "email"
        );
        var issued = await programme.Issue();
        var suspend = await browser.Submit(
            $"/portal/credentials/{issued.Id}",
            $"/portal/credentials/{issued.Id}/suspend",
            ("reason", new string('x', 2000))
        );
        suspend.Should(400).Text.ShouldContain("Reason: ");
        suspend.Text.ShouldNotContain("members named");
    }

    [Fact]
    public async Task Whose_role_is_not_enough_reads_one_sentence_and_is_shown_no_form()
    {
        var viewer = await Someone("viewer");
        foreach (
            var path in new[]
            {
                "/portal/audit",
                "/portal/groups/new",
                "/portal/issue",
                "/portal/imports",
            }
        )
        {
            var page = (await viewer.Browser.Get(path)).ShouldBePage(403).Text;
            page.ShouldContain("Your role may not see this. An owner can change your role.");
            page.ShouldNotContain("scope");
            page.ShouldNotContain("<select");
        }
        (await viewer.Browser.Get("/portal/groups")).ShouldBePage();
    }

    [Fact]
    public async Task A_browser_is_never_answered_with_an_error_of_the_API()
    {
        (await App.Get("/", null, Html)).Should(303)["Location"].ShouldBe("/portal");
        (await App.Get("/")).ShouldBeProblem(404, "NOT_FOUND");
        foreach (var path in new[] { "/nothing", "/portals", "/o", "/index.html" })
        {
            var page = (await App.Get(path, null, Html)).ShouldBePage(404).Text;
            page.ShouldContain("href=\"/verify\"");
            page.ShouldContain("href=\"/sign-in\"");
            (await App.Get(path)).ShouldBeProblem(404, "NOT_FOUND");
        }
        (await App.Get("/api/v1/nothing", null, Html)).MediaType.ShouldBe("application/json");
        (await App.Get("/v1/nothing", null, Html)).MediaType.ShouldNotBe("text/html");
        (await App.Get("/setup/used", null, Html))
            .ShouldBePage(404)
            .Text.ShouldContain("href=\"/sign-in\"");
    }

    [Fact]
    public async Task A_wrong_cap_or_webhook_is_told_before_a_token_is_made_with_a_way_to_the_field()
    {
        var owner = await Someone("owner");
        const string path = "/portal/integrations/new";
        var page = await owner.Browser.Submit(
            path,
            path,
            ("label", "Never made"),
            ("mode", "live"),
            ("scopes", "read"),
            ("capDay", "a lot"),
            ("webhook", "example")
        );
        Beside(page, "capDay", "webhook").ShouldContain("href=\"#capDay\">Spend cap a day</a>");
        (await App.Get("/v1/keys?limit=100", owner.Issuer.Live.Secret)).Text.ShouldNotContain(
            "Never made"
        );
    }

    [Fact]
    public async Task An_import_that_one_left_is_found_again_and_tells_all_that_is_wrong_with_a_row()
    {
        var owner = await Someone("owner");
        var programme = await Programme.In(
            owner.Issuer,
            more: ""","subjectSchema":{"type":"object","required":["grade"],"properties":{"grade":{"title":"Grade","type":"integer","maximum":6},"hours":{"title":"Hours","type":"integer"}}}"""
        );
        var other = await Programme.In(owner.Issuer);
        var id = await Class.Id(
            programme,
            "Name,Email,Grade,Hours,Valid until\n"
                + "Ada Example,not an address,9,many,30.02.2031\n"
                + "Bob Example,bob@example.org,1,2,31.12.2031\n"
        );
        App.Advance(TimeSpan.FromSeconds(1));
        var left = await Class.Id(other);
        (await programme.Map(id)).Should(200);
        await programme.Until(id, "checked");
        var errors = (await programme.Get($"/v1/imports/{id}/rows?state=wrong"))
            .Should(200)
            .Json.GetProperty("data")[0]
            .GetProperty("errors");
        errors
            .EnumerateArray()
            .Select(e => e.GetProperty("column").GetString())
            .ShouldBe(["Email", "Grade", "Hours", "Valid until"], ignoreOrder: true);

        var all = (await App.Get("/v1/imports?limit=1", owner.Issuer.Live.Secret)).Should(200);
        all.Json.GetProperty("data")[0].GetProperty("id").GetString().ShouldBe(left);
        (
            await App.Get(
                $"/v1/imports?limit=1&cursor={all.At("nextCursor")}",
                owner.Issuer.Live.Secret
            )
        )
            .Should(200)
            .Json.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()
            .ShouldBe(id);
        (await App.Get("/v1/imports", (await App.NewOrganization()).Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
        var page = (await owner.Browser.Get("/portal/imports")).ShouldBePage().Text;
        page.ShouldContain($"/portal/imports/{id}\"");
        page.ShouldContain($"/portal/imports/{left}\"");

        (await programme.Start(id)).Should(202);
        await programme.Until(id, "done");
        (await programme.Get($"/v1/imports/{id}/rows?state=failed"))
            .Should(200)
            .Json.GetProperty("data")[0]
            .GetProperty("errors")
            .GetArrayLength()
            .ShouldBe(4);
    }

    [Fact]
    public async Task What_a_member_did_is_told_with_the_name_to_who_may_read_members()
    {
        var owner = await Someone("owner");
        var issuer = await App.Member("issuer", owner.Issuer);
        await issuer.Look("live");
        var programme = await Programme.In(owner.Issuer);
        var issue = $"/portal/issue?group={programme.GroupId}";
        var made = (
            await issuer.Browser.Submit(issue, issue, ("do", "issue"), ("name", "Carl Example"))
        ).Should(303)["Location"]!;
        var path = made[..made.IndexOf('?', StringComparison.Ordinal)];
        // Requests are counted a moment after they were answered.
        for (
            var tries = 0;
            !(await owner.Browser.Get("/portal/usage?by=member")).Text.Contains(
                $"<span>{issuer.Name}</span>",
                StringComparison.Ordinal
            );
            tries++
        )
        {
            tries.ShouldBeLessThan(200);
            App.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        foreach (var at in new[] { path, "/portal/audit" })
            (await owner.Browser.Get(at))
                .ShouldBePage()
                .Text.ShouldContain($"<span>{issuer.Name}</span>", customMessage: at);
        var seen = (await issuer.Browser.Get(path)).ShouldBePage().Text;
        seen.ShouldContain("A member");
        seen.ShouldNotContain(issuer.Id);
    }

    private async Task<Member> Someone(string role)
    {
        var member = await App.Member(role);
        await member.Look("live");
        return member;
    }

    private static string Beside(Answer page, params string[] fields)
    {
        var text = page.ShouldBePage(400).Text;
        foreach (var field in fields)
            text.ShouldContain($"id=\"{field}-wrong\"");
        text.ShouldContain("role=\"alert\"");
        text.ShouldNotContain("members named");
        return text;
    }
}
