using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>What holds at every address: shapes of refusals, headers, caches, redirects, transport.</summary>
public abstract class SurfaceTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : SurfaceTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SurfaceTests(shared),
            IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/keys/a/b/c")]
    [InlineData("/v2/keys")]
    [InlineData("/oauth/nothing")]
    [InlineData("/.well-known/nothing")]
    [InlineData("/.env")]
    [InlineData("/api/v2/health")]
    public async Task An_unknown_address_is_404_in_the_native_shape(string path) =>
        (await App.Get(path)).ShouldBeProblem(404, "NOT_FOUND");

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1")]
    [InlineData("/API/V1/nothing")]
    public async Task An_unknown_address_under_api_v1_is_404_in_Veritys_shape(string path)
    {
        var answer = (await App.Get(path)).Should(404);
        answer.At("success").ShouldBe("false");
        answer.At("error", "code").ShouldBe("RESOURCE_NOT_FOUND");
        answer.At("meta", "request_id").ShouldBe(answer["X-Request-Id"]);
        answer["x-vc-request-id"].ShouldBe(answer["X-Request-Id"]);
    }

    [Theory]
    [InlineData("DELETE", "/v1/keys")]
    [InlineData("PUT", "/v1/keys")]
    [InlineData("TRACE", "/v1/auth/me")]
    [InlineData("OPTIONS", "/v1/auth/me")]
    [InlineData("POST", "/health")]
    [InlineData("FROBNICATE", "/v1/keys")]
    public async Task A_method_that_an_address_does_not_take_is_405_with_those_it_takes(
        string method,
        string path
    )
    {
        var answer = await App.Send(new HttpMethod(method), path);
        answer.ShouldBeProblem(405, "METHOD_NOT_ALLOWED")["Allow"].ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_method_override_is_not_heeded()
    {
        var issuer = await App.NewOrganization();
        (
            await App.Get(
                "/v1/auth/me",
                issuer.Live.Secret,
                ("X-HTTP-Method-Override", "DELETE"),
                ("X-HTTP-Method", "DELETE")
            )
        ).Should(200);
    }

    [Theory]
    [InlineData("/health/")]
    [InlineData("/health/live/")]
    [InlineData("/api/v1/health/")]
    [InlineData("/oauth/jwks/")]
    public async Task A_slash_at_the_end_changes_nothing(string path) =>
        (await App.Get(path)).Should(200);

    [Fact]
    public async Task A_slash_at_the_end_changes_nothing_with_a_key_either()
    {
        var issuer = await App.NewOrganization();
        (await App.Get("/v1/keys/", issuer.Live.Secret)).Should(200);
        (await App.Get($"/v1/keys/{issuer.Live.Id}/", issuer.Live.Secret)).Should(200);
        (await App.Get("/v1/auth/me/")).ShouldBeProblem(401, "AUTH_MISSING");
    }

    [Fact]
    public async Task Every_answer_has_its_request_id_and_closed_headers()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var (path, key) in new[]
            {
                ("/v1/auth/me", issuer.Live.Secret),
                ("/v1/auth/me", null),
                ("/health", null),
                ("/openapi.json", null),
                ("/nothing", null),
                ("/api/v1/health", null),
                ("/setup/unknown", null),
            }
        )
        {
            var answer = await App.Get(path, key);
            answer["X-Request-Id"].ShouldNotBeNull().ShouldMatch("^req_[0-9a-hjkmnp-tv-z]{26}$");
            answer["X-Content-Type-Options"].ShouldBe("nosniff");
            // Forms of pages need to say where they come from; see decision 26.
            answer["Referrer-Policy"]
                .ShouldBe(path == "/setup/unknown" ? "same-origin" : "no-referrer");
            answer["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("default-src 'none'");
            answer["Server"].ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_request_id_of_the_caller_is_not_taken_over()
    {
        var answer = await App.Get("/health", null, ("X-Request-Id", "req_mine"));
        answer["X-Request-Id"].ShouldNotBe("req_mine");
    }

    [Fact]
    public async Task X7_what_needs_a_key_is_never_stored_by_a_cache_and_has_no_other_names()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var path in new[]
            {
                "/v1/auth/me",
                "/v1/keys",
                $"/v1/keys/{issuer.Live.Id}",
                "/v1/organization",
                "/v1/keys/unknown",
            }
        )
            (await App.Get(path, issuer.Live.Secret))["Cache-Control"].ShouldBe("no-store");
        foreach (
            var trick in new[]
            {
                "/v1/auth/me/x.css",
                "/v1/auth/me;x.css",
                "/v1/auth/me%2Fx.css",
                "/v1/auth/me.css",
                "/v1/auth/me%3Fx.css",
                "/v1/auth/me%00",
                "/v1/keys/x/..;/me",
                "/assets/..%2f..%2fv1/auth/me",
            }
        )
            (await App.Get(trick, issuer.Live.Secret)).Status.ShouldBeOneOf(400, 404);
    }

    [Fact]
    public async Task X4_nothing_redirects_to_another_place()
    {
        foreach (
            var path in new[]
            {
                "//evil.example",
                "//evil.example/docs",
                "/\\evil.example",
                "/docs//evil.example",
                "/docs/..//evil.example",
                "/setup//evil.example",
                "/%2f%2fevil.example",
                "/docs?next=//evil.example",
                "/@evil.example",
                "/health//evil.example",
                "http://evil.example/docs",
            }
        )
        {
            var raw = await App.Raw(
                $"GET {path} HTTP/1.1\r\nHost: localhost:{App.Port}\r\nConnection: close\r\n\r\n"
            );
            foreach (
                var line in raw.Split("\r\n")
                    .Where(l => l.StartsWith("Location:", StringComparison.OrdinalIgnoreCase))
            )
                line.ShouldNotContain("evil.example");
        }
    }

    [Fact]
    public async Task X5_public_documents_may_be_read_from_any_page_and_others_from_none()
    {
        var issuer = await App.NewOrganization();
        foreach (var path in new[] { "/oauth/jwks", "/openapi.json" })
        {
            var answer = (await App.Get(path, null, ("Origin", "https://page.example"))).Should(
                200
            );
            answer["Access-Control-Allow-Origin"].ShouldBe("*");
            answer["Access-Control-Allow-Credentials"].ShouldBeNull();
        }
        foreach (
            var origin in new[] { "https://page.example", "null", App.PublicUrl + ".evil.example" }
        )
            (await App.Get("/v1/auth/me", issuer.Live.Secret, ("Origin", origin)))[
                "Access-Control-Allow-Origin"
            ]
                .ShouldBeNull();
    }

    [Fact]
    public async Task A_request_that_a_server_sent_to_itself_is_refused() =>
        (await App.Get("/health", null, ("Vidimus-Hop", "1"))).ShouldBeProblem(
            508,
            "LOOP_DETECTED"
        );

    [Fact]
    public async Task Health_names_every_check()
    {
        var health = (await App.Get("/health")).Should(200);
        health.At("status").ShouldBe("healthy", health.Text);
        foreach (var check in new[] { "configuration", "authentication", "database", "migrations" })
            health.At("checks", check, "status").ShouldBe("healthy");
        (await App.Get("/health/live")).Should(200).At("status").ShouldBe("alive");
        var verity = (await App.Get("/api/v1/health")).Should(200);
        verity.At("success").ShouldBe("true");
        verity.At("data", "status").ShouldBe("healthy");
    }

    [Fact]
    public async Task H4_however_many_ask_at_once_the_server_looks_at_itself_once_a_second()
    {
        await using var app = await VidimusApp.Start(new(App.Engine) { RealTime = true });
        await Ask("/health");
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var reports = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Ask(i % 2 == 0 ? "/health" : "/api/v1/health"))
        );
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        reports.Distinct().Count().ShouldBeLessThanOrEqualTo(1 + (int)seconds);
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        reports.ShouldNotContain(await Ask("/health"));

        async Task<string?> Ask(string path)
        {
            var answer = (await app.Get(path)).Should(200);
            return answer.At("timestamp") ?? answer.At("data", "timestamp");
        }
    }

    [Fact]
    public async Task Without_a_public_address_health_says_what_is_missing()
    {
        await using var app = await VidimusApp.Start(new(App.Engine) { HasPublicUrl = false });
        var health = (await app.Get("/health")).Should(200);
        health.At("status").ShouldBe("degraded");
        health.At("checks", "configuration", "hint").ShouldNotBeNull().ShouldContain("PublicUrl");
    }

    [Fact]
    public async Task Plain_HTTP_from_another_machine_is_refused_and_a_trusted_proxy_may_say_it_was_HTTPS()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Http:TrustedProxies:0"] = "127.0.0.0/8",
                    ["Http:TrustedProxies:1"] = "::1",
                },
            }
        );
        (await app.Get("/health")).Should(200);
        (await app.Get("/health", null, ("X-Forwarded-For", "203.0.113.9"))).ShouldBeProblem(
            403,
            "TLS_REQUIRED"
        );
        (
            await app.Get(
                "/health",
                null,
                ("X-Forwarded-For", "203.0.113.9"),
                ("X-Forwarded-Proto", "http")
            )
        ).ShouldBeProblem(403, "TLS_REQUIRED");
        var secure = (
            await app.Get(
                "/health",
                null,
                ("X-Forwarded-For", "203.0.113.9"),
                ("X-Forwarded-Proto", "https")
            )
        ).Should(200);
        secure["Strict-Transport-Security"].ShouldNotBeNull();
        // Nobody is trusted here, so what such a header says counts for nothing.
        (
            await App.Get(
                "/health",
                null,
                ("X-Forwarded-For", "203.0.113.9"),
                ("X-Forwarded-Proto", "https")
            )
        )
            .Should(200)["Strict-Transport-Security"]
            .ShouldBeNull();
    }
}
