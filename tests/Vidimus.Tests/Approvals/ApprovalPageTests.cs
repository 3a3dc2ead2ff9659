using System.Net;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Portal;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>Deciding in the portal: what waits, what it holds, and forms that only the person's own browser sends.</summary>
public abstract class ApprovalPageTests(SharedApp shared) : Scenario(shared)
{
    private const string Rules = "/portal/approvals/rules";

    public sealed class Sqlite(OnSqlite shared)
        : ApprovalPageTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ApprovalPageTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_call_is_read_and_approved_on_its_page()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var browser = assistant.Owner.Browser;
        var list = (await browser.Get("/portal/approvals")).ShouldBePage().Text;
        list.ShouldContain("Waiting (1)");
        list.ShouldContain($"href=\"/portal/approvals/{id}\"");
        var page = (await browser.Get($"/portal/approvals/{id}")).ShouldBePage().Text;
        page.ShouldContain("Ada Example");
        page.ShouldContain("An assistant");
        page.ShouldContain(assistant.Key.Id);
        page.ShouldContain("Issuing");
        (await browser.Post($"/portal/approvals/{id}/approve", ("reason", "As agreed yesterday.")))
            .Should(303)["Location"]
            .ShouldBe($"/portal/approvals/{id}");
        (await browser.Get($"/portal/approvals/{id}"))
            .ShouldBePage()
            .Text.ShouldContain("As agreed yesterday.");
        (await assistant.Issue(approval: id)).Should(201);
        list = (await browser.Get("/portal/approvals")).ShouldBePage().Text;
        list.ShouldContain("Nothing waits");
        list.ShouldContain("Executed");

        var other = await assistant.Ask("Grace Example");
        (
            await browser.Submit($"/portal/approvals/{other}", $"/portal/approvals/{other}/reject")
        ).Should(303);
        (await assistant.State(other)).ShouldBe("rejected");
        // What is decided already is said, not done again.
        (await browser.Post($"/portal/approvals/{other}/approve")).ShouldBePage(409);
    }

    [Fact]
    public async Task Whoever_decides_reads_what_the_server_knows_of_the_ids_in_a_call()
    {
        var assistant = await Assistant.Start(
            App,
            """{"name":"Ending","scope":"credentials:revoke"}"""
        );
        var issued = await assistant.Programme.Issue();
        var elsewhere = await (await Programme.Start(App)).Issue();
        var body = $$"""{"reason":"No more, see {{elsewhere.Id}}"}""";
        var id = Assistant.Pending(
            await assistant.Post($"/v1/credentials/{issued.Id}/revoke", body)
        );
        var browser = assistant.Owner.Browser;
        var page = (await browser.Get($"/portal/approvals/{id}")).ShouldBePage().Text;
        page.ShouldContain(
            $"<a href=\"/portal/credentials/{issued.Id}\">Ada Example, First Aid</a>"
        );
        page.ShouldContain("What this server knows of it");
        // What stands in a sentence, and what is another organization's, is not looked up.
        page.ShouldNotContain($"/portal/credentials/{elsewhere.Id}");
        (await browser.Get("/portal/approvals"))
            .ShouldBePage()
            .Text.ShouldContain("Ada Example, First Aid");

        var others = Assistant.Pending(
            await assistant.Post($"/v1/credentials/{elsewhere.Id}/revoke", """{"reason":"No"}""")
        );
        page = (await browser.Get($"/portal/approvals/{others}")).ShouldBePage().Text;
        page.ShouldNotContain("What this server knows of it");
        page.ShouldNotContain("Ada Example, First Aid");
    }

    [Fact]
    public async Task Approving_and_changing_rules_ask_who_it_is_after_some_minutes()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var rule = $"{Rules}/{assistant.RuleId}/edit";
        var browser = assistant.Owner.Browser;
        await browser.Open($"/portal/approvals/{id}");
        App.Advance(TimeSpan.FromMinutes(11));
        foreach (
            var (path, back) in new[]
            {
                ($"/portal/approvals/{id}/approve", $"/portal/approvals/{id}"),
                ($"{Rules}/new", $"{Rules}/new"),
                (rule, rule),
                ($"{Rules}/{assistant.RuleId}/delete", rule),
            }
        )
            (await browser.Post(path))
                .Should(303)["Location"]
                .ShouldBe("/account/prove?return=" + Uri.EscapeDataString(back), path);
        (await assistant.State(id)).ShouldBe("pending");
        // Saying no asks nobody.
        (await browser.Post($"/portal/approvals/{id}/reject")).Should(303);
        (await assistant.State(id)).ShouldBe("rejected");
    }

    [Fact]
    public async Task Rules_are_made_edited_and_deleted_by_forms()
    {
        var owner = await Assistant.Person(await App.NewOrganization(), "owner");
        var browser = owner.Browser;
        (await browser.Get(Rules)).ShouldBePage().Text.ShouldContain("No rules yet");
        var wrong = await browser.Submit($"{Rules}/new", $"{Rules}/new", ("tool", "not a tool"));
        wrong.ShouldBePage(400).Text.ShouldContain("Tool");
        (
            await browser.Submit(
                $"{Rules}/new",
                $"{Rules}/new",
                ("name", "Large lists"),
                ("tool", "*"),
                ("scope", "credentials:issue"),
                ("callers", "keys"),
                ("amount", "12.50"),
                ("count", "10"),
                ("period", "86400"),
                ("expiry", "14400"),
                ("fourEyes", "yes"),
                ("enabled", "yes")
            )
        ).Should(303);
        var rule = (await App.Get("/v1/approval-rules", owner.Issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")[0];
        rule.GetProperty("amountOverCents").GetInt64().ShouldBe(1250);
        rule.GetProperty("countOver").GetInt32().ShouldBe(10);
        rule.GetProperty("periodSeconds").GetInt32().ShouldBe(86_400);
        rule.GetProperty("expirySeconds").GetInt32().ShouldBe(14_400);
        rule.GetProperty("fourEyes").GetBoolean().ShouldBeTrue();
        (await browser.Get(Rules)).ShouldBePage().Text.ShouldContain("more than 10 within 1 day");
        var edit = $"{Rules}/{rule.GetProperty("id").GetString()}/edit";
        (
            await browser.Submit(
                edit,
                edit,
                ("name", "Everything"),
                ("tool", "*"),
                ("callers", "all"),
                ("expiry", "3600"),
                ("enabled", "yes")
            )
        ).Should(303);
        rule = (await App.Get("/v1/approval-rules", owner.Issuer.Live.Secret)).Json.GetProperty(
            "data"
        )[0];
        rule.GetProperty("scope").GetString().ShouldBeNull();
        rule.GetProperty("countOver").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        rule.GetProperty("version").GetInt32().ShouldBe(2);
        (
            await browser.Submit(edit, edit.Replace("/edit", "/delete", StringComparison.Ordinal))
        ).Should(303);
        (await browser.Get(Rules)).ShouldBePage().Text.ShouldContain("No rules yet");
    }

    [Fact]
    public async Task X1_what_an_assistant_writes_is_text_and_shows_what_would_be_hidden()
    {
        var assistant = await Assistant.Start(
            App,
            $$"""{"name":{{Json(PageText.Script)}},"tool":"issueCredential"}"""
        );
        var key = await assistant.Issuer.Mint(
            new
            {
                label = PageText.Script,
                mode = "live",
                scopes = new[] { "write" },
                forAssistant = true,
            }
        );
        var evil = assistant with { Key = key };
        // Turned around, invisible, and ended early.
        var name = Json(PageText.Script + "</pre>" + "\u202Egnihton\u200B");
        var body =
            $$$"""{"groupId":"{{{assistant.Programme.GroupId}}}","recipient":{"name":{{{name}}}}}""";
        var id = Assistant.Pending(await evil.Post("/v1/credentials", body));
        var browser = assistant.Owner.Browser;
        var page = (await browser.Get($"/portal/approvals/{id}")).ShouldBePage().Text;
        page.ShouldNotContain("<script>alarm");
        page.ShouldNotContain("<img src=x");
        page.ShouldNotContain("\u202E");
        page.ShouldNotContain("\u200B");
        WebUtility.HtmlDecode(page).ShouldContain("\\u202E");
        WebUtility.HtmlDecode(page).ShouldContain("\\u200B");
        (await browser.Post($"/portal/approvals/{id}/reject", ("reason", PageText.Script))).Should(
            303
        );
        foreach (
            var path in new[]
            {
                $"/portal/approvals/{id}",
                "/portal/approvals",
                Rules,
                $"{Rules}/{assistant.RuleId}/edit",
            }
        )
        {
            var text = (await browser.Get(path)).ShouldBePage().Text;
            text.ShouldNotContain("<script>alarm", customMessage: path);
            text.ShouldNotContain("<img src=x", customMessage: path);
        }
    }

    [Fact]
    public async Task X3_only_a_form_of_the_page_in_the_persons_own_browser_decides()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var path = $"/portal/approvals/{id}/approve";
        var browser = assistant.Owner.Browser;
        await browser.Open($"/portal/approvals/{id}");
        var form = browser.FormToken.ShouldNotBeNull();
        // Without the page's token, from another site, as another type, by another method, and from another browser.
        HttpRequestMessage[] forged =
        [
            new(HttpMethod.Post, path) { Content = VidimusApp.Form(("reason", "yes")) },
            new(HttpMethod.Post, path) { Content = VidimusApp.Form(("_form", "forged")) },
            new(HttpMethod.Post, path) { Content = new StringContent($"_form={form}") },
            Foreign(path, form),
        ];
        foreach (var request in forged)
            (await browser.Send(request)).Status.ShouldBe(403);
        (await browser.Get(path)).Status.ShouldBeOneOf(404, 405);
        var other = await Assistant.Person(assistant.Issuer, "admin");
        (
            await other.Browser.Send(
                new(HttpMethod.Post, path) { Content = VidimusApp.Form(("_form", form)) }
            )
        ).Status.ShouldBe(403);
        // The API takes no cookie for a token.
        (
            await browser.Send(
                new(HttpMethod.Post, $"/v1/approvals/{id}/approve")
                {
                    Content = VidimusApp.Json("{}"),
                }
            )
        ).Should(401);
        (await assistant.State(id)).ShouldBe("pending");
        (await browser.Submit($"/portal/approvals/{id}", path)).Should(303);
        (await assistant.State(id)).ShouldBe("approved");
    }

    [Fact]
    public async Task Who_may_not_decide_is_shown_no_form_and_nothing_of_others()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Ask();
        var viewer = await Assistant.Person(assistant.Issuer, "viewer");
        var list = (await viewer.Browser.Get("/portal/approvals")).ShouldBePage().Text;
        list.ShouldNotContain(id);
        list.ShouldNotContain(Rules);
        (await viewer.Browser.Get($"/portal/approvals/{id}")).ShouldBePage(404);
        (await viewer.Browser.Get(Rules)).ShouldBePage(403);
        await viewer.Browser.Open("/portal/approvals");
        (await viewer.Browser.Post($"/portal/approvals/{id}/approve")).ShouldBePage(403);
        (await assistant.State(id)).ShouldBe("pending");
    }

    [Fact]
    public async Task A_key_for_an_assistant_is_minted_and_shown_as_one()
    {
        var owner = await Assistant.Person(await App.NewOrganization(), "owner");
        const string mint = "/portal/integrations/new";
        (
            await owner.Browser.Submit(
                mint,
                mint,
                ("label", "Helper"),
                ("mode", "live"),
                ("environment", "production"),
                ("family", "vdm"),
                ("use", "direct"),
                ("scopes", "write"),
                ("assistant", "yes")
            )
        ).ShouldBePage();
        var key = (await App.Get("/v1/keys", owner.Issuer.Live.Secret))
            .Json.GetProperty("data")
            .EnumerateArray()
            .Single(k => k.GetProperty("label").GetString() == "Helper");
        key.GetProperty("forAssistant").GetBoolean().ShouldBeTrue();
        var path = $"/portal/integrations/{key.GetProperty("id").GetString()}";
        (await owner.Browser.Get(path)).ShouldBePage().Text.ShouldContain("an assistant");
        (
            await owner.Browser.Submit(
                $"{path}/edit",
                $"{path}/edit",
                ("label", "Helper"),
                ("environment", "production"),
                ("scopes", "write"),
                ("rate", "300")
            )
        ).Should(303);
        (await App.Get($"/v1/keys/{key.GetProperty("id").GetString()}", owner.Issuer.Live.Secret))
            .At("forAssistant")
            .ShouldBe("false");
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static HttpRequestMessage Foreign(string path, string form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = VidimusApp.Form(("_form", form)),
        };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Origin", "https://attacker.example");
        return request;
    }
}
