using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Joining an organization by an invitation, and what its pages refuse.</summary>
public abstract class JoiningTests(MailingApp shared) : Scenario(shared)
{
    private const string Password = "seven plain words stand here";
    private readonly MailFolder _mails = shared.Mails;
    private static int s_number;

    public sealed class Sqlite(MailingSqlite shared)
        : JoiningTests(shared),
            IClassFixture<MailingSqlite>;

    public sealed class Postgres(MailingPostgres shared)
        : JoiningTests(shared),
            IClassFixture<MailingPostgres>;

    [Fact]
    public async Task Somebody_new_accepts_with_a_name_and_a_password_and_is_signed_in()
    {
        var owner = await Owner();
        var email = Address();
        var link = await Invite(owner, email, "issuer");
        var browser = new Browser(App);
        var page = (await browser.Get(link)).Should(200);
        page.Text.ShouldContain(owner.Issuer.Name);
        page.Text.ShouldContain(owner.Name);
        page["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("frame-ancestors 'none'");
        (await browser.Post(link, ("name", "Bo Example"), ("password", "short"))).Should(400);
        (await browser.Post(link, ("name", "Bo Example"), ("password", Password)))
            .Should(303)["Location"]
            .ShouldBe("/portal");
        (await browser.Get("/portal")).Should(200).Text.ShouldContain(owner.Issuer.Name);
        (await new Browser(App).SignIn(email, Password)).Should(303);
        // The link has done its work.
        (await browser.Get(link)).Should(404);
        var member = (await App.Get("/v1/members?role=issuer", await owner.Token()))
            .Should(200)
            .Json.GetProperty("data")[0];
        member.GetProperty("email").GetString().ShouldBe(email);
        member.GetProperty("invitedBy").GetString().ShouldBe(owner.Id);
        var audit = (await App.Get("/v1/audit", owner.Issuer.Live.Secret)).Should(200).Text;
        audit.ShouldContain("member.joined");
        audit.ShouldNotContain(email);
        audit.ShouldNotContain("Bo Example");
    }

    [Fact]
    public async Task A_member_of_another_organization_signs_in_and_is_asked()
    {
        var owner = await Owner();
        var guest = await App.NewMember("owner");
        var link = await Invite(owner, guest.Email.ToUpperInvariant(), "viewer");
        var browser = guest.Browser;
        var stranger = (await browser.Get(link)).Should(200);
        stranger.Text.ShouldContain("Sign in to accept");
        // Whoever has the link alone cannot take the account over.
        (await browser.Submit("/sign-in", link, ("name", "Eve"), ("password", Password))).Should(
            200
        );
        (await new Browser(App).SignIn(guest.Email, Password)).Should(401);
        (await browser.SignIn(guest.Email, guest.Password, link))
            .Should(303)["Location"]
            .ShouldBe(link);
        var asked = (await browser.Get(link)).Should(200);
        foreach (
            var shown in new[] { owner.Issuer.Name, owner.Name, "viewer", guest.Email, "localhost" }
        )
            asked.Text.ShouldContain(shown, Case.Insensitive);
        (await browser.Post(link)).Should(303)["Location"].ShouldBe("/portal");
        (await browser.Get("/portal")).Should(200).Text.ShouldContain(owner.Issuer.Name);
        (await Memberships(guest.Id)).ShouldBe(2);
    }

    [Fact]
    public async Task An_invitation_is_accepted_by_nobody_with_another_address()
    {
        var owner = await Owner();
        var link = await Invite(owner, Address(), "admin");
        var other = await App.Member("viewer");
        (await other.Browser.Get(link)).Should(403).Text.ShouldContain("another address");
        await other.Browser.Open("/account");
        (await other.Browser.Post(link)).Should(403).Text.ShouldContain(other.Email);
        (await Memberships(other.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task O7_nothing_is_granted_by_looking_or_by_having_granted_it_before()
    {
        var owner = await Owner();
        var guest = await App.Member("owner");
        var first = await Invite(owner, guest.Email, "viewer");
        (await guest.Browser.Get(first)).Should(200);
        (await Memberships(guest.Id)).ShouldBe(1);
        (await guest.Browser.Post(first)).Should(303);
        // Another organization asks: it gets no answer from what was granted to the first.
        var second = await Invite(await Owner(), guest.Email, "viewer", mails: 2);
        var asked = (await guest.Browser.Get(second)).Should(200);
        asked.Text.ShouldContain("Accept");
        (await Memberships(guest.Id)).ShouldBe(2);
    }

    [Fact]
    public async Task O7_a_form_of_another_site_grants_nothing()
    {
        var owner = await Owner();
        var guest = await App.Member("owner");
        var link = await Invite(owner, guest.Email, "viewer");
        await guest.Browser.Get(link);
        var token = guest.Browser.FormToken!;
        HttpRequestMessage Form(string? form, params (string, string)[] headers)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, link)
            {
                Content = VidimusApp.Form(form is null ? [] : [("_form", form)]),
            };
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            return request;
        }
        (await guest.Browser.Send(Form(null))).Should(403);
        (await guest.Browser.Send(Form(token[..^2] + "xx"))).Should(403);
        (await guest.Browser.Send(Form(token, ("Origin", "https://evil.example")))).Should(403);
        (await guest.Browser.Send(Form(token, ("Sec-Fetch-Site", "cross-site")))).Should(403);
        // The token of another browser.
        var other = new Browser(App);
        await other.Get("/sign-in");
        (await guest.Browser.Send(Form(other.FormToken))).Should(403);
        (await Memberships(guest.Id)).ShouldBe(1);
        (await guest.Browser.Send(Form(token))).Should(303);
    }

    [Fact]
    public async Task O7_the_question_is_shown_in_no_frame()
    {
        var owner = await Owner();
        var guest = await App.Member("owner");
        var link = await Invite(owner, guest.Email, "viewer");
        var asked = (await guest.Browser.Get(link)).Should(200);
        asked["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("frame-ancestors 'none'");
        asked["Cache-Control"].ShouldBe("no-store");
    }

    [Fact]
    public async Task O7_a_double_click_has_one_effect()
    {
        var owner = await Owner();
        var guest = await App.Member("owner");
        var link = await Invite(owner, guest.Email, "viewer");
        await guest.Browser.Get(link);
        var token = guest.Browser.FormToken!;
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    guest.Browser.Send(
                        new(HttpMethod.Post, link) { Content = VidimusApp.Form(("_form", token)) }
                    )
                )
        );
        answers.Count(a => a.Status == 303).ShouldBe(1);
        (await Memberships(guest.Id)).ShouldBe(2);
        (await Joined(owner.Issuer)).ShouldBe(2); // the owner, and this one
    }

    [Fact]
    public async Task Of_two_people_who_take_one_link_at_once_one_is_made()
    {
        var owner = await Owner();
        var email = Address();
        var link = await Invite(owner, email, "viewer");
        var browsers = Enumerable.Range(0, 4).Select(_ => new Browser(App)).ToArray();
        foreach (var browser in browsers)
            await browser.Get(link);
        var answers = await Task.WhenAll(
            browsers.Select((b, i) => b.Post(link, ("name", $"Bo {i}"), ("password", Password)))
        );
        answers.Count(a => a.Status == 303).ShouldBe(1);
        (await Joined(owner.Issuer)).ShouldBe(2);
    }

    [Fact]
    public async Task A_link_that_was_sent_again_withdrawn_or_is_old_leads_nowhere()
    {
        var owner = await Owner();
        var email = Address();
        var first = await Invite(owner, email, "viewer");
        var id = (await App.Get("/v1/invitations", await owner.Token()))
            .Json.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        App.Advance(TimeSpan.FromMinutes(2));
        (await App.Post($"/v1/invitations/{id}/resend", await owner.Token())).Should(200);
        var second = await _mails.Link(email, "/join/", mails: 2);
        second.ShouldNotBe(first);
        var browser = new Browser(App);
        (await browser.Get(first)).Should(404);
        (await browser.Get(second)).Should(200);
        var shown = browser.FormToken!;
        (await App.Delete($"/v1/invitations/{id}", await owner.Token())).Should(204);
        (await browser.Get(second)).Should(404);
        (
            await browser.Send(
                new(HttpMethod.Post, second)
                {
                    Content = VidimusApp.Form(
                        ("_form", shown),
                        ("name", "Bo"),
                        ("password", Password)
                    ),
                }
            )
        ).Should(404);
        var third = await Invite(owner, email, "viewer", mails: 3);
        App.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        (await browser.Get(third)).Should(404);
        (await browser.Get("/join/" + new string('a', 43))).Should(404);
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_at_once_leave_one_owner()
    {
        for (var i = 0; i < 3; i++)
        {
            var first = await Owner();
            var second = await App.Member("owner", first.Issuer);
            var tokens = (await first.Token(), await second.Token());
            var answers = await Task.WhenAll(
                App.Delete($"/v1/members/{second.Id}", tokens.Item1),
                App.Delete($"/v1/members/{first.Id}", tokens.Item2),
                App.Patch($"/v1/members/{second.Id}", tokens.Item1, new { role = "viewer" }),
                App.Patch($"/v1/members/{first.Id}", tokens.Item2, new { role = "viewer" })
            );
            answers.ShouldAllBe(a => a.Status < 500);
            (await Owners(first.Issuer)).ShouldBe(
                1,
                string.Join(' ', answers.Select(a => a.Status))
            );
        }
    }

    [Fact]
    public async Task The_last_owner_neither_goes_nor_becomes_less_and_an_admin_does_not_rise()
    {
        var owner = await Owner();
        var path = $"/v1/members/{owner.Id}";
        (await App.Delete(path, await owner.Token())).ShouldBeProblem(409, "LAST_OWNER");
        (await App.Patch(path, await owner.Token(), new { role = "admin" })).ShouldBeProblem(
            409,
            "LAST_OWNER"
        );
        var admin = await App.Member("admin", owner.Issuer);
        var own = $"/v1/members/{admin.Id}";
        (await App.Patch(own, await admin.Token(), new { role = "owner" })).ShouldBeProblem(
            403,
            "OWNER_REQUIRED"
        );
        (await App.Patch(path, await admin.Token(), new { role = "viewer" })).ShouldBeProblem(
            403,
            "OWNER_REQUIRED"
        );
        (await App.Patch(own, await owner.Token(), new { role = "owner" })).Should(200);
        (await App.Delete(path, await owner.Token())).Should(204);
        (await Owners(owner.Issuer)).ShouldBe(1);
    }

    [Fact]
    public async Task Who_is_lowered_or_removed_loses_access_at_once_and_leaves_no_invitation_behind()
    {
        var owner = await Owner();
        var admin = await App.Member("admin", owner.Issuer);
        var token = await admin.Token();
        var door = await Invite(admin, Address(), "admin");
        var small = await Invite(admin, Address(), "viewer");
        (
            await App.Patch($"/v1/members/{admin.Id}", await owner.Token(), new { role = "viewer" })
        ).Should(200);
        (await App.Get("/v1/members", token)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await new Browser(App).Get(door)).Should(404);
        (await new Browser(App).Get(small)).Should(200);
        (await App.Delete($"/v1/members/{admin.Id}", await owner.Token())).Should(204);
        (await App.Get("/v1/auth/me", token)).Should(401);
        (await new Browser(App).Get(small)).Should(404);
    }

    [Fact]
    public async Task The_portals_page_of_members_works_by_forms_alone()
    {
        var owner = await Owner();
        var email = Address();
        var browser = owner.Browser;
        (await browser.Get("/portal/members")).Should(200).Text.ShouldContain(owner.Email);
        (await browser.Post("/portal/members/invite", ("email", email), ("role", "issuer")))
            .Should(303)["Location"]
            .ShouldBe("/portal/members?done=invited");
        (await browser.Open("/portal/members?done=invited")).Text.ShouldContain(email);
        (await browser.Post("/portal/members/invite", ("email", email), ("role", "issuer")))
            .Should(409)
            .Text.ShouldContain("open invitation already");
        var other = await App.NewMember("viewer", owner.Issuer);
        await browser.Get("/portal/members");
        (await browser.Post($"/portal/members/{other.Id}/role", ("role", "reviewer"))).Should(303);
        (await browser.Post($"/portal/members/{other.Id}/remove")).Should(303);
        (await browser.Post($"/portal/members/{owner.Id}/remove"))
            .Should(409)
            .Text.ShouldContain("no owner left");
        (await browser.Get("/portal/settings")).Should(200).Text.ShouldContain(owner.Issuer.Id);
        (
            await browser.Post(
                "/portal/settings",
                ("name", "Renamed School"),
                ("color", "#123456"),
                ("accent", ""),
                ("website", "")
            )
        ).Should(303);
        (await browser.Get("/portal/settings")).Should(200).Text.ShouldContain("#123456");
    }

    [Fact]
    public async Task X3_mail_that_lets_somebody_in_is_shown_to_no_key_and_no_member()
    {
        var owner = await Owner();
        var (invited, tried) = (Address(), Address());
        await Invite(owner, invited, "owner");
        (
            await App.Post(
                "/v1/organization/mail/test",
                owner.Issuer.Live.Secret,
                new { to = tried }
            )
        ).Should(200);
        var written = Directory
            .GetFiles(_mails.Path, "*.eml")
            .Single(f => File.ReadAllText(f).Contains(invited, StringComparison.Ordinal));
        string[] callers =
        [
            owner.Issuer.Live.Secret,
            owner.Issuer.Test.Secret,
            await owner.Token(),
        ];
        foreach (var caller in callers)
        {
            var list = (await App.Get("/v1/mail/folder", caller)).Should(200).Text;
            list.ShouldContain(tried);
            list.ShouldNotContain(invited);
            var name = Path.GetFileNameWithoutExtension(written);
            (await App.Get($"/v1/mail/folder/{name}", caller)).Should(404);
        }
        var page = (await owner.Browser.Get("/portal/mail")).Should(200).Text;
        page.ShouldContain(tried);
        page.ShouldNotContain(invited);
    }

    private async Task<Member> Owner() => await App.Member("owner");

    private string Address() => $"new.{App.Port}.{Interlocked.Increment(ref s_number)}@example.org";

    private async Task<string> Invite(Member by, string email, string role, int mails = 1)
    {
        (await App.Post("/v1/invitations", await by.Token(), new { email, role })).Should(201);
        return await _mails.Link(email, "/join/", mails);
    }

    private Task<long> Memberships(string member) =>
        Number($"SELECT count(*) FROM access_memberships WHERE member_id = '{member}'");

    private Task<long> Joined(Issuer issuer) =>
        Number($"SELECT count(*) FROM access_memberships WHERE organization_id = '{issuer.Id}'");

    private Task<long> Owners(Issuer issuer) =>
        Number(
            $"SELECT count(*) FROM access_memberships WHERE organization_id = '{issuer.Id}' AND role = 'owner'"
        );

    private async Task<long> Number(string sql) =>
        Convert.ToInt64(
            (await App.Query(sql))[0][0],
            System.Globalization.CultureInfo.InvariantCulture
        );
}
