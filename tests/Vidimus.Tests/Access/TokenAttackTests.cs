using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

public abstract class TokenAttackTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : TokenAttackTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : TokenAttackTests(shared),
            IClassFixture<OnPostgres>;

    private async Task<(Issuer Issuer, Key Client, TokenForge Forge)> Scene()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.Mint(
            new
            {
                label = "Client",
                mode = "live",
                kind = "clientToken",
                scopes = new[] { "read" },
                rateLimitPerMinute = 10_000,
            }
        );
        return (issuer, client, await TokenForge.Of(issuer, client));
    }

    private async Task Refused(string token, string code = "AUTH_INVALID_TOKEN") =>
        (await App.Get("/v1/auth/me", null, ("Authorization", $"Bearer {token}"))).ShouldBeProblem(
            401,
            code
        );

    private async Task Accepted(string token) => (await App.Get("/v1/auth/me", token)).Should(200);

    private static string Encode(string text) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task The_forge_makes_tokens_that_are_accepted_when_nothing_is_wrong()
    {
        var (_, _, forge) = await Scene();
        await Accepted(forge.Sign());
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("ES384")]
    [InlineData("RS256")]
    [InlineData("es256")]
    public async Task T1_another_algorithm_is_refused_signed_or_not(string algorithm)
    {
        var (_, _, forge) = await Scene();
        var header = $$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{forge.KeyId}}"}""";
        var token = forge.Sign(header);
        await Refused(token);
        await Refused(token[..(token.LastIndexOf('.') + 1)]);
        await Refused(token[..token.LastIndexOf('.')]);
    }

    [Fact]
    public async Task T1_missing_algorithm_extra_segments_and_other_serializations_are_refused()
    {
        var (_, _, forge) = await Scene();
        await Refused(forge.Sign($$"""{"typ":"at+jwt","kid":"{{forge.KeyId}}"}"""));
        var token = forge.Sign();
        var parts = token.Split('.');
        await Refused($"{token}.{parts[2]}");
        await Refused($"{token}.");
        await Refused($".{token}");
        await Refused($"{parts[0]}..{parts[2]}");
        await Refused($"{parts[0]}.{parts[1]}.");
        await Refused("..");
        var json =
            $$"""{"protected":"{{parts[0]}}","payload":"{{parts[1]}}","signature":"{{parts[2]}}"}""";
        await Refused(json, "AUTH_INVALID_FORMAT");
        await Refused(Encode(json), "AUTH_INVALID_KEY");
    }

    [Fact]
    public async Task T2_a_signature_by_our_public_key_as_a_shared_secret_is_refused()
    {
        var (_, _, forge) = await Scene();
        var input =
            $"{Encode($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{forge.KeyId}}"}""")}.{Encode(forge.Claims())}";
        var jwk = (await App.Get("/oauth/jwks")).Json.GetProperty("keys")[0].GetRawText();
        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(forge.Key.ExportSubjectPublicKeyInfoPem()),
            forge.Key.ExportSubjectPublicKeyInfo(),
            Encoding.UTF8.GetBytes(jwk),
            [],
        ];
        foreach (var secret in secrets)
            await Refused(
                $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input)))}"
            );
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("' OR '1'='1")]
    [InlineData("https://attacker.example/key")]
    [InlineData("tok_01k0000000000000000000000")]
    [InlineData("")]
    [InlineData("\\u0000")]
    [InlineData("\\ud800")]
    public async Task T3_an_unknown_key_id_is_refused_whatever_it_looks_like(string kid)
    {
        var (_, _, forge) = await Scene();
        await Refused(forge.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{kid}}"}"""));
    }

    [Fact]
    public async Task T3_a_huge_key_id_is_refused_and_many_unknown_ones_do_no_harm()
    {
        var (_, _, forge) = await Scene();
        (
            await App.Get(
                "/v1/auth/me",
                null,
                (
                    "Authorization",
                    $"Bearer {forge.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{new string('k', 7000)}}"}""")}"
                )
            )
        ).ShouldBeProblem(401, "AUTH_INVALID_FORMAT");
        await Refused(
            forge.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{new string('k', 3000)}}"}""")
        );
        for (var i = 0; i < 200; i++)
            await Refused(forge.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"unknown-{{i}}"}"""));
        await Accepted(forge.Sign());
    }

    [Fact]
    public async Task T3_of_many_unknown_key_ids_at_once_one_rereads_the_key_set()
    {
        var (_, _, forge) = await Scene();
        string[] tokens =
        [
            .. Enumerable
                .Range(0, 200)
                .Select(i =>
                    forge.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"unknown-{{i}}"}""")
                ),
        ];
        await using var database = await App.OpenDatabase();
        using var reads = await TokenKeyReads.Of(database);
        await Task.WhenAll(tokens.Select(t => Refused(t)));
        reads.Count.ShouldBeLessThanOrEqualTo(1);
        // The round that rereads the set every 15 seconds may fall into these seven.
        App.Clock.Advance(TimeSpan.FromSeconds(7));
        await Task.WhenAll(tokens.Select(t => Refused(t)));
        reads.Count.ShouldBeInRange(1, 3, "once an interval, and once by the round that rereads");
        await Accepted(forge.Sign());
    }

    [Fact]
    public async Task T4_keys_and_addresses_in_the_header_are_ignored_and_nothing_is_fetched()
    {
        var (_, _, forge) = await Scene();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/keys";
        using var theirs = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = theirs.ExportParameters(false).Q;
        var jwk =
            $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        foreach (
            var extra in new[]
            {
                $"\"jku\":\"{url}\"",
                $"\"x5u\":\"{url}\"",
                $"\"jwk\":{jwk}",
                "\"x5c\":[\"MIIB\"]",
            }
        )
        {
            var header = $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{forge.KeyId}}",{{extra}}}""";
            var input = $"{Encode(header)}.{Encode(forge.Claims())}";
            await Refused(
                $"{input}.{Base64Url.EncodeToString(theirs.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}"
            );
            await Accepted(forge.Sign(header));
        }
        listener.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"crit\":[\"exp\"]")]
    [InlineData("\"crit\":[]")]
    [InlineData("\"b64\":false")]
    [InlineData("\"b64\":false,\"crit\":[\"b64\"]")]
    [InlineData("\"zip\":\"DEF\"")]
    [InlineData("\"enc\":\"A256GCM\"")]
    public async Task T5_header_members_that_change_the_meaning_are_refused(string member)
    {
        var (_, _, forge) = await Scene();
        await Refused(
            forge.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{forge.KeyId}}",{{member}}}""")
        );
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("jwt")]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    [InlineData("vc+jwt")]
    [InlineData("receipt+jwt")]
    [InlineData("id_token")]
    [InlineData("")]
    public async Task T6_another_type_of_token_is_refused(string type)
    {
        var (_, _, forge) = await Scene();
        await Refused(forge.Sign($$"""{"alg":"ES256","typ":"{{type}}","kid":"{{forge.KeyId}}"}"""));
        await Refused(forge.Sign($$"""{"alg":"ES256","kid":"{{forge.KeyId}}"}"""));
    }

    [Fact]
    public async Task T6_another_issuer_audience_organization_or_mode_is_refused()
    {
        var (_, client, forge) = await Scene();
        var other = await App.NewOrganization();
        var own = App.PublicUrl;
        foreach (var claim in new[] { "iss", "aud" })
        {
            foreach (
                var value in new[]
                {
                    "\"https://elsewhere.example\"",
                    $"\"{own}/\"",
                    $"\"{own.ToUpperInvariant()}\"",
                    $"[\"{own}\"]",
                    "null",
                    "",
                }
            )
                await Refused(forge.Sign(claims: forge.Claims((claim, value))));
        }
        await Refused(forge.Sign(claims: forge.Claims(("org", $"\"{other.Id}\""))));
        await Refused(forge.Sign(claims: forge.Claims(("sub", $"\"{other.Live.Id}\""))));
        await Refused(forge.Sign(claims: forge.Claims(("mode", "\"test\""))));
        await Refused(forge.Sign(claims: forge.Claims(("mode", ""))));
        await Refused(forge.Sign(claims: forge.Claims(("scope", ""))));
        await Refused(forge.Sign(claims: forge.Claims(("scope", "[\"read\"]"))));
        await Refused(forge.Sign(claims: "[]"));
        await Refused(forge.Sign(claims: "null"));
        client.Id.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task T6_a_token_of_an_installation_with_another_address_is_refused()
    {
        var (issuer, client, _) = await Scene();
        await using var elsewhere = await VidimusApp.Start(
            new(App.Engine)
            {
                Beside = App,
                Settings = new Dictionary<string, string>
                {
                    ["PublicUrl"] = "https://elsewhere.example",
                },
            }
        );
        var theirs = await (issuer with { App = elsewhere }).Exchange(client);
        (await elsewhere.Get("/v1/auth/me", theirs)).Should(200);
        await Refused(theirs);
    }

    [Fact]
    public async Task T6_a_scope_that_the_key_does_not_have_is_not_won_by_a_token()
    {
        var (_, _, forge) = await Scene();
        var me = (
            await App.Get(
                "/v1/auth/me",
                forge.Sign(claims: forge.Claims(("scope", "\"read admin\"")))
            )
        ).Should(200);
        me.At("scopes").ShouldBe("""["read"]""");
        (
            await App.Get("/v1/keys", forge.Sign(claims: forge.Claims(("scope", "\"admin\""))))
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
    }

    [Fact]
    public async Task T7_only_a_token_within_its_time_passes()
    {
        var (_, _, forge) = await Scene();
        var now = App.Clock.Now.ToUnixTimeSeconds();
        await Accepted(
            forge.Sign(claims: forge.Claims(("iat", $"{now - 899}"), ("exp", $"{now + 1}")))
        );
        await Refused(
            forge.Sign(claims: forge.Claims(("iat", $"{now - 900}"), ("exp", $"{now}"))),
            "AUTH_EXPIRED_TOKEN"
        );
        await Refused(
            forge.Sign(claims: forge.Claims(("iat", $"{now - 901}"), ("exp", $"{now - 1}"))),
            "AUTH_EXPIRED_TOKEN"
        );
        await Refused(
            forge.Sign(claims: forge.Claims(("iat", $"{now - 931}"), ("exp", $"{now - 31}"))),
            "AUTH_EXPIRED_TOKEN"
        );
        await Accepted(
            forge.Sign(claims: forge.Claims(("iat", $"{now + 30}"), ("exp", $"{now + 930}")))
        );
        await Refused(
            forge.Sign(claims: forge.Claims(("iat", $"{now + 31}"), ("exp", $"{now + 931}")))
        );
        await Accepted(forge.Sign(claims: forge.Claims(("nbf", $"{now + 30}"))));
        await Refused(forge.Sign(claims: forge.Claims(("nbf", $"{now + 31}"))));
        await Refused(forge.Sign(claims: forge.Claims(("nbf", "\"soon\""))));
        await Refused(forge.Sign(claims: forge.Claims(("exp", $"{now + 901}"))));
        foreach (
            var wrong in new[]
            {
                "99999999999999999999",
                "9223372036854775807",
                "-1",
                $"{now}.5",
                $"\"{now + 60}\"",
                "null",
                "true",
                "",
                "1e10",
            }
        )
        {
            await Refused(forge.Sign(claims: forge.Claims(("exp", wrong))));
            await Refused(forge.Sign(claims: forge.Claims(("iat", wrong))));
        }
    }

    [Fact]
    public async Task T8_repeated_members_and_wrong_bytes_are_refused()
    {
        var (_, client, forge) = await Scene();
        await Refused(forge.Sign(claims: forge.Claims()[..^1] + $",\"sub\":\"{client.Id}\"}}"));
        await Refused(
            forge.Sign($$"""{"alg":"ES256","alg":"ES256","typ":"at+jwt","kid":"{{forge.KeyId}}"}""")
        );
        await Refused(
            forge.Sign(
                $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{forge.KeyId}}","x":{"a":1,"a":2} }"""
            )
        );
        await Refused(
            forge.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{forge.KeyId}}"} """ + "x")
        );
        await Refused(forge.Sign(claims: forge.Claims() + "{}"));
        await Refused(forge.Sign(claims: "\u00ef\u00bb\u00bf" + forge.Claims()));
        // 0xFF is no UTF-8, and \ud800 alone is no character.
        foreach (var bad in new[] { "\u00ff", "\\ud800" })
        {
            await Refused(forge.Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{bad}}"}"""));
            await Refused(
                forge.Sign(
                    $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{forge.KeyId}}","{{bad}}":1}"""
                )
            );
            await Refused(forge.Sign(claims: forge.Claims(("org", $"\"{bad}\""))));
        }
    }

    [Fact]
    public async Task T8_each_other_spelling_of_the_same_token_is_refused()
    {
        var (_, _, forge) = await Scene();
        var token = forge.Sign();
        var parts = token.Split('.');
        var signature = Base64Url.DecodeFromChars(parts[2]);
        string With(byte[] bytes) => $"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(bytes)}";

        await Refused(With(TokenForge.Other(signature)));
        await Refused(With([.. signature, 0]));
        await Refused(With(signature[..63]));
        await Refused(With([.. new byte[32], .. signature[32..]]));
        await Refused(With([.. signature[..32], .. new byte[32]]));
        await Refused(With(new byte[64]));
        await Refused(With([.. Enumerable.Repeat((byte)0xff, 64)]));
        var input = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        await Refused(
            With(
                forge.Key.SignData(
                    input,
                    HashAlgorithmName.SHA256,
                    DSASignatureFormat.Rfc3279DerSequence
                )
            )
        );
        await Refused(token + "=");
        await Refused(token + "==");
        await Refused(token.Replace('-', '+').Replace('_', '/') + "/");
        // 64 bytes leave four unused bits in the last character.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        await Refused(
            token[..^1] + alphabet[alphabet.IndexOf(token[^1], StringComparison.Ordinal) ^ 1]
        );
    }

    [Fact]
    public async Task T16_no_change_of_a_single_character_is_accepted_or_breaks_anything()
    {
        var (_, _, forge) = await Scene();
        var token = forge.Sign();
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var c in new[] { 'A', '.', '_' })
            {
                if (token[i] == c)
                    continue;
                (await App.Get("/v1/auth/me", token[..i] + c + token[(i + 1)..])).Should(401);
            }
        }
    }

    [Theory]
    [InlineData("suspend", "AUTH_SUSPENDED_KEY")]
    [InlineData("revoke", "AUTH_REVOKED_KEY")]
    public async Task T9_access_tokens_die_with_their_key_at_once(string verb, string code)
    {
        var (issuer, client, _) = await Scene();
        var token = await issuer.Exchange(client);
        await Accepted(token);
        (await App.Post($"/v1/keys/{client.Id}/{verb}", issuer.Live.Secret)).Should(200);
        await Refused(token, code);
    }

    [Fact]
    public async Task T9_access_tokens_die_with_their_organization_and_with_the_end_of_their_key()
    {
        var (issuer, client, _) = await Scene();
        var token = await issuer.Exchange(client);
        (
            await App.Patch(
                $"/v1/organizations/{issuer.Id}",
                App.OperatorToken,
                new { state = "disabled" }
            )
        ).Should(200);
        await Refused(token, "AUTH_ORGANIZATION_DISABLED");
        (
            await App.Patch(
                $"/v1/organizations/{issuer.Id}",
                App.OperatorToken,
                new { state = "active" }
            )
        ).Should(200);
        await Accepted(token);
        (
            await App.Patch(
                $"/v1/keys/{client.Id}",
                issuer.Live.Secret,
                new { expiresAt = App.Clock.Now.AddSeconds(10) }
            )
        ).Should(200);
        App.Advance(TimeSpan.FromSeconds(10));
        await Refused(token, "AUTH_EXPIRED_KEY");
    }

    [Fact]
    public async Task T7_a_token_that_was_let_in_before_is_refused_once_its_time_is_over_and_in_any_other_spelling()
    {
        var (issuer, client, _) = await Scene();
        var token = await issuer.Exchange(client);
        await Accepted(token);
        await Accepted(token);
        await Refused(token + "A", "AUTH_INVALID_TOKEN");
        App.Advance(TimeSpan.FromSeconds(899));
        await Accepted(token);
        App.Advance(TimeSpan.FromSeconds(1));
        await Refused(token, "AUTH_EXPIRED_TOKEN");
    }

    [Fact]
    public async Task A_scope_taken_from_a_key_is_gone_from_its_tokens()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read", "keys:admin");
        var token = await issuer.Exchange(client);
        (await App.Get("/v1/keys", token)).Should(200);
        (
            await App.Patch(
                $"/v1/keys/{client.Id}",
                issuer.Live.Secret,
                new { scopes = new[] { "read" } }
            )
        ).Should(200);
        (await App.Get("/v1/keys", token)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await App.Get("/v1/auth/me", token)).Should(200).At("scopes").ShouldBe("""["read"]""");
    }

    [Fact]
    public async Task T13_a_new_signing_key_is_published_before_use_and_the_old_one_verifies_until_its_last_token_ends()
    {
        var (issuer, client, _) = await Scene();
        async Task<string?[]> Published() =>
            [
                .. (await App.Get("/oauth/jwks"))
                    .Json.GetProperty("keys")
                    .EnumerateArray()
                    .Select(k => k.GetProperty("kid").GetString()),
            ];
        string KeyIdOf(string token) =>
            System
                .Text.Json.JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))
                .RootElement.GetProperty("kid")
                .GetString()!;

        var before = await Published();
        await App.RotateTokenKeys();
        var after = await Published();
        after.Length.ShouldBe(before.Length + 1);
        var next = after.Except(before).Single()!;
        var old = await issuer.Exchange(client);
        KeyIdOf(old).ShouldNotBe(next);
        App.Advance(TimeSpan.FromSeconds(59));
        var last = await issuer.Exchange(client);
        KeyIdOf(last).ShouldBe(KeyIdOf(old));
        App.Advance(TimeSpan.FromSeconds(1));
        KeyIdOf(await issuer.Exchange(client)).ShouldBe(next);
        await Accepted(old);
        App.Advance(TimeSpan.FromSeconds(898));
        await Accepted(last);
        App.Advance(TimeSpan.FromSeconds(5));
        await Refused(last, "AUTH_EXPIRED_TOKEN");
        // Tokens of MCP clients live for an hour, and the key as long as the last of them.
        (await Published()).ShouldContain(KeyIdOf(last));
        App.Advance(TimeSpan.FromMinutes(45));
        (await Published()).ShouldBe([next]);
        await Refused(last);
        await Accepted(await issuer.Exchange(client));
    }

    [Fact]
    public async Task K9_a_second_node_refuses_a_revoked_key_and_its_tokens_from_the_next_request()
    {
        var (issuer, client, _) = await Scene();
        await using var second = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var key = await issuer.KeyWith("read");
        var token = await issuer.Exchange(client);
        (await second.Get("/v1/auth/me", key.Secret)).Should(200);
        (await second.Get("/v1/auth/me", token)).Should(200);
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await second.Get("/v1/auth/me", key.Secret)).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
        (await App.Post($"/v1/keys/{client.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await second.Get("/v1/auth/me", token)).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
    }
}
