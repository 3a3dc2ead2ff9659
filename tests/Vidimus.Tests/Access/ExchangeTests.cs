using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

public abstract class ExchangeTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ExchangeTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ExchangeTests(shared),
            IClassFixture<OnPostgres>;

    private const string Path = "/v1/auth/token";

    public static TheoryData<string> Forms =>
        [
            "ready header",
            "id and secret",
            "no id",
            "secret alone",
            "secret twice",
            "secret as user",
            "bearer",
            "form",
            "form without id",
            "json",
            "camelCase json",
            "basic and grant",
        ];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_client_token_is_taken_in_every_usual_form(string form)
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        foreach (var path in new[] { Path, Path + "/" })
        {
            var answer = (await Send(path, form, client)).Should(200);
            answer.At("token_type").ShouldBe("Bearer");
            answer.At("expires_in").ShouldBe("900");
            answer.At("scope").ShouldBe("read");
            answer["Cache-Control"].ShouldBe("no-store");
            answer
                .Json.EnumerateObject()
                .Select(m => m.Name)
                .ShouldBe(["access_token", "token_type", "expires_in", "scope"]);
            (await App.Get("/v1/auth/me", answer.At("access_token")))
                .Should(200)
                .At("key", "id")
                .ShouldBe(client.Id);
        }
    }

    private Task<Answer> Send(string path, string form, Key client) =>
        form switch
        {
            "ready header" => App.Post(path, null, null, ("Authorization", client.BasicHeader)),
            "id and secret" => App.Post(
                path,
                null,
                null,
                ("Authorization", VidimusApp.Basic(client.Id, client.Secret))
            ),
            "no id" => App.Post(
                path,
                null,
                null,
                ("Authorization", VidimusApp.Basic("", client.Secret))
            ),
            "secret alone" => App.Post(
                path,
                null,
                null,
                (
                    "Authorization",
                    "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(client.Secret))
                )
            ),
            "secret twice" => App.Post(
                path,
                null,
                null,
                ("Authorization", VidimusApp.Basic(client.Secret, client.Secret))
            ),
            "secret as user" => App.Post(
                path,
                null,
                null,
                ("Authorization", VidimusApp.Basic(client.Secret, ""))
            ),
            "bearer" => App.Post(path, client.Secret),
            "form" => App.Post(
                path,
                null,
                VidimusApp.Form(
                    ("grant_type", "client_credentials"),
                    ("client_id", client.Id),
                    ("client_secret", client.Secret)
                )
            ),
            "form without id" => App.Post(
                path,
                null,
                VidimusApp.Form(("client_secret", client.Secret))
            ),
            "json" => App.Post(
                path,
                null,
                new
                {
                    grant_type = "client_credentials",
                    client_id = client.Id,
                    client_secret = client.Secret,
                }
            ),
            "camelCase json" => App.Post(
                path,
                null,
                new
                {
                    grantType = "client_credentials",
                    clientId = client.Id,
                    clientSecret = client.Secret,
                }
            ),
            _ => App.Post(
                path,
                null,
                VidimusApp.Form(("grant_type", "client_credentials")),
                ("Authorization", client.BasicHeader)
            ),
        };

    [Fact]
    public async Task The_access_token_names_its_key_organization_mode_scopes_and_audience()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("credentials:issue", "groups:read");
        var parts = (await issuer.Exchange(client)).Split('.');
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        header.GetProperty("alg").GetString().ShouldBe("ES256");
        header.GetProperty("typ").GetString().ShouldBe("at+jwt");
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        var url = App.Url.GetLeftPart(UriPartial.Authority);
        claims.GetProperty("iss").GetString().ShouldBe(url);
        claims.GetProperty("aud").GetString().ShouldBe(url);
        claims.GetProperty("client_id").GetString().ShouldBe(client.Id);
        claims.GetProperty("org").GetString().ShouldBe(issuer.Id);
        claims.GetProperty("mode").GetString().ShouldBe("live");
        claims.GetProperty("scope").GetString().ShouldBe("credentials:issue groups:read");
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(900);
        var keys = (await App.Get("/oauth/jwks")).Should(200);
        keys.Json.GetProperty("keys")
            .EnumerateArray()
            .Select(k => k.GetProperty("kid").GetString())
            .ShouldContain(header.GetProperty("kid").GetString());
        keys.Text.ShouldNotContain("\"d\"");
    }

    [Fact]
    public async Task A_narrower_scope_can_be_asked_for()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("write");
        var token = await issuer.Exchange(client, "credentials:issue groups:read");
        (await App.Get("/v1/auth/me", token))
            .Should(200)
            .At("scopes")
            .ShouldBe("""["credentials:issue","groups:read"]""");
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("read admin")]
    [InlineData("keys:admin")]
    [InlineData("read read")]
    [InlineData("")]
    [InlineData(" read")]
    [InlineData("no-such-scope")]
    public async Task T10_a_wider_empty_repeated_or_unknown_scope_is_refused(string scope)
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("write");
        (
            await App.Post(
                Path,
                null,
                VidimusApp.Form(("scope", scope)),
                ("Authorization", client.BasicHeader)
            )
        ).ShouldBeProblem(400, "INVALID_SCOPE", "scope");
        (
            await App.Post(Path, null, new { scope }, ("Authorization", client.BasicHeader))
        ).ShouldBeProblem(400, "INVALID_SCOPE", "scope");
    }

    [Fact]
    public async Task T10_a_wrong_secret_or_the_id_of_another_client_is_refused_alike()
    {
        var (a, b) = (await App.NewOrganization(), await App.NewOrganization());
        var (ours, theirs) = (await a.ClientTokenWith("read"), await b.ClientTokenWith("read"));
        (
            await App.Post(
                Path,
                null,
                null,
                ("Authorization", VidimusApp.Basic(ours.Id, KeyText.NearMissOf(ours.Secret)))
            )
        ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
        (
            await App.Post(
                Path,
                null,
                null,
                ("Authorization", VidimusApp.Basic(ours.Id, theirs.Secret))
            )
        ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
        (
            await App.Post(
                Path,
                null,
                VidimusApp.Form(("client_id", ours.Id), ("client_secret", theirs.Secret))
            )
        ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
        (
            await App.Post(Path, null, null, ("Authorization", VidimusApp.Basic(ours.Id, "")))
        ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
    }

    [Fact]
    public async Task Nothing_sent_is_AUTH_MISSING()
    {
        (await App.Post(Path)).ShouldBeProblem(401, "AUTH_MISSING");
        (
            await App.Post(Path, null, VidimusApp.Form(("grant_type", "client_credentials")))
        ).ShouldBeProblem(401, "AUTH_MISSING");
        (await App.Post(Path, null, "{}")).ShouldBeProblem(401, "AUTH_MISSING");
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Digest abc")]
    public async Task Another_header_is_AUTH_INVALID_FORMAT(string header) =>
        (await App.Post(Path, null, null, ("Authorization", header))).ShouldBeProblem(
            401,
            "AUTH_INVALID_FORMAT"
        );

    [Fact]
    public async Task A_client_token_sent_twice_is_ambiguous()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        (
            await App.Post(
                Path,
                null,
                VidimusApp.Form(("client_secret", client.Secret)),
                ("Authorization", client.BasicHeader)
            )
        ).ShouldBeProblem(400, "INVALID_REQUEST");
        (
            await App.Post(
                Path,
                null,
                VidimusApp.Form(("client_secret", client.Secret), ("client_secret", client.Secret))
            )
        ).ShouldBeProblem(400, "INVALID_REQUEST");
        (
            await App.Post(
                Path,
                null,
                VidimusApp.Form(
                    ("client_secret", client.Secret),
                    ("scope", "read"),
                    ("scope", "write")
                )
            )
        ).ShouldBeProblem(400, "INVALID_REQUEST");
    }

    [Theory]
    [InlineData("password")]
    [InlineData("authorization_code")]
    [InlineData("")]
    public async Task Another_grant_is_refused(string grant)
    {
        var client = await (await App.NewOrganization()).ClientTokenWith("read");
        (
            await App.Post(
                Path,
                null,
                VidimusApp.Form(("grant_type", grant)),
                ("Authorization", client.BasicHeader)
            )
        ).ShouldBeProblem(400, "UNSUPPORTED_GRANT_TYPE");
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        var client = await (await App.NewOrganization()).ClientTokenWith("read");
        var text = new StringContent($"client_secret={client.Secret}", Encoding.UTF8, "text/plain");
        (await App.Post(Path, null, text)).ShouldBeProblem(415, "UNSUPPORTED_MEDIA_TYPE");
        var xml = new StringContent("<a/>", Encoding.UTF8, "application/xml");
        (await App.Post(Path, null, xml, ("Authorization", client.BasicHeader))).ShouldBeProblem(
            415,
            "UNSUPPORTED_MEDIA_TYPE"
        );
    }

    [Fact]
    public async Task A_body_that_is_broken_or_too_large_is_refused()
    {
        (await App.Post(Path, null, "{\"client_secret\":")).ShouldBeProblem(400, "MALFORMED_JSON");
        (
            await App.Post(
                Path,
                null,
                VidimusApp.Form(("client_secret", new string('a', 2_000_000))),
                ("Expect", "100-continue")
            )
        ).ShouldBeProblem(413, "BODY_TOO_LARGE");
    }

    [Fact]
    public async Task Members_that_the_standard_does_not_know_are_ignored()
    {
        var client = await (await App.NewOrganization()).ClientTokenWith("read");
        (
            await App.Post(
                Path,
                null,
                VidimusApp.Form(
                    ("client_secret", client.Secret),
                    ("audience", "elsewhere"),
                    ("resource", "x")
                )
            )
        ).Should(200);
        (
            await App.Post(
                Path,
                null,
                new { client_secret = client.Secret, audience = "elsewhere" }
            )
        ).Should(200);
    }

    [Fact]
    public async Task T11_an_access_token_cannot_be_exchanged_for_another()
    {
        var issuer = await App.NewOrganization();
        var token = await issuer.Exchange(await issuer.ClientTokenWith("read"));
        (await App.Post(Path, token)).ShouldBeProblem(401, "AUTH_INVALID_KEY");
    }

    [Theory]
    [InlineData("suspend", "AUTH_SUSPENDED_KEY")]
    [InlineData("revoke", "AUTH_REVOKED_KEY")]
    public async Task A_client_token_that_ended_is_not_exchanged(string verb, string code)
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        (await App.Post($"/v1/keys/{client.Id}/{verb}", issuer.Live.Secret)).Should(200);
        (await App.Post(Path, null, null, ("Authorization", client.BasicHeader))).ShouldBeProblem(
            401,
            code
        );
    }

    [Fact]
    public async Task The_exchange_takes_POST_only() =>
        (await App.Get(Path)).ShouldBeProblem(405, "METHOD_NOT_ALLOWED")["Allow"].ShouldBe("POST");
}
