using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class JoseTests
{
    // RFC 8037 appendix A: key, thumbprint and signature.
    private const string Rfc8037Seed = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    private const string Rfc8037PublicKey = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    private const string Rfc8037Thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    private const string Rfc8037Jws =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    private static readonly byte[] PublicKey = Base64Url.DecodeFromChars(Rfc8037PublicKey);
    private static readonly VerifyingKey Verifying = VerifyingKey.FromEd25519(PublicKey);

    private static Ed25519PrivateKey Key() =>
        Ed25519PrivateKey.FromSeed(Base64Url.DecodeFromChars(Rfc8037Seed));

    private static string Encode(string text) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>A token with any header and payload, correctly signed.</summary>
    private static string Token(string header, string payload = "{}")
    {
        using var key = Key();
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string CredentialToken(
        string payload,
        string header = """{"alg":"EdDSA","typ":"vc+jwt","cty":"vc","kid":"did:web:x#k"}"""
    ) => Token(header, payload);

    private static KeyLookup Find(string id, string purpose) =>
        id == "did:web:x#k" ? KeyLookup.Found(Verifying) : KeyLookup.NotFound($"No key {id}.");

    private static ProofOutcome VerifyVc(string token) =>
        VcJwt.Verify(token, Find, Samples.Now).Proof.Outcome;

    [Fact]
    public void The_signature_and_thumbprint_of_RFC_8037_appendix_A_are_made()
    {
        using var key = Key();
        Jws.Sign([], "Example of Ed25519 signing"u8, key).ShouldBe(Rfc8037Jws);
        Jws.TryParse(Rfc8037Jws, out var parsed, out _).ShouldBeTrue();
        parsed!.IsSignedBy(Verifying).ShouldBeTrue();
        Jwk.Thumbprint(PublicKey).ShouldBe(Rfc8037Thumbprint);
        Jwk.FromEd25519(PublicKey)
            .ToJsonString()
            .ShouldBe(
                $$"""{"kty":"OKP","crv":"Ed25519","x":"{{Rfc8037PublicKey}}","kid":"{{Rfc8037Thumbprint}}","use":"sig","alg":"EdDSA"}"""
            );
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None"}""")]
    [InlineData("""{"alg":"NONE"}""")]
    [InlineData("""{"alg":"eddsa"}""")]
    [InlineData("""{"alg":"ES256K"}""")]
    [InlineData("""{"alg":"ES384"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":["EdDSA"]}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    public void T1_another_or_no_algorithm_is_refused(string header) =>
        Jws.TryParse(Token(header), out _, out _).ShouldBeFalse();

    [Fact]
    public void T1_missing_empty_extra_and_JSON_parts_are_refused()
    {
        var parts = Rfc8037Jws.Split('.');
        string?[] refused =
        [
            null,
            "",
            ".",
            "..",
            "...",
            $"{parts[0]}.{parts[1]}",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}..{parts[2]}",
            $".{parts[1]}.{parts[2]}",
            $"{Rfc8037Jws}.{parts[2]}",
            $"{Rfc8037Jws}.",
            $$"""{"protected":"{{parts[0]}}","payload":"{{parts[1]}}","signature":"{{parts[2]}}"}""",
        ];
        foreach (var token in refused)
        {
            Jws.TryParse(token, out _, out var reason).ShouldBeFalse(token);
            reason.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("""{"alg":"EdDSA","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"EdDSA","crit":[]}""")]
    [InlineData("""{"alg":"EdDSA","b64":false}""")]
    [InlineData("""{"alg":"EdDSA","b64":true}""")]
    [InlineData("""{"alg":"EdDSA","zip":"DEF"}""")]
    public void T5_headers_that_change_the_meaning_are_refused(string header) =>
        Jws.TryParse(Token(header), out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("""{"alg":"EdDSA","alg":"EdDSA"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"a","\u006bid":"b"}""")]
    [InlineData("""{"alg":"EdDSA"} x""")]
    [InlineData("""{"alg":"EdDSA","kid":"\ud800"}""")]
    public void T8_a_header_that_is_not_strict_JSON_is_refused(string header) =>
        Jws.TryParse(Token(header), out _, out _).ShouldBeFalse();

    [Fact]
    public void T8_every_other_spelling_of_a_segment_is_refused()
    {
        var parts = Rfc8037Jws.Split('.');
        // The signature's last letter carries four unused bits.
        foreach (var last in "BCDEFGHIJKLMNOP")
        {
            Jws.TryParse($"{parts[0]}.{parts[1]}.{parts[2][..^1]}{last}", out _, out _)
                .ShouldBeFalse();
        }
        foreach (var spelling in new[] { "=", "==", "\n", " ", "+", "\0", "é" })
        {
            Jws.TryParse(Rfc8037Jws + spelling, out _, out _).ShouldBeFalse();
            Jws.TryParse($"{parts[0]}{spelling}.{parts[1]}.{parts[2]}", out _, out _)
                .ShouldBeFalse();
            Jws.TryParse($"{parts[0]}.{spelling}{parts[1]}.{parts[2]}", out _, out _)
                .ShouldBeFalse();
        }
    }

    [Fact]
    public void Keys_offered_by_the_token_itself_are_ignored_and_the_newer_algorithm_name_is_read()
    {
        var token = Token(
            """{"alg":"Ed25519","kid":"did:web:x#k","jwk":{"kty":"OKP"},"jku":"https://evil.example","x5u":"x","x5c":[]}"""
        );
        Receipt.Verify(token, Find).Proof.Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void A_token_over_a_mebibyte_is_refused() =>
        Jws.TryParse(new string('A', Jws.MaxLength + 1), out _, out _).ShouldBeFalse();

    [Fact]
    public void The_header_keeps_the_order_it_was_given_in()
    {
        using var key = Key();
        var token = Jws.Sign([new("typ", "a+b"), new("kid", "k")], "{}"u8, key);
        Encoding
            .UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[0]))
            .ShouldBe("""{"alg":"EdDSA","typ":"a+b","kid":"k"}""");
        Should.Throw<ArgumentException>(() => Jws.Sign([new("alg", "none")], "{}"u8, key));
    }

    [Fact]
    public void A_receipt_gives_its_payload_only_when_it_passes()
    {
        using var key = Key();
        var receipt = Receipt.Sign(new JsonObject { ["order"] = "ord_1" }, "did:web:x#k", key);
        Receipt
            .Verify(receipt, Find)
            .Payload!.Value.GetProperty("order")
            .GetString()
            .ShouldBe("ord_1");
        Receipt
            .Verify(receipt, (_, _) => KeyLookup.Found(Samples.Key().VerifyingKey))
            .ShouldSatisfyAllConditions(
                result => result.Proof.Outcome.ShouldBe(ProofOutcome.Fail),
                result => result.Payload.ShouldBeNull()
            );
        Receipt
            .Verify(receipt, (_, _) => KeyLookup.Unreachable("Away."))
            .Proof.Outcome.ShouldBe(ProofOutcome.Unknown);
        Receipt.Verify(Rfc8037Jws, Find).Proof.Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Fact]
    public void A_credential_is_the_tokens_payload_itself()
    {
        using var key = Samples.Key();
        var token = VcJwt.Sign(Samples.Credential(), Samples.VerificationMethod, key);
        Encoding
            .UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[0]))
            .ShouldBe(
                $$"""{"alg":"EdDSA","typ":"vc+jwt","cty":"vc","kid":"{{Samples.VerificationMethod}}"}"""
            );
        var result = VcJwt.Verify(token, Samples.FindDidKey, Samples.Now);
        result.Proof.Outcome.ShouldBe(ProofOutcome.Pass);
        result.Proof.VerificationMethod.ShouldBe(Samples.VerificationMethod);
        JsonNode
            .DeepEquals(JsonObject.Create(result.Payload!.Value), Samples.Credential())
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"iss":"did:web:x","issuer":"did:web:x"}""")]
    [InlineData("""{"iss":"did:web:x","issuer":{"id":"did:web:x"}}""")]
    [InlineData(
        """{"jti":"urn:1","id":"urn:1","sub":"did:example:a","credentialSubject":{"id":"did:example:a"}}"""
    )]
    [InlineData("""{"exp":4102444800,"nbf":1}""")]
    public void Claims_that_agree_with_the_credential_pass(string payload) =>
        VerifyVc(CredentialToken(payload)).ShouldBe(ProofOutcome.Pass);

    [Theory]
    [InlineData("""{"iss":"did:web:y","issuer":"did:web:x"}""")]
    [InlineData("""{"iss":"did:web:y"}""")]
    [InlineData("""{"iss":7,"issuer":"did:web:x"}""")]
    [InlineData("""{"jti":"urn:2","id":"urn:1"}""")]
    [InlineData("""{"sub":"did:example:b","credentialSubject":{"id":"did:example:a"}}""")]
    [InlineData("""{"sub":"did:example:b","credentialSubject":[]}""")]
    [InlineData("""{"exp":1}""")]
    [InlineData("""{"exp":"4102444800"}""")]
    [InlineData("""{"exp":1e300}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("""{"nbf":4102444800}""")]
    [InlineData("""{"vc":{}}""")]
    [InlineData("""{"vp":{}}""")]
    [InlineData("""{"id":"a","id":"a"}""")]
    [InlineData("""[]""")]
    [InlineData("""text""")]
    public void Claims_that_contradict_the_credential_and_payloads_that_are_none_fail(
        string payload
    ) => VerifyVc(CredentialToken(payload)).ShouldBe(ProofOutcome.Fail);

    [Theory]
    [InlineData("""{"alg":"EdDSA","typ":"VC+JWT","kid":"did:web:x#k"}""", ProofOutcome.Pass)]
    [InlineData(
        """{"alg":"EdDSA","typ":"application/vc+jwt","kid":"did:web:x#k"}""",
        ProofOutcome.Pass
    )]
    [InlineData(
        """{"alg":"EdDSA","typ":"vc+jwt","kid":"#k","iss":"did:web:x"}""",
        ProofOutcome.Pass
    )]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","kid":"#k"}""", ProofOutcome.Pass)]
    [InlineData("""{"alg":"EdDSA","typ":"at+jwt","kid":"did:web:x#k"}""", ProofOutcome.Fail)]
    [InlineData("""{"alg":"EdDSA","kid":"did:web:x#k"}""", ProofOutcome.Fail)]
    [InlineData(
        """{"alg":"EdDSA","typ":"vc+jwt","cty":"vp","kid":"did:web:x#k"}""",
        ProofOutcome.Fail
    )]
    [InlineData(
        """{"alg":"EdDSA","typ":"vc+jwt","cty":7,"kid":"did:web:x#k"}""",
        ProofOutcome.Fail
    )]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt"}""", ProofOutcome.Fail)]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt","kid":"did:web:y#k"}""", ProofOutcome.Fail)]
    public void The_tokens_type_and_key_are_held_to_the_header(
        string header,
        ProofOutcome outcome
    ) => VerifyVc(CredentialToken("""{"issuer":"did:web:x"}""", header)).ShouldBe(outcome);

    [Fact]
    public void A_key_set_is_searched_by_kid_and_private_or_foreign_keys_are_refused()
    {
        var keySet = Jwk.Set([Jwk.FromEd25519(PublicKey, "first")]).Element();
        Jwk.Find(keySet, "first").PublicKey!.ToMultikey().ShouldBe(Verifying.ToMultikey());
        Jwk.Find(keySet, "second").Status.ShouldBe(KeyLookupStatus.NotFound);
        foreach (
            var json in new[]
            {
                "[]",
                "{}",
                """{"keys":7}""",
                """{"keys":[7]}""",
                """{"keys":[{"\ud800":1}]}""",
            }
        )
        {
            Jwk.Find(Hex.Element(json), "first").Status.ShouldBe(KeyLookupStatus.NotFound);
        }
        foreach (
            var (member, value) in new[]
            {
                ("d", "AA"),
                ("use", "enc"),
                ("alg", "ES256"),
                ("crv", "X25519"),
                ("kty", "EC"),
                ("x", "AA"),
            }
        )
        {
            var jwk = Jwk.FromEd25519(PublicKey);
            jwk[member] = value;
            Jwk.TryRead(jwk.Element(), out var publicKey, out var reason).ShouldBeFalse(member);
            publicKey.ShouldBeNull();
            reason.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void T16_each_letter_of_a_token_may_be_changed_without_an_exception_or_a_false_pass()
    {
        using var key = Samples.Key();
        var token = VcJwt.Sign(Samples.Credential(), Samples.VerificationMethod, key);
        for (var at = 0; at < token.Length; at++)
        {
            foreach (var letter in "AZ_-.=\"\0é")
            {
                var mutated = token[..at] + letter + token[(at + 1)..];
                if (mutated != token)
                {
                    VcJwt
                        .Verify(mutated, Samples.FindDidKey, Samples.Now)
                        .Proof.Outcome.ShouldBe(ProofOutcome.Fail, mutated);
                }
            }
        }
    }
}
