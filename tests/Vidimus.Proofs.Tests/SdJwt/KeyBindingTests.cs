using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class KeyBindingTests
{
    private static readonly DateTimeOffset Now = SdJwtSamples.Verifying.Now;

    private static readonly SdJwtVerifyOptions Options = SdJwtSamples.Verifying with
    {
        KeyBinding = SdJwtSamples.Expected,
    };

    private static PresentationBinding Binding => new("https://verifier.example", "n-1", Now);

    private static string Bind(PresentationBinding binding, Ed25519PrivateKey? key = null) =>
        SdJwtHolder.BindKey(SdJwtSamples.Issue(), binding, key ?? SdJwtSamples.Holder);

    private static ProofResult Check(string compact, SdJwtVerifyOptions? options = null)
    {
        var result = SdJwtSamples.Verify(compact, options ?? Options);
        result.Proof.Outcome.ShouldBe(ProofOutcome.Pass);
        result.IsAccepted.ShouldBe(result.KeyBinding.Outcome == ProofOutcome.Pass);
        return result.KeyBinding;
    }

    /// <summary>A key binding with any header and claims, correctly signed by the holder.</summary>
    private static string Handmade(string header, Func<string, string> claims)
    {
        var issued = SdJwtSamples.Issue();
        var signed =
            $"{SdJwtSamples.Encode(header)}.{SdJwtSamples.Encode(claims(SdJwtSamples.Digest(issued)))}";
        var signature = SdJwtSamples.Holder.Sign(Encoding.ASCII.GetBytes(signed));
        return $"{issued}{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Claims(string hash) =>
        $$"""{"iat":{{Now.ToUnixTimeSeconds()}},"aud":"https://verifier.example","nonce":"n-1","sd_hash":"{{hash}}"}""";

    private const string Header = """{"alg":"EdDSA","typ":"kb+jwt"}""";

    [Fact]
    public void A_bound_presentation_is_accepted_by_the_verifier_it_is_meant_for()
    {
        var result = Check(Bind(Binding));
        result.Outcome.ShouldBe(ProofOutcome.Pass);
        result.Cryptosuite.ShouldBe("EdDSA");
        Check(Handmade(Header, Claims)).Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void Whether_a_binding_is_needed_is_the_verifiers_choice_alone()
    {
        Check(SdJwtSamples.Issue()).Outcome.ShouldBe(ProofOutcome.Fail);
        var notAsked = SdJwtSamples.Verify(Bind(Binding));
        notAsked.IsAccepted.ShouldBeTrue();
        notAsked.KeyBinding.Outcome.ShouldBe(ProofOutcome.Skipped);
    }

    [Fact]
    public void T6_another_verifier_nonce_time_or_key_is_refused()
    {
        ProofResult[] refused =
        [
            Check(Bind(Binding with { Audience = "https://verifier.example/" })),
            Check(Bind(Binding with { Nonce = "n-2" })),
            Check(Bind(Binding with { IssuedAt = Now.AddMinutes(2) })),
            Check(Bind(Binding with { IssuedAt = Now.AddMinutes(-7) })),
            Check(Bind(Binding with { Expires = Now.AddMinutes(-2) })),
            Check(Bind(Binding, SdJwtSamples.IssuerKey)),
        ];
        refused.ShouldAllBe(result => result.Outcome == ProofOutcome.Fail);
        refused.Select(result => result.Reason).Distinct().Count().ShouldBe(refused.Length);
        Check(Bind(Binding with { IssuedAt = Now.AddMinutes(-5) }))
            .Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void A_binding_taken_from_another_presentation_is_refused()
    {
        var bound = Bind(Binding).Split('~');
        string[] fewer = [bound[0], .. bound[2..]];
        Check(string.Join('~', fewer)).Outcome.ShouldBe(ProofOutcome.Fail);
        var other = SdJwtSamples.Issue() + bound[^1];
        Check(other).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Theory]
    [InlineData("""{"alg":"EdDSA","typ":"JWT"}""")]
    [InlineData("""{"alg":"EdDSA"}""")]
    [InlineData("""{"alg":"none","typ":"kb+jwt"}""")]
    [InlineData("""{"alg":"ES256","typ":"kb+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"kb+jwt"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"kb+jwt","crit":["b64"],"b64":true}""")]
    public void T1_a_binding_of_another_type_or_algorithm_is_refused(string header) =>
        Check(Handmade(header, Claims)).Outcome.ShouldBe(ProofOutcome.Fail);

    [Theory]
    [InlineData("\"nonce\":\"n-1\",", "")]
    [InlineData("\"nonce\":\"n-1\"", "\"nonce\":[\"n-1\"]")]
    [InlineData("\"aud\":\"https://verifier.example\"", "\"aud\":[\"https://verifier.example\"]")]
    [InlineData("\"aud\":\"https://verifier.example\",", "")]
    [InlineData("\"iat\":", "\"iot\":")]
    [InlineData("\"sd_hash\":\"", "\"sd_hash\":\"A")]
    [InlineData("\"sd_hash\"", "\"x\"")]
    [InlineData("{", "{\"nonce\":\"n-0\",")]
    [InlineData("{", "[{")]
    public void T7_missing_and_odd_claims_of_a_binding_are_refused(string from, string to)
    {
        string Changed(string hash) => Claims(hash).Replace(from, to, StringComparison.Ordinal);

        Check(Handmade(Header, Changed)).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Fact]
    public void A_wallet_with_a_P_256_key_is_accepted_and_its_signature_is_not_malleable_in_form()
    {
        using var wallet = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = wallet.ExportParameters(false).Q;
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
        Jwk.TryRead(jwk.Element(), out var holder, out _).ShouldBeTrue();
        holder!.Algorithm.ShouldBe("ES256");
        JsonNode.DeepEquals(holder.ToJwk(), jwk).ShouldBeTrue();
        var issued = SdJwtSamples.Issue(SdJwtSamples.Options with { HolderKey = holder });
        var header = SdJwtSamples.Encode("""{"alg":"ES256","typ":"kb+jwt"}""");
        var signed = $"{header}.{SdJwtSamples.Encode(Claims(SdJwtSamples.Digest(issued)))}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = wallet.SignData(bytes, HashAlgorithmName.SHA256);
        string With(byte[] made) => $"{issued}{signed}.{Base64Url.EncodeToString(made)}";

        var accepted = Check(With(signature));
        accepted.Outcome.ShouldBe(ProofOutcome.Pass);
        accepted.Cryptosuite.ShouldBe("ES256");
        byte[][] wrong =
        [
            new byte[64],
            [.. new byte[32], .. signature[32..]],
            [.. signature[..32], .. new byte[32]],
            [.. Enumerable.Repeat((byte)0xFF, 64)],
            [.. signature, 0],
            signature[..63],
            wallet.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        ];
        foreach (var made in wrong)
        {
            Check(With(made)).Outcome.ShouldBe(ProofOutcome.Fail);
        }
    }

    [Theory]
    [InlineData("\"crv\":\"P-256\"", "\"crv\":\"P-384\"")]
    [InlineData("\"crv\":\"P-256\"", "\"crv\":\"secp256k1\"")]
    [InlineData("\"kty\":\"EC\"", "\"kty\":\"EC\",\"d\":\"AA\"")]
    [InlineData("\"kty\":\"EC\"", "\"kty\":\"EC\",\"use\":\"enc\"")]
    [InlineData("\"kty\":\"EC\"", "\"kty\":\"EC\",\"alg\":\"ES384\"")]
    [InlineData("\"kty\":\"EC\"", "\"kty\":\"oct\"")]
    [InlineData("\"x\":\"b", "\"x\":\"c")]
    [InlineData("\"x\":\"b", "\"x\":\"")]
    [InlineData("\"x\":\"b", "\"x\":\"AAAAb")]
    [InlineData("\"y\":", "\"z\":")]
    [InlineData("\"y\":", "\"y\":\"AA\",\"y\":")]
    public void Keys_that_are_no_P_256_public_keys_for_signatures_are_refused(
        string from,
        string to
    )
    {
        Jwk.TryRead(Hex.Element(Rfc9901Vectors.IssuerKey), out _, out _).ShouldBeTrue();
        var changed = Rfc9901Vectors.IssuerKey.Replace(from, to, StringComparison.Ordinal);
        changed.ShouldNotBe(Rfc9901Vectors.IssuerKey);
        Jwk.TryRead(Hex.Element(changed), out var key, out var reason).ShouldBeFalse();
        key.ShouldBeNull();
        reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_credential_without_a_readable_holder_key_cannot_be_bound()
    {
        foreach (
            var confirmation in new[]
            {
                "",
                ",\"cnf\":1",
                ",\"cnf\":{}",
                ",\"cnf\":{\"jwk\":1}",
                ",\"cnf\":{\"jwk\":{\"kty\":\"RSA\"}}",
                ",\"cnf\":{\"kid\":\"x\"}",
            }
        )
        {
            var issued = SdJwtSamples.Token($$"""{"vct":"x:y"{{confirmation}}}""") + "~";
            Check(SdJwtHolder.BindKey(issued, Binding, SdJwtSamples.Holder))
                .Outcome.ShouldBe(ProofOutcome.Fail);
        }
        Should.Throw<ArgumentException>(() =>
            SdJwtHolder.BindKey(Bind(Binding), Binding, SdJwtSamples.Holder)
        );
        SdJwtHolder.TryPresent(Bind(Binding), [], out _, out _).ShouldBeFalse();
    }
}
