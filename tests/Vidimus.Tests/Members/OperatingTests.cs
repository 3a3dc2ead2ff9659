using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Who runs the installation: makes organizations and owners, opens sign-up, and reads no tenant's data.</summary>
public abstract class OperatingTests(MailingApp shared) : Scenario(shared)
{
    private const string Password = "seven plain words stand here";
    private readonly MailFolder _mails = shared.Mails;
    private static int s_number;

    public sealed class Sqlite(MailingSqlite shared)
        : OperatingTests(shared),
            IClassFixture<MailingSqlite>;

    public sealed class Postgres(MailingPostgres shared)
        : OperatingTests(shared),
            IClassFixture<MailingPostgres>;

    [Fact]
    public async Task The_operator_creates_an_organization_whose_owner_is_who_accepts_the_mail()
    {
        var operating = await Operator();
        var name = $"Academy {Address()}";
        var email = Address();
        (
            await operating.Browser.Submit(
                "/operator",
                "/operator/organizations",
                ("name", name),
                ("email", email)
            )
        )
            .Should(303)["Location"]
            .ShouldBe("/operator?done=created");
        var link = await _mails.Link(email, "/join/");
        var owner = new Browser(App);
        (await owner.Get(link)).Should(200).Text.ShouldContain("The operator of this server");
        (await owner.Post(link, ("name", "Bo Example"), ("password", Password))).Should(303);
        (await owner.Get("/portal")).Should(200).Text.ShouldContain(name);
        (await owner.Get("/portal/members")).Should(200).Text.ShouldContain(email);
    }

    [Fact]
    public async Task The_operator_sees_organizations_from_outside_and_nothing_of_what_is_in_them()
    {
        var operating = await Operator("viewer");
        var other = await App.Member("owner");
        var browser = operating.Browser;
        var page = (await browser.Get("/operator")).Should(200);
        page.Text.ShouldContain(other.Issuer.Id);
        page.Text.ShouldNotContain(other.Email);
        // In the API an operator is what the membership says, in the own organization alone.
        var token = await operating.Token();
        (await App.Get("/v1/auth/me", token))
            .Should(200)
            .At("organization", "id")
            .ShouldBe(operating.Issuer.Id);
        (await App.Get("/v1/members", token)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await App.Get($"/v1/members/{other.Id}", token)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Get($"/v1/keys/{other.Issuer.Live.Id}", token)).Should(403);
        (await App.Get("/v1/organizations", token)).Should(401);
        (await browser.Get("/portal")).Should(200).Text.ShouldNotContain(other.Issuer.Name);
        // Asking to look at another organization is not heard.
        await browser.Get("/account");
        await browser.Post("/session/organization", ("organization", other.Issuer.Id));
        (await browser.Get("/portal")).Should(200).Text.ShouldNotContain(other.Issuer.Name);
        var alone = await Operator();
        await App.Execute($"DELETE FROM access_memberships WHERE member_id = '{alone.Id}'");
        (await alone.Browser.Get("/operator")).Should(200);
        (await alone.Browser.Get("/portal")).Status.ShouldNotBe(200);
    }

    [Fact]
    public async Task To_everybody_else_there_is_no_operators_page()
    {
        (await new Browser(App).Get("/operator"))
            .Should(303)["Location"]
            .ShouldBe("/sign-in?return=%2Foperator");
        var owner = await App.Member("owner");
        (await owner.Browser.Get("/operator")).Should(404);
        await owner.Browser.Get("/account");
        foreach (
            var path in new[]
            {
                "/operator/organizations",
                $"/operator/organizations/{owner.Issuer.Id}/state",
                $"/operator/organizations/{owner.Issuer.Id}/owner",
                "/operator/sign-up",
                $"/operator/people/{owner.Id}/state",
            }
        )
            (
                await owner.Browser.Submit(
                    "/account",
                    path,
                    ("open", "yes"),
                    ("state", "disabled"),
                    ("email", owner.Email),
                    ("name", "x")
                )
            ).Should(404);
        (await new Browser(App).Get("/sign-up")).Should(404);
    }

    [Fact]
    public async Task A_lost_owner_is_restored_by_mail_on_record_and_not_behind_the_others_backs()
    {
        var operating = await Operator();
        var owner = await App.Member("owner");
        var email = Address();
        (
            await operating.Browser.Submit(
                "/operator",
                $"/operator/organizations/{owner.Issuer.Id}/owner",
                ("email", email)
            )
        ).Should(303);
        var link = await _mails.Link(email, "/join/");
        await Mailed(owner.Email);
        var told = _mails.To(owner.Email).ShouldHaveSingleItem();
        told.ShouldContain(email);
        told.ShouldContain("/portal/members");
        var audit = (await App.Get("/v1/audit", owner.Issuer.Live.Secret)).Should(200);
        audit.Text.ShouldContain("member.owner-restored");
        audit.Text.ShouldContain(operating.Id);
        audit.Text.ShouldNotContain(email);
        // There are owners: for a day the link opens nothing, whatever the operator does to them meanwhile.
        var restored = new Browser(App);
        (await restored.Get(link)).Should(409).Text.ShouldContain("have a day");
        await restored.Get("/sign-in");
        (await restored.Post(link, ("name", "Bo Example"), ("password", Password))).Should(409);
        (
            await operating.Browser.Submit(
                $"/operator?address={owner.Email}",
                $"/operator/people/{owner.Id}/state",
                ("state", "disabled")
            )
        ).Should(303);
        (await restored.Get(link)).Should(409);
        (
            await operating.Browser.Submit(
                "/operator",
                $"/operator/people/{owner.Id}/state",
                ("state", "enabled")
            )
        ).Should(303);
        (await owner.Browser.SignIn(owner.Email, owner.Password)).Should(303);
        (await owner.Browser.Get("/portal/members"))
            .Should(200)
            .Text.ShouldContain("sent by the operator");
        App.Advance(TimeSpan.FromHours(25));
        (await owner.Browser.SignIn(owner.Email, owner.Password)).Should(303);
        (await operating.Browser.SignIn(operating.Email, operating.Password)).Should(303);
        await restored.Get(link);
        (await restored.Post(link, ("name", "Bo Example"), ("password", Password))).Should(303);
        (await App.Get("/v1/members?role=owner", await owner.Token()))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(2);
        (await restored.Get(link)).Should(404);
        (
            await operating.Browser.Submit(
                "/operator",
                "/operator/organizations/org_unknown/owner",
                ("email", email)
            )
        ).Should(404);
    }

    [Fact]
    public async Task A_member_is_made_an_owner_again_and_never_lowered_by_an_invitation()
    {
        var operating = await Operator();
        var owner = await App.Member("owner");
        var admin = await App.Member("admin", owner.Issuer);
        (
            await operating.Browser.Submit(
                "/operator",
                $"/operator/organizations/{owner.Issuer.Id}/owner",
                ("email", admin.Email)
            )
        ).Should(303);
        var link = await _mails.Link(admin.Email, "/join/");
        App.Advance(TimeSpan.FromHours(25));
        (await admin.Browser.SignIn(admin.Email, admin.Password)).Should(303);
        (await owner.Browser.SignIn(owner.Email, owner.Password)).Should(303);
        await admin.Browser.Get(link);
        (await admin.Browser.Post(link)).Should(303);
        (await App.Get($"/v1/members/{admin.Id}", await owner.Token()))
            .At("role")
            .ShouldBe("owner");
    }

    [Fact]
    public async Task An_owner_withdraws_the_operators_link_before_it_works()
    {
        var operating = await Operator();
        var owner = await App.Member("owner");
        var email = Address();
        await Restore(operating, owner.Issuer.Id, email);
        var link = await _mails.Link(email, "/join/");
        var token = await owner.Token();
        var open = (await App.Get("/v1/invitations?state=open", token)).Should(200);
        var id = open.Json.GetProperty("data")[0].GetProperty("id").GetString();
        (
            await owner.Browser.Submit("/portal/members", $"/portal/invitations/{id}/withdraw")
        ).Should(303);
        App.Advance(TimeSpan.FromHours(25));
        (await new Browser(App).Get(link)).Should(404);
    }

    [Fact]
    public async Task Where_no_owner_is_left_the_operators_link_works_at_once()
    {
        var operating = await Operator();
        var owner = await App.Member("owner");
        await App.Execute($"DELETE FROM access_memberships WHERE member_id = '{owner.Id}'");
        var email = Address();
        await Restore(operating, owner.Issuer.Id, email);
        var link = await _mails.Link(email, "/join/");
        var restored = new Browser(App);
        (await restored.Get(link)).Should(200);
        (await restored.Post(link, ("name", "Bo Example"), ("password", Password))).Should(303);
    }

    [Fact]
    public async Task An_operator_is_never_given_an_organization_that_is_there()
    {
        var operating = await Operator();
        var owner = await App.Member("owner");
        (await Restoring(operating, owner.Issuer.Id, operating.Email.ToUpperInvariant()))
            .Should(409)
            .Text.ShouldContain("operators do not");
        // Nor when the address becomes an operator's later, or the organization has no owner.
        var later = await App.Member("viewer");
        await App.Execute($"DELETE FROM access_memberships WHERE member_id = '{owner.Id}'");
        await Restore(operating, owner.Issuer.Id, later.Email);
        var link = await _mails.Link(later.Email, "/join/");
        await later.Browser.Get(link);
        var form = later.Browser.FormToken!;
        await App.Execute($"UPDATE access_members SET is_operator = TRUE WHERE id = '{later.Id}'");
        (
            await later.Browser.Send(
                new(HttpMethod.Post, link) { Content = VidimusApp.Form(("_form", form)) }
            )
        ).Should(404);
        (
            await App.Query(
                $"SELECT count(*) FROM access_memberships WHERE member_id = '{later.Id}' AND organization_id = '{owner.Issuer.Id}'"
            )
        )[0]
            [0]
            .ShouldBe(0L);
        // A new organization, in which nothing is yet, may be the operator's own.
        var own = await Operator();
        (
            await own.Browser.Submit(
                "/operator",
                "/operator/organizations",
                ("name", "Own Academy"),
                ("email", own.Email)
            )
        ).Should(303);
        var founding = await _mails.Link(own.Email, "/join/");
        await own.Browser.Get(founding);
        (await own.Browser.Post(founding)).Should(303);
    }

    [Fact]
    public async Task An_operator_is_asked_again_before_a_change_some_minutes_after_signing_in()
    {
        var operating = await Operator();
        App.Advance(TimeSpan.FromMinutes(11));
        (await operating.Browser.Get("/operator")).Should(200);
        (
            await operating.Browser.Post(
                "/operator/organizations",
                ("name", "Never Academy"),
                ("email", Address())
            )
        )
            .Should(303)["Location"]
            .ShouldBe("/account/prove?return=%2Foperator");
        (await App.Query("SELECT count(*) FROM access_organizations WHERE name = 'Never Academy'"))[
            0
        ]
            [0]
            .ShouldBe(0L);
        (
            await operating.Browser.Submit(
                "/account/prove?return=%2Foperator",
                "/account/prove",
                ("password", operating.Password),
                ("return", "/operator")
            )
        )
            .Should(303)["Location"]
            .ShouldBe("/operator");
        (
            await operating.Browser.Submit(
                "/operator",
                "/operator/organizations",
                ("name", "Later Academy"),
                ("email", Address())
            )
        )
            .Should(303)["Location"]
            .ShouldBe("/operator?done=created");
    }

    [Fact]
    public async Task A_disabled_organization_and_a_disabled_person_are_out_at_once()
    {
        var operating = await Operator();
        var owner = await App.Member("owner");
        var state = $"/operator/organizations/{owner.Issuer.Id}/state";
        (await operating.Browser.Submit("/operator", state, ("state", "disabled"))).Should(303);
        (await App.Get("/v1/auth/me", owner.Issuer.Live.Secret)).Should(401);
        (await operating.Browser.Submit("/operator", state, ("state", "active"))).Should(303);
        var token = await owner.Token();
        (await App.Get("/v1/auth/me", token)).Should(200);
        var person = $"/operator/people/{owner.Id}/state";
        var found = await operating.Browser.Get($"/operator?address={owner.Email}");
        found.Text.ShouldContain(owner.Id);
        (await operating.Browser.Post(person, ("state", "disabled"))).Should(303);
        (await App.Get("/v1/auth/me", token)).Should(401);
        (await new Browser(App).SignIn(owner.Email, owner.Password)).Should(401);
        (await operating.Browser.Submit("/operator", person, ("state", "enabled"))).Should(303);
        (await new Browser(App).SignIn(owner.Email, owner.Password)).Should(303);
        (
            await operating.Browser.Submit(
                "/operator",
                $"/operator/people/{operating.Id}/state",
                ("state", "disabled")
            )
        ).Should(409);
    }

    [Fact]
    public async Task Signing_up_makes_nothing_before_the_mail_is_answered_and_says_the_same_of_known_addresses()
    {
        await using var app = await VidimusApp.Start(Options());
        var operating = await Operator("viewer", app);
        (await new Browser(app).Get("/sign-up")).Should(404);
        (await new Browser(app).Get("/sign-in")).Text.ShouldNotContain("/sign-up");
        (await operating.Browser.Submit("/operator", "/operator/sign-up", ("open", "yes"))).Should(
            303
        );
        (await new Browser(app).Get("/sign-in")).Text.ShouldContain("href=\"/sign-up\"");
        var email = Address();
        var browser = new Browser(app);
        var asked = (await SignUp(browser, email)).Should(200);
        var link = await _mails.Link(email, "/sign-up/");
        (await app.Query($"SELECT count(*) FROM access_members WHERE email = '{email}'"))[0]
            [0]
            .ShouldBe(0L);
        var known = (await SignUp(new Browser(app), operating.Email)).Should(200);
        known.Text.Replace(operating.Email, "").ShouldBe(asked.Text.Replace(email, ""));
        for (var i = 0; i < 400 && _mails.To(operating.Email).Count == 0; i++)
            await Task.Delay(25);
        _mails.To(operating.Email).ShouldHaveSingleItem().ShouldContain("account already");
        (await browser.Get(link)).Should(200).Text.ShouldContain("Bo Academy");
        (await browser.Post(link, ("name", "Bo Example"), ("password", "short"))).Should(400);
        (await browser.Post(link, ("password", Password))).Should(400);
        (string, string)[] given = [("name", "Bo Example"), ("password", Password)];
        var beside = new Browser(app);
        (await beside.Get(link)).Should(200);
        var twice = await Task.WhenAll(browser.Post(link, given), beside.Post(link, given));
        twice.Select(a => a.Status).Order().ShouldBe([303, 404]);
        (await new Browser(app).SignIn(email, Password)).Should(303);
        (await app.Query("SELECT count(*) FROM access_organizations WHERE name = 'Bo Academy'"))[0]
            [0]
            .ShouldBe(1L);
        // Asked for again and again: no more than a few links are open.
        var often = Address();
        var late = "";
        for (var i = 0; i < 5; i++)
        {
            (await SignUp(new Browser(app), often)).Should(200);
            late = await _mails.Link(often, "/sign-up/", i + 1);
        }
        (await app.Query("SELECT count(*) FROM access_ceremonies WHERE kind LIKE 'sign-up %'"))[0]
            [0]
            .ShouldBe(4L);
        // Closed in between: what waits comes too late.
        var waiting = new Browser(app);
        await waiting.Get(late);
        (await operating.Browser.Submit("/operator", "/operator/sign-up", ("open", "no"))).Should(
            303
        );
        (await waiting.Post(late, ("name", "Bo Example"), ("password", Password))).Should(404);
    }

    [Fact]
    public async Task An_account_belongs_to_who_answers_the_mail_and_not_to_who_asked_for_it()
    {
        await using var app = await VidimusApp.Start(Options());
        var operating = await Operator("viewer", app);
        (await operating.Browser.Submit("/operator", "/operator/sign-up", ("open", "yes"))).Should(
            303
        );
        var email = Address();
        // A stranger asks first, with a password of his own, and often enough to fill what is open.
        for (var i = 0; i < 3; i++)
        {
            await SignUp(new Browser(app), email, ("name", "Mallory"), ("password", Password));
            app.Advance(TimeSpan.FromSeconds(1));
        }
        await _mails.Link(email, "/sign-up/", 3);
        (await SignUp(new Browser(app), email)).Should(200);
        var link = await _mails.Link(email, "/sign-up/", 4);
        var owner = new Browser(app);
        await owner.Get(link);
        (
            await owner.Post(link, ("name", "Bo Example"), ("password", "nobody else knows these"))
        ).Should(303);
        (await owner.Get("/portal")).Should(200);
        (await new Browser(app).SignIn(email, Password)).Should(401);
        (await new Browser(app).SignIn(email, "nobody else knows these")).Should(303);
    }

    [Fact]
    public async Task Asking_to_sign_up_is_limited_by_address_of_the_network()
    {
        var options = Options();
        await using var app = await VidimusApp.Start(
            options with
            {
                Settings = new Dictionary<string, string>(options.Settings)
                {
                    ["Limits:FailuresPerAddress"] = "30",
                },
            }
        );
        var operating = await Operator("viewer", app);
        await operating.Browser.Submit("/operator", "/operator/sign-up", ("open", "yes"));
        for (var i = 0; i < 10; i++)
            (await SignUp(new Browser(app), Address())).Should(200);
        (await SignUp(new Browser(app), Address())).Should(429);
    }

    private AppOptions Options() =>
        new(App.Engine)
        {
            Settings = new Dictionary<string, string> { ["Mail:Folder"] = _mails.Path },
        };

    private static async Task<Answer> SignUp(
        Browser browser,
        string email,
        params (string, string)[] more
    )
    {
        await browser.Get("/sign-up");
        return await browser.Post(
            "/sign-up",
            [("email", email), ("organization", "Bo Academy"), .. more]
        );
    }

    private async Task Mailed(string email)
    {
        for (var i = 0; i < 400 && _mails.To(email).Count == 0; i++)
            await Task.Delay(25);
    }

    private static async Task Restore(Member operating, string organization, string email) =>
        (await Restoring(operating, organization, email)).Should(303);

    private static Task<Answer> Restoring(Member operating, string organization, string email) =>
        operating.Browser.Submit(
            "/operator",
            $"/operator/organizations/{organization}/owner",
            ("email", email)
        );

    private async Task<Member> Operator(string role = "viewer", VidimusApp? app = null)
    {
        app ??= App;
        var member = await app.Member(role);
        await app.Execute($"UPDATE access_members SET is_operator = TRUE WHERE id = '{member.Id}'");
        return member;
    }

    private string Address() =>
        $"operated.{App.Port}.{Interlocked.Increment(ref s_number)}@example.org";
}
