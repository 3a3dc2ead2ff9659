using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>What holds at every address of the surface: who is let in, how much, and how refusals look.</summary>
public abstract class VerdacertSurfaceTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : VerdacertSurfaceTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : VerdacertSurfaceTests(shared),
            IClassFixture<OnPostgres>;

    private const string Capabilities = "/api/v1/capabilities";
    private const string Quote = "/api/v1/quote";

    [Fact]
    public async Task C1_a_key_is_shown_once_stored_as_a_digest_and_its_prefix_alone_says_the_environment()
    {
        var issuer = await App.NewOrganization();
        var sandbox = await issuer.VerdacertKey("test");
        sandbox.Secret.ShouldMatch("^vc_sandbox_[a-z2-7]{52}$");
        var quoted = (await App.Post(Quote, sandbox.Secret, Verdacert.Sample)).Should(200);
        quoted.At("isSandbox").ShouldBe("true");
        // Nothing but the prefix tells them apart: with the other one it is another key, which nobody has.
        var turned = sandbox.Secret.Replace("sandbox", "live", StringComparison.Ordinal);
        (await App.Get(Capabilities, turned)).ShouldBeError(401, "INVALID_AUTH");
        foreach (var path in (string[])["/v1/keys", $"/v1/keys/{sandbox.Id}", "/v1/audit"])
            (await App.Get(path, issuer.Live.Secret))
                .Should(200)
                .Text.ShouldNotContain(sandbox.Secret);
        // Any other key that has the scopes is as good, and a key of this family works elsewhere within its own.
        (await App.Get(Capabilities, issuer.Test.Secret)).Should(200);
        (await App.Get("/v1/auth/me", sandbox.Secret)).Should(200);
        (await App.Get("/v1/credentials", sandbox.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        var reader = (await issuer.KeyWith("credentials:read")).Secret;
        (await App.Post(Quote, reader, Verdacert.Sample)).ShouldBeError(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
    }

    [Fact]
    public async Task C2_no_header_a_wrong_key_and_a_revoked_key_are_told_apart()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.VerdacertKey();
        (await App.Get(Capabilities)).ShouldBeError(401, "MISSING_AUTH");
        foreach (
            var wrong in (string[])
                [
                    "vc_sandbox_nothing",
                    $"vc_sandbox_{new string('a', 52)}",
                    "nonsense",
                    "eyJhbGciOiJub25lIn0.e30.",
                ]
        )
            (await App.Get(Capabilities, wrong)).ShouldBeError(401, "INVALID_AUTH");
        (
            await App.Get(Capabilities, null, ("Authorization", VidimusApp.Basic("a", "b")))
        ).ShouldBeError(401, "INVALID_AUTH");
        (await App.Post($"/v1/keys/{key.Id}/suspend", issuer.Live.Secret)).Should(200);
        (await App.Get(Capabilities, key.Secret)).ShouldBeError(401, "INVALID_AUTH");
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        var revoked = (await App.Get(Capabilities, key.Secret)).ShouldBeError(401, "REVOKED_KEY");
        revoked.At("error", "retryable").ShouldBe("false");
    }

    [Fact]
    public async Task C2_under_load_nothing_that_began_after_the_revocation_was_answered_comes_in()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "A busy tenant",
                mode = "test",
                family = "vc",
                rateLimitPerMinute = 100_000,
            }
        );
        var revoked = 0;
        var (before, late) = (0, 0);
        var load = Enumerable
            .Range(0, 6)
            .Select(_ =>
                Task.Run(async () =>
                {
                    for (var after = 0; after < 5; )
                    {
                        var begun = Volatile.Read(ref revoked);
                        var answer = await App.Post(Quote, key.Secret, Verdacert.Sample);
                        if (answer.Status == 200)
                            Interlocked.Increment(ref begun == 1 ? ref late : ref before);
                        else
                            answer.ShouldBeError(401, "REVOKED_KEY");
                        after += begun;
                    }
                })
            )
            .ToArray();
        while (Volatile.Read(ref before) < 20)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        Volatile.Write(ref revoked, 1);
        await Task.WhenAll(load);
        late.ShouldBe(0);
    }

    [Theory]
    [InlineData("GET", "/api/v1/capabilities", 401)]
    [InlineData("GET", "/api/v1/quote/nothing", 404)]
    [InlineData("DELETE", "/api/v1/quote", 405)]
    [InlineData("POST", "/api/v1/capabilities", 405)]
    [InlineData("GET", "/API/V1/STATUS/", 404)]
    [InlineData("GET", "/api/v1/orders/a/b", 404)]
    [InlineData("POST", "/api/mcp", 401)]
    [InlineData("GET", "/.well-known/jwks.json", 200)]
    [InlineData("POST", "/.well-known/jwks.json", 405)]
    public async Task C3_every_answer_names_its_request(string method, string path, int status)
    {
        var answer = (
            await App.Send(new HttpMethod(method), path, null, method == "POST" ? "{}" : null)
        ).Should(status);
        answer["x-vc-request-id"].ShouldNotBeNull().ShouldBe(answer["X-Request-Id"]);
        if (path.StartsWith("/api/v1", StringComparison.OrdinalIgnoreCase))
            answer
                .Json.GetProperty("error")
                .GetProperty("recoveryHint")
                .GetString()
                .ShouldNotBeNull();
    }

    [Fact]
    public async Task C4_a_key_makes_300_requests_in_any_60_seconds_in_either_environment()
    {
        var issuer = await App.NewOrganization();
        var key = (await issuer.VerdacertKey()).Secret;
        for (var i = 0; i < 300; i++)
        {
            (await App.Get(Capabilities, key)).Should(200);
            if (i == 149)
                App.Advance(TimeSpan.FromSeconds(20));
        }
        var refused = (await App.Get(Capabilities, key)).ShouldBeError(429, "RATE_LIMITED");
        refused["Retry-After"].ShouldBe("40");
        refused.At("error", "retryAfterSeconds").ShouldBe("40");
        refused.At("error", "retryable").ShouldBe("true");
        App.Advance(TimeSpan.FromSeconds(39));
        (await App.Get(Capabilities, key)).ShouldBeError(429, "RATE_LIMITED");
        // Those of the first second have left the window, those of the twentieth have not.
        App.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 150; i++)
            (await App.Get(Capabilities, key)).Should(200);
        (await App.Get(Capabilities, key)).ShouldBeError(429, "RATE_LIMITED");
        // Another key has its own.
        (await App.Get(Capabilities, (await issuer.VerdacertKey()).Secret)).Should(200);
    }

    [Fact]
    public async Task C18_whatever_goes_wrong_the_envelope_is_the_same()
    {
        var key = (await (await App.NewOrganization()).VerdacertKey()).Secret;
        (await App.Post(Quote, key, "{\"sourceLanguage\":")).ShouldBeError(
            400,
            "VALIDATION_ERROR",
            "(body)"
        );
        (await App.Post(Quote, key, "")).ShouldBeError(400, "VALIDATION_ERROR", "(body)");
        (await App.Post(Quote, key, "[]")).ShouldBeError(400, "VALIDATION_ERROR", "(body)");
        (
            await App.Post(Quote, key, new StringContent("a=b", Encoding.UTF8, "text/plain"))
        ).ShouldBeError(415, "VALIDATION_ERROR", "(body)");
        (
            await App.Post(Quote, key, $$"""{"sourceLanguage":"{{new string('x', 1_100_000)}}"}""")
        ).ShouldBeError(413, "VALIDATION_ERROR", "(body)");
        (await App.Get(Quote, key))
            .ShouldBeError(405, "METHOD_NOT_ALLOWED")["Allow"]
            .ShouldBe("POST");
        (await App.Get("/api/v1/quote/nothing", key)).ShouldBeError(404, "NOT_FOUND");
        (await App.Get($"{Capabilities}?a=%00", key)).ShouldBeError(
            400,
            "VALIDATION_ERROR",
            "(query)"
        );
        (
            await App.Post(
                Quote,
                key,
                """{"sourceLanguage":"fa","useCase":"uscis","pageCount":null}"""
            )
        ).ShouldBeError(400, "VALIDATION_ERROR", "pageCount");
    }

    [Fact]
    public async Task C21_plain_HTTP_is_refused_from_another_machine_unless_the_operator_allows_it()
    {
        await using var strict = await VidimusApp.Start(Behind(false));
        var key = (await (await strict.NewOrganization()).VerdacertKey()).Secret;
        (string, string)[] from =
        [
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-Proto", "http"),
        ];
        (await strict.Get(Capabilities, key, from)).ShouldBeError(403, "TLS_REQUIRED");
        (await strict.Get("/.well-known/jwks.json", null, from))
            .Should(403)["x-vc-request-id"]
            .ShouldNotBeNull();
        (await strict.Post("/api/mcp", key, "{}", from))
            .Should(403)["x-vc-request-id"]
            .ShouldNotBeNull();
        (string, string)[] secure = [from[0], ("X-Forwarded-Proto", "https")];
        (await strict.Get(Capabilities, key, secure))
            .Should(200)["Strict-Transport-Security"]
            .ShouldNotBeNull();
        // On this machine a developer needs no certificate.
        (await strict.Get(Capabilities, key)).Should(200);

        await using var open = await VidimusApp.Start(Behind(true));
        key = (await (await open.NewOrganization()).VerdacertKey()).Secret;
        (await open.Get(Capabilities, key, from)).Should(200);
    }

    private AppOptions Behind(bool allowHttp) =>
        new(App.Engine)
        {
            Settings = new Dictionary<string, string>
            {
                ["Http:TrustedProxies:0"] = "127.0.0.0/8",
                ["Http:TrustedProxies:1"] = "::1",
                ["Http:AllowHttp"] = allowHttp ? "true" : "false",
            },
        };
}
