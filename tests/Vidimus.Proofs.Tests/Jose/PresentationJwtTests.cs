using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class PresentationJwtTests
{
    private static readonly ExpectedBinding Expected = new("https://verifier.example", "n-1");

    private static PresentationBinding Binding =>
        new("https://verifier.example", "n-1", Samples.Now);

    private static JsonObject Envelope(string type, string url) =>
        new()
        {
            ["@context"] = new JsonArray(CredentialShape.Context2),
            ["id"] = url,
            ["type"] = type,
        };

    private static string CredentialToken()
    {
        using var key = Samples.Key();
        return VcJwt.Sign(Samples.Credential(), Samples.VerificationMethod, key);
    }

    private static JsonObject Presentation() =>
        new()
        {
            ["@context"] = new JsonArray(CredentialShape.Context2),
            ["type"] = new JsonArray("VerifiablePresentation"),
            ["holder"] = $"did:key:{Samples.Multikey}",
            ["verifiableCredential"] = new JsonArray(
                Envelope(Enveloped.CredentialType, "data:application/vc+jwt," + CredentialToken())
            ),
        };

    private static string Sign(PresentationBinding? binding = null)
    {
        using var key = Samples.Key();
        return VpJwt.Sign(Presentation(), Samples.VerificationMethod, binding ?? Binding, key);
    }

    private static SignedJson Verify(string? token, ExpectedBinding? expected = null) =>
        VpJwt.Verify(token, Samples.FindDidKey, expected ?? Expected, Samples.Now);

    /// <summary>Any header and payload, correctly signed with the sample key.</summary>
    private static string Handmade(string payload, string typ = "vp+jwt", string? kid = null)
    {
        using var key = Samples.Key();
        return Jws.Sign(
            [new("typ", typ), new("kid", kid ?? Samples.VerificationMethod)],
            Encoding.UTF8.GetBytes(payload),
            key
        );
    }

    private const string Bound =
        """ "aud":"https://verifier.example","nonce":"n-1","iat":1767225600 """;

    [Fact]
    public void A_presentation_is_accepted_by_its_verifier_with_all_that_it_holds()
    {
        var result = Verify(Sign());
        result.Proof.Outcome.ShouldBe(ProofOutcome.Pass, result.Proof.Reason);
        var presentation = result.Payload!.Value;
        presentation.GetProperty("holder").GetString().ShouldBe($"did:key:{Samples.Multikey}");
        CredentialShape.CheckPresentation(presentation).ShouldBeEmpty();
        var credential = Enveloped.VerifyCredential(
            presentation.GetProperty("verifiableCredential")[0],
            Samples.FindDidKey,
            Samples.Now
        );
        credential.Proof.Outcome.ShouldBe(ProofOutcome.Pass);
        JsonNode
            .DeepEquals(JsonObject.Create(credential.Payload!.Value), Samples.Credential())
            .ShouldBeTrue();
    }

    [Fact]
    public void The_key_is_asked_for_authentication()
    {
        string? asked = null;
        VpJwt.Verify(
            Sign(),
            (method, purpose) =>
            {
                asked = purpose;
                return Samples.FindDidKey(method, purpose);
            },
            Expected,
            Samples.Now
        );
        asked.ShouldBe(ProofPurposes.Authentication);
    }

    [Fact]
    public void T6_another_verifier_nonce_or_time_is_refused()
    {
        string[] refused =
        [
            Sign(Binding with { Audience = "https://other.example" }),
            Sign(Binding with { Nonce = "n-2" }),
            Sign(Binding with { IssuedAt = Samples.Now.AddMinutes(2) }),
            Sign(Binding with { IssuedAt = Samples.Now.AddMinutes(-7) }),
            Sign(Binding with { Expires = Samples.Now.AddMinutes(-1) }),
        ];
        foreach (var token in refused)
        {
            var result = Verify(token);
            result.Proof.Outcome.ShouldBe(ProofOutcome.Fail);
            result.Payload.ShouldBeNull();
        }
        VpJwt
            .Verify(refused[0], Samples.FindDidKey, null, Samples.Now)
            .Proof.Outcome.ShouldBe(ProofOutcome.Pass);
        VpJwt
            .Verify(refused[4], Samples.FindDidKey, null, Samples.Now)
            .Proof.Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Theory]
    [InlineData("""{"nonce":"n-1","iat":1767225600}""")]
    [InlineData("""{"aud":1,"nonce":"n-1","iat":1767225600}""")]
    [InlineData("""{"aud":[],"nonce":"n-1","iat":1767225600}""")]
    [InlineData("""{"aud":"https://verifier.example","iat":1767225600}""")]
    [InlineData("""{"aud":"https://verifier.example","nonce":["n-1"],"iat":1767225600}""")]
    [InlineData("""{"aud":"https://verifier.example","nonce":"n-1"}""")]
    [InlineData("""{"aud":"https://verifier.example","nonce":"n-1","iat":"1767225600"}""")]
    [InlineData("""{"aud":"https://verifier.example","nonce":"n-1","iat":1e300}""")]
    [InlineData("[]")]
    public void T7_claims_that_are_missing_or_odd_are_refused(string payload) =>
        Verify(Handmade(payload)).Proof.Outcome.ShouldBe(ProofOutcome.Fail);

    [Fact]
    public void Claims_may_repeat_the_presentation_but_never_contradict_it()
    {
        void Check(string members, ProofOutcome outcome) =>
            Verify(Handmade($$"""{{{Bound}},{{members}}}"""))
                .Proof.Outcome.ShouldBe(outcome, members);

        Check("\"holder\":\"did:a:b\",\"iss\":\"did:a:b\"", ProofOutcome.Pass);
        Check("\"holder\":{\"id\":\"did:a:b\"},\"iss\":\"did:a:b\"", ProofOutcome.Pass);
        Check("\"holder\":\"did:a:b\",\"iss\":\"did:a:c\"", ProofOutcome.Fail);
        Check("\"iss\":\"did:a:c\"", ProofOutcome.Fail);
        Check("\"id\":\"urn:x:1\",\"jti\":\"urn:x:2\"", ProofOutcome.Fail);
        Check("\"vp\":{}", ProofOutcome.Fail);
        Check("\"vc\":{}", ProofOutcome.Fail);
        Check("\"aud2\":1", ProofOutcome.Pass);
    }

    [Fact]
    public void T6_a_credential_or_other_token_is_not_taken_for_a_presentation()
    {
        foreach (var type in new[] { "vc+jwt", "JWT", "kb+jwt", "dc+sd-jwt" })
        {
            Verify(Handmade($$"""{{{Bound}}}""", type)).Payload.ShouldBeNull(type);
        }
        Verify(CredentialToken()).Payload.ShouldBeNull();
        Verify(Handmade($$"""{{{Bound}}}""", "application/vp+jwt")).Payload.ShouldNotBeNull();
        VcJwt.Verify(Sign(), Samples.FindDidKey, Samples.Now).Payload.ShouldBeNull();
    }

    [Fact]
    public void A_key_named_by_its_fragment_belongs_to_the_holder()
    {
        Verify(
            Handmade(
                $$"""{{{Bound}},"holder":"did:key:{{Samples.Multikey}}"}""",
                kid: $"#{Samples.Multikey}"
            )
        )
            .Proof.Outcome.ShouldBe(ProofOutcome.Pass);
        Verify(Handmade($$"""{{{Bound}}}""", kid: $"#{Samples.Multikey}"))
            .Proof.Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Fact]
    public void Signing_refuses_a_presentation_that_brings_the_bound_claims_itself()
    {
        using var key = Samples.Key();
        foreach (var claim in new[] { "iss", "aud", "nonce", "iat", "exp", "nbf" })
        {
            Should.Throw<ArgumentException>(() =>
                VpJwt.Sign(new JsonObject { [claim] = 1 }, Samples.VerificationMethod, Binding, key)
            );
        }
    }

    [Fact]
    public void An_enveloped_presentation_is_unwrapped_and_verified()
    {
        var envelope = Envelope(Enveloped.PresentationType, "data:application/vp+jwt," + Sign());
        SignedJson Check(JsonObject document) =>
            Enveloped.VerifyPresentation(
                document.Element(),
                Samples.FindDidKey,
                Expected,
                Samples.Now
            );

        Check(envelope).Proof.Outcome.ShouldBe(ProofOutcome.Pass);
        Check(Envelope(Enveloped.CredentialType, "data:application/vp+jwt," + Sign()))
            .Proof.Outcome.ShouldBe(ProofOutcome.Fail);
        Check(Envelope(Enveloped.PresentationType, "data:application/vp+cose,AA"))
            .Proof.Outcome.ShouldBe(ProofOutcome.Unknown);
    }

    [Fact]
    public void Enveloped_SD_JWTs_of_both_kinds_are_unwrapped_and_verified()
    {
        SignedJson Check(string mediaType, string token, DateTimeOffset? now = null) =>
            Enveloped.VerifyCredential(
                Envelope(Enveloped.CredentialType, $"data:{mediaType},{token}").Element(),
                SdJwtSamples.FindKey,
                now ?? Samples.Now
            );

        Check("application/dc+sd-jwt", SdJwtSamples.Issue()).Payload.ShouldNotBeNull();
        Check("application/dc+sd-jwt", SdJwtSamples.Issue(), Samples.Now.AddYears(2))
            .ShouldSatisfyAllConditions(
                result => result.Proof.Outcome.ShouldBe(ProofOutcome.Fail),
                result => result.Payload.ShouldBeNull()
            );
        var disclosure = SdJwtSamples.Encode("""["salt","alumniOf","The School of Examples"]""");
        var credential = Samples.Credential();
        credential["credentialSubject"] = new JsonObject
        {
            ["_sd"] = new JsonArray(SdJwtSamples.Digest(disclosure)),
        };
        var header = $$"""{"alg":"EdDSA","typ":"vc+sd-jwt","kid":"{{SdJwtSamples.KeyId}}"}""";
        var token = SdJwtSamples.Token(credential.ToJsonString(), header) + $"~{disclosure}~";
        Check("application/vc+sd-jwt", token)
            .Payload!.Value.GetProperty("credentialSubject")
            .GetProperty("alumniOf")
            .GetString()
            .ShouldBe("The School of Examples");
        Check("application/vc+jwt", token).Payload.ShouldBeNull();
        Check("application/vc+cose", "AA").Proof.Outcome.ShouldBe(ProofOutcome.Unknown);
        var hidden = SdJwtSamples.Encode("""["salt","validUntil","2020-01-01T00:00:00Z"]""");
        credential["_sd"] = new JsonArray(SdJwtSamples.Digest(hidden));
        var hiding = SdJwtSamples.Token(credential.ToJsonString(), header);
        Check("application/vc+sd-jwt", $"{hiding}~{hidden}~").Payload.ShouldBeNull();
    }

    [Fact]
    public void Data_URLs_are_read_in_each_of_their_forms_and_nothing_else_is()
    {
        var token = CredentialToken();
        SignedJson Check(string url) =>
            Enveloped.VerifyCredential(
                Envelope(Enveloped.CredentialType, url).Element(),
                Samples.FindDidKey,
                Samples.Now
            );

        var base64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(token));
        Check($"DATA:Application/VC+JWT,{token}").Payload.ShouldNotBeNull();
        Check($"data:application/vc+jwt;charset=utf-8,{token}").Payload.ShouldNotBeNull();
        Check($"data:application/vc+jwt;base64,{base64}").Payload.ShouldNotBeNull();
        var encoded = base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Check($"data:application/vc+jwt;base64,{encoded}").Payload.ShouldNotBeNull();
        Check($"data:application/vc+jwt,{token.Replace(".", "%2E", StringComparison.Ordinal)}")
            .Payload.ShouldNotBeNull();
        string[] wrong =
        [
            token,
            $"data:application/vc+jwt;{token}",
            $"data:,{token}",
            $"data:text/plain,{token}",
            "data:application/vc+jwt,",
            "data:application/vc+jwt",
            $"data:application/vc+jwt;base64,{token}",
            $"https://example.com/{token}",
            "",
        ];
        foreach (var url in wrong)
        {
            Check(url).Proof.Outcome.ShouldBe(ProofOutcome.Fail, url);
        }
        var document = Envelope(Enveloped.CredentialType, $"data:application/vc+jwt,{token}");
        document["@context"] = "https://example.org/other";
        Enveloped
            .VerifyCredential(document.Element(), Samples.FindDidKey, Samples.Now)
            .Payload.ShouldBeNull();
    }

    [Fact]
    public void T16_each_letter_of_a_presentation_may_be_changed_without_an_exception_or_a_false_pass()
    {
        var token = Handmade($$"""{{{Bound}}}""");
        for (var at = 0; at < token.Length; at++)
        {
            foreach (var letter in "AZ_-.=\"\0é")
            {
                var mutated = token[..at] + letter + token[(at + 1)..];
                if (mutated != token)
                {
                    Verify(mutated).Proof.Outcome.ShouldBe(ProofOutcome.Fail, mutated);
                }
            }
        }
    }
}
