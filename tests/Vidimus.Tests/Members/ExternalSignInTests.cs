using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Signing in by an OpenID Connect provider, and everything that may be wrong with what one answers.</summary>
public sealed class ExternalSignInTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_member_links_an_account_when_asked_and_signs_in_with_it(Engine engine)
    {
        await using var stage = await Stage.Set(engine, byAddress: false);
        var member = await stage.App.Member();
        // Not linked, and the provider's word for an address counts for nothing here.
        (await stage.SignIn(new Browser(stage.App), member.Email)).Should(403);
        var location = (await member.Browser.Get("/account/external/link/0")).Should(302)[
            "Location"
        ]!;
        var asked = (await member.Browser.Get(stage.Answer(location, "one", member.Email))).Should(
            200
        );
        foreach (
            var shown in new[] { "Stand-in", member.Email, "127.0.0.1", "without your password" }
        )
            asked.Text.ShouldContain(shown);
        asked["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("frame-ancestors 'none'");
        // O7: going there granted nothing yet.
        (await stage.SignIn(new Browser(stage.App), null, "one")).Should(403);
        var token = member.Browser.FormToken!;
        var twice = await Task.WhenAll(Confirm(member, token), Confirm(member, token));
        twice.Select(a => a["Location"]).ShouldContain("/account/external");
        (await stage.Links()).ShouldBe(1);
        var browser = new Browser(stage.App);
        (await stage.SignIn(browser, null, "one")).Should(303)["Location"].ShouldBe("/portal");
        (await browser.Get("/portal")).Should(200).Text.ShouldContain(member.Issuer.Name);
        stage.Provider.LastAuthorization.ShouldStartWith("Basic ");
        // Unlinked, it opens nothing more.
        await member.Browser.Get("/account/external");
        (
            await member.Browser.Post(
                "/account/external/remove",
                ("issuer", stage.Provider.Issuer),
                ("subject", "one")
            )
        ).Should(303);
        (await stage.SignIn(new Browser(stage.App), null, "one")).Should(403);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_verified_address_is_enough_only_where_the_setting_says_so(Engine engine)
    {
        await using var stage = await Stage.Set(engine, byAddress: true);
        var member = await stage.App.NewMember();
        // Not confirmed here: somebody else may have written it down.
        (await stage.SignIn(new Browser(stage.App), member.Email, "two")).Should(403);
        await stage.App.Execute(
            $"UPDATE access_members SET email_confirmed_at = created_at WHERE id = '{member.Id}'"
        );
        (await stage.SignIn(new Browser(stage.App), member.Email, "two", verified: false)).Should(
            403
        );
        (await stage.SignIn(new Browser(stage.App), "other@example.org", "three")).Should(403);
        (await stage.SignIn(new Browser(stage.App), member.Email, "two")).Should(303);
        // From then on by the account, whatever its address becomes.
        (await stage.SignIn(new Browser(stage.App), "changed@example.org", "two")).Should(303);
        await stage.App.Execute("UPDATE access_members SET disabled_at = created_at");
        (await stage.SignIn(new Browser(stage.App), null, "two")).Should(403);
    }

    [Fact]
    public async Task O6_what_a_provider_answers_wrong_signs_nobody_in()
    {
        await using var stage = await Stage.Set(Engine.Sqlite, byAddress: true);
        var member = await stage.App.NewMember();
        await stage.App.Execute("UPDATE access_members SET email_confirmed_at = created_at");
        var provider = stage.Provider;
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var shared = new SigningCredentials(
            new SymmetricSecurityKey(
                Encoding.UTF8.GetBytes(StandInProvider.ClientSecret.PadRight(32, '.'))
            ),
            "HS256"
        );
        (string Why, Action<Dictionary<string, object>> Spoil, SigningCredentials? With)[] wrong =
        [
            ("another nonce", c => c["nonce"] = "another", provider.Ec),
            ("no nonce", c => c.Remove("nonce"), provider.Ec),
            ("another issuer", c => c["iss"] = "https://evil.example", provider.Ec),
            ("an issuer with a slash", c => c["iss"] = provider.Issuer + "/", provider.Ec),
            ("another audience", c => c["aud"] = "another", provider.Ec),
            (
                "an audience more",
                c => c["aud"] = new[] { StandInProvider.ClientId, "another" },
                provider.Ec
            ),
            ("another party", c => c["azp"] = "another", provider.Ec),
            ("expired", c => c["exp"] = Seconds(stage, -10), provider.Ec),
            ("no end", c => c.Remove("exp"), provider.Ec),
            ("not yet", c => c["nbf"] = Seconds(stage, 10), provider.Ec),
            ("made in the future", c => c["iat"] = Seconds(stage, 10), provider.Ec),
            ("made long ago", c => c["iat"] = Seconds(stage, -100), provider.Ec),
            ("nobody", c => c["sub"] = "", provider.Ec),
            ("not signed", _ => { }, null),
            (
                "by another key",
                _ => { },
                new(new ECDsaSecurityKey(foreign) { KeyId = "ec" }, "ES256")
            ),
            ("by the shared secret", _ => { }, shared),
        ];
        foreach (var (why, spoil, with) in wrong)
        {
            var browser = new Browser(stage.App);
            var location = (await browser.Get("/sign-in/with/0")).Should(302)["Location"]!;
            var back = stage.Answer(
                location,
                "spoilt",
                member.Email,
                spoil,
                with,
                signed: with is not null
            );
            (await browser.Get(back)).Status.ShouldBe(400, why);
            (await browser.Get("/portal")).Status.ShouldBe(303, why);
        }
        // Right ones by both kinds of keys, so that it was not the rest that was wrong.
        foreach (var with in new[] { provider.Ec, provider.Rsa })
        {
            var browser = new Browser(stage.App);
            var location = (await browser.Get("/sign-in/with/0")).Should(302)["Location"]!;
            (await browser.Get(stage.Answer(location, "right", member.Email, with: with))).Should(
                303
            );
        }
    }

    [Fact]
    public async Task O6_an_answer_is_taken_once_in_the_browser_that_asked_and_from_the_provider_that_was_asked()
    {
        await using var stage = await Stage.Set(Engine.Sqlite, byAddress: true);
        var member = await stage.App.NewMember();
        await stage.App.Execute("UPDATE access_members SET email_confirmed_at = created_at");
        async Task Refused(Func<string, string> spoil)
        {
            var browser = new Browser(stage.App);
            var location = (await browser.Get("/sign-in/with/0")).Should(302)["Location"]!;
            var answer = (
                await browser.Get(spoil(stage.Answer(location, "x", member.Email)))
            ).Should(400);
            answer["Location"].ShouldBeNull();
            (await browser.Get("/portal")).Should(303);
        }
        await Refused(back => Set(back, "iss", "https://evil.example"));
        await Refused(back => Set(back, "iss", null));
        await Refused(back => Set(back, "state", "another"));
        await Refused(back => Set(back, "state", null));
        await Refused(back => Set(back, "code", null));
        await Refused(back => Set(back, "code", "unknown"));
        await Refused(back => Set(Set(back, "code", null), "error", "access_denied"));
        // Begun in one browser, ended in another: a link from somebody who wants to be signed in as.
        var first = new Browser(stage.App);
        var begun = (await first.Get("/sign-in/with/0")).Should(302)["Location"]!;
        var round = stage.Answer(begun, "x", member.Email);
        var other = new Browser(stage.App);
        (await other.Get(round)).Should(400);
        await other.Get("/sign-in/with/0");
        (await other.Get(round)).Should(400);
        // Once.
        (await first.Get(round)).Should(303);
        (await first.Get(round)).Should(400);
        var late = new Browser(stage.App);
        var old = (await late.Get("/sign-in/with/0")).Should(302)["Location"]!;
        stage.App.Advance(TimeSpan.FromMinutes(11));
        (await late.Get(stage.Answer(old, "x", member.Email))).Should(400);
    }

    [Fact]
    public async Task What_is_sent_to_the_provider_is_bound_and_leads_back_here_alone()
    {
        await using var stage = await Stage.Set(Engine.Sqlite, byAddress: false);
        var browser = new Browser(stage.App);
        (await browser.Get("/sign-in")).Should(200).Text.ShouldContain("Sign in with Stand-in");
        var location = (await browser.Get("/sign-in/with/0?return=//evil.example")).Should(302)[
            "Location"
        ]!;
        location.ShouldStartWith(stage.Provider.Issuer + "/authorize?");
        var asked = QueryHelpers.ParseQuery(new Uri(location).Query);
        asked["response_type"].ToString().ShouldBe("code");
        asked["code_challenge_method"].ToString().ShouldBe("S256");
        asked["redirect_uri"].ToString().ShouldBe(stage.App.PublicUrl + "/sign-in/callback");
        asked["state"].ToString().Length.ShouldBe(43);
        asked["nonce"].ToString().Length.ShouldBe(43);
        browser.SetCookies.ShouldAllBe(c =>
            c.Contains("httponly", StringComparison.OrdinalIgnoreCase)
            && c.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase)
        );
        (await browser.Get("/sign-in/with/7")).Should(404);
        (await new Browser(stage.App).Get("/account/external/link/0")).Should(303);
    }

    [Fact]
    public async Task S1_a_provider_on_a_private_address_is_not_asked()
    {
        await using var provider = await StandInProvider.Start();
        var options = provider.Options(Engine.Sqlite, false);
        await using var app = await VidimusApp.Start(
            options with
            {
                Settings = options
                    .Settings.Where(s => s.Key != "Outgoing:AllowedNetworks:0")
                    .ToDictionary(),
            }
        );
        (await new Browser(app).Get("/sign-in/with/0")).Should(503);
    }

    private static Task<Answer> Confirm(Member member, string token) =>
        member.Browser.Send(
            new(HttpMethod.Post, "/account/external/confirm")
            {
                Content = VidimusApp.Form(("_form", token)),
            }
        );

    private static long Seconds(Stage stage, int minutes) =>
        stage.App.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();

    private static string Set(string path, string name, string? value)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        var query = QueryHelpers
            .ParseQuery(path[at..])
            .Where(q => q.Key != name)
            .ToDictionary(q => q.Key, q => (string?)q.Value.ToString());
        if (value is not null)
            query[name] = value;
        return QueryHelpers.AddQueryString(path[..at], query);
    }

    /// <summary>A server and the provider that it knows.</summary>
    private sealed record Stage(VidimusApp App, StandInProvider Provider) : IAsyncDisposable
    {
        public static async Task<Stage> Set(Engine engine, bool byAddress)
        {
            Testing.Engines.Demand(engine);
            var provider = await StandInProvider.Start();
            return new(await VidimusApp.Start(provider.Options(engine, byAddress)), provider);
        }

        /// <summary>Where the provider would send the browser back to.</summary>
        public string Answer(
            string location,
            string subject,
            string? email,
            Action<Dictionary<string, object>>? spoil = null,
            SigningCredentials? with = null,
            bool signed = true
        )
        {
            var asked = QueryHelpers.ParseQuery(new Uri(location).Query);
            var claims = Provider.Claims(
                asked["nonce"].ToString(),
                App.Clock.GetUtcNow(),
                subject,
                email
            );
            spoil?.Invoke(claims);
            var code = Provider.Code(
                location,
                () => StandInProvider.Sign(claims, signed ? with ?? Provider.Ec : null)
            );
            return QueryHelpers.AddQueryString(
                "/sign-in/callback",
                new Dictionary<string, string?>
                {
                    ["code"] = code,
                    ["state"] = asked["state"].ToString(),
                    ["iss"] = Provider.Issuer,
                }
            );
        }

        public async Task<Answer> SignIn(
            Browser browser,
            string? email,
            string subject = "nobody",
            bool verified = true
        )
        {
            var location = (await browser.Get("/sign-in/with/0")).Should(302)["Location"]!;
            return await browser.Get(
                Answer(
                    location,
                    subject,
                    email,
                    claims =>
                    {
                        if (!verified)
                            claims["email_verified"] = false;
                    }
                )
            );
        }

        public async Task<long> Links() =>
            Convert.ToInt64(
                (await App.Query("SELECT count(*) FROM access_external_accounts"))[0][0],
                System.Globalization.CultureInfo.InvariantCulture
            );

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }
}
