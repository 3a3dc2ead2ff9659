using System.Text;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Other sites can cause requests of a signed-in browser, and get nothing done by them.</summary>
public abstract class CrossSiteTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task X3_no_form_is_taken_that_was_not_sent_from_our_page_in_this_browser()
    {
        var member = await App.Member();
        var stranger = new Browser(App);
        await stranger.Get("/sign-in");
        var theirs = stranger.FormToken!;
        await member.Browser.Get("/account");
        var own = member.Browser.FormToken!;
        foreach (var path in Forms())
        {
            (await Post(path, null)).Status.ShouldBe(403, $"{path} without a token");
            (await Post(path, theirs)).Status.ShouldBe(
                403,
                $"{path} with a token of another browser"
            );
            (await Post(path, own, ("Origin", "https://evil.example"))).Status.ShouldBe(403, path);
            (await Post(path, own, ("Origin", "null"))).Status.ShouldBe(403, path);
            (await Post(path, own, ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(403, path);
            (await Post(path, own, ("Sec-Fetch-Site", "same-site"))).Status.ShouldBe(403, path);
            foreach (var type in new[] { "text/plain", "application/json" })
                (await Body(path, type, $$"""{"_form":"{{own}}"}""")).Status.ShouldBe(
                    403,
                    $"{path} as {type}"
                );
        }
        (await member.Browser.Get("/account")).Should(200);

        Task<Answer> Post(string path, string? token, params (string, string)[] headers)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = VidimusApp.Form(token is null ? [("a", "b")] : [("_form", token)]),
            };
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            return member.Browser.Send(request);
        }

        Task<Answer> Body(string path, string type, string text) =>
            member.Browser.Send(
                new(HttpMethod.Post, path)
                {
                    Content = new StringContent(text, Encoding.UTF8, type),
                }
            );
    }

    [Fact]
    public async Task X3_no_other_method_stands_for_a_form()
    {
        var member = await App.Member();
        foreach (
            var header in new[] { "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override" }
        )
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/sign-out");
            request.Headers.Add(header, "POST");
            (await member.Browser.Send(request)).Should(405);
        }
        await member.Browser.Get("/account");
        (
            await member.Browser.Send(
                new(HttpMethod.Get, $"/sign-out?_method=POST&_form={member.Browser.FormToken}")
            )
        ).Should(405);
        (await member.Browser.Get("/account")).Should(200);
    }

    [Fact]
    public async Task X3_nobody_is_signed_in_by_another_site()
    {
        var member = await App.NewMember();
        var victim = new Browser(App);
        var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = VidimusApp.Form(("email", member.Email), ("password", member.Password)),
        };
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        (await victim.Send(request)).Should(403);
        victim.Cookies.ShouldNotContainKey("vidimus-session");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https:evil.example")]
    [InlineData("@evil.example")]
    [InlineData("/portal\r\nSet-Cookie: a=b")]
    public async Task X4_signing_in_leads_nowhere_else(string to)
    {
        var member = await App.NewMember();
        var asked = await member.Browser.Get("/sign-in?return=" + Uri.EscapeDataString(to));
        asked.Should(200).Text.ShouldNotContain("evil.example");
        (await member.Browser.SignIn(member.Email, member.Password, to))
            .Should(303)["Location"]
            .ShouldBe("/portal");
        (await member.Browser.Get("/sign-in?return=" + Uri.EscapeDataString(to)))["Location"]
            .ShouldBe("/portal");
        (
            await member.Browser.Submit(
                "/account",
                "/session/mode",
                ("mode", "live"),
                ("return", to)
            )
        )["Location"]
            .ShouldBe("/portal");
    }

    [Theory]
    [InlineData("/account")]
    [InlineData("/account/password")]
    [InlineData("/account/two-factor")]
    [InlineData("/account/prove")]
    [InlineData("/portal")]
    [InlineData("/sign-in/link")]
    public async Task X7_pages_are_kept_by_nobody_and_have_no_other_names(string path)
    {
        var member = await App.Member();
        var page = (await member.Browser.Get(path)).Should(200);
        page["Cache-Control"].ShouldBe("no-store");
        page["Content-Security-Policy"]!.ShouldContain("default-src 'none'");
        page["Content-Security-Policy"]!.ShouldContain("frame-ancestors 'none'");
        page.Text.ShouldNotContain("<script>");
        page.Text.ShouldNotContain(" style=");
        if (path.StartsWith("/sign-in", StringComparison.Ordinal))
            return;
        foreach (var trick in new[] { "/x.css", ";x.css", "%2Fx.css", "/..%2fx.css", ".css" })
            (await member.Browser.Get(path + trick)).Should(404);
    }

    private IEnumerable<string> Forms() =>
        App
            .Inside.Routes.Where(r =>
                r.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true
            )
            .Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/'))
            .Where(p =>
                p.StartsWith("/account", StringComparison.Ordinal)
                || p.StartsWith("/session", StringComparison.Ordinal)
                || p is "/sign-out"
                || p.StartsWith("/sign-in", StringComparison.Ordinal)
            )
            .Select(p => p.Replace("{token}", new string('x', 43), StringComparison.Ordinal));

    public sealed class Sqlite(OnSqlite shared) : CrossSiteTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : CrossSiteTests(shared),
            IClassFixture<OnPostgres>;
}
