using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>Codes, and what clients get for them.</summary>
public abstract class TokenTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task O4_without_a_challenge_of_the_method_S256_nobody_is_asked()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        (string, string?)[] wrong =
        [
            ("code_challenge", null),
            ("code_challenge_method", null),
            ("code_challenge_method", "plain"),
            ("code_challenge_method", "s256"),
        ];
        foreach (var change in wrong)
        {
            var page = await member.Browser.Get(assistant.Asking(change));
            page.Should(400)["Location"].ShouldBeNull();
            page.Text.ShouldContain("PKCE");
        }
    }

    [Fact]
    public async Task O4_a_code_is_redeemed_with_its_own_verifier_only()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var other = assistant.Again();
        var code = await assistant.Code(member);
        var ofOther = await other.Code(member);
        await Refused(assistant.Redeem(code, ("code_verifier", other.Verifier)));
        await Refused(assistant.Redeem(code, ("code_verifier", null)));
        await Refused(assistant.Redeem(code, ("code_verifier", assistant.Challenge)));
        await Refused(assistant.Redeem(code, ("code_verifier", assistant.Verifier + "a")));
        await Refused(assistant.Redeem(code, ("code_verifier", "short")));
        // What did not fit cost nothing: the client that has the verifier still comes to its own.
        (await assistant.Redeem(code)).Should(200);
        (await other.Redeem(ofOther)).Should(200);
        (await App.Get("/.well-known/oauth-authorization-server"))
            .At("code_challenge_methods_supported")
            .ShouldBe("""["S256"]""");
    }

    [Fact]
    public async Task O5_a_code_that_is_used_twice_ends_what_was_issued_upon_it()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var code = await assistant.Code(member);
        var tokens = (await assistant.Redeem(code)).Should(200);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(200);
        await Refused(assistant.Redeem(code));
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        await Refused(assistant.Refresh(tokens.At("refresh_token")!));
        (await Facts(member.Issuer, "grant.token-reused")).ShouldBe(1);
        (await Facts(member.Issuer, "grant.revoked")).ShouldBe(1);
        await Refused(assistant.Redeem(code));
        (await Facts(member.Issuer, "grant.token-reused")).ShouldBe(1);
    }

    [Fact]
    public async Task O5_two_nodes_redeem_a_code_once_between_them()
    {
        await using var second = await VidimusApp.Start(
            new(App.Engine) { Beside = App, Clock = App.Clock }
        );
        var member = await App.Member();
        for (var i = 0; i < 3; i++)
        {
            var assistant = await Assistant.Public(App);
            var code = await assistant.Code(member);
            var (here, there) = (assistant, assistant.With(second));
            var answers = await Task.WhenAll(
                here.Redeem(code),
                there.Redeem(code),
                here.Redeem(code),
                there.Redeem(code)
            );
            var good = answers.Where(a => a.Status == 200).ToArray();
            good.Length.ShouldBeLessThanOrEqualTo(1);
            answers.Except(good).ShouldAllBe(a => a.Status == 400);
            // The second use ended the grant, on both nodes.
            foreach (var one in good)
            {
                (await Assistant.Opens(App, one.At("access_token")!)).ShouldBe(401);
                (await Assistant.Opens(second, one.At("access_token")!)).ShouldBe(401);
            }
        }
    }

    [Fact]
    public async Task O5_a_code_is_good_for_a_minute_for_its_client_its_address_and_its_resource()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var other = await Assistant.Public(App);
        var code = await assistant.Code(member);
        await Refused(other.Redeem(code, ("code_verifier", assistant.Verifier)), "invalid_grant");
        await Refused(
            assistant.Redeem(code, ("redirect_uri", "https://assistant.example/callback"))
        );
        await Refused(assistant.Redeem(code, ("redirect_uri", Assistant.Callback + "/")));
        await Refused(
            assistant.Redeem(code, ("resource", App.PublicUrl + "/mcp/readonly")),
            "invalid_target"
        );
        await Refused(
            assistant.Redeem(code, ("resource", "https://elsewhere.example/mcp")),
            "invalid_target"
        );
        App.Advance(TimeSpan.FromSeconds(59));
        (await assistant.Redeem(code, ("resource", App.PublicUrl + "/mcp"))).Should(200);
        var late = await assistant.Code(member);
        App.Advance(TimeSpan.FromSeconds(61));
        await Refused(assistant.Redeem(late));
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    public async Task T10_a_client_proves_who_it_is_in_the_way_it_registered_for(string method)
    {
        var member = await App.Member();
        var assistant = await Assistant.Confidential(App, method);
        var stranger = await Assistant.Confidential(App, method);
        var code = await assistant.Code(member);
        var basic = method == "client_secret_basic";
        (await Send(assistant.Secret, !basic)).Should(401).At("error").ShouldBe("invalid_client");
        (await Send(stranger.Secret, basic)).Should(401).At("error").ShouldBe("invalid_client");
        (await Send(null, false)).Should(401).At("error").ShouldBe("invalid_client");
        var refused = (await Send("wrong", basic)).Should(401);
        refused["WWW-Authenticate"]!.ShouldStartWith("Basic");
        refused["Cache-Control"].ShouldBe("no-store");
        (await Send(assistant.Secret, basic)).Should(200);

        Task<Answer> Send(string? secret, bool inHeader)
        {
            List<(string, string)> form =
            [
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", Assistant.Callback),
                ("code_verifier", assistant.Verifier),
                ("client_id", assistant.Id),
            ];
            if (secret is not null && !inHeader)
                form.Add(("client_secret", secret));
            var header = Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{assistant.Id}:{Uri.EscapeDataString(secret ?? "")}")
            );
            return App.Post(
                "/oauth/token",
                null,
                VidimusApp.Form([.. form]),
                inHeader ? [("Authorization", "Basic " + header)] : []
            );
        }
    }

    [Fact]
    public async Task T10_what_is_malformed_is_told_in_OAuths_own_words()
    {
        var assistant = await Assistant.Public(App);
        await Refused(assistant.Token(("code", "x")), "invalid_request");
        await Refused(assistant.Token(("grant_type", "password")), "unsupported_grant_type");
        await Refused(
            assistant.Token(("grant_type", "client_credentials")),
            "unsupported_grant_type"
        );
        await Refused(assistant.Token(("grant_type", "authorization_code")), "invalid_request");
        await Refused(assistant.Redeem("vdc_unknown"));
        await Refused(assistant.Redeem("vdc_\0"), "invalid_request");
        var twice = VidimusApp.Form(
            ("grant_type", "refresh_token"),
            ("refresh_token", "a"),
            ("refresh_token", "b"),
            ("client_id", assistant.Id)
        );
        await Refused(App.Post("/oauth/token", null, twice), "invalid_request");
        await Refused(
            App.Post("/oauth/token", null, new { grant_type = "refresh_token" }),
            "invalid_request"
        );
        await Refused(
            assistant.Token(("grant_type", "refresh_token"), ("refresh_token", new('a', 20_000))),
            "invalid_request"
        );
        var unknown = await App.Post(
            "/oauth/token",
            null,
            VidimusApp.Form(
                ("grant_type", "refresh_token"),
                ("refresh_token", "x"),
                ("client_id", "dcr_01kb0c5q7me1vtgy7m3a8r2xwd")
            )
        );
        unknown.Should(401).At("error").ShouldBe("invalid_client");
        (await App.Get("/oauth/token")).Should(405);
    }

    [Fact]
    public async Task T6_a_token_opens_the_resource_it_was_issued_for_and_nothing_else()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var all = (await assistant.Connect(member)).At("access_token")!;
        var one = (
            await assistant
                .Again()
                .Connect(member, "live", ("resource", App.PublicUrl + "/mcp/x/credentials"))
        ).At("access_token")!;
        (await Assistant.Opens(App, all)).ShouldBe(200);
        (await Assistant.Opens(App, all, "/mcp/x/credentials")).ShouldBe(200);
        (await Assistant.Opens(App, all, "/mcp/readonly")).ShouldBe(200);
        (await Assistant.Opens(App, all, "/api/mcp")).ShouldBe(401);
        (await Assistant.Opens(App, one, "/mcp/x/credentials")).ShouldBe(200);
        (await Assistant.Opens(App, one)).ShouldBe(401);
        (await Assistant.Opens(App, one, "/mcp/x/credentials/readonly")).ShouldBe(401);
        // Not the API, and the API's tokens not here.
        foreach (var path in new[] { "/v1/auth/me", "/v1/credentials", "/v1/grants", "/v1/keys" })
            (await App.Get(path, all)).ShouldBeProblem(401, "AUTH_INVALID_TOKEN");
        (await Assistant.Opens(App, await member.Token())).ShouldBe(401);
        (
            await Assistant.Opens(
                App,
                await member.Issuer.Exchange(await member.Issuer.ClientTokenWith("read"))
            )
        ).ShouldBe(401);
        // Neither an access token where a refresh token belongs, nor the other way round.
        await Refused(assistant.Refresh(all));
    }

    [Fact]
    public async Task T11_no_token_is_made_of_another_but_by_refreshing()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var tokens = await assistant.Connect(member);
        var access = tokens.At("access_token")!;
        (await App.Post("/v1/auth/token", access)).Should(401);
        (
            await App.Post(
                "/v1/auth/token",
                null,
                VidimusApp.Form(
                    ("grant_type", "client_credentials"),
                    ("client_secret", tokens.At("refresh_token")!)
                )
            )
        ).Should(401);
        await Refused(
            assistant.Token(
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                ("subject_token", access)
            ),
            "unsupported_grant_type"
        );
        await Refused(assistant.Redeem(access));
        await Refused(assistant.Redeem(tokens.At("refresh_token")!));
    }

    [Fact]
    public async Task T6_a_token_signed_by_our_own_key_that_says_anything_else_is_none()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var good = (await assistant.Connect(member)).At("access_token")!;
        var forge = await Access.TokenForge.Of(member.Issuer, member.Issuer.Live);
        var read = Base64Url.DecodeFromChars(good.Split('.')[1]);
        (await Opens("jti", "jwt_same")).ShouldBe(200);
        (string, string)[] wrong =
        [
            ("aud", "https://elsewhere.example/mcp"),
            ("aud", App.PublicUrl),
            ("aud", App.PublicUrl + "/mcp/"),
            ("aud", App.PublicUrl + "/v1"),
            ("iss", "https://elsewhere.example"),
            ("iss", App.PublicUrl + "/"),
            ("grant", ""),
            ("grant", "grt_01kb0c5q7me1vtgy7m3a8r2xwd"),
            ("client_id", "dcr_01kb0c5q7me1vtgy7m3a8r2xwd"),
            ("client_id", ""),
            ("sub", "mem_01kb0c5q7me1vtgy7m3a8r2xwd"),
            ("org", "org_01kb0c5q7me1vtgy7m3a8r2xwd"),
            ("mode", "test"),
            ("sid", "ses_01kb0c5q7me1vtgy7m3a8r2xwd"),
        ];
        foreach (var (name, value) in wrong)
            (await Opens(name, value)).ShouldBe(401, $"{name} {value}");

        Task<int> Opens(string name, string value)
        {
            var claims = System.Text.Json.Nodes.JsonNode.Parse(read)!.AsObject();
            claims.Remove(name);
            if (value.Length > 0)
                claims[name] = value;
            return Assistant.Opens(App, forge.Sign(forge.Header, claims.ToJsonString()));
        }
    }

    [Fact]
    public async Task T13_tokens_outlive_the_change_of_the_key_that_signed_them()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var before = await assistant.Connect(member);
        await App.RotateTokenKeys();
        App.Advance(TimeSpan.FromMinutes(2));
        var after = (await assistant.Refresh(before.At("refresh_token")!)).Should(200);
        Kid(after).ShouldNotBe(Kid(before));
        App.Advance(TimeSpan.FromMinutes(50));
        (await Assistant.Opens(App, before.At("access_token")!)).ShouldBe(200);
        (await Assistant.Opens(App, after.At("access_token")!)).ShouldBe(200);
        var published = (await App.Get("/oauth/jwks")).Text;
        published.ShouldContain(Kid(before));
        published.ShouldContain(Kid(after));
        App.Advance(TimeSpan.FromMinutes(9));
        (await Assistant.Opens(App, before.At("access_token")!)).ShouldBe(401);
        (await Assistant.Opens(App, after.At("access_token")!)).ShouldBe(200);
    }

    private static string Kid(Answer tokens) =>
        JsonDocument
            .Parse(Base64Url.DecodeFromChars(tokens.At("access_token")!.Split('.')[0]))
            .RootElement.GetProperty("kid")
            .GetString()!;

    private static async Task Refused(Task<Answer> sent, string error = "invalid_grant")
    {
        var answer = (await sent).Should(400);
        answer.At("error").ShouldBe(error, answer.Text);
        answer["Cache-Control"].ShouldBe("no-store");
    }

    private Task<long> Facts(Issuer issuer, string kind) => Assistant.Facts(App, issuer, kind);

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : TokenTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : TokenTests(shared),
            IClassFixture<UnlimitedOnPostgres>;
}
