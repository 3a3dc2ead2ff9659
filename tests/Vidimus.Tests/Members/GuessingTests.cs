using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Guessing gets nobody in, tells nobody who has an account, and locks nobody out for good.</summary>
public abstract partial class GuessingTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_the_same()
    {
        var member = await App.NewMember();
        var known = await Try(new(App), member.Email, "four wrong words here");
        var unknown = await Try(new(App), "nobody@example.org", "four wrong words here");
        known.Should(401);
        unknown.Should(401);
        Plain(known, member.Email).ShouldBe(Plain(unknown, "nobody@example.org"));
    }

    [Fact]
    public async Task After_some_wrong_passwords_even_the_right_one_waits_but_not_where_the_member_was_before()
    {
        var member = await App.Member();
        await member.Browser.Submit("/account", "/sign-out");
        var guesser = new Browser(App);
        for (var i = 0; i < 5; i++)
            (await Try(guesser, member.Email, $"four wrong words {i}")).Should(401);
        var told = await Try(guesser, member.Email, member.Password);
        told.Should(401).Text.ShouldNotContain("locked");
        (await Try(new(App), member.Email, member.Password)).Should(401);

        (await member.Browser.SignIn(member.Email, member.Password)).Should(303);

        // That was right, so that tries are counted anew.
        (await Try(new(App), member.Email, member.Password)).Should(303);
    }

    [Fact]
    public async Task Waits_grow_and_end()
    {
        var member = await App.NewMember();
        for (var i = 0; i < 5; i++)
            (await Try(new(App), member.Email, "four wrong words")).Should(401);
        App.Advance(TimeSpan.FromSeconds(31));
        (await Try(new(App), member.Email, "four wrong words")).Should(401);
        App.Advance(TimeSpan.FromSeconds(31));
        (await Try(new(App), member.Email, member.Password)).Should(401);
        App.Advance(TimeSpan.FromMinutes(15));
        (await Try(new(App), member.Email, member.Password)).Should(303);
    }

    [Fact]
    public async Task Guesses_made_at_once_are_counted_each()
    {
        var member = await App.NewMember();
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i => Try(new(App), member.Email, $"four wrong words {i}"))
        );
        (await Try(new(App), member.Email, member.Password)).Should(401);
    }

    [Theory]
    [InlineData("short words", "at least 12")]
    [InlineData("password1234", "tried first")]
    [InlineData("P@ssw0rd!2026", "tried first")]
    [InlineData("qwertyuiop123", "tried first")]
    [InlineData("aaaaaaaaaaaaaa", "tried first")]
    [InlineData("123456789012", "tried first")]
    [InlineData("Welcome Summer 2026", "tried first")]
    [InlineData("Ada Example 9", "your own name")]
    public async Task Passwords_that_are_tried_first_are_not_taken(string password, string why)
    {
        var member = await App.Member();
        await member.Browser.Submit("/account", "/account/name", ("name", "Ada Example 9"));
        var answer = await member.Browser.Submit(
            "/account/password",
            "/account/password",
            ("current", member.Password),
            ("password", password)
        );
        answer.Should(422).Text.ShouldContain(why);
    }

    [Theory]
    [InlineData("four plain words apart")]
    [InlineData("83920174658210394857")]
    [InlineData("пароль который никто не знает")]
    [InlineData("k9#Wz!pQ2$vL")]
    public async Task Any_other_password_is_taken_whatever_it_is_made_of(string password)
    {
        var member = await App.Member();
        var long_ = password + string.Concat(Enumerable.Repeat(" and then some more", 6));
        foreach (var (now, next) in new[] { (member.Password, password), (password, long_) })
            (
                await member.Browser.Submit(
                    "/account/password",
                    "/account/password",
                    ("current", now),
                    ("password", next)
                )
            ).Should(303);
        (await Try(new(App), member.Email, password)).Should(401);
        (await Try(new(App), member.Email, long_)).Should(303);
    }

    [Fact]
    public async Task Another_password_ends_the_other_sessions_and_stands_on_the_record()
    {
        var member = await App.Member();
        var other = new Browser(App);
        (await other.SignIn(member.Email, member.Password)).Should(303);
        var before = member.Browser.Cookies["vidimus-session"];
        (
            await member.Browser.Submit(
                "/account/password",
                "/account/password",
                ("current", "not the right one"),
                ("password", "five other plain words here")
            )
        ).Should(422);
        (
            await member.Browser.Post(
                "/account/password",
                ("current", member.Password),
                ("password", "five other plain words here")
            )
        ).Should(303);
        member.Browser.Cookies["vidimus-session"].ShouldNotBe(before);
        (await member.Browser.Get("/account")).Should(200);
        (await other.Get("/account")).Should(303);
        var record = await App.Get(
            $"/v1/audit?resourceId={member.Id}&kind=member.password-changed",
            member.Issuer.Live.Secret
        );
        var entry = record.Should(200).Json.GetProperty("data").EnumerateArray().Single();
        entry.GetProperty("actorId").GetString().ShouldBe(member.Id);
        record.Text.ShouldNotContain(member.Email);
    }

    [Fact]
    public async Task What_is_dangerous_asks_again_after_some_minutes()
    {
        var member = await App.Member();
        (await member.Browser.Get("/account/password")).Should(200);
        App.Advance(TimeSpan.FromMinutes(11));
        (await member.Browser.Get("/account/password"))["Location"]
            .ShouldBe("/account/prove?return=%2Faccount%2Fpassword");
        var before = member.Browser.Cookies["vidimus-session"];
        (
            await member.Browser.Submit(
                "/account/password",
                "/account/prove",
                ("password", "not the right one"),
                ("return", "/account/password")
            )
        ).Should(401);
        (
            await member.Browser.Post(
                "/account/prove",
                ("password", member.Password),
                ("return", "/account/password")
            )
        )
            .Should(303)["Location"]
            .ShouldBe("/account/password");
        member.Browser.Cookies["vidimus-session"].ShouldNotBe(before);
        (await member.Browser.Get("/account/password")).Should(200);
    }

    [Fact]
    public async Task A_signed_in_browser_shows_who_it_is_only_a_few_times_a_minute()
    {
        var member = await App.Member();
        await member.Browser.Get("/account/prove");
        for (var i = 0; i < 5; i++)
            (await member.Browser.Post("/account/prove", ("password", "four wrong words"))).Should(
                401
            );
        foreach (var path in new[] { "/account/prove", "/account/password" })
        {
            var told = await member.Browser.Submit(
                path,
                path,
                ("password", member.Password),
                ("current", member.Password)
            );
            told.Should(429);
            told.Number("Retry-After").ShouldBeInRange(1, 65);
        }
        App.Advance(TimeSpan.FromSeconds(66));
        (
            await member.Browser.Submit(
                "/account/prove",
                "/account/prove",
                ("password", member.Password)
            )
        ).Should(303);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_password_and_signing_out_everywhere_make_other_browsers_unknown(
        bool password
    )
    {
        var member = await App.Member();
        var other = new Browser(App);
        (await other.SignIn(member.Email, member.Password)).Should(303);
        var next = password ? "five other plain words here" : member.Password;
        (
            password
                ? await member.Browser.Submit(
                    "/account/password",
                    "/account/password",
                    ("current", member.Password),
                    ("password", next)
                )
                : await member.Browser.Submit("/account", "/account/sessions/end-all")
        ).Should(303);
        for (var i = 0; i < 5; i++)
            (await Try(new(App), member.Email, "four wrong words")).Should(401);
        (await Try(other, member.Email, next)).Should(401);
        if (!password)
            return;
        // The browser that set it is known all the same.
        await member.Browser.Submit("/account", "/sign-out");
        (await Try(member.Browser, member.Email, next)).Should(303);
    }

    [Fact]
    public async Task Who_signs_in_and_what_fails_stands_in_the_log_by_ids_alone()
    {
        var member = await App.NewMember();
        (await Try(new(App), member.Email, "four wrong words")).Should(401);
        (await Try(member.Browser, member.Email, member.Password)).Should(303);
        var lines = Output.LinesWith(member.Id);
        lines.ShouldContain(l => l.Contains("A try to sign in by password"));
        lines.ShouldContain(l => l.Contains("signed in by password, session ses_"));
        Output.LinesWith(member.Email).ShouldBeEmpty();
        Output.LinesWith("metric vidimus.sign_in method=password").ShouldNotBeEmpty();
        Output.LinesWith("metric vidimus.sign_in outcome=failed").ShouldNotBeEmpty();
        Output.LinesWith("metric vidimus.sign_in outcome=succeeded").ShouldNotBeEmpty();
    }

    internal static Task<Answer> Try(Browser browser, string email, string password) =>
        browser.SignIn(email, password);

    private static string Plain(Answer page, string email) =>
        Tokens().Replace(page.Text, "").Replace(email, "", StringComparison.Ordinal);

    [GeneratedRegex("name=\"_(form|once)\" value=\"[^\"]+\"", RegexOptions.None, 1000)]
    private static partial Regex Tokens();

    public sealed class Sqlite(OnSqlite shared) : GuessingTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : GuessingTests(shared),
            IClassFixture<OnPostgres>;
}

/// <summary>Guessing from one address.</summary>
public sealed class GuessingAddressTests
{
    [Fact]
    public async Task Too_many_wrong_tries_from_one_address_wait_whoever_they_are_for()
    {
        await using var app = await VidimusApp.Start(
            new()
            {
                Settings = new Dictionary<string, string> { ["Limits:FailuresPerAddress"] = "6" },
            }
        );
        var (before, after) = (await app.Member(), await app.NewMember());
        for (var i = 0; i < 6; i++)
            (await new Browser(app).SignIn($"nobody{i}@example.org", "four wrong words")).Should(
                401
            );
        var told = await after.Browser.SignIn(after.Email, after.Password);
        told.Should(429);
        told.Number("Retry-After").ShouldBeInRange(1, 65);
        // Who was right here before is not shut out with them.
        (await new Browser(app).SignIn(before.Email, before.Password)).Should(303);
        app.Advance(TimeSpan.FromSeconds(66));
        (await after.Browser.SignIn(after.Email, after.Password)).Should(303);
    }

    [Fact]
    public async Task Whatever_hashes_a_password_or_keeps_something_for_a_stranger_weighs_more_than_a_look()
    {
        await using var app = await VidimusApp.Start(
            new()
            {
                Settings = new Dictionary<string, string>
                {
                    ["Limits:PublicRequestsPerMinute"] = "25",
                },
            }
        );
        (HttpMethod Method, string Path, int Weight)[] routes =
        [
            (HttpMethod.Post, "/sign-in", 10),
            (HttpMethod.Post, "/sign-in/reset/a-link", 10),
            (HttpMethod.Post, "/setup/a-link", 10),
            (HttpMethod.Post, "/account/prove", 10),
            (HttpMethod.Post, "/account/password", 10),
            (HttpMethod.Post, "/sign-in/passkey/options", 5),
            (HttpMethod.Get, "/sign-in/with/1", 5),
            (HttpMethod.Get, "/oauth/authorize", 3),
        ];
        foreach (var (method, path, weight) in routes)
        {
            app.Advance(TimeSpan.FromSeconds(66));
            var passed = 0;
            while (passed < 26 && (await new Browser(app).Send(new(method, path))).Status != 429)
                passed++;
            passed.ShouldBe(25 / weight, path);
        }
        // A client sends a person there: what is too much is told as a page.
        var page = (await new Browser(app).Get("/oauth/authorize")).Should(429);
        page.MediaType.ShouldBe("text/html");
        page.Text.ShouldContain("load the page again");
    }
}
