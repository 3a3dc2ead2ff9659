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
        for (var i = 0; i < 400 && _mails.To(owner.Email).Count == 0; i++)
            await Task.Delay(25);
        _mails.To(owner.Email).ShouldHaveSingleItem().ShouldContain(email);
        var audit = (await App.Get("/v1/audit", owner.Issuer.Live.Secret)).Should(200);
        audit.Text.ShouldContain("member.owner-restored");
        audit.Text.ShouldContain(operating.Id);
        audit.Text.ShouldNotContain(email);
        var restored = new Browser(App);
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
        await admin.Browser.Get(link);
        (await admin.Browser.Post(link)).Should(303);
        (await App.Get($"/v1/members/{admin.Id}", await owner.Token()))
            .At("role")
            .ShouldBe("owner");
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
        var twice = await Task.WhenAll(browser.Post(link), browser.Post(link));
        twice.Select(a => a.Status).Order().ShouldBe([303, 404]);
        (await new Browser(app).SignIn(email, Password)).Should(303);
        (await app.Query("SELECT count(*) FROM access_organizations WHERE name = 'Bo Academy'"))[0]
            [0]
            .ShouldBe(1L);
        // Asked for again and again: no more than a few mails.
        var often = Address();
        for (var i = 0; i < 5; i++)
            (await SignUp(new Browser(app), often)).Should(200);
        (await app.Query("SELECT count(*) FROM access_ceremonies WHERE kind LIKE 'sign-up %'"))[0]
            [0]
            .ShouldBe(4L);
        // Closed in between: what waits comes too late.
        var late = await _mails.Link(often, "/sign-up/", 3);
        var waiting = new Browser(app);
        await waiting.Get(late);
        (await operating.Browser.Submit("/operator", "/operator/sign-up", ("open", "no"))).Should(
            303
        );
        (await waiting.Post(late)).Should(404);
    }

    private AppOptions Options() =>
        new(App.Engine)
        {
            Settings = new Dictionary<string, string> { ["Mail:Folder"] = _mails.Path },
        };

    private static async Task<Answer> SignUp(Browser browser, string email)
    {
        await browser.Get("/sign-up");
        return await browser.Post(
            "/sign-up",
            ("name", "Bo Example"),
            ("email", email),
            ("organization", "Bo Academy"),
            ("password", Password)
        );
    }

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
