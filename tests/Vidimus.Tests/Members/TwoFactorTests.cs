using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>The second step of signing in.</summary>
public abstract class TwoFactorTests(SharedApp shared) : Scenario(shared)
{
    private const string Cookie = "vidimus-session";

    [Fact]
    public async Task A_member_with_an_authenticator_signs_in_in_two_steps()
    {
        var member = await App.Member();
        var (app, _) = await Authenticator.Enrol(member);
        var browser = new Browser(App);
        (await browser.SignIn(member.Email, member.Password, "/portal?x=1"))
            .Should(303)["Location"]
            .ShouldBe("/sign-in/second?return=%2Fportal%3Fx%3D1");
        var half = browser.Cookies[Cookie];
        (await browser.Get("/portal")).Should(303);
        (await browser.Get("/account")).Should(303);
        App.Advance(TimeSpan.FromSeconds(30));
        (
            await browser.Submit(
                "/sign-in/second",
                "/sign-in/second",
                ("code", app.Code()),
                ("return", "/portal?x=1")
            )
        )
            .Should(303)["Location"]
            .ShouldBe("/portal?x=1");
        (await browser.Get("/portal")).Should(200);
        browser.Cookies[Cookie].ShouldNotBe(half, "X6: a new secret with the second step");
        var fixed_ = new Browser(App);
        fixed_.Cookies[Cookie] = half;
        (await fixed_.Get("/portal")).Should(303);
    }

    [Fact]
    public async Task A_code_works_once_and_within_a_step_of_its_time()
    {
        var member = await App.Member();
        var (app, _) = await Authenticator.Enrol(member);
        App.Advance(TimeSpan.FromMinutes(2));
        var used = app.Code();
        (await Second(member, used)).Should(303);
        (await Second(member, used)).Should(401);
        (await Second(member, app.Code(-1))).Should(401);
        (await Second(member, app.Code(2))).Should(401);
        (await Second(member, app.Code(1))).Should(303);
        App.Advance(TimeSpan.FromMinutes(2));
        (await Second(member, app.Code(-2))).Should(401);
        (await Second(member, app.Code(-1))).Should(303);
        App.Advance(TimeSpan.FromMinutes(2));
        (await Second(member, $" {app.Code()[..3]} {app.Code()[3..]} ")).Should(303);
    }

    [Fact]
    public async Task Of_a_code_sent_twice_at_once_one_is_taken()
    {
        var member = await App.Member();
        var (app, codes) = await Authenticator.Enrol(member);
        App.Advance(TimeSpan.FromMinutes(2));
        foreach (var code in new[] { app.Code(), codes[0] })
        {
            Browser[] browsers = [new(App), new(App), new(App)];
            foreach (var browser in browsers)
            {
                await browser.SignIn(member.Email, member.Password);
                await browser.Get("/sign-in/second");
            }
            var answers = await Task.WhenAll(
                browsers.Select(b => b.Post("/sign-in/second", ("code", code)))
            );
            answers.Count(a => a.Status == 303).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_recovery_code_works_once_however_it_is_typed()
    {
        var member = await App.Member();
        var (_, codes) = await Authenticator.Enrol(member);
        (await Second(member, codes[3])).Should(303);
        (await Second(member, codes[3])).Should(401);
        (await Second(member, codes[4].ToUpperInvariant().Replace('-', ' '))).Should(303);
        (await member.Browser.Open("/account")).Text.ShouldContain("8 recovery codes left");
    }

    [Fact]
    public async Task Guessing_codes_waits_and_the_right_password_between_forgives_nothing()
    {
        var member = await App.Member();
        var (app, _) = await Authenticator.Enrol(member);
        App.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 5; i++)
            (await Second(member, "000000")).Should(401);
        // From here on even what is right has to wait.
        (await Second(member, app.Code())).Should(401);
        App.Advance(TimeSpan.FromMinutes(15));
        (await Second(member, app.Code())).Should(303);
    }

    [Fact]
    public async Task Five_wrong_codes_end_the_half_session_and_no_more_than_thirty_are_looked_at_in_a_day()
    {
        var member = await App.Member();
        var (app, codes) = await Authenticator.Enrol(member);
        App.Advance(TimeSpan.FromMinutes(2));
        for (var round = 0; round < 6; round++)
        {
            var browser = new Browser(App);
            await browser.SignIn(member.Email, member.Password);
            await browser.Get("/sign-in/second");
            for (var i = 0; i < 4; i++)
                (await browser.Post("/sign-in/second", ("code", "000000"))).Should(401);
            (await browser.Get("/sign-in/second")).Should(200);
            (await browser.Post("/sign-in/second", ("code", "000000")))
                .Should(401)
                .Text.ShouldContain("Too many wrong codes");
            browser.Cookies.ShouldNotContainKey(Cookie);
            App.Advance(TimeSpan.FromMinutes(15));
        }
        (await Second(member, app.Code())).Should(401);
        (await Second(member, codes[0])).Should(401);
        App.Clock.Jump(TimeSpan.FromHours(23));
        (await Second(member, app.Code())).Should(303);
    }

    [Fact]
    public async Task X8_secrets_of_the_second_step_are_shown_once_and_stored_as_nobody_can_read_them()
    {
        var member = await App.Member();
        var (_, first) = await Authenticator.Enrol(member);
        // Whatever shows one of them from here on fails the run; these pages are the likeliest.
        foreach (var path in new[] { "/account", "/account/two-factor", "/account/prove" })
            (await member.Browser.Get(path)).Should(200);
        (await member.Browser.Get("/account/two-factor/codes")).Should(405);
        (await member.Browser.Get("/account/two-factor/on")).Should(405);
        (await member.Browser.Submit("/account/two-factor", "/account/two-factor/begin")).Should(
            422
        );
        var again = await member.Browser.Submit("/account/two-factor", "/account/two-factor/codes");
        var second = Authenticator.Codes(again.Should(200));
        again["Cache-Control"].ShouldBe("no-store");
        second.Intersect(first).ShouldBeEmpty();
        (await Second(member, first[0])).Should(401);
        (await Second(member, second[0])).Should(303);
        Output.FoundIn(await new Store(App.Folder, App.ConnectionString).Dump()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Turning_it_on_and_off_ends_other_sessions_and_stands_on_the_record()
    {
        var member = await App.Member();
        var other = new Browser(App);
        await other.SignIn(member.Email, member.Password);
        await Authenticator.Enrol(member);
        (await other.Get("/account")).Should(303);
        (await member.Browser.Get("/account")).Should(200);
        (await member.Browser.Submit("/account/two-factor", "/account/two-factor/off")).Should(303);
        (await new Browser(App).SignIn(member.Email, member.Password))["Location"]
            .ShouldBe("/portal");
        var kinds = (await App.Get($"/v1/audit?resourceId={member.Id}", member.Issuer.Live.Secret))
            .Json.GetProperty("data")
            .EnumerateArray()
            .Select(e => e.GetProperty("kind").GetString());
        kinds.ShouldContain("member.two-factor-on");
        kinds.ShouldContain("member.two-factor-off");
    }

    [Fact]
    public async Task A_wrong_first_code_turns_nothing_on_and_shows_no_secret()
    {
        var member = await App.Member();
        await member.Browser.Submit("/account/two-factor", "/account/two-factor/begin");
        var wrong = await member.Browser.Post("/account/two-factor/on", ("code", "123456"));
        wrong.Should(422).Text.ShouldNotContain("id=\"secret\"");
        wrong.Text.ShouldContain("role=\"alert\"");
        (await new Browser(App).SignIn(member.Email, member.Password))["Location"]
            .ShouldBe("/portal");
    }

    private async Task<Answer> Second(Member member, string code)
    {
        var browser = new Browser(App);
        var first = await browser.SignIn(member.Email, member.Password);
        return first.Status == 303
            ? await browser.Submit("/sign-in/second", "/sign-in/second", ("code", code))
            : first;
    }

    public sealed class Sqlite(OnSqlite shared) : TwoFactorTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : TwoFactorTests(shared),
            IClassFixture<OnPostgres>;
}
