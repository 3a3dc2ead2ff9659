using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Links by mail: to sign in, to set a new password, to confirm an address.</summary>
public abstract partial class LinkTests(WithMail shared) : Scenario(shared)
{
    private readonly Mailbox _mailbox = new(shared.App, shared.Folder);

    [Fact]
    public async Task A_link_signs_in_once_and_looking_at_it_uses_nothing_up()
    {
        var member = await App.NewMember();
        await Ask(new(App), "link", member.Email);
        var link = await _mailbox.Link(member.Email, "link");
        // Programs that check mail look at links, with and without cookies.
        for (var i = 0; i < 3; i++)
            (await new Browser(App).Get(link)).Should(200).Text.ShouldContain(member.Email);
        var browser = new Browser(App);
        (await browser.Submit(link, link)).Should(303)["Location"].ShouldBe("/portal");
        (await browser.Get("/portal")).Should(200);
        (await browser.Get("/account")).Text.ShouldContain(">confirmed<");

        var again = new Browser(App);
        (await again.Get(link)).Should(404);
        await again.Get("/sign-in");
        (await again.Post(link)).Should(404);
        (await again.Get("/portal")).Should(303);
    }

    [Fact]
    public async Task Of_a_link_used_twice_at_once_one_use_counts()
    {
        var member = await App.NewMember();
        await Ask(new(App), "link", member.Email);
        var link = await _mailbox.Link(member.Email, "link");
        Browser[] browsers = [new(App), new(App), new(App), new(App)];
        foreach (var browser in browsers)
            (await browser.Get(link)).Should(200);
        var answers = await Task.WhenAll(browsers.Select(b => b.Post(link)));
        answers.Count(a => a.Status == 303).ShouldBe(1);
        answers.Count(a => a.Status == 404).ShouldBe(3);
    }

    [Fact]
    public async Task A_link_ends_after_a_quarter_of_an_hour_and_is_good_for_its_purpose_alone()
    {
        var member = await App.NewMember();
        await Ask(new(App), "link", member.Email);
        var link = await _mailbox.Link(member.Email, "link");
        var other = link.Replace("/link/", "/reset/", StringComparison.Ordinal);
        (await new Browser(App).Get(other)).Should(404);
        App.Advance(TimeSpan.FromMinutes(15));
        (await new Browser(App).Get(link)).Should(404);
    }

    [Fact]
    public async Task Asking_tells_nobody_who_has_an_account_and_a_mailbox_gets_only_a_few()
    {
        var member = await App.NewMember();
        var known = await Ask(new(App), "link", member.Email);
        var unknown = await Ask(new(App), "link", "nobody.here@example.org");
        Plain(known).ShouldBe(Plain(unknown));
        for (var i = 0; i < 5; i++)
            await Ask(new(App), "link", member.Email);
        (await _mailbox.Mails(member.Email, 3)).Count.ShouldBe(3);
        await Ask(new(App), "link", member.Email);
        App.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(200);
        _mailbox.Now(member.Email).Count.ShouldBe(3);
        _mailbox.Now("nobody.here@example.org").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_and_ends_every_session()
    {
        var member = await App.Member();
        await Ask(new(App), "forgotten", member.Email);
        var link = await _mailbox.Link(member.Email, "reset");
        var browser = new Browser(App);
        (await browser.Submit(link, link, ("password", "short"))).Should(422);
        (await browser.Post(link, ("password", "five other plain words here")))
            .Should(303)["Location"]
            .ShouldBe("/portal");
        (await browser.Get("/portal")).Should(200);
        (await member.Browser.Get("/account")).Should(303);
        (await new Browser(App).Get(link)).Should(404);
        (await new Browser(App).SignIn(member.Email, member.Password)).Should(401);
        (await new Browser(App).SignIn(member.Email, "five other plain words here")).Should(303);
        (await _mailbox.Mails(member.Email, 2))[^1].ShouldContain("A new password was set");
    }

    [Fact]
    public async Task A_new_password_throws_out_who_left_a_passkey_or_a_linked_account_behind()
    {
        var member = await App.Member();
        await LeaveBehind(member);
        await Ask(new(App), "forgotten", member.Email);
        var link = await _mailbox.Link(member.Email, "reset");
        var browser = new Browser(App);
        (await browser.Get(link)).Should(200).Text.ShouldContain("value=\"remove\" checked");
        await browser.Post(link, ("password", "five other plain words here"), ("others", "remove"));
        (await Left(member)).ShouldBe(0);
        (await _mailbox.Mails(member.Email, 2))[^1].ShouldContain("linked accounts were removed");
        var audit = (await App.Get("/v1/audit", member.Issuer.Live.Secret)).Should(200).Text;
        audit.ShouldContain("member.passkey-removed");
        audit.ShouldContain("member.external-unlinked");

        // Who takes the tick away keeps them, and is told that they still sign in.
        await LeaveBehind(member);
        await Ask(new(App), "forgotten", member.Email);
        link = await _mailbox.Link(member.Email, "reset", 2);
        await new Browser(App).Submit(link, link, ("password", "six other plain words here now"));
        (await Left(member)).ShouldBe(2);
        (await _mailbox.Mails(member.Email, 4))[^1].ShouldContain("still sign in");
    }

    [Fact]
    public async Task A_link_of_the_people_who_run_the_server_takes_every_other_way_in_away()
    {
        var member = await App.Member();
        await LeaveBehind(member);
        var link = await App.OwnersLink(member);
        var page = await new Browser(App).Get(link);
        page.Should(200).Text.ShouldContain("passkeys and linked accounts are removed");
        await new Browser(App).Submit(link, link, ("password", "five other plain words here"));
        (await Left(member)).ShouldBe(0);
    }

    [Fact]
    public async Task Changing_the_password_removes_other_ways_in_when_asked_to()
    {
        var member = await App.Member();
        await LeaveBehind(member);
        (
            await member.Browser.Submit(
                "/account/password",
                "/account/password",
                ("current", member.Password),
                ("password", "five other plain words here"),
                ("others", "remove")
            )
        ).Should(303);
        (await Left(member)).ShouldBe(0);
    }

    [Fact]
    public async Task Removing_a_way_to_sign_in_is_told_and_asks_again()
    {
        var member = await App.Member();
        await LeaveBehind(member);
        var passkey = ("id", $"passkey-{member.Id}");
        (string, string)[] account = [("issuer", "https://id.example.org"), ("subject", member.Id)];
        App.Advance(TimeSpan.FromMinutes(11));
        await member.Browser.Get("/account");
        foreach (var path in new[] { "/account/passkeys/remove", "/account/external/remove" })
            (await member.Browser.Post(path, [passkey, .. account]))["Location"]!.ShouldStartWith(
                "/account/prove"
            );
        (await Left(member)).ShouldBe(2);
        await member.Browser.SignIn(member.Email, member.Password);
        await member.Browser.Get("/account");
        await member.Browser.Post("/account/passkeys/remove", passkey);
        await member.Browser.Post("/account/external/remove", account);
        (await Left(member)).ShouldBe(0);
        var mails = await _mailbox.Mails(member.Email, 2);
        mails.ShouldContain(m => m.Contains("passkey was removed"));
        mails.ShouldContain(m => m.Contains("no longer linked"));
    }

    [Fact]
    public async Task A_link_does_not_take_the_place_of_the_second_step()
    {
        var member = await App.Member();
        var (app, _) = await Authenticator.Enrol(member);
        foreach (var kind in new[] { "link", "reset" })
        {
            App.Advance(TimeSpan.FromMinutes(1));
            await Ask(new(App), kind == "link" ? "link" : "forgotten", member.Email);
            var link = await _mailbox.Link(member.Email, kind);
            var browser = new Browser(App);
            var done = await browser.Submit(
                link,
                link,
                ("password", "five other plain words here")
            );
            done.Should(303)["Location"]!.ShouldStartWith("/sign-in/second");
            (await browser.Get("/portal")).Should(303);
            (
                await browser.Submit("/sign-in/second", "/sign-in/second", ("code", app.Code()))
            ).Should(303);
            (await browser.Get("/portal")).Should(200);
        }
    }

    [Fact]
    public async Task A_locked_member_gets_in_by_a_link()
    {
        var member = await App.NewMember();
        for (var i = 0; i < 6; i++)
            (await new Browser(App).SignIn(member.Email, "four wrong words")).Should(401);
        await Ask(new(App), "link", member.Email);
        var link = await _mailbox.Link(member.Email, "link");
        (await new Browser(App).Submit(link, link)).Should(303);
        (await new Browser(App).SignIn(member.Email, member.Password)).Should(303);
    }

    [Fact]
    public async Task A_link_and_the_second_step_get_a_member_in_while_strangers_guess_the_password()
    {
        var member = await App.Member();
        var (app, _) = await Authenticator.Enrol(member);
        App.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 8; i++)
            (await new Browser(App).SignIn(member.Email, "four wrong words")).Should(401);
        var browser = await Half(member);
        (await new Browser(App).SignIn(member.Email, "four wrong words")).Should(401);
        (await browser.Submit("/sign-in/second", "/sign-in/second", ("code", app.Code()))).Should(
            303
        );
        (await browser.Get("/portal")).Should(200);
    }

    [Fact]
    public async Task Who_knows_a_password_and_guesses_codes_keeps_nobody_out_who_comes_by_a_link()
    {
        var member = await App.Member();
        var (app, _) = await Authenticator.Enrol(member);
        App.Advance(TimeSpan.FromMinutes(2));
        Browser[] guessers = [.. Enumerable.Range(0, 9).Select(_ => new Browser(App))];
        foreach (var guesser in guessers)
        {
            (await guesser.SignIn(member.Email, member.Password)).Should(303);
            await guesser.Get("/sign-in/second");
        }
        var answers = await Task.WhenAll(
            guessers.Select((g, i) => g.Post("/sign-in/second", ("code", $"{i}{i}{i}{i}{i}{i}")))
        );
        answers.ShouldAllBe(a => a.Status == 401);
        answers.Count(a => a.Text.Contains("Too many wrong codes")).ShouldBe(5);
        // However right the next one is, it has to wait.
        await guessers[0].SignIn(member.Email, member.Password);
        (
            await guessers[0].Submit("/sign-in/second", "/sign-in/second", ("code", app.Code()))
        ).Should(401);
        var browser = await Half(member);
        (await browser.Submit("/sign-in/second", "/sign-in/second", ("code", app.Code()))).Should(
            303
        );
        (await browser.Get("/portal")).Should(200);
    }

    private async Task<Browser> Half(Member member)
    {
        await Ask(new(App), "link", member.Email);
        var link = await _mailbox.Link(member.Email, "link");
        var browser = new Browser(App);
        (await browser.Submit(link, link)).Should(303)["Location"]!.ShouldStartWith(
            "/sign-in/second"
        );
        return browser;
    }

    [Fact]
    public async Task An_address_is_confirmed_by_its_link()
    {
        var member = await App.Member();
        (await member.Browser.Open("/account")).Text.ShouldContain("not confirmed");
        (await member.Browser.Post("/account/confirm")).Should(303);
        var link = await _mailbox.Link(member.Email, "confirm");
        (await new Browser(App).Submit(link, link)).Should(200);
        (await member.Browser.Open("/account")).Text.ShouldNotContain("not confirmed");
    }

    private async Task<Answer> Ask(Browser browser, string page, string email) =>
        (await browser.Submit($"/sign-in/{page}", $"/sign-in/{page}", ("email", email))).Should(
            200
        );

    private async Task LeaveBehind(Member member)
    {
        await App.Execute(
            $"INSERT INTO access_passkeys (id, member_id, name, info, created_at, version) VALUES ('passkey-{member.Id}', '{member.Id}', 'Left', '{{}}', 0, 1)"
        );
        await App.Execute(
            $"INSERT INTO access_external_accounts (issuer, subject, member_id, created_at) VALUES ('https://id.example.org', '{member.Id}', '{member.Id}', 0)"
        );
    }

    private async Task<long> Left(Member member)
    {
        var left = 0L;
        foreach (var table in new[] { "access_passkeys", "access_external_accounts" })
            left += Convert.ToInt64(
                (await App.Query($"SELECT count(*) FROM {table} WHERE member_id = '{member.Id}'"))[
                    0
                ][0],
                System.Globalization.CultureInfo.InvariantCulture
            );
        return left;
    }

    private static string Plain(Answer page) => Tokens().Replace(page.Text, "");

    [GeneratedRegex("name=\"_(form|once)\" value=\"[^\"]+\"", RegexOptions.None, 1000)]
    private static partial Regex Tokens();

    public sealed class Sqlite(WithMailOnSqlite shared)
        : LinkTests(shared),
            IClassFixture<WithMailOnSqlite>;

    public sealed class Postgres(WithMailOnPostgres shared)
        : LinkTests(shared),
            IClassFixture<WithMailOnPostgres>;
}
