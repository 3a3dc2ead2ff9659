using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Vidimus.Tests.VcApi;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>Tokens of issuers and holders whose keys are on P-256, P-384 and P-521.</summary>
public abstract class CurveTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : CurveTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : CurveTests(shared), IClassFixture<OnPostgres>;

    private Task<Answer> Verify(string token) => App.Verify($$"""{"jwt":"{{token}}"}""");

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task A_foreign_token_by_a_key_of_its_own_curve_is_valid(string algorithm)
    {
        using var byKey = CurveIssuer.OfDidKey(algorithm);
        using var byJwk = CurveIssuer.OfDidJwk(algorithm);
        foreach (var issuer in (CurveIssuer[])[byKey, byJwk])
        {
            var said = (await Verify(issuer.Jwt())).ShouldSay("valid");
            (said.Outcome("proof"), said.Outcome("issuer")).ShouldBe(("pass", "pass"));
            said.Text.ShouldContain($"({algorithm})");
            said.At("credential", "issuer", "id").ShouldBe(issuer.Did);
        }
    }

    [Fact]
    public async Task T1_T2_forged_tokens_fail_whatever_algorithm_they_name()
    {
        using var issuer = CurveIssuer.OfDidKey("ES256");
        using var thief = CurveIssuer.OfDidKey("ES256");
        using var larger = CurveIssuer.OfDidKey("ES384");
        (await Verify(thief.Jwt(issuer.Did))).ShouldSay("invalid", "issuer_mismatch");
        (await Verify(thief.Jwt(issuer.Did, issuer.Method))).ShouldSay(
            "invalid",
            "signature_invalid"
        );
        (await Verify(larger.Jwt(issuer.Did, issuer.Method))).ShouldSay(
            "invalid",
            "signature_invalid"
        );
        // A right signature under the name of another algorithm of the same length.
        (await Verify(issuer.Renamed("EdDSA"))).ShouldSay("invalid", "signature_invalid");
        using var edward = new Foreign();
        var parts = edward.Jwt().Split('.');
        var header = StrictBase64Url.Encode(
            Encoding.UTF8.GetBytes($$"""{"alg":"ES256","typ":"vc+jwt","kid":"{{edward.Method}}"}""")
        );
        (await Verify($"{header}.{parts[1]}.{parts[2]}")).ShouldSay("invalid", "signature_invalid");
        (await Verify(issuer.Renamed("ES384"))).ShouldSay("invalid", "malformed");
        (await Verify(issuer.Renamed("none"))).ShouldSay("invalid", "malformed");
        var secret = Encoding.UTF8.GetBytes(issuer.Key.ToJwk().ToJsonString());
        (
            await Verify(issuer.Renamed("HS256", bytes => HMACSHA256.HashData(secret, bytes)))
        ).ShouldSay("invalid", "malformed");
        (await Verify(issuer.Renamed("ES256", _ => new byte[64]))).ShouldSay(
            "invalid",
            "signature_invalid"
        );
        (await Verify(issuer.Renamed("ES256", _ => new byte[70]))).ShouldSay(
            "invalid",
            "malformed"
        );
        // Of these algorithms nothing is known here, so nothing is said against them.
        (await Verify(issuer.Renamed("ES256K"))).ShouldSay("unverifiable", "proof_unsupported");
    }

    [Fact]
    public async Task A_did_jwk_that_is_no_public_key_for_signatures_fails()
    {
        using var issuer = CurveIssuer.OfDidJwk("ES256");
        foreach (var (member, value) in new[] { ("d", "AAAA"), ("use", "enc"), ("crv", "P-384") })
        {
            var jwk = issuer.Key.ToJwk();
            jwk[member] = value;
            var did =
                "did:jwk:" + StrictBase64Url.Encode(Encoding.UTF8.GetBytes(jwk.ToJsonString()));
            (await Verify(issuer.Jwt(did, $"{did}#0"))).ShouldSay("invalid", "signature_invalid");
        }
        (await Verify(issuer.Jwt(method: issuer.Did + "#1"))).ShouldSay(
            "invalid",
            "signature_invalid"
        );
    }

    [Fact]
    public async Task A_wallet_with_a_P_256_key_shows_an_SD_JWT_by_an_ES384_issuer()
    {
        using var issuer = CurveIssuer.OfDidKey("ES384");
        using var wallet = CurveIssuer.OfDidJwk("ES256");
        using var thief = CurveIssuer.OfDidJwk("ES256");
        var token = issuer.SdJwt(wallet.Key);
        (await Verify(token)).ShouldSay("valid");
        (await Shown(wallet)).ShouldSay("valid");
        (await Shown(thief)).At("verdict").ShouldBe("invalid");

        Task<Answer> Shown(CurveIssuer by) =>
            App.Verify(
                $$"""{"jwt":"{{by.Bind(token, "https://verifier.example", "n-1", App.Clock.GetUtcNow())}}","audience":"https://verifier.example","nonce":"n-1"}"""
            );
    }

    [Fact]
    public async Task A_wallet_presents_under_its_did_jwk_or_did_key()
    {
        using var issuer = CurveIssuer.OfDidKey("ES512");
        using var byJwk = CurveIssuer.OfDidJwk("ES256");
        using var byKey = CurveIssuer.OfDidKey("ES256");
        foreach (var wallet in (CurveIssuer[])[byJwk, byKey])
        {
            var presentation = Holder.Presentation(
                new JsonObject
                {
                    ["@context"] = CredentialShape.Context2,
                    ["type"] = "EnvelopedVerifiableCredential",
                    ["id"] = $"data:application/vc+jwt,{issuer.Jwt()}",
                }
            );
            presentation["holder"] = wallet.Did;
            var now = App.Clock.GetUtcNow();
            var shown = wallet.Present(presentation, "c-1", "employer.example", now);
            (await App.VerifyVp(JsonValue.Create(shown), "c-1", "employer.example")).ShouldVerify();
            presentation["holder"] = issuer.Did;
            shown = wallet.Present(presentation, "c-1", "employer.example", now);
            (await App.VerifyVp(JsonValue.Create(shown), "c-1", "employer.example"))
                .At("verified")
                .ShouldBe("false");
        }
    }
}
