using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Imports;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>Groups, issuing, imports and credentials in the portal, as browsers without script work with them.</summary>
public abstract partial class ProgrammePageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : ProgrammePageTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ProgrammePageTests(shared),
            IClassFixture<OnPostgres>;

    private const string Schema =
        """{"type":"object","required":["grade"],"properties":{"grade":{"title":"Grade","enum":["A","B"]},"hours":{"title":"Hours","type":"integer","maximum":40}}}""";

    private const string Script = "<script>alarm('x')</script>\"'><img src=x onerror=alarm(1)>";

    private async Task<(Member Member, Programme Programme)> Someone(
        string role,
        Issuer? issuer = null
    )
    {
        var member = await App.Member(role, issuer);
        await member.Look("live");
        return (member, await Programme.In(member.Issuer, more: $""","subjectSchema":{Schema}"""));
    }

    [Fact]
    public async Task A_group_is_made_changed_archived_and_restored()
    {
        var (member, _) = await Someone("issuer");
        var browser = member.Browser;
        var refused = await browser.Submit(
            "/portal/groups/new",
            "/portal/groups/new",
            ("name", "Swimming"),
            ("validity", "two years"),
            ("schema", "{\"type\":"),
            ("criteria", "Swim a mile.")
        );
        refused.Should(400);
        refused.Text.ShouldContain("Is not valid JSON near line 1.");
        refused.Text.ShouldContain("value=\"two years\"");
        (await browser.Post("/portal/groups/new", ("name", "Swimming"), ("validity", "two years")))
            .Should(400)
            .Text.ShouldContain("Must be a whole number such as 2, or empty for ever.");
        var made = await browser.Post(
            "/portal/groups/new",
            ("name", "Swimming"),
            ("validity", "P2Y"),
            ("criteria", "Swim a mile."),
            ("tags", "water, sport"),
            ("schema", Schema)
        );
        var path = made.Should(303)["Location"]!;
        var page = (await browser.Get(path)).Should(200).Text;
        page.ShouldContain("Swim a mile.");
        page.ShouldContain("2 years");
        foreach (
            var (number, unit, words) in new[]
            {
                ("18", "M", "18 months"),
                ("1", "Y", "1 year"),
                ("90", "D", "90 days"),
                ("", "P1Y6M", "P1Y6M"),
            }
        )
        {
            (
                await browser.Submit(
                    $"{path}/edit",
                    $"{path}/edit",
                    ("name", "Swimming"),
                    ("validity", number),
                    ("unit", unit)
                )
            ).Should(303);
            (await browser.Get(path)).Text.ShouldContain(words);
            page = (await browser.Get($"{path}/edit")).Should(200).Text;
            page.ShouldContain($"value=\"{unit}\" selected");
        }
        (
            await browser.Submit(
                $"{path}/edit",
                $"{path}/edit",
                ("name", "Diving"),
                ("criteria", "Dive.")
            )
        ).Should(303);
        page = (await browser.Get(path)).Should(200).Text;
        page.ShouldContain("Diving");
        page.ShouldContain("For ever");
        page.ShouldContain("Nothing beside the achievement");
        (await browser.Post($"{path}/archive")).Should(303);
        (await browser.Get("/portal/groups?state=archived")).Text.ShouldContain("Diving");
        (await browser.Get("/portal/groups")).Text.ShouldNotContain("Diving");
        (await browser.Submit(path, $"{path}/restore")).Should(303);
        (await browser.Get("/portal/groups?q=div")).Text.ShouldContain("Diving");
    }

    [Fact]
    public async Task One_is_issued_suspended_reinstated_issued_anew_and_revoked()
    {
        var (member, programme) = await Someone("issuer");
        var browser = member.Browser;
        var issue = $"/portal/issue?group={programme.GroupId}";
        var wrong = await browser.Submit(
            issue,
            issue,
            ("do", "issue"),
            ("name", "Ada Example"),
            ("email", "no address"),
            ("subject.grade", "B"),
            ("subject.hours", "99")
        );
        wrong.Should(400).Text.ShouldContain("value=\"no address\"");
        Said(wrong).ShouldContain("Must be an e-mail address such as ada@example.org.");
        wrong.Text.ShouldContain("value=\"B\" selected");
        Said(
                await browser.Post(
                    issue,
                    ("do", "issue"),
                    ("name", "Ada Example"),
                    ("subject.grade", "B"),
                    ("subject.hours", "99")
                )
            )
            .ShouldContain("at most 40");
        var made = await browser.Post(
            issue,
            ("do", "issue"),
            ("name", "Ada Example"),
            ("email", "ada@example.org"),
            ("subject.grade", "B"),
            ("validUntil", "2040-12-31")
        );
        var path = made.Should(303)["Location"]!.Split('?')[0];
        var id = path.Split('/')[^1];
        Said(await browser.Get(path)).ShouldContain("Ada Example");
        (await App.VerifyId(id)).ShouldSay("valid");
        (await browser.Post($"{path}/suspend", ("reason", "under review"))).Should(303);
        (await App.VerifyId(id)).ShouldSay("invalid", "suspended");
        Said(await browser.Get(path)).ShouldContain("Suspended because under review");
        (await browser.Post($"{path}/reinstate")).Should(303);
        var anew = await browser.Submit(
            $"{path}/reissue",
            $"{path}/reissue",
            ("name", "Ada Sample"),
            ("email", "ada@example.org"),
            ("subject.grade", "A"),
            ("validUntil", "2040-12-31")
        );
        var next = anew.Should(303)["Location"]!.Split('?')[0];
        next.ShouldNotBe(path);
        // The earlier one stays whose it was, though its recipient is called otherwise from now on.
        var earlier = await browser.Get(path);
        earlier.Text.ShouldContain("<h1>Ada Example</h1>");
        Said(earlier).ShouldContain("(now Ada Sample)");
        Said(earlier).ShouldContain("Revoked");
        (await browser.Get(next)).Text.ShouldContain("<h1>Ada Sample</h1>");
        (await browser.Submit(next, $"{next}/revoke", ("reason", "issued in error"))).Should(303);
        var page = Said(await browser.Get(next));
        page.ShouldContain("Revoked because issued in error");
        page.ShouldContain("A member reason: issued in error");
        (await App.VerifyId(next.Split('/')[^1])).ShouldSay("invalid", "revoked");
    }

    [Fact]
    public async Task A_draft_is_changed_issued_or_deleted_and_a_form_sent_twice_makes_one()
    {
        var (member, programme) = await Someone("issuer");
        var browser = member.Browser;
        var issue = $"/portal/issue?group={programme.GroupId}";
        await browser.Open(issue);
        (string, string)[] form =
        [
            ("do", "draft"),
            ("_once", "0123456789abcdef0123456789abcdef"),
            ("name", "Ada Example"),
            ("subject.grade", "A"),
        ];
        var first = (await browser.Post(issue, form)).Should(303)["Location"];
        (await browser.Post(issue, form)).Should(303)["Location"].ShouldBe(first);
        (await programme.Counts()).ShouldBe((0, 1));
        var path = first!.Split('?')[0];
        (
            await browser.Submit(
                $"{path}/edit",
                $"{path}/edit",
                ("name", "Ada Sample"),
                ("subject.grade", "B")
            )
        ).Should(303);
        (await browser.Submit(path, $"{path}/issue")).Should(303);
        (await programme.Counts()).ShouldBe((1, 0));
        var other = (
            await browser.Submit(
                issue,
                issue,
                ("do", "draft"),
                ("name", "Bob Example"),
                ("subject.grade", "A")
            )
        ).Should(303)["Location"]!.Split('?')[0];
        (await browser.Submit(other, $"{other}/delete"))
            .Should(303)["Location"]
            .ShouldBe("/portal/credentials");
        (await programme.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_list_is_imported_in_four_steps_and_goes_on_after_sign_out()
    {
        var (member, programme) = await Someone("issuer");
        var browser = member.Browser;
        await browser.Open($"/portal/imports?group={programme.GroupId}");
        var taken = await Upload(
            browser,
            programme.GroupId,
            "Vorname;Nachname;Note\nAda;Example;A\nBob;Example;C\n",
            "Klasse 7b.csv"
        );
        var path = taken.Should(303)["Location"]!;
        var mapping = await browser.Open(path);
        Said(mapping).ShouldContain("Klasse 7b.csv");
        (await browser.Post($"{path}/mapping", ("column.0", "recipient.email")))
            .Should(400)
            .Text.ShouldContain("Say which column holds the recipient");
        (
            await browser.Post(
                $"{path}/mapping",
                ("column.0", "recipient.name"),
                ("column.1", "recipient.name"),
                ("column.2", "subject.grade"),
                ("same.description", "Summer")
            )
        ).Should(303);
        var checking = (await browser.Get(path)).Should(200);
        checking.Text.ShouldContain("<noscript><meta http-equiv=\"refresh\"");
        var id = path.Split('/')[^1];
        await programme.Until(id, "checked");
        var found = await browser.Get(path);
        Said(found).ShouldContain("1 of 2 rows are right");
        Said(found).ShouldContain("3 Note");
        (await browser.Get($"{path}/errors.csv")).Should(200).Text.ShouldContain("\"Bob\"");
        (await browser.Post($"{path}/start")).Should(303);
        (await browser.Post("/sign-out")).Should(303);
        await programme.Until(id, "done");
        (await programme.Counts()).ShouldBe((1, 0));
        await browser.SignIn(member.Email, member.Password);
        Said(await browser.Get(path)).ShouldContain("1 credential issued, 1 row failed.");
    }

    [Fact]
    public async Task A_member_who_may_issue_no_more_stops_the_import()
    {
        var (member, programme) = await Someone("issuer");
        var id = await Class.Id(programme, "Name,Grade\nAda Example,A\n");
        var token = await member.Token();
        await App.Hold(true);
        (await App.Post($"/v1/imports/{id}/start", token)).Should(202);
        (
            await App.Patch(
                $"/v1/members/{member.Id}",
                programme.Key.Secret,
                new { role = "viewer" }
            )
        ).Should(200);
        await App.Hold(false);
        var stopped = await programme.Until(id, "stopped");
        stopped
            .GetProperty("stopped")
            .GetProperty("code")
            .GetString()
            .ShouldBe("AUTH_SCOPE_INSUFFICIENT");
        (await programme.Counts()).ShouldBe((0, 0));
        (await programme.Start(id)).Should(202);
        await programme.Until(id, "done");
        (await programme.Counts()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_viewer_sees_all_and_changes_nothing()
    {
        var (issuer, programme) = await Someone("issuer");
        var issued = await programme.Issue(""","subject":{"grade":"A"}""");
        var import = await Class.Id(programme, "Name,Grade\nAda Example,A\n");
        var viewer = (await Someone("viewer", issuer.Issuer)).Member.Browser;
        foreach (
            var page in new[]
            {
                "/portal/groups",
                $"/portal/groups/{programme.GroupId}",
                "/portal/credentials",
                $"/portal/credentials/{issued.Id}",
                $"/portal/imports/{import}",
            }
        )
        {
            var shown = (await viewer.Get(page)).Should(200).Text;
            foreach (
                var word in new[]
                {
                    "New group",
                    "Issue one",
                    "Import a list<",
                    ">Revoke<",
                    "Archive this group",
                    "Check the rows",
                }
            )
                shown.ShouldNotContain(word, customMessage: page);
        }
        foreach (
            var path in new[]
            {
                "/portal/groups/new",
                $"/portal/groups/{programme.GroupId}/archive",
                $"/portal/issue?group={programme.GroupId}",
                $"/portal/imports/{import}/start",
                $"/portal/credentials/{issued.Id}/revoke",
            }
        )
            (
                await viewer.Post(
                    path,
                    ("name", "Ada Example"),
                    ("do", "issue"),
                    ("reason", "none"),
                    ("subject.grade", "A")
                )
            )
                .Should(403)
                .Text.ShouldContain("role in this organization does not allow that");
        (await programme.Counts()).ShouldBe((1, 0));
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
    }

    [Fact]
    public async Task Several_are_chosen_looked_at_once_more_and_revoked()
    {
        var (member, programme) = await Someone("issuer");
        var browser = member.Browser;
        var some = new List<string>();
        for (var i = 0; i < 3; i++)
            some.Add((await programme.Issue(""","subject":{"grade":"A"}""")).Id);
        (
            await programme.Post($"/v1/credentials/{some[2]}/revoke", """{"reason":"before"}""")
        ).Should(200);
        (string, string)[] chosen = [.. some.Select(id => ("id", id))];
        var asked = await browser.Submit(
            "/portal/credentials",
            "/portal/credentials/selected",
            [("do", "revoke"), .. chosen]
        );
        asked.Should(200).Text.ShouldContain("Revoke 3");
        (await App.VerifyId(some[0])).ShouldSay("valid");
        var done = await browser.Post(
            "/portal/credentials/selected/do",
            [("do", "revoke"), ("reason", "closed"), .. chosen]
        );
        Said(done.Should(200)).ShouldContain("2 of 3 done.");
        (await App.VerifyId(some[1])).ShouldSay("invalid", "revoked");
    }

    [Fact]
    public async Task X1_names_files_headers_and_schemas_of_strangers_are_text_on_every_page()
    {
        var (member, programme) = await Someone("issuer");
        var browser = member.Browser;
        await browser.Open("/portal/groups/new");
        var group = (
            await browser.Post(
                "/portal/groups/new",
                ("name", Script),
                ("description", Script),
                ("criteria", Script),
                ("tags", "<script>alarm(1)</script>, <img src=x>"),
                (
                    "schema",
                    """{"type":"object","properties":{"x":{"title":"<script>alarm('x')</script>"},"y":{"enum":["<img src=x onerror=alarm(1)>"]}}}"""
                )
            )
        ).Should(303)["Location"]!;
        var id = group.Split('/')[^1];
        var made = (
            await browser.Submit(
                $"/portal/issue?group={id}",
                $"/portal/issue?group={id}",
                ("do", "issue"),
                ("name", Script),
                ("externalId", Script),
                ("description", Script),
                ("title", Script),
                ("subject.x", Script)
            )
        ).Should(303)["Location"]!.Split('?')[0];
        await browser.Open("/portal/imports");
        var import = (
            await Upload(
                browser,
                id,
                $"Name,\"{Script.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n\"{Script.Replace("\"", "\"\"", StringComparison.Ordinal)}\",no\n",
                Script + ".csv"
            )
        ).Should(303)["Location"]!;
        foreach (
            var page in new[]
            {
                "/portal/groups",
                group,
                $"{group}/edit",
                $"/portal/issue?group={id}",
                "/portal/credentials",
                $"/portal/credentials?q={Uri.EscapeDataString(Script)}",
                made,
                $"{made}/reissue",
                $"/portal/imports?group={id}",
                import,
                $"{import}/mapping",
            }
        )
        {
            var shown = (await browser.Open(page)).Should(200);
            shown.Text.ShouldNotContain("<script>alarm", customMessage: page);
            shown.Text.ShouldNotContain("<img src=x", customMessage: page);
            shown["Content-Security-Policy"].ShouldNotBeNull().ShouldNotContain("unsafe");
        }
        var file = (await browser.Get($"{made}/files/svg")).Should(200);
        file["Content-Disposition"].ShouldNotBeNull().ShouldStartWith("attachment");
        (await browser.Get($"{made}/files/png?shown")).Should(200).MediaType.ShouldBe("image/png");
    }

    private static Task<Answer> Upload(Browser browser, string groupId, string text, string name)
    {
        var file = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text));
        file.Headers.TryAddWithoutValidation(
            "Content-Disposition",
            $"form-data; name=\"file\"; filename=\"{name.Replace("\"", "%22", StringComparison.Ordinal)}\""
        );
        return browser.Send(
            new(HttpMethod.Post, "/portal/imports")
            {
                Content = new MultipartFormDataContent
                {
                    { new StringContent(browser.FormToken!), "_form" },
                    { new StringContent(groupId), "group" },
                    file,
                },
            }
        );
    }

    /// <summary>The words of a page.</summary>
    private static string Said(Answer page) =>
        Space().Replace(WebUtility.HtmlDecode(Tag().Replace(page.Text, " ")), " ");

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
