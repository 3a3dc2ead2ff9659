using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Sessions begin with a new secret, end when they should, and are nobody else's.</summary>
public abstract class SessionTests(SharedApp shared) : Scenario(shared)
{
    private const string Cookie = "vidimus-session";

    [Fact]
    public async Task X6_a_secret_known_before_signing_in_opens_nothing_afterwards()
    {
        var member = await App.NewMember();
        var known = new string('a', 43);
        member.Browser.Cookies[Cookie] = known;
        (await member.Browser.SignIn(member.Email, member.Password)).Should(303);
        var first = member.Browser.Cookies[Cookie];
        first.ShouldNotBe(known);
        (await With(known)).ShouldBeFalse();
        (await With(first)).ShouldBeTrue();

        // The same browser signs in again: what it had before is over.
        member.Browser.Cookies.Remove(Cookie);
        await member.Browser.Open("/sign-in");
        member.Browser.Cookies[Cookie] = first;
        (
            await member.Browser.Post(
                "/sign-in",
                ("email", member.Email),
                ("password", member.Password)
            )
        ).Should(303);
        member.Browser.Cookies[Cookie].ShouldNotBe(first);
        (await With(first)).ShouldBeFalse();
    }

    [Fact]
    public async Task X6_the_cookie_is_unreadable_to_scripts_and_goes_to_this_host_alone()
    {
        var member = await App.NewMember();
        await member.Browser.SignIn(member.Email, member.Password);
        var cookie = member.Browser.SetCookies.Single(c =>
            c.StartsWith(Cookie + "=", StringComparison.Ordinal)
        );
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldContain("path=/");
        cookie.ShouldNotContain("domain");
        cookie.ShouldNotContain("max-age");
    }

    [Fact]
    public async Task X6_signing_out_ends_the_session_itself_and_its_tokens()
    {
        var member = await App.Member();
        var (secret, token) = (member.Browser.Cookies[Cookie], await member.Token());
        (await App.Get("/v1/auth/me", token)).Should(200);
        (await member.Browser.Submit("/account", "/sign-out")).Should(303);
        member.Browser.Cookies.ShouldNotContainKey(Cookie);
        (await With(secret)).ShouldBeFalse();
        (await App.Get("/v1/auth/me", token)).ShouldBeProblem(401, "AUTH_SESSION_ENDED");
    }

    [Fact]
    public async Task X6_of_several_sessions_one_or_all_can_be_ended()
    {
        var member = await App.Member();
        var other = new Browser(App)
        {
            UserAgent =
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
        };
        (await other.SignIn(member.Email, member.Password)).Should(303);
        var page = (await member.Browser.Get("/account")).Should(200).Text;
        page.ShouldContain("Chrome on Linux");
        page.ShouldContain("Safari on iPhone");
        var id = System
            .Text.RegularExpressions.Regex.Match(page, "name=\"id\" value=\"(ses_[0-9a-z]+)\"")
            .Groups[1]
            .Value;
        (await member.Browser.Post("/account/sessions/end", ("id", id))).Should(303);
        (await other.Get("/account")).Should(303);
        (await member.Browser.Get("/account")).Should(200);

        (await other.SignIn(member.Email, member.Password)).Should(303);
        (await member.Browser.Submit("/account", "/account/sessions/end-all")).Should(303);
        (await other.Get("/account")).Should(303);
        (await member.Browser.Get("/account")).Should(303);
        (
            await App.Get(
                $"/v1/audit?resourceId={member.Id}&kind=member.sessions-ended",
                member.Issuer.Live.Secret
            )
        )
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_ends_or_sees_the_sessions_of_somebody_else()
    {
        var (mine, theirs) = (await App.Member(), await App.Member());
        var store = new Store(App.Folder, App.ConnectionString);
        var id = (string)
            (
                await store.Query(
                    "SELECT id FROM access_sessions WHERE member_id = @m",
                    ("m", theirs.Id)
                )
            )[0][0]!;
        (await mine.Browser.Submit("/account", "/account/sessions/end", ("id", id))).Should(404);
        (await theirs.Browser.Get("/account")).Should(200).Text.ShouldNotContain(mine.Email);
    }

    [Fact]
    public async Task A_changed_role_and_a_removal_have_effect_at_the_next_request()
    {
        var owner = await App.Member();
        await owner.Look("live");
        var member = await App.Member("admin", owner.Issuer);
        var token = await member.Token();
        (await App.Get("/v1/keys", token)).Should(200);
        (
            await App.Patch(
                $"/v1/members/{member.Id}",
                await owner.Token(),
                new { role = "viewer" }
            )
        ).Should(200);
        (await App.Get("/v1/keys", token)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await App.Get("/v1/groups", token)).Should(200);
        var removed = await App.Delete($"/v1/members/{member.Id}", await owner.Token());
        removed.Status.ShouldBeInRange(200, 204);
        (await App.Get("/v1/groups", token)).ShouldBeProblem(401, "AUTH_NOT_A_MEMBER");
        (await member.Browser.Get("/portal")).Should(303);
    }

    [Fact]
    public async Task A_session_ended_on_one_node_is_refused_on_the_other_at_once()
    {
        var member = await App.Member();
        await using var beside = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var token = await member.Token();
        var elsewhere = new Browser(beside);
        foreach (var (name, value) in member.Browser.Cookies)
            elsewhere.Cookies[name] = value;
        (await elsewhere.Get("/account")).Should(200);
        (await beside.Get("/v1/auth/me", token)).Should(200);
        (await member.Browser.Submit("/account", "/account/sessions/end-all")).Should(303);
        (await beside.Get("/v1/auth/me", token)).ShouldBeProblem(401, "AUTH_SESSION_ENDED");
        (await elsewhere.Get("/account")).Should(303);
    }

    [Fact]
    public async Task Members_have_a_rate_limit_of_their_own()
    {
        var member = await App.Member();
        var me = await App.Get("/v1/auth/me", await member.Token());
        me["RateLimit-Policy"].ShouldBe("\"default\";q=1200;w=60");
    }

    private async Task<bool> With(string secret)
    {
        var browser = new Browser(App);
        browser.Cookies[Cookie] = secret;
        return (await browser.Get("/account")).Status == 200;
    }

    public sealed class Sqlite(OnSqlite shared) : SessionTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SessionTests(shared),
            IClassFixture<OnPostgres>;
}

/// <summary>Sessions over https.</summary>
public sealed class SecureSessionTests
{
    [Fact]
    public async Task X6_over_https_cookies_belong_to_the_very_host_and_others_of_the_same_name_are_not_taken()
    {
        await using var app = await VidimusApp.Start(new() { Tls = true });
        using var handler = new HttpClientHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            ServerCertificateCustomValidationCallback =
                HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var http = new HttpClient(handler) { BaseAddress = app.Url };
        var set = (await http.GetAsync("/sign-in")).Headers.GetValues("Set-Cookie").Single();
        set.ShouldStartWith("__Host-vidimus-form=");
        set.ShouldContain("secure");
        set.ShouldContain("path=/");
        set.ShouldNotContain("domain");
        var pair = set.Split(';')[0];
        var secret = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var shown = await Get($"__Host-vidimus-form={secret}");
        // A sub-domain can set a cookie for the whole domain, but none with the prefix.
        var tossed = await Get($"vidimus-form={secret}; __Secure-vidimus-form={secret}");
        Token(shown).ShouldBe(Token(await Get($"__Host-vidimus-form={secret}")));
        Token(tossed).ShouldNotBe(Token(shown));

        async Task<string> Get(string cookie)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
            return await (await http.SendAsync(request)).Content.ReadAsStringAsync();
        }
    }

    private static string Token(string page) =>
        System
            .Text.RegularExpressions.Regex.Match(page, "name=\"_form\" value=\"([^\"]+)\"")
            .Groups[1]
            .Value;
}

/// <summary>When sessions end by themselves.</summary>
public sealed class SessionTimeTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task X6_a_session_ends_when_nobody_looks_and_after_its_time_in_any_case(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Members:SessionIdle"] = "00:05:00",
                    ["Members:SessionLifetime"] = "00:14:00",
                },
            }
        );
        var idle = await app.Member();
        app.Advance(TimeSpan.FromSeconds(299));
        (await idle.Browser.Get("/account")).Should(200);
        app.Advance(TimeSpan.FromSeconds(299));
        (await idle.Browser.Get("/account")).Should(200);
        var early = await idle.Token();
        app.Advance(TimeSpan.FromSeconds(301));
        (await idle.Browser.Get("/account")).Should(303);
        (await app.Get("/v1/auth/me", early)).ShouldBeProblem(401, "AUTH_SESSION_ENDED");

        var busy = await app.Member();
        for (var i = 0; i < 3; i++)
        {
            app.Advance(TimeSpan.FromMinutes(4));
            (await busy.Browser.Get("/account")).Should(200);
        }
        var token = await busy.Token();
        app.Advance(TimeSpan.FromMinutes(2));
        (await busy.Browser.Get("/account")).Should(303);
        (await app.Get("/v1/auth/me", token)).ShouldBeProblem(401, "AUTH_SESSION_ENDED");
    }
}
