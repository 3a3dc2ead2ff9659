using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class SdJwtVcTests
{
    private static JsonObject Payload(string compact)
    {
        Jws.TryParse(compact.Split('~')[0], out var token, out _).ShouldBeTrue();
        return JsonNode.Parse(token!.Payload.Span)!.AsObject();
    }

    [Fact]
    public void An_issued_credential_with_all_its_disclosures_gives_the_claims_back()
    {
        var result = SdJwtSamples.Verify(SdJwtSamples.Issue());
        result.Proof.Outcome.ShouldBe(ProofOutcome.Pass, result.Proof.Reason);
        result.IsAccepted.ShouldBeTrue();
        result.KeyBinding.Outcome.ShouldBe(ProofOutcome.Skipped);
        var claims = JsonObject.Create(result.Claims!.Value)!;
        claims["iss"]!.GetValue<string>().ShouldBe(SdJwtSamples.Issuer);
        claims["vct"]!.GetValue<string>().ShouldBe(SdJwtSamples.Vct);
        claims["iat"]!.GetValue<long>().ShouldBe(Samples.Now.ToUnixTimeSeconds());
        foreach (var (name, value) in SdJwtSamples.Claims())
        {
            JsonNode.DeepEquals(claims[name], value).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Without_disclosures_nothing_that_may_be_kept_back_is_told()
    {
        var token = SdJwtSamples.Issue().Split('~')[0];
        var result = SdJwtSamples.Verify(token + "~");
        result.IsAccepted.ShouldBeTrue();
        var text = result.Claims!.Value.GetRawText();
        foreach (
            var hidden in new[] { "Ada", "Sampleton", "Logic", "1815", "_sd", "...", "address" }
        )
        {
            text.ShouldNotContain(hidden);
        }
        result.Claims.Value.GetProperty("grades").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void A_holder_reveals_what_a_path_names_all_inside_it_and_what_it_stands_in()
    {
        string[] Reveal(params ClaimPath[] paths)
        {
            SdJwtHolder
                .TryPresent(SdJwtSamples.Issue(), paths, out var presentation, out var reason)
                .ShouldBeTrue(reason);
            var claims = SdJwtSamples.Verify(presentation).Claims!.Value;
            string[] always = ["iss", "iat", "nbf", "exp", "vct", "cnf", "sub"];
            return
            [
                .. claims
                    .EnumerateObject()
                    .Where(member => !always.Contains(member.Name))
                    .Select(member => $"{member.Name}={member.Value.GetRawText()}"),
            ];
        }

        Reveal().ShouldBe(["grades=[]"]);
        Reveal(ClaimPath.Of("sub")).ShouldBe(["grades=[]"]);
        Reveal(ClaimPath.Of("born")).ShouldBe(["grades=[]", """born="1815-12-10" """.Trim()], true);
        Reveal(ClaimPath.Of("address", "geo", "lat"))
            .ShouldBe(
                ["grades=[]", """address={"city":"Sampleton","geo":{"lon":-2,"lat":1.5}}"""],
                true
            );
        Reveal(ClaimPath.Of("grades").At(1).Member("course"))
            .ShouldBe(["""grades=[{"course":"Logic"}]"""]);
        Reveal(ClaimPath.Of("grades").At(3)).ShouldBe(["""grades=[["x","y"]]"""]);
        Reveal(ClaimPath.Of("grades").Each().Member("mark"))
            .ShouldContain("""grades=["A",{"course":"Logic","mark":1},null,[]]""");
    }

    [Fact]
    public void The_same_randomness_gives_the_same_text_and_other_randomness_other_digests()
    {
        string With(int seed) =>
            SdJwtSamples.Issue(
                SdJwtSamples.Options with
                {
                    PadDigestsTo = 8,
                    Random = SdJwtSamples.Deterministic(seed),
                }
            );

        With(1).ShouldBe(With(1));
        With(1).ShouldNotBe(With(2));
        SdJwtSamples.Issue().ShouldNotBe(SdJwtSamples.Issue());
    }

    [Fact]
    public void Digests_are_sorted_padded_and_different_so_that_neither_order_nor_number_is_told()
    {
        foreach (var pad in new[] { 1, 2, 8, 20 })
        {
            var issued = SdJwtSamples.Issue(SdJwtSamples.Options with { PadDigestsTo = pad });
            var payload = Payload(issued);
            var digests = payload["_sd"]!
                .AsArray()
                .Select(item => item!.GetValue<string>())
                .ToArray();
            digests.ShouldBe(digests.Order(StringComparer.Ordinal));
            (digests.Length % pad).ShouldBe(0);
            (payload["grades"]!.AsArray().Count % pad).ShouldBe(0);
            digests.Distinct().Count().ShouldBe(digests.Length);
            digests.ShouldAllBe(digest => digest.Length == 43);
            payload["_sd_alg"]!.GetValue<string>().ShouldBe("sha-256");
            SdJwtSamples.Verify(issued).IsAccepted.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_salt_has_128_bits_and_is_used_once()
    {
        SdJwt.TryParse(SdJwtSamples.Issue(), out var token, out _).ShouldBeTrue();
        var salts = token!
            .Disclosures.Select(disclosure =>
            {
                StrictBase64Url.TryDecode(disclosure.Encoded, out var json);
                return JsonNode.Parse(json)![0]!.GetValue<string>();
            })
            .ToArray();
        salts.ShouldAllBe(salt => salt.Length == 22);
        salts.Distinct().Count().ShouldBe(salts.Length);
    }

    [Fact]
    public void A_credential_without_hidden_claims_carries_no_trace_of_the_mechanism()
    {
        var issued = SdJwtVc.Issue(
            SdJwtSamples.Claims(),
            [],
            SdJwtSamples.Options,
            SdJwtSamples.IssuerKey
        );
        Payload(issued).ShouldNotContainKey("_sd");
        Payload(issued).ShouldNotContainKey("_sd_alg");
        issued.Count(letter => letter == '~').ShouldBe(1);
        SdJwtSamples.Verify(issued).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void What_must_always_be_disclosed_cannot_be_made_disclosable_nor_set_twice()
    {
        void Refused(JsonObject claims, params ClaimPath[] paths) =>
            Should.Throw<ArgumentException>(() =>
                SdJwtVc.Issue(claims, paths, SdJwtSamples.Options, SdJwtSamples.IssuerKey)
            );

        foreach (var name in new[] { "iss", "nbf", "exp", "cnf", "vct", "status", "vct#integrity" })
        {
            Refused(SdJwtSamples.Claims(), ClaimPath.Of(name));
        }
        Refused(SdJwtSamples.Claims(), ClaimPath.Of("cnf", "jwk"));
        Refused(SdJwtSamples.Claims(), ClaimPath.Of("missing"));
        Refused(SdJwtSamples.Claims(), ClaimPath.Of("grades").At(4));
        Refused(new JsonObject { ["exp"] = 1 });
        Refused(new JsonObject { ["_sd"] = new JsonArray() });
        Refused(new JsonObject { ["a"] = new JsonArray(new JsonObject { ["..."] = "x" }) });
        Refused(new JsonObject { ["a"] = new JsonObject { ["_sd_alg"] = "md5" } });
    }

    [Fact]
    public void T7_times_are_held_to_the_second_and_reported_beside_the_proof()
    {
        var issued = SdJwtSamples.Issue();
        SdJwtVerification At(DateTimeOffset now, TimeSpan tolerance = default) =>
            SdJwtSamples.Verify(
                issued,
                SdJwtSamples.Verifying with
                {
                    Now = now,
                    ClockTolerance = tolerance,
                }
            );

        var end = Samples.Now.AddYears(1);
        At(Samples.Now).IsAccepted.ShouldBeTrue();
        At(end.AddSeconds(-1)).IsAccepted.ShouldBeTrue();
        foreach (var wrong in new[] { At(end), At(Samples.Now.AddSeconds(-1)) })
        {
            wrong.IsAccepted.ShouldBeFalse();
            wrong.Proof.Outcome.ShouldBe(ProofOutcome.Pass);
            wrong.Validity.Outcome.ShouldBe(ProofOutcome.Fail);
            wrong.Claims.ShouldNotBeNull();
        }
        At(Samples.Now.AddSeconds(-1), TimeSpan.FromSeconds(1)).IsAccepted.ShouldBeTrue();
        At(end.AddSeconds(1), TimeSpan.FromSeconds(1)).IsAccepted.ShouldBeFalse();
        foreach (var exp in new[] { "-1", "1e300", "\"1\"", "253402300800", "null" })
        {
            var token = SdJwtSamples.Token($$"""{"vct":"x:y","exp":{{exp}}}""") + "~";
            SdJwtSamples.Verify(token).IsAccepted.ShouldBeFalse(exp);
        }
        SdJwtSamples
            .Verify(
                SdJwtSamples.Token("""{"vct":"x:y","exp":253402300799,"nbf":0}""") + "~",
                SdJwtSamples.Verifying with
                {
                    ClockTolerance = TimeSpan.FromDays(1),
                }
            )
            .IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void The_outcome_tells_a_missing_key_from_one_that_could_not_be_fetched()
    {
        ProofOutcome With(KeyFinder find) =>
            SdJwtSamples
                .Verify(SdJwtSamples.Issue(), new SdJwtVerifyOptions(find, Samples.Now))
                .Proof.Outcome;

        With((_, _) => KeyLookup.NotFound("None.")).ShouldBe(ProofOutcome.Fail);
        With((_, _) => KeyLookup.Unreachable("Away.")).ShouldBe(ProofOutcome.Unknown);
        With((_, _) => KeyLookup.Found(SdJwtSamples.Holder.VerifyingKey))
            .ShouldBe(ProofOutcome.Fail);
    }

    [Theory]
    [InlineData("key-1", "https://issuer.example#key-1")]
    [InlineData("#key-1", "https://issuer.example#key-1")]
    [InlineData("did:web:a.example#k", "did:web:a.example#k")]
    public void The_key_is_asked_for_by_its_URL_or_as_one_of_the_issuers(string kid, string asked)
    {
        string? method = null;
        var header = $$"""{"alg":"EdDSA","typ":"dc+sd-jwt","kid":"{{kid}}"}""";
        var token = SdJwtSamples.Token("""{"iss":"https://issuer.example","vct":"x:y"}""", header);
        SdJwtSamples
            .Verify(
                token + "~",
                new SdJwtVerifyOptions(
                    (verificationMethod, _) =>
                    {
                        method = verificationMethod;
                        return KeyLookup.Found(SdJwtSamples.IssuerKey.VerifyingKey);
                    },
                    Samples.Now
                )
            )
            .IsAccepted.ShouldBeTrue();
        method.ShouldBe(asked);
    }

    [Fact]
    public void A_claims_path_is_read_from_its_JSON_form()
    {
        bool Reads(string json, string? text = null)
        {
            var read = ClaimPath.TryRead(Hex.Element(json), out var path);
            (path?.ToString()).ShouldBe(read ? text : null);
            return read;
        }

        Reads("""["address","country"]""", "address.country").ShouldBeTrue();
        Reads("""["grades",null,"mark"]""", "grades[*].mark").ShouldBeTrue();
        Reads("""["grades",3]""", "grades[3]").ShouldBeTrue();
        foreach (
            var wrong in new[] { "[]", "{}", "[-1]", "[1.5]", "[true]", "[[]]", "\"a\"", "null" }
        )
        {
            Reads(wrong).ShouldBeFalse(wrong);
        }
    }

    [Fact]
    public void The_status_claim_points_into_a_list()
    {
        var issued = SdJwtSamples.Issue(
            SdJwtSamples.Options with
            {
                Status = new TokenStatusReference("https://school.example/status/1", 412),
            }
        );
        TokenStatusReference
            .TryRead(SdJwtSamples.Verify(issued).Claims!.Value, out var reference)
            .ShouldBe(StatusListError.None);
        reference.ShouldBe(new TokenStatusReference("https://school.example/status/1", 412));
    }
}
