using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>What is answered to whom who does or does not authenticate.</summary>
public abstract class AuthenticationTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : AuthenticationTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : AuthenticationTests(shared),
            IClassFixture<OnPostgres>;

    private const string Me = "/v1/auth/me";

    [Fact]
    public async Task A_key_is_let_in_and_told_who_it_is()
    {
        var issuer = await App.NewOrganization("Ada's Academy");
        var key = await issuer.KeyWith("credentials:verify", "groups:read");
        var me = (await App.Get(Me, key.Secret)).Should(200);
        me.At("organization", "id").ShouldBe(issuer.Id);
        me.At("organization", "name").ShouldBe("Ada's Academy");
        me.At("key", "id").ShouldBe(key.Id);
        me.At("key", "state").ShouldBe("active");
        me.At("mode").ShouldBe("live");
        me.At("scopes").ShouldBe("""["credentials:verify","groups:read"]""");
        me.At("credentialType").ShouldBe("apiKey");
        me.At("expiresAt").ShouldBeNull();
        me.Text.ShouldNotContain(key.Secret);
    }

    [Fact]
    public async Task Without_a_key_the_answer_is_AUTH_MISSING_and_says_how_to_send_one()
    {
        var answer = (await App.Get(Me)).ShouldBeProblem(401, "AUTH_MISSING");
        answer["WWW-Authenticate"].ShouldBe("Bearer realm=\"vidimus\"");
        answer.At("error", "retryable").ShouldBe("false");
        answer["Cache-Control"].ShouldBe("no-store");
    }

    [Theory]
    [InlineData("Token abc")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer two words")]
    [InlineData("Bearer \"quoted\"")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("vdm_live_abc")]
    public async Task A_header_that_is_not_Bearer_is_AUTH_INVALID_FORMAT(string header) =>
        (await App.Get(Me, null, ("Authorization", header)))
            .ShouldBeProblem(401, "AUTH_INVALID_FORMAT")["WWW-Authenticate"]
            .ShouldNotBeNull()
            .ShouldContain("invalid_token");

    [Theory]
    [InlineData("nonsense")]
    [InlineData("vdm_live_short_AAAAAA")]
    [InlineData("vdm_prod_0000000000000000000000000000000000000000000_000000")]
    [InlineData("vc_live_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_malformed_or_unknown_key_is_AUTH_INVALID_KEY(string key) =>
        (await App.Get(Me, key))
            .ShouldBeProblem(401, "AUTH_INVALID_KEY")
            .At("error", "message")
            .ShouldBe("Invalid API key");

    [Fact]
    public async Task A_suspended_key_is_refused_and_works_again_once_resumed()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        (await App.Post($"/v1/keys/{key.Id}/suspend", issuer.Live.Secret))
            .Should(200)
            .At("state")
            .ShouldBe("suspended");
        (await App.Get(Me, key.Secret)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
        (await App.Post($"/v1/keys/{key.Id}/resume", issuer.Live.Secret))
            .Should(200)
            .At("state")
            .ShouldBe("active");
        (await App.Get(Me, key.Secret)).Should(200);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_the_very_next_request()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        (await App.Get(Me, key.Secret)).Should(200);
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await App.Get(Me, key.Secret))
            .ShouldBeProblem(401, "AUTH_REVOKED_KEY")
            .At("error", "message")
            .ShouldBe("API key has been revoked");
    }

    [Fact]
    public async Task A_key_ends_at_its_exact_second()
    {
        var issuer = await App.NewOrganization();
        var ends = App.Clock.Now.AddMinutes(5);
        var key = await issuer.Mint(
            new
            {
                label = "Short",
                mode = "live",
                scopes = new[] { "read" },
                expiresAt = ends,
            }
        );
        App.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        var me = (await App.Get(Me, key.Secret)).Should(200);
        me.At("expiresAt").ShouldBe(ends.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null));
        App.Advance(TimeSpan.FromMilliseconds(1));
        (await App.Get(Me, key.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
        (await App.Get($"/v1/keys/{key.Id}", issuer.Live.Secret))
            .Should(200)
            .At("state")
            .ShouldBe("expired");
    }

    [Fact]
    public async Task A_key_of_a_disabled_organization_is_refused_until_it_is_enabled_again()
    {
        var issuer = await App.NewOrganization();
        (
            await App.Patch(
                $"/v1/organizations/{issuer.Id}",
                App.OperatorToken,
                new { state = "disabled" }
            )
        ).Should(200);
        (await App.Get(Me, issuer.Live.Secret)).ShouldBeProblem(401, "AUTH_ORGANIZATION_DISABLED");
        (
            await App.Patch(
                $"/v1/organizations/{issuer.Id}",
                App.OperatorToken,
                new { state = "active" }
            )
        ).Should(200);
        (await App.Get(Me, issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task A_missing_scope_is_403_and_the_answer_names_it()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("write");
        var answer = (await App.Get("/v1/keys", key.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        answer.At("error", "details", "requiredScopes").ShouldBe("""["keys:admin"]""");
    }

    [Fact]
    public async Task An_expired_access_token_is_told_in_the_sentence_that_clients_look_for()
    {
        var issuer = await App.NewOrganization();
        var token = await issuer.Exchange(await issuer.ClientTokenWith("read"));
        App.Advance(TimeSpan.FromSeconds(900));
        (await App.Get(Me, token))
            .ShouldBeProblem(401, "AUTH_EXPIRED_TOKEN")
            .At("error", "message")
            .ShouldBe("Authentication failed. The supplied JWT has expired.");
    }

    [Fact]
    public async Task A_client_token_opens_nothing_itself()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        (await App.Get(Me, client.Secret)).ShouldBeProblem(401, "AUTH_EXCHANGE_REQUIRED");
        var me = (await App.Get(Me, await issuer.Exchange(client))).Should(200);
        me.At("credentialType").ShouldBe("accessToken");
        me.At("key", "id").ShouldBe(client.Id);
        me.At("key", "exchangeOnly").ShouldBe("true");
    }

    [Fact]
    public async Task A_client_token_minted_for_direct_use_opens_what_its_scopes_allow()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.Mint(
            new
            {
                label = "Direct",
                mode = "live",
                kind = "clientToken",
                allowDirectUse = true,
            }
        );
        (await App.Get(Me, client.Secret)).Should(200).At("key", "kind").ShouldBe("clientToken");
    }

    [Theory]
    [InlineData("vdm")]
    [InlineData("vrt")]
    [InlineData("vc")]
    public async Task Keys_of_every_family_and_mode_are_let_in(string family)
    {
        var issuer = await App.NewOrganization();
        foreach (var mode in new[] { "live", "test" })
        {
            var key = await issuer.Mint(
                new
                {
                    label = "Family",
                    mode,
                    family,
                }
            );
            key.Secret.ShouldStartWith(
                $"{family}_{(family == "vc" && mode == "test" ? "sandbox" : mode)}_"
            );
            (await App.Get(Me, key.Secret)).Should(200).At("mode").ShouldBe(mode);
        }
    }

    [Fact]
    public async Task K4_revoked_and_suspended_are_told_only_to_whom_holds_the_whole_secret()
    {
        var issuer = await App.NewOrganization();
        foreach (var verb in new[] { "revoke", "suspend" })
        {
            var key = await issuer.KeyWith("read");
            (await App.Post($"/v1/keys/{key.Id}/{verb}", issuer.Live.Secret)).Should(200);
            var nearMiss = (await App.Get(Me, KeyText.NearMissOf(key.Secret))).ShouldBeProblem(
                401,
                "AUTH_INVALID_KEY"
            );
            var unknown = (
                await App.Get(Me, KeyText.WithChecksum("vdm_live_" + new string('x', 43)))
            ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
            WithoutRequestId(nearMiss).ShouldBe(WithoutRequestId(unknown));
        }
    }

    [Fact]
    public async Task K6_a_key_edited_from_live_to_test_is_no_key()
    {
        var issuer = await App.NewOrganization();
        var edited = issuer.Live.Secret.Replace("_live_", "_test_", StringComparison.Ordinal);
        (await App.Get(Me, edited)).ShouldBeProblem(401, "AUTH_INVALID_KEY");
        (
            await App.Get(Me, KeyText.WithChecksum(edited[..edited.LastIndexOf('_')]))
        ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
    }

    [Fact]
    public async Task K5_a_key_in_the_query_a_cookie_or_the_body_counts_as_none()
    {
        var secret = (await App.NewOrganization()).Live.Secret;
        foreach (var name in new[] { "key", "api_key", "access_token", "token" })
            (await App.Get($"{Me}?{name}={secret}")).ShouldBeProblem(401, "AUTH_MISSING");
        (
            await App.Get(Me, null, ("Cookie", $"Authorization=Bearer {secret}; key={secret}"))
        ).ShouldBeProblem(401, "AUTH_MISSING");
        (await App.Get(Me, null, ("X-Api-Key", secret))).ShouldBeProblem(401, "AUTH_MISSING");
        (
            await App.Post(
                "/v1/keys",
                null,
                new
                {
                    label = "x",
                    mode = "test",
                    key = secret,
                    authorization = $"Bearer {secret}",
                }
            )
        ).ShouldBeProblem(401, "AUTH_MISSING");
        (await App.Get($"/v1/keys/{secret}")).ShouldBeProblem(401, "AUTH_MISSING");
    }

    [Fact]
    public async Task K5_two_headers_wrong_bytes_and_look_alikes_are_refused()
    {
        var secret = (await App.NewOrganization()).Live.Secret;
        string Request(string authorization) =>
            $"GET {Me} HTTP/1.1\r\nHost: localhost:{App.Port}\r\nConnection: close\r\n{authorization}\r\n\r\n";

        (await App.Raw(Request($"Authorization: Bearer {secret}"))).ShouldStartWith("HTTP/1.1 200");
        (
            await App.Raw(
                Request($"Authorization: Bearer {secret}\r\nAuthorization: Bearer {secret}")
            )
        ).ShouldContain("AUTH_INVALID_FORMAT");
        Refused(await App.Raw(Request($"Authorization: Bearer {secret}\0")));
        Refused(await App.Raw(Request($"Authorization: Bearer \u00ff{secret}")));
        Refused(await App.Raw(Request($"Authorization: Bearer {secret}\t{secret}")));
        Refused(await App.Raw(Request($"Authorization: Bearer {Latin(FullWidth(secret))}")));
        Refused(await App.Raw(Request($"Authorization: Bearer {new string('a', 100_000)}")));
        Refused(await App.Raw(Request($"Authorization: Bearer {secret}, Bearer {secret}")));
    }

    [Theory]
    [InlineData("AUTH_INVALID_FORMAT", "Token abc")]
    [InlineData("AUTH_INVALID_KEY", "Bearer vrt_live_abc")]
    public async Task Verity_answers_401_in_its_own_body(string code, string header)
    {
        var answer = (await App.Get("/api/v1/health", null, ("Authorization", header))).Should(401);
        answer.At("error", "code").ShouldBe(code);
        answer.Json.EnumerateObject().Select(m => m.Name).ShouldBe(["success", "error"]);
        answer
            .Json.GetProperty("error")
            .EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["code", "message", "hint"]);
    }

    [Fact]
    public async Task Verity_refuses_an_unknown_key_with_the_published_body_to_the_letter()
    {
        var answer = (
            await App.Get(
                "/api/v1/health",
                KeyText.WithChecksum("vrt_live_" + new string('x', 43), 4)
            )
        ).Should(401);
        answer.Text.ShouldBe(
            """{"success":false,"error":{"code":"AUTH_INVALID_KEY","message":"Invalid API key","hint":"Check that your API key is correct and active"}}"""
        );
        answer.MediaType.ShouldBe("application/json");
        answer["x-vc-request-id"].ShouldBe(answer["X-Request-Id"]);
    }

    private static string WithoutRequestId(Answer answer) =>
        answer.Text.Replace(answer["X-Request-Id"]!, "", StringComparison.Ordinal);

    private static void Refused(string raw)
    {
        var status = raw.Length == 0 ? "closed" : raw.Split(' ')[1];
        status.ShouldBeOneOf("400", "401", "431", "closed");
    }

    private static string FullWidth(string text) =>
        string.Concat(text.Select(c => (char)(c - '!' + '\uff01')));

    private static string Latin(string text) =>
        Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
