using System.Net;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>The page that asks a member: what it says, and that nothing but a person's answer to it counts.</summary>
public abstract class ConsentTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task The_page_says_who_asks_for_what_in_which_organization_and_where_it_leads()
    {
        var member = await App.Member("issuer");
        var assistant = await Assistant.Public(
            App,
            "Desk <b>Helper</b>",
            "http://127.0.0.1:8787/callback"
        );
        var page = (
            await member.Browser.Open(
                assistant.Asking(("scope", "credentials:read credentials:revoke offline_access"))
            )
        ).Should(200);
        page.Text.ShouldContain("Desk &lt;b&gt;Helper&lt;/b&gt;");
        page.Text.ShouldNotContain("<b>Helper");
        var text = WebUtility.HtmlDecode(page.Text);
        text.ShouldContain(member.Issuer.Name);
        text.ShouldContain(member.Email);
        text.ShouldContain("read credentials and their recipients");
        text.ShouldContain("revoke, suspend and reinstate credentials");
        text.ShouldContain("this device (127.0.0.1:8787)");
        text.ShouldContain("a program on your own device");
        text.ShouldContain("Nobody has checked this name");
        text.ShouldContain(App.PublicUrl + "/mcp");
        // The form's answer is a redirect; a browser follows it only to where the policy says.
        page["Content-Security-Policy"]!.ShouldContain("form-action 'self' http://127.0.0.1:8787;");
        page["Access-Control-Allow-Origin"].ShouldBeNull();
    }

    [Fact]
    public async Task O3_what_is_wrong_before_consent_is_a_page_and_a_person_goes_back_or_not()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        (string, string?)[] wrong =
        [
            ("response_type", "token"),
            ("response_type", null),
            ("resource", "https://elsewhere.example/mcp"),
            ("resource", App.PublicUrl),
            ("code_challenge", "short"),
            ("response_mode", "fragment"),
            ("prompt", "none"),
            ("request", "e30.e30."),
        ];
        foreach (var change in wrong)
        foreach (var browser in new[] { member.Browser, new Browser(App) })
        {
            var page = (await browser.Get(assistant.Asking(change))).Should(400);
            page["Location"].ShouldBeNull();
            page["Refresh"].ShouldBeNull();
            page.Text.ShouldNotContain("http-equiv");
            var text = WebUtility.HtmlDecode(page.Text);
            text.ShouldContain("href=\"" + Assistant.Callback + "&error=");
            text.ShouldContain("&iss=" + Uri.EscapeDataString(App.PublicUrl));
            text.ShouldContain("&state=a%20state%20%26%20more");
        }
    }

    [Fact]
    public async Task X4_nothing_leads_to_an_address_that_is_not_the_clients()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        (string, string?)[] wrong =
        [
            ("client_id", "dcr_01kb0c5q7me1vtgy7m3a8r2xwd"),
            ("client_id", null),
            ("redirect_uri", "https://evil.example/callback?from=vidimus"),
            ("redirect_uri", "https://assistant.example/callback"),
            ("redirect_uri", "//evil.example/callback"),
            ("redirect_uri", "javascript:alert(1)"),
        ];
        foreach (var change in wrong)
        {
            var page = (await member.Browser.Get(assistant.Asking(change))).Should(400);
            page["Location"].ShouldBeNull();
            WebUtility.HtmlDecode(page.Text).ShouldNotContain("error=");
            page.Text.ShouldNotContain("evil.example/callback");
            page.Text.ShouldNotContain("javascript:");
        }
    }

    [Fact]
    public async Task O3_a_parameter_that_is_sent_twice_is_refused()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        string[] names =
        [
            "client_id",
            "redirect_uri",
            "state",
            "scope",
            "code_challenge",
            "resource",
        ];
        foreach (var name in names)
            (await member.Browser.Get(assistant.Asking() + $"&{name}=another"))
                .Should(400)["Location"]
                .ShouldBeNull();
    }

    [Fact]
    public async Task O6_every_answer_names_this_server_a_refusal_too()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var denied = Assistant.Led((await assistant.Answered(member, "deny")).Should(303));
        denied["error"].ShouldBe("access_denied");
        denied["iss"].ShouldBe(App.PublicUrl);
        denied["state"].ShouldBe("a state & more");
        denied.ShouldNotContainKey("code");
        var allowed = Assistant.Led((await assistant.Answered(member)).Should(303));
        allowed["iss"].ShouldBe(App.PublicUrl);
        var metadata = (await App.Get("/.well-known/oauth-authorization-server")).Should(200);
        metadata.At("issuer").ShouldBe(App.PublicUrl);
        metadata.At("authorization_response_iss_parameter_supported").ShouldBe("true");
    }

    [Fact]
    public async Task O7_the_page_is_shown_in_no_frame_and_kept_by_nobody()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var page = (await member.Browser.Open(assistant.Asking())).Should(200);
        page["Content-Security-Policy"]!.ShouldContain("frame-ancestors 'none'");
        page["Cache-Control"].ShouldBe("no-store");
        page.Text.ShouldNotContain("<script>");
    }

    [Fact]
    public async Task O7_a_double_click_makes_one_grant_and_one_code()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        await member.Browser.Open(assistant.Asking());
        var page = member.Browser.Page!;
        var answers = await Task.WhenAll(
            Assistant.Press(member.Browser, "allow"),
            Assistant.Press(member.Browser, "allow")
        );
        answers.ShouldAllBe(a => a.Status == 303);
        answers[1]["Location"].ShouldBe(answers[0]["Location"]);
        (await Grants(member)).ShouldBe(1);
        (await assistant.Redeem(Assistant.Led(answers[0])["code"])).Should(200);
        // The page is still open in another tab, or came back from the browser's memory.
        member.Browser.Page.ShouldBe(page);
        (await Assistant.Press(member.Browser, "allow")).Should(403)["Location"].ShouldBeNull();
        (await Grants(member)).ShouldBe(1);
    }

    [Fact]
    public async Task O7_yes_to_one_request_is_no_yes_to_another()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var other = await Assistant.Public(App, "Another Assistant");
        await member.Browser.Open(assistant.Asking());
        var shown = member.Browser.Page!;
        var token = member.Browser.FormToken!;
        var own = Assistant.FormOf(shown);
        string[] changed =
        [
            own.Replace(assistant.Id, other.Id, StringComparison.Ordinal),
            own.Replace("credentials%3Aissue", "write", StringComparison.Ordinal),
            own.Replace(assistant.Challenge, other.Challenge, StringComparison.Ordinal),
            own.Replace("a%20state", "another", StringComparison.Ordinal),
            own.Replace("%2Fmcp&", "%2Fmcp%2Freadonly&", StringComparison.Ordinal),
        ];
        foreach (var path in changed)
        {
            path.ShouldNotBe(own);
            var answer = await member.Browser.Send(
                new(HttpMethod.Post, path)
                {
                    Content = VidimusApp.Form(
                        ("_form", token),
                        ("answer", "allow"),
                        ("mode", "live")
                    ),
                }
            );
            answer.Should(409)["Location"].ShouldBeNull();
        }
        (await Grants(member)).ShouldBe(0);
        // What it now shows is what was asked for then, and is asked for anew.
        await member.Browser.Open(assistant.Asking(("scope", "credentials:read")));
        App.Advance(TimeSpan.FromMinutes(11));
        (await Assistant.Press(member.Browser, "allow")).Should(409);
        (await Grants(member)).ShouldBe(0);
    }

    [Fact]
    public async Task O7_who_allowed_before_is_asked_again()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        await assistant.Connect(member);
        var page = await member.Browser.Get(assistant.Again().Asking());
        page.Should(200)["Location"].ShouldBeNull();
        page.Text.ShouldContain("Allow access?");
    }

    [Fact]
    public async Task O7_no_scope_is_granted_that_the_page_did_not_show()
    {
        var viewer = await App.Member("viewer");
        var assistant = await Assistant.Public(App);
        var asked = "admin keys:admin members:admin credentials:issue credentials:read groups:read";
        var page = (await viewer.Browser.Open(assistant.Asking(("scope", asked)))).Should(200);
        var text = WebUtility.HtmlDecode(page.Text);
        text.ShouldContain("It asked for more");
        text.ShouldContain("It could change nothing.");
        text.ShouldNotContain("issue, reissue");
        var led = (await Assistant.Press(viewer.Browser, "allow")).Should(303);
        var tokens = (await assistant.Redeem(Assistant.Led(led)["code"])).Should(200);
        tokens.At("scope").ShouldBe("credentials:read groups:read");
        // Nobody can give a client what is not a client's, an owner neither.
        var owner = await App.Member();
        var again = await Assistant.Public(App);
        (await owner.Browser.Open(again.Asking(("scope", "admin keys:admin")))).Should(403);
        // A door for reading leaves reading.
        var reading = await again.Connect(
            owner,
            "live",
            ("scope", "write"),
            ("resource", App.PublicUrl + "/mcp/readonly")
        );
        reading.At("scope").ShouldBe("read");
    }

    [Fact]
    public async Task A_member_of_several_organizations_says_in_which()
    {
        var member = await App.Member("viewer");
        var second = await App.NewOrganization();
        await App.Join(member, second, "owner");
        var assistant = await Assistant.Public(App);
        var page = (await member.Browser.Open(assistant.Asking())).Should(200);
        page.Text.ShouldContain("In which organization?");
        page.Text.ShouldNotContain("<form");
        var page2 = (
            await member.Browser.Open(assistant.Asking() + "&organization=" + second.Id)
        ).Should(200);
        WebUtility.HtmlDecode(page2.Text).ShouldContain("Choose another");
        var led = (await Assistant.Press(member.Browser, "allow", "test")).Should(303);
        var tokens = (await assistant.Redeem(Assistant.Led(led)["code"])).Should(200);
        tokens.At("scope").ShouldBe("credentials:read credentials:issue");
        (await Grants(member)).ShouldBe(0);
        // One that is not theirs is not to choose.
        var foreign = await App.NewOrganization();
        (await member.Browser.Open(assistant.Asking() + "&organization=" + foreign.Id))
            .Should(200)
            .Text.ShouldContain("In which organization?");
    }

    [Fact]
    public async Task X3_only_the_form_of_the_page_in_this_browser_counts()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        await member.Browser.Open(assistant.Asking());
        var path = Assistant.FormOf(member.Browser.Page!);
        var token = member.Browser.FormToken!;
        var stranger = await App.Member();
        await stranger.Browser.Open(assistant.Asking());
        var theirs = stranger.Browser.FormToken!;
        (await Post(null)).Should(403);
        (await Post(theirs)).Should(403);
        (await Post(token, ("Origin", "https://evil.example"))).Should(403);
        (await Post(token, ("Sec-Fetch-Site", "cross-site"))).Should(403);
        // The token of another page of ours is none of this one.
        await member.Browser.Get("/account");
        (await Post(member.Browser.FormToken)).Should(409);
        (await Grants(member)).ShouldBe(0);
        (await Post(token)).Should(303);

        Task<Answer> Post(string? form, params (string, string)[] headers)
        {
            (string, string)[] fields = [("answer", "allow"), ("mode", "live")];
            var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = VidimusApp.Form(form is null ? fields : [("_form", form), .. fields]),
            };
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            return member.Browser.Send(request);
        }
    }

    [Fact]
    public async Task X4_signing_in_leads_back_to_the_question_and_nowhere_else()
    {
        var member = await App.NewMember();
        var assistant = await Assistant.Public(App);
        // As long as clients write it at most: many scopes, a long state.
        var asking = assistant.Asking(
            ("state", new string('s', 900)),
            ("scope", string.Join(' ', "credentials:read credentials:issue groups:read read"))
        );
        var first = (await member.Browser.Get(asking)).Should(303);
        first["Location"]!.ShouldStartWith("/sign-in?return=%2Foauth%2Fauthorize%3F");
        await member.Browser.Get(first["Location"]!);
        var to = Uri.UnescapeDataString(first["Location"]!["/sign-in?return=".Length..]);
        var led = (await member.Browser.SignIn(member.Email, member.Password, to)).Should(303);
        led["Location"].ShouldBe(to);
        (await member.Browser.Get(to)).Should(200).Text.ShouldContain("Allow access?");
        Assistant
            .Led((await Assistant.Press(member.Browser, "allow")).Should(303))["state"]
            .Length.ShouldBe(900);
    }

    [Fact]
    public async Task Who_signed_out_or_was_taken_out_while_the_page_was_open_allows_nothing()
    {
        var owner = await App.Member();
        var member = await App.Member("issuer", owner.Issuer);
        var assistant = await Assistant.Public(App);
        await member.Browser.Open(assistant.Asking());
        (await App.Delete($"/v1/members/{member.Id}", owner.Issuer.Live.Secret)).Should(204);
        (await Assistant.Press(member.Browser, "allow")).Should(403)["Location"].ShouldBeNull();
        await owner.Browser.Open(assistant.Asking());
        var path = Assistant.FormOf(owner.Browser.Page!);
        (await owner.Browser.Post("/sign-out")).Should(303);
        (
            await owner.Browser.Send(
                new(HttpMethod.Post, path)
                {
                    Content = VidimusApp.Form(("answer", "allow"), ("mode", "live")),
                }
            )
        ).Should(403);
        (await Grants(owner)).ShouldBe(0);
    }

    private async Task<long> Grants(Member member) =>
        Convert.ToInt64(
            (
                await App.Query(
                    "SELECT count(*) FROM access_grants WHERE member_id = @member AND organization_id = @organization",
                    ("member", member.Id),
                    ("organization", member.Issuer.Id)
                )
            )[0][0],
            System.Globalization.CultureInfo.InvariantCulture
        );

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : ConsentTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : ConsentTests(shared),
            IClassFixture<UnlimitedOnPostgres>;
}
