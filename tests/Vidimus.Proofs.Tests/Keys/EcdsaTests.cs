using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class EcdsaTests
{
    // RFC 7515 appendices A.3.1 and A.4.1.
    private const string Es256Key =
        """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";
    private const string Es256Token =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    private const string Es512Key =
        """{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}""";
    private const string Es512Token =
        "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";

    public static TheoryData<string> Algorithms => ["ES256", "ES384", "ES512"];

    private static VerifyingKey Key(string jwk)
    {
        Jwk.TryRead(Hex.Element(jwk), out var key, out var reason).ShouldBeTrue(reason);
        return key!;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>A credential under a header that names this algorithm, signed by whoever signs.</summary>
    private static string Token(string algorithm, Func<byte[], byte[]> sign)
    {
        var header = Encoding.UTF8.GetBytes(
            $$"""{"alg":"{{algorithm}}","typ":"vc+jwt","kid":"did:web:x#k"}"""
        );
        var signed = $"{Encode(header)}.{Encode("""{"issuer":"did:web:x"}"""u8)}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static ProofResult Verify(string token, VerifyingKey key) =>
        VcJwt.Verify(token, (_, _) => KeyLookup.Found(key), Samples.Now).Proof;

    [Theory]
    [InlineData(Es256Key, Es256Token, "ES256")]
    [InlineData(Es512Key, Es512Token, "ES512")]
    public void The_signatures_of_RFC_7515_appendix_A_match(
        string jwk,
        string token,
        string algorithm
    )
    {
        var key = Key(jwk);
        key.Algorithm.ShouldBe(algorithm);
        JsonNode.DeepEquals(key.ToJwk(), JsonNode.Parse(jwk)).ShouldBeTrue();
        Jws.TryParse(token, out var parsed, out var reason).ShouldBeTrue(reason);
        parsed!.IsSignedBy(key).ShouldBeTrue();
        parsed.IsSignedBy(key).ShouldBeTrue();
        parsed.IsSignedBy(EcPrivateKey.Generate(algorithm).VerifyingKey).ShouldBeFalse();
    }

    // The did:key Method, test vectors for NIST curves.
    [Theory]
    [InlineData(
        "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv",
        """{"kty":"EC","crv":"P-256","x":"igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns","y":"efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM"}"""
    )]
    [InlineData(
        "z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54",
        """{"kty":"EC","crv":"P-384","x":"CA-iNoHDg1lL8pvX3d1uvExzVfCz7Rn6tW781Ub8K5MrDf2IMPyL0RTDiaLHC1JT","y":"Kpnrn8DkXUD3ge4mFxi-DKr0DYO2KuJdwNBrhzLRtfMa3WFMZBiPKUPfJj8dYNl_"}"""
    )]
    [InlineData(
        "z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7",
        """{"kty":"EC","crv":"P-521","x":"ASUHPMyichQ0QbHZ9ofNx_l4y7luncn5feKLo3OpJ2nSbZoC7mffolj5uy7s6KSKXFmnNWxGJ42IOrjZ47qqwqyS","y":"AW9ziIC4ZQQVSNmLlp59yYKrjRY0_VqO-GOIYQ9tYpPraBKUloEId6cI_vynCzlZWZtWpgOM3HPhYEgawQ703RjC"}"""
    )]
    public void A_published_compressed_key_is_the_published_point(string multikey, string jwk)
    {
        Multikey.TryRead(multikey, out var key).ShouldBeTrue();
        JsonNode.DeepEquals(key!.ToJwk(), JsonNode.Parse(jwk)).ShouldBeTrue(key.ToJwk().ToString());
        Key(jwk).ToMultikey().ShouldBe(multikey);
        DidKey.TryResolve($"did:key:{multikey}", out var document).ShouldBeTrue();
        DidKey
            .FindKey($"did:key:{multikey}#{multikey}", ProofPurposes.AssertionMethod)
            .PublicKey!.Algorithm.ShouldBe(key.Algorithm);
        DidDocument
            .TryParse(document!.ToJson().Element(), document.Id, out var read, out _)
            .ShouldBeTrue();
        read!
            .FindKey($"#{multikey}", ProofPurposes.Authentication)
            .PublicKey!.ToMultikey()
            .ShouldBe(multikey);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Any_key_signs_and_is_read_back_from_every_form(string algorithm)
    {
        for (var i = 0; i < 20; i++)
        {
            using var key = EcPrivateKey.Generate(algorithm);
            var did = DidKey.From(key.VerifyingKey);
            var token = VcJwt.Sign(Samples.Credential(), DidKey.VerificationMethod(did), key);
            var result = VcJwt.Verify(token, DidKey.FindKey, Samples.Now).Proof;
            result.Outcome.ShouldBe(ProofOutcome.Pass, result.Reason);
            result.Cryptosuite.ShouldBe(algorithm);
            var jwkDid = DidJwk.From(key.VerifyingKey);
            DidJwk.TryResolve(jwkDid, out var document).ShouldBeTrue();
            document!
                .FindKey(DidJwk.VerificationMethod(jwkDid), ProofPurposes.AssertionMethod)
                .PublicKey!.ToMultikey()
                .ShouldBe(key.VerifyingKey.ToMultikey());
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Presentations_SD_JWTs_and_status_lists_are_signed_and_verified_as_well(
        string algorithm
    )
    {
        using var key = EcPrivateKey.Generate(algorithm);
        KeyLookup Find(string method, string purpose) => KeyLookup.Found(key.VerifyingKey);
        var binding = new PresentationBinding("https://verifier.example", "n", Samples.Now);
        var expected = new ExpectedBinding(binding.Audience, binding.Nonce);
        var presentation = VpJwt.Sign(new JsonObject { ["a"] = 1 }, "did:web:x#k", binding, key);
        VpJwt
            .Verify(presentation, Find, expected, Samples.Now)
            .Proof.Outcome.ShouldBe(ProofOutcome.Pass);

        var options = SdJwtSamples.Options with { HolderKey = key.VerifyingKey };
        var issued = SdJwtVc.Issue(SdJwtSamples.Claims(), SdJwtSamples.Disclosable, options, key);
        var result = SdJwtVc.Verify(
            SdJwtHolder.BindKey(issued, binding, key),
            new SdJwtVerifyOptions(Find, Samples.Now) { KeyBinding = expected }
        );
        result.IsAccepted.ShouldBeTrue(result.Proof.Reason + result.KeyBinding.Reason);

        var list = StatusListToken.Sign(
            new("https://x.example/l", "did:web:x#k", Samples.Created),
            new TokenStatusList(100, 1),
            key
        );
        StatusListToken
            .Verify(list, Find, "https://x.example/l", Samples.Now)
            .Proof.Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void T1_T2_the_header_never_chooses_another_algorithm_than_the_keys_own()
    {
        using var edward = Samples.Key();
        using var p256 = EcPrivateKey.Generate("ES256");
        using var p384 = EcPrivateKey.Generate("ES384");
        using var p521 = EcPrivateKey.Generate("ES512");
        SigningKey[] keys = [edward, p256, p384, p521];
        foreach (var signer in keys)
        {
            foreach (var named in keys)
            {
                var token = Token(named.Algorithm, bytes => signer.Sign(bytes));
                foreach (var key in keys)
                {
                    var result = Verify(token, key.VerifyingKey);
                    var right = signer == named && signer == key;
                    result.Outcome.ShouldBe(right ? ProofOutcome.Pass : ProofOutcome.Fail);
                    result.Reason.ShouldNotBeEmpty();
                }
            }
        }
        Verify(Token("ES256", bytes => p256.Sign(bytes)), edward.VerifyingKey)
            .Reason.ShouldBe("The token is signed by ES256, but its key is for EdDSA.");
    }

    [Fact]
    public void T2_another_hash_than_the_curves_own_and_a_MAC_with_the_public_key_are_refused()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var key = VerifyingKey.FromECDsa(ecdsa);
        Verify(Token("ES384", bytes => ecdsa.SignData(bytes, HashAlgorithmName.SHA384)), key)
            .Outcome.ShouldBe(ProofOutcome.Pass);
        Verify(Token("ES384", bytes => ecdsa.SignData(bytes, HashAlgorithmName.SHA256)), key)
            .Outcome.ShouldBe(ProofOutcome.Fail);
        Verify(Token("ES256", bytes => ecdsa.SignData(bytes, HashAlgorithmName.SHA256)), key)
            .Outcome.ShouldBe(ProofOutcome.Fail);
        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(key.ToJwk().ToJsonString()),
            ecdsa.ExportSubjectPublicKeyInfo(),
            Encoding.ASCII.GetBytes(ecdsa.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(key.ToMultikey()),
        ];
        foreach (var secret in secrets)
        {
            Verify(Token("HS256", bytes => HMACSHA256.HashData(secret, bytes)), key)
                .Outcome.ShouldBe(ProofOutcome.Fail);
            Verify(Token("HS384", bytes => HMACSHA384.HashData(secret, bytes)), key)
                .Outcome.ShouldBe(ProofOutcome.Fail);
        }
    }

    [Theory]
    [InlineData("ES256", "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551")]
    [InlineData(
        "ES384",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973"
    )]
    [InlineData(
        "ES512",
        "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409"
    )]
    public void T8_r_and_s_outside_their_range_in_DER_or_at_another_length_are_refused(
        string algorithm,
        string orderHex
    )
    {
        using var ecdsa = ECDsa.Create(EcCurve.OfAlgorithm(algorithm)!.Parameters);
        var hash = EcCurve.OfAlgorithm(algorithm)!.Hash;
        var key = VerifyingKey.FromECDsa(ecdsa);
        var order = Convert.FromHexString(orderHex);
        var half = order.Length;
        byte[] Zero() => new byte[half];
        Func<byte[], byte[]>[] damages =
        [
            s => [.. Zero(), .. s[half..]],
            s => [.. s[..half], .. Zero()],
            s => [.. Zero(), .. Zero()],
            s => [.. order, .. s[half..]],
            s => [.. s[..half], .. order],
            s => [.. Enumerable.Repeat((byte)0xFF, 2 * half)],
            s => [.. s, 0],
            s => s[..^1],
            s => [0, .. s],
            s => [.. s[half..], .. s[..half]],
            s => [],
        ];
        byte[] Sign(byte[] bytes) => ecdsa.SignData(bytes, hash);
        Verify(Token(algorithm, Sign), key).Outcome.ShouldBe(ProofOutcome.Pass);
        foreach (var damage in damages)
        {
            Verify(Token(algorithm, bytes => damage(Sign(bytes))), key)
                .Outcome.ShouldBe(ProofOutcome.Fail);
            key.Verify("m"u8, damage(Sign("m"u8.ToArray()))).ShouldBeFalse();
        }
        byte[] Der(byte[] bytes) =>
            ecdsa.SignData(bytes, hash, DSASignatureFormat.Rfc3279DerSequence);
        Verify(Token(algorithm, Der), key).Outcome.ShouldBe(ProofOutcome.Fail);
        key.Verify("m"u8, Der("m"u8.ToArray())).ShouldBeFalse();
    }

    [Fact]
    public void A_point_off_the_curve_or_spelled_otherwise_is_no_key()
    {
        foreach (var curve in EcCurve.All)
        {
            using var ecdsa = ECDsa.Create(curve.Parameters);
            var point = ecdsa.ExportParameters(false).Q;
            var off = (byte[])point.Y!.Clone();
            off[^1] ^= 1;
            var large = Enumerable.Repeat((byte)0xFF, curve.CoordinateLength).ToArray();
            byte[][] refused =
            [
                [4, .. point.X!, .. off],
                [4, .. large, .. point.Y],
                [4, .. point.X!, .. large],
                [4, .. new byte[2 * curve.CoordinateLength]],
                [2, .. large],
                [0],
                [],
                [(byte)(6 + (point.Y[^1] & 1)), .. point.X!, .. point.Y],
                [4, .. point.X!],
                [2, .. point.X!, .. point.Y],
                [5, .. point.X!],
            ];
            foreach (var encoded in refused)
            {
                VerifyingKey.FromPoint(curve, encoded).ShouldBeNull(Convert.ToHexString(encoded));
                Multikey
                    .TryRead(Multibase.EncodeBase58([.. curve.MulticodecHeader, .. encoded]), out _)
                    .ShouldBeFalse();
            }
            // Uncompressed is a form of the point, but not of a Multikey.
            byte[] whole = [.. curve.MulticodecHeader, 4, .. point.X!, .. point.Y];
            Multikey.TryRead(Multibase.EncodeBase58(whole), out _).ShouldBeFalse();
            // About every second number is the coordinate of a point: half of these are none, and none throws.
            var points = Enumerable
                .Range(1, 40)
                .Count(x =>
                    VerifyingKey.FromPoint(
                        curve,
                        [2, .. new byte[curve.CoordinateLength - 1], (byte)x]
                    )
                        is not null
                );
            points.ShouldBeInRange(5, 35);
        }
    }

    [Theory]
    [InlineData("\"P-521\"", "\"P-256\"")]
    [InlineData("\"P-521\"", "\"P-384\"")]
    [InlineData("\"P-521\"", "\"p-521\"")]
    [InlineData("\"P-521\"", "\"Ed25519\"")]
    [InlineData("\"EC\"", "\"OKP\"")]
    [InlineData("\"EC\"", "\"EC\",\"alg\":\"ES256\"")]
    [InlineData("\"EC\"", "\"EC\",\"alg\":\"EdDSA\"")]
    [InlineData("\"EC\"", "\"EC\",\"d\":\"AA\"")]
    [InlineData("\"EC\"", "\"EC\",\"use\":\"enc\"")]
    // RFC 7518 section 6.2.1.2: the coordinate's full length, leading zeros included.
    [InlineData("\"ADSm", "\"NKZE")]
    public void A_JWK_of_another_curve_algorithm_or_use_is_refused(string from, string to)
    {
        var changed = Es512Key.Replace(from, to, StringComparison.Ordinal);
        changed.ShouldNotBe(Es512Key);
        Jwk.TryRead(Hex.Element(changed), out var key, out var reason).ShouldBeFalse();
        key.ShouldBeNull();
        reason.ShouldNotBeEmpty();
        var did =
            "did:jwk:" + Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(changed));
        DidJwk.TryResolve(did, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_did_jwk_is_read_and_its_key_has_one_name()
    {
        var did = "did:jwk:" + Encode(Encoding.UTF8.GetBytes(Es256Key));
        DidJwk.TryResolve(did, out var document).ShouldBeTrue();
        document!.Id.ShouldBe(did);
        document
            .FindKey($"{did}#0", ProofPurposes.AssertionMethod)
            .Status.ShouldBe(KeyLookupStatus.Found);
        document.FindKey("#0", ProofPurposes.Authentication).Status.ShouldBe(KeyLookupStatus.Found);
        document
            .FindKey($"{did}#1", ProofPurposes.AssertionMethod)
            .Status.ShouldBe(KeyLookupStatus.NotFound);
        string?[] refused =
        [
            null,
            "",
            "did:jwk:",
            "did:jwk:e30",
            "did:jwk:AAAA",
            did + "=",
            did + "#0",
            "did:key:" + did,
            "did:jwk:" + new string('A', Did.MaxLength),
        ];
        foreach (var text in refused)
        {
            DidJwk.TryResolve(text, out _).ShouldBeFalse(text);
        }
    }

    [Fact]
    public void Data_Integrity_by_Ed25519_refuses_a_key_of_another_kind_by_its_name()
    {
        using var key = Samples.Key();
        using var other = EcPrivateKey.Generate("ES256");
        string[] suites =
        [
            DataIntegrity.EddsaJcs2022,
            DataIntegrity.EddsaRdfc2022,
            DataIntegrity.Ed25519Signature2020,
        ];
        foreach (var suite in suites)
        {
            var options = new ProofOptions(Samples.VerificationMethod, Samples.Created)
            {
                Cryptosuite = suite,
            };
            var signed = DataIntegrity.Sign(Samples.Credential(), options, key);
            var result = DataIntegrity
                .Verify(
                    signed.Element(),
                    new((_, _) => KeyLookup.Found(other.VerifyingKey), Samples.Now)
                )
                .ShouldHaveSingleItem();
            result.Outcome.ShouldBe(ProofOutcome.Fail);
            result.Reason.ShouldBe("The key is not an Ed25519 key.");
        }
    }

    [Fact]
    public void One_key_serves_many_threads()
    {
        using var signing = EcPrivateKey.Generate("ES256");
        var key = Key(signing.VerifyingKey.ToJwk().ToJsonString());
        Parallel.For(
            0,
            2000,
            i =>
            {
                var message = BitConverter.GetBytes(i);
                var signature = signing.Sign(message);
                key.Verify(message, signature).ShouldBeTrue();
                signature[i % 64] ^= 1;
                key.Verify(message, signature).ShouldBeFalse();
            }
        );
    }

    [Fact]
    public void Keys_on_other_curves_are_refused_and_a_private_key_does_not_show_itself()
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        Should.Throw<ArgumentException>(() => VerifyingKey.FromECDsa(foreign));
        Should.Throw<ArgumentException>(() => new EcPrivateKey(foreign));
        Should.Throw<ArgumentException>(() => EcPrivateKey.Generate("EdDSA"));
        using var key = EcPrivateKey.Generate("ES256");
        key.ToString().ShouldBe("EcPrivateKey(redacted)");
        key.VerifyingKey.ToJwk().ContainsKey("d").ShouldBeFalse();
    }
}
