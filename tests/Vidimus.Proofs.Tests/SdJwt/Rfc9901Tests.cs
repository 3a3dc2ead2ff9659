using System.Text.Json;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class Rfc9901Tests
{
    private static readonly ExpectedBinding Expected = new(
        "https://verifier.example.org",
        "1234567890"
    );

    // The key binding's iat in the examples, and a little later.
    private static readonly DateTimeOffset Now = DateTimeOffset
        .FromUnixTimeSeconds(1748537243)
        .AddSeconds(20);

    private static SdJwt Parse(string compact)
    {
        SdJwt.TryParse(compact, out var parsed, out var reason).ShouldBeTrue(reason);
        return parsed!;
    }

    private static JsonElement Process(SdJwt token)
    {
        token.TryReadPayload(out var payload).ShouldBeTrue();
        token
            .Process(payload.Span, null, out var claims, out _, out var reason)
            .ShouldBe(ProofOutcome.Pass, reason);
        return claims;
    }

    private static void ShouldBeJson(JsonElement actual, string expected) =>
        JsonElement.DeepEquals(actual, Hex.Element(expected)).ShouldBeTrue(actual.GetRawText());

    private static VerifyingKey Key(JsonElement jwk)
    {
        Jwk.TryRead(jwk, out var key, out var reason).ShouldBeTrue(reason);
        return key!;
    }

    [Fact]
    public void Each_published_disclosure_has_its_published_digest()
    {
        foreach (var (digest, encoded) in Rfc9901Vectors.Disclosures)
        {
            SdJwtDisclosure.TryRead(encoded, out var disclosure).ShouldBeTrue(encoded);
            disclosure!.Digest.ShouldBe(digest);
        }
        Rfc9901Vectors.Disclosures.Length.ShouldBe(25);
    }

    [Theory]
    [InlineData(Rfc9901Vectors.Issued)]
    [InlineData(Rfc9901Vectors.Presented)]
    [InlineData(Rfc9901Vectors.DecoysPresented)]
    [InlineData(Rfc9901Vectors.CredentialPresented)]
    public void The_issuers_published_ES256_signatures_match(string compact)
    {
        Jws.TryParse(Parse(compact).IssuerToken, out var token, out var reason)
            .ShouldBeTrue(reason);
        token!.IsSignedBy(Key(Hex.Element(Rfc9901Vectors.IssuerKey))).ShouldBeTrue();
    }

    [Fact]
    public void The_presentation_of_section_5_2_gives_its_processed_payload()
    {
        ShouldBeJson(
            Process(Parse(Rfc9901Vectors.Presented)),
            """
            {"iss":"https://issuer.example.com","iat":1683000000,"exp":1883000000,"sub":"user_42","nationalities":["US"],
             "cnf":{"jwk":{"kty":"EC","crv":"P-256","x":"TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc","y":"ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ"}},
             "family_name":"Doe","given_name":"John",
             "address":{"street_address":"123 Main St","locality":"Anytown","region":"Anystate","country":"US"}}
            """
        );
    }

    [Fact]
    public void The_presentation_of_appendix_A_1_gives_its_processed_payload()
    {
        ShouldBeJson(
            Process(Parse(Rfc9901Vectors.DecoysPresented)),
            """{"iss":"https://issuer.example.com","iat":1683000000,"exp":1883000000,"address":{"region":"港区","country":"JP"}}"""
        );
    }

    [Fact]
    public void The_recursive_disclosures_of_section_6_3_give_the_address_back()
    {
        var disclosures = Rfc9901Vectors
            .Recursive.Select(encoded =>
            {
                SdJwtDisclosure.TryRead(encoded, out var disclosure).ShouldBeTrue();
                return disclosure!;
            })
            .ToArray();
        SdJwtClaims
            .TryProcess(
                Hex.Element("""{"_sd":["HvrKX6fPV0v9K_yCVFBiLFHsMaxcD_114Em6VT8x1lg"]}"""),
                disclosures,
                new HashSet<string>(),
                out var claims,
                out var placed,
                out var reason
            )
            .ShouldBeTrue(reason);
        ShouldBeJson(
            claims,
            """{"address":{"street_address":"Schulstr. 12","locality":"Schulpforta","region":"Sachsen-Anhalt","country":"DE"}}"""
        );
        placed!.Placed[0].Path.Length.ShouldBe(1);
        placed.Placed.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(Rfc9901Vectors.Presented)]
    [InlineData(Rfc9901Vectors.CredentialPresented)]
    public void The_published_key_bindings_hold_for_their_verifier_nonce_and_time_only(
        string compact
    )
    {
        var token = Parse(compact);
        var key = Key(Process(token).GetProperty("cnf").GetProperty("jwk"));
        string? Refuse(ExpectedBinding expected, DateTimeOffset now) =>
            SdJwtVerifier.RefuseBinding(token, key, expected, now);

        Refuse(Expected, Now).ShouldBeNull();
        Refuse(Expected with { Audience = "https://other.example.org" }, Now).ShouldNotBeNull();
        Refuse(Expected with { Nonce = "1234567891" }, Now).ShouldNotBeNull();
        Refuse(Expected, Now.AddMinutes(7)).ShouldNotBeNull();
        Refuse(Expected, Now.AddMinutes(-2)).ShouldNotBeNull();
    }

    [Fact]
    public void T8_the_published_key_binding_does_not_hold_for_fewer_or_reordered_disclosures()
    {
        var parts = Rfc9901Vectors.Presented.Split('~');
        var key = Key(
            Process(Parse(Rfc9901Vectors.Presented)).GetProperty("cnf").GetProperty("jwk")
        );
        string[][] changed =
        [
            [.. parts[..1], .. parts[2..]],
            [parts[0], parts[2], parts[1], .. parts[3..]],
        ];
        foreach (var other in changed)
        {
            SdJwtVerifier
                .RefuseBinding(Parse(string.Join('~', other)), key, Expected, Now)
                .ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_holder_finds_the_disclosures_of_section_5_2_by_their_paths()
    {
        SdJwtHolder
            .TryPresent(
                Rfc9901Vectors.Issued,
                [
                    ClaimPath.Of("given_name"),
                    ClaimPath.Of("family_name"),
                    ClaimPath.Of("address", "country"),
                    ClaimPath.Of("nationalities").At(0),
                ],
                out var presentation,
                out var reason
            )
            .ShouldBeTrue(reason);
        var chosen = Parse(presentation).Disclosures.Select(disclosure => disclosure.Encoded);
        var published = Parse(Rfc9901Vectors.Presented)
            .Disclosures.Select(disclosure => disclosure.Encoded);
        chosen.ShouldBe(published, ignoreOrder: true);
    }

    [Fact]
    public void The_published_credential_names_no_key_and_is_not_accepted()
    {
        var result = SdJwtVc.Verify(
            Rfc9901Vectors.CredentialPresented,
            new SdJwtVerifyOptions(
                (_, _) => KeyLookup.Found(Key(Hex.Element(Rfc9901Vectors.IssuerKey))),
                Now
            )
        );
        result.Proof.Outcome.ShouldBe(ProofOutcome.Fail);
        result.Proof.Reason.ShouldBe("The token's header names no key.");
        result.Claims.ShouldBeNull();
        result.IsAccepted.ShouldBeFalse();
    }
}
