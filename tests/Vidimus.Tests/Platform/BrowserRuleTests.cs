using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Vidimus.Platform.Http;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>
/// What every answer tells a browser: who may frame it, which pages may read it, who may keep it, and that nothing of its
/// address is passed on. Over all routes as the running server lists them, so that a new one is looked at by itself.
/// </summary>
public sealed partial class BrowserRuleTests(OnSqlite shared)
    : Scenario(shared),
        IClassFixture<OnSqlite>
{
    /// <summary>What pages of other sites may read: public documents and the verifier, nothing that belongs to a caller.</summary>
    private static readonly string[] ReadableByAll =
    [
        "/.well-known/jwks.json",
        "/credential/{id}",
        "/v1/verifications",
        "/verify/{id}",
        "/verify/{id}/document",
    ];

    /// <summary>Beginnings of paths that live by a browser's cookies.</summary>
    private static readonly string[] Pages =
    [
        "/portal",
        "/account",
        "/sign-",
        "/setup",
        "/join",
        "/oauth/authorize",
        "/c/",
    ];

    [Fact]
    public async Task X2_exactly_the_badge_may_be_framed_and_no_answer_to_a_stranger_sets_a_session()
    {
        var framed = new HashSet<string>();
        var looked = 0;
        await foreach (var (_, route, answer) in Answers())
        {
            looked++;
            var ancestors = Ancestors()
                .Matches(answer["Content-Security-Policy"] ?? "")
                .Select(m => m.Groups[1].Value.Trim())
                .ToList();
            ancestors.Count.ShouldBe(1, route);
            if (ancestors[0] != "'none'")
                framed.Add($"{route} {ancestors[0]}");
            (answer["Set-Cookie"] ?? "").ShouldNotContain("session", customMessage: route);
        }
        looked.ShouldBeGreaterThan(80);
        framed.ShouldBe(["/badge/{id} *"]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("https://example.org")]
    [InlineData("SELF.evil.example")]
    [InlineData("https://evil-localhost")]
    [InlineData("SELF")]
    public async Task X5_no_origin_is_let_in_by_name_and_none_with_credentials(string origin)
    {
        origin = origin.Replace("SELF", App.PublicUrl, StringComparison.Ordinal);
        var open = new HashSet<string>();
        (string, string)[] asking = [("Origin", origin), ("Cookie", "vidimus-session=x")];
        await foreach (var (_, route, answer) in Answers(asking))
            Look(route, answer);
        foreach (var (method, route, path) in await Routes())
            Look(
                route,
                await App.Send(
                    HttpMethod.Options,
                    path,
                    null,
                    null,
                    [
                        .. asking,
                        ("Access-Control-Request-Method", method.Method),
                        ("Access-Control-Request-Headers", "authorization,content-type"),
                    ]
                )
            );
        open.Where(r => !IsPublic(r)).ShouldBeEmpty("what needs a caller is read by no other page");
        open.Where(r => Pages.Any(p => r.StartsWith(p, StringComparison.Ordinal)))
            .ShouldBeEmpty("what a browser signs in to is read by no other page");
        ReadableByAll.Except(open).ShouldBeEmpty();

        void Look(string route, Answer answer)
        {
            answer["Access-Control-Allow-Credentials"].ShouldBeNull(route);
            var allowed = answer["Access-Control-Allow-Origin"];
            allowed.ShouldBeOneOf([null, "*"], route);
            if (allowed is not null)
                open.Add(route);
        }
    }

    [Fact]
    public async Task X7_answers_to_a_caller_are_kept_by_nobody_and_paths_cannot_be_dressed_up()
    {
        var programme = await Programme.Start(App);
        var routes = 0;
        foreach (var (method, route, path) in await Routes())
        {
            if (method != HttpMethod.Get)
                continue;
            // There are more routes than a key may ask for in a minute.
            if (++routes % 20 == 0)
                App.Advance(TimeSpan.FromMinutes(1));
            var own = await App.Get(path, programme.Key.Secret, ("Accept", "text/html, */*"));
            own.Status.ShouldNotBe(429, route);
            if (!IsPublic(route))
                own["Cache-Control"].ShouldBe("no-store", route);
            foreach (var dress in (string[])["/x.css", "%2Fx.css", ";x.css", "/x.js?y.css"])
            {
                var dressed = await App.Get(
                    path.Split('?')[0].TrimEnd('/') + dress,
                    programme.Key.Secret,
                    ("Accept", "text/css, */*")
                );
                var why = $"{route} as {dress}: {dressed.Status}";
                if (dressed.Status < 400)
                    dressed.Text.ShouldBe(own.Text, why); // a parameter that takes anything is the same page
                if (dressed.Status >= 400)
                    dressed["Cache-Control"].ShouldBeOneOf(["no-store", "public, max-age=60"], why);
                dressed.MediaType.ShouldNotBe("text/css", why);
            }
        }
        var issued = await programme.Issue();
        foreach (
            var path in (string[])
                [
                    $"/verify/{issued.Id}/x.css",
                    $"/verify/{issued.Id}.css",
                    $"/credential/{issued.Uuid}/x.css",
                    $"/badge/{issued.Id}/x.css",
                    $"/badge/{issued.Id}.css",
                    "/v1/auth/me/x.css",
                    "/portal/x.css",
                ]
        )
            (await App.Get(path, programme.Key.Secret)).Status.ShouldBeOneOf([404, 401, 303], path);
    }

    [Fact]
    public async Task X7_what_differs_by_language_or_kind_says_so()
    {
        var differing = 0;
        foreach (var (method, route, path) in await Routes())
        {
            if (method != HttpMethod.Get || !IsPublic(route))
                continue;
            var html = await App.Get(path, null, ("Accept", "text/html"));
            var json = await App.Get(path, null, ("Accept", "application/json"));
            var german = await App.Get(
                path,
                null,
                ("Accept", "text/html"),
                ("Accept-Language", "de")
            );
            var vary = (html["Vary"] ?? "").Split(',', StringSplitOptions.TrimEntries);
            if (html.MediaType != json.MediaType)
                vary.ShouldContain("Accept", route);
            if (html["Content-Language"] != german["Content-Language"])
            {
                vary.ShouldContain("Accept-Language", route);
                differing++;
            }
        }
        differing.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task X9_no_address_is_passed_on_and_no_link_of_the_public_pages_holds_more_than_an_id()
    {
        await foreach (var (_, route, answer) in Answers())
            // None tells another site a path, in which an id or a token could stand; with the first, forms would come from
            // the origin "null", and so pages with forms have one of the others.
            answer["Referrer-Policy"]
                .ShouldBeOneOf(["no-referrer", "same-origin", "strict-origin"], route);
        var issued = await (await Programme.Start(App)).Issue();
        foreach (
            var path in (string[])
                [
                    "/verify",
                    $"/verify/{issued.Id}",
                    $"/verify/{issued.Id}/report",
                    $"/badge/{issued.Id}",
                ]
        )
        {
            var page = (await App.Get(path, null, ("Accept", "text/html"))).Should(200);
            foreach (Match link in Links().Matches(page.Text))
            {
                var to = new Uri(App.Url, System.Net.WebUtility.HtmlDecode(link.Groups[1].Value));
                to.Authority.ShouldBe(App.Url.Authority, $"{path}: {to}");
                to.Query.ShouldMatch("^(\\?form=[a-z-]+)?$", $"{path}: {to}");
                to.UserInfo.ShouldBeEmpty();
            }
        }
    }

    private async IAsyncEnumerable<(HttpMethod, string, Answer)> Answers(
        params (string, string)[] headers
    )
    {
        foreach (var (method, route, path) in await Routes())
            yield return (
                method,
                route,
                await App.Send(method, path, null, null, [("Accept", "text/html, */*"), .. headers])
            );
    }

    /// <summary>Every route with a path that leads to it: ids are those of a credential that there is.</summary>
    private async Task<List<(HttpMethod Method, string Route, string Path)>> Routes()
    {
        var issued = await (await Programme.Start(App)).Issue();
        return
        [
            .. from route in App.Inside.Routes
            let pattern = Pattern(route)
            from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            where method is not ("HEAD" or "OPTIONS")
            select (new HttpMethod(method), pattern, Parameters().Replace(pattern, issued.Id)),
        ];
    }

    private static string Pattern(RouteEndpoint route) =>
        "/" + (route.RoutePattern.RawText ?? "").TrimStart('/');

    private bool IsPublic(string pattern) =>
        App.Inside.Routes.Any(r =>
            Pattern(r) == pattern && r.Metadata.GetMetadata<PublicRoute>() is not null
        );

    [GeneratedRegex("frame-ancestors ([^;]*)")]
    private static partial Regex Ancestors();

    [GeneratedRegex("\\{[^}]*\\}")]
    private static partial Regex Parameters();

    [GeneratedRegex("(?:href|src|action)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
