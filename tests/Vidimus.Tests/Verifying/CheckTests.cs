using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>Checks other than the status, each with every outcome it can have.</summary>
public abstract class CheckTests(ReachingApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ReachingOnSqlite shared)
        : CheckTests(shared),
            IClassFixture<ReachingOnSqlite>;

    public sealed class Postgres(ReachingOnPostgres shared)
        : CheckTests(shared),
            IClassFixture<ReachingOnPostgres>;

    private const string Badges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

    private static Elsewhere Here => Elsewhere.Here;

    [Fact]
    public async Task A_proof_that_cannot_be_judged_here_is_not_called_wrong()
    {
        using var issuer = new Foreign();
        using var plain = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        var signed = issuer.Signed();
        signed["@context"]!.AsArray().Add("https://example.org/contexts/unheard-of");
        (await Verify(signed))
            .ShouldSay("unverifiable", "context_unknown")
            .Text.ShouldContain("unheard-of");
        foreach (
            var change in (Action<JsonObject>[])
                [p => p["cryptosuite"] = "ecdsa-rdfc-2019", p => p["type"] = "RsaSignature2018"]
        )
        {
            signed = plain.Signed();
            change(signed["proof"]![0]!.AsObject());
            (await Verify(signed))
                .ShouldSay("unverifiable", "proof_unsupported")
                .Outcome("issuer")
                .ShouldBe("skipped");
        }
        // Signed by another algorithm, which is nobody's fault; none at all, and a shared secret, are.
        (await Jwt("""{"alg":"ES256K","typ":"vc+jwt","kid":"#x"}""")).ShouldSay(
            "unverifiable",
            "proof_unsupported"
        );
        (await Jwt("""{"alg":"RS256","typ":"JWT"}""")).ShouldSay(
            "unverifiable",
            "proof_unsupported"
        );
        (await Jwt("""{"alg":"none","typ":"vc+jwt"}""")).ShouldSay("invalid", "malformed");
        (await Jwt("""{"alg":"HS256","typ":"vc+jwt"}""")).ShouldSay("invalid", "malformed");
        (await Jwt("""{"alg":"PS256","typ":"dc+sd-jwt"}""", "~"))
            .Outcome("proof")
            .ShouldBe("unknown");
        // The older encoding, in which a claim holds the credential.
        (await App.Verify($$"""{"jwt":"{{Old(issuer)}}"}"""))
            .Outcome("proof")
            .ShouldBe("unknown");

        Task<Answer> Jwt(string header, string end = "") =>
            App.Verify(
                $$"""{"jwt":"{{Encoded(header)}}.{{Encoded(issuer.Credential().ToJsonString())}}.AAAA{{end}}"}"""
            );
    }

    [Fact]
    public async Task A_token_that_ended_has_expired_and_is_not_forged()
    {
        using var issuer = new Foreign();
        (await Jwt("exp", -1)).ShouldSay("invalid", "expired").Outcome("proof").ShouldBe("pass");
        (await Jwt("exp", 60)).ShouldSay("valid");
        (await Jwt("nbf", 60))
            .ShouldSay("invalid", "not_yet_valid")
            .Outcome("proof")
            .ShouldBe("pass");
        (await Jwt("nbf", -1)).ShouldSay("valid");
        (await App.Verify($$"""{"jwt":"{{issuer.Jwt(c => c["exp"] = "soon")}}"}"""))
            .At("verdict")
            .ShouldBe("invalid");
        (await Sd(o => o with { Expires = App.Clock.Now.AddSeconds(-1) }))
            .ShouldSay("invalid", "expired")
            .Outcome("proof")
            .ShouldBe("pass");
        (await Sd(o => o with { NotBefore = App.Clock.Now.AddHours(1) })).ShouldSay(
            "invalid",
            "not_yet_valid"
        );
        (await Sd(o => o with { Expires = App.Clock.Now.AddHours(1) })).ShouldSay("valid");

        Task<Answer> Jwt(string claim, int seconds) =>
            App.Verify(
                $$"""{"jwt":"{{issuer.Jwt(c => c[claim] = App.Clock.Now.ToUnixTimeSeconds() + seconds)}}"}"""
            );
        Task<Answer> Sd(Func<SdJwtVcOptions, SdJwtVcOptions> change) =>
            App.Verify($$"""{"jwt":"{{issuer.SdJwt(change)}}"}""");
    }

    [Fact]
    public async Task An_sd_jwt_is_the_issuers_word_however_little_is_disclosed()
    {
        using var issuer = new Foreign();
        using var other = new Foreign();
        var token = issuer.SdJwt();
        var kept = token[..(token.IndexOf('~') + 1)];
        (await Sd(kept))
            .ShouldSay("valid")
            .At("credential", "recipientName")
            .ShouldBe("Ada Example");
        // A disclosure of another token, twice the same, and one that is none.
        var foreign = other.SdJwt().Split('~')[1];
        (await Sd($"{kept}{foreign}~")).ShouldSay("invalid", "signature_invalid");
        (await Sd($"{token}{token.Split('~')[1]}~")).ShouldSay("invalid", "signature_invalid");
        (await Sd($"{kept}x~")).ShouldSay("invalid", "signature_invalid");
        (await Sd(other.SdJwt(o => o with { Issuer = issuer.Did }))).ShouldSay(
            "invalid",
            "issuer_mismatch"
        );
        (
            await Sd(other.SdJwt(o => o with { Issuer = issuer.Did, KeyId = issuer.Method }))
        ).ShouldSay("invalid", "signature_invalid");
        (await Sd(issuer.SdJwt(o => o with { Vct = "" }))).At("verdict").ShouldBe("invalid");
        using var lost = new Foreign("did:web:no-such-host.invalid");
        (await Sd(lost.SdJwt())).ShouldSay("unverifiable", "issuer_unreachable");
    }

    [Fact]
    public async Task A_holder_shows_the_key_to_whom_it_is_meant_for()
    {
        using var issuer = new Foreign();
        using var holder = new Foreign();
        using var thief = new Foreign();
        var bound = issuer.SdJwt(o => o with { HolderKey = holder.AsHolder });
        var shown = holder.Present(bound, "https://shop.example", "n-1");
        (await Sd(shown, "https://shop.example", "n-1"))
            .ShouldSay("valid")
            .Outcome("holder")
            .ShouldBe("pass");
        (await Sd(shown, "https://shop.example", "n-2")).ShouldSay("invalid", "holder_mismatch");
        (await Sd(shown, "https://other.example", "n-1")).ShouldSay("invalid", "holder_mismatch");
        (await Sd(bound, "https://shop.example", "n-1")).ShouldSay("invalid", "holder_mismatch");
        (
            await Sd(
                thief.Present(bound, "https://shop.example", "n-1"),
                "https://shop.example",
                "n-1"
            )
        ).ShouldSay("invalid", "holder_mismatch");
        // Without an occasion to compare with, only that the key signed.
        (await App.Verify($$"""{"text":"{{shown}}"}"""))
            .ShouldSay("valid")
            .Outcome("holder")
            .ShouldBe("skipped");
        (await App.Verify($$"""{"text":"{{thief.Present(bound, "a", "b")}}"}""")).ShouldSay(
            "invalid",
            "holder_mismatch"
        );
        (await App.Verify($$"""{"text":"{{bound}}x.y.z"}""")).ShouldSay(
            "invalid",
            "holder_mismatch"
        );
        (await Sd(bound)).ShouldSay("valid").Outcome("holder").ShouldBe("skipped");
        (await Sd(issuer.SdJwt())).ShouldSay("valid").Outcome("holder").ShouldBeNull();
    }

    [Fact]
    public async Task A_credential_fits_the_schema_that_it_names_or_does_not()
    {
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        var schema = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"credentialSubject":{"properties":{"name":{"maxLength":20}},"required":["name"]}}}
            """;
        var url = Here.Put(schema);
        (await Named(url)).ShouldSay("valid").Outcome("schema").ShouldBe("pass");
        (await Named(url, type: "1EdTechJsonSchemaValidator2019")).ShouldSay("valid");
        (await Named(url, name: new string('x', 21)))
            .ShouldSay("invalid", "schema_mismatch")
            .Text.ShouldContain("credentialSubject.name");
        (await Named(Here.Reserve())).ShouldSay("unverifiable", "schema_unreachable");
        (await Named("https://no-such-host.invalid/schema")).ShouldSay(
            "unverifiable",
            "schema_unreachable"
        );
        (await Named(Here.Put("<html>"))).ShouldSay("unverifiable", "schema_unsupported");
        (await Named(Here.Put("""{"unevaluatedProperties":false}""")))
            .ShouldSay("unverifiable", "schema_unsupported")
            .Text.ShouldContain("unevaluatedProperties");
        (await Named(Here.Put("""{"$ref":"https://example.org/other"}"""))).ShouldSay(
            "unverifiable",
            "schema_unsupported"
        );
        (await Named(url, type: "JsonSchemaCredential")).ShouldSay(
            "unverifiable",
            "schema_unsupported"
        );
        (
            await Named(
                url,
                digest: "sha256-"
                    + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(schema)))
            )
        ).ShouldSay("valid");
        (await Named(url, digest: "sha256-" + Convert.ToBase64String(new byte[32]))).ShouldSay(
            "invalid",
            "schema_mismatch"
        );
        (
            await Verify(
                issuer.Signed(c =>
                    c["credentialSchema"] = new JsonObject { ["type"] = "JsonSchema" }
                )
            )
        ).ShouldSay("invalid", "schema_mismatch");

        Task<Answer> Named(
            string id,
            string type = "JsonSchema",
            string name = "Ada",
            string? digest = null
        ) =>
            Verify(
                issuer.Signed(c =>
                {
                    // Where the type and the digest are terms.
                    c["@context"]!.AsArray().Add(Badges);
                    c["credentialSubject"] = new JsonObject { ["name"] = name };
                    var named = new JsonObject { ["id"] = id, ["type"] = type };
                    if (digest is not null)
                        named["digestSRI"] = digest;
                    c["credentialSchema"] = new JsonArray(named);
                })
            );
    }

    [Fact]
    public async Task Related_resources_are_those_that_were_pinned_or_not()
    {
        using var issuer = new Foreign();
        var bytes = RandomNumberGenerator.GetBytes(500);
        var url = Here.Put(bytes, "image/png");
        var right = "sha384-" + Convert.ToBase64String(SHA384.HashData(bytes));
        (await Pinned(url, right)).ShouldSay("valid").Outcome("relatedResource").ShouldBe("pass");
        (await Pinned(url, "sha384-" + Convert.ToBase64String(new byte[48])))
            .ShouldSay("invalid", "resource_mismatch")
            .Outcome("relatedResource")
            .ShouldBe("fail");
        (await Pinned(Here.Reserve(), right)).ShouldSay("unverifiable", "resource_unreachable");
        (await Pinned("https://no-such-host.invalid/x", right)).ShouldSay(
            "unverifiable",
            "resource_unreachable"
        );
        // A context that is bundled: in the text of its standard, in an earlier one, and in one that was never published.
        const string context = "https://www.w3.org/ns/credentials/v2";
        (
            await Pinned(
                context,
                "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
            )
        ).ShouldSay("valid");
        (
            await Pinned(
                context,
                "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg"
            )
        ).ShouldSay("valid");
        (await Pinned(context, right)).At("verdict").ShouldNotBe("valid");
        (await Pinned(url, "")).ShouldSay("invalid", "resource_mismatch");
        (await Verify(issuer.Signed(c => c["relatedResource"] = new JsonObject { ["id"] = url })))
            .ShouldSay("invalid", "schema_mismatch")
            .Outcome("relatedResource")
            .ShouldBe("skipped");

        Task<Answer> Pinned(string id, string digest) =>
            Verify(
                issuer.Signed(c =>
                    c["relatedResource"] = new JsonArray(
                        new JsonObject { ["id"] = id, ["digestSRI"] = digest }
                    )
                )
            );
    }

    [Fact]
    public async Task Endorsements_are_signed_by_those_who_endorse()
    {
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        using var endorser = new Foreign();
        using var lost = new Foreign("did:web:no-such-host.invalid");
        JsonObject By(Foreign who, Action<JsonObject>? change = null) =>
            who.Signed(c =>
            {
                c["@context"]!.AsArray().Add(Badges);
                c["type"] = new JsonArray("VerifiableCredential", "EndorsementCredential");
                c["name"] = "Endorsement";
                c["credentialSubject"] = new JsonObject
                {
                    ["id"] = issuer.Did,
                    ["type"] = "EndorsementSubject",
                };
                change?.Invoke(c);
            });
        Task<Answer> Carrying(params JsonNode[] endorsements) =>
            Verify(
                issuer.Signed(c =>
                {
                    c["@context"]!.AsArray().Add(Badges);
                    c["endorsement"] = new JsonArray(endorsements);
                })
            );

        (await Carrying(By(endorser))).ShouldSay("valid").Outcome("endorsement").ShouldBe("pass");
        var forged = By(endorser);
        forged["name"] = "Warm endorsement";
        (await Carrying(By(endorser), forged)).ShouldSay("invalid", "endorsement_invalid");
        (await Carrying(By(endorser, c => c["issuer"] = issuer.Did))).ShouldSay(
            "invalid",
            "endorsement_invalid"
        );
        (await Carrying(By(endorser, c => c["validUntil"] = "2026-02-01T00:00:00Z"))).ShouldSay(
            "invalid",
            "endorsement_invalid"
        );
        // What an endorser's server does takes nothing from the credential itself.
        (await Carrying(By(lost)))
            .ShouldSay("valid")
            .Outcome("endorsement")
            .ShouldBe("unknown");
        var token = endorser.JwtOf(By(endorser, c => c.Remove("proof")));
        (
            await Verify(
                issuer.Signed(c =>
                {
                    c["@context"]!.AsArray().Add(Badges);
                    c["endorsementJwt"] = new JsonArray(token);
                })
            )
        ).ShouldSay("valid").Outcome("endorsement").ShouldBe("pass");
        (
            await Verify(
                issuer.Signed(c =>
                {
                    c["@context"]!.AsArray().Add(Badges);
                    c["endorsementJwt"] = new JsonArray(token[..^3] + "AAA");
                })
            )
        ).ShouldSay("invalid", "endorsement_invalid");
    }

    [Fact]
    public async Task What_a_person_must_judge_is_said_and_not_weighed()
    {
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        var said = await Verify(
            issuer.Signed(c =>
            {
                c["termsOfUse"] = new JsonObject
                {
                    ["type"] = "Policy",
                    ["id"] = "https://example.org/terms",
                };
                c["evidence"] = new JsonArray(new JsonObject { ["type"] = "Evidence" });
                c["refreshService"] = new JsonObject
                {
                    ["type"] = "Refresh",
                    ["id"] = "https://example.org/new",
                };
            })
        );
        said.ShouldSay("valid");
        foreach (var check in (string[])["termsOfUse", "evidence", "refreshService"])
            said.Outcome(check).ShouldBe("skipped");
        var bare = (await Verify(issuer.Signed())).ShouldSay("valid");
        foreach (
            var check in (string[])
                [
                    "termsOfUse",
                    "evidence",
                    "refreshService",
                    "endorsement",
                    "relatedResource",
                    "holder",
                ]
        )
            bare.Outcome(check).ShouldBeNull();
    }

    [Fact]
    public async Task One_verification_fetches_no_more_than_eight_documents()
    {
        using var issuer = new Foreign();
        var urls = Enumerable
            .Range(0, 20)
            .Select(i => Here.Put([(byte)i], "application/octet-stream"))
            .ToList();
        var said = await Verify(
            issuer.Signed(c =>
                c["relatedResource"] = new JsonArray([
                    .. urls.Select(
                        (url, i) =>
                            new JsonObject
                            {
                                ["id"] = url,
                                ["digestSRI"] =
                                    "sha256-" + Convert.ToBase64String(SHA256.HashData([(byte)i])),
                            }
                    ),
                ])
            )
        );
        said.ShouldSay("unverifiable", "resource_unreachable");
        urls.Sum(Here.Asked).ShouldBe(8);
    }

    [Fact]
    public async Task What_hangs_is_given_up_all_together_after_fifteen_seconds()
    {
        using var issuer = new Foreign();
        Task Hang(Microsoft.AspNetCore.Http.HttpContext http) =>
            Task.Delay(Timeout.Infinite, http.RequestAborted);
        var started = System.Diagnostics.Stopwatch.StartNew();
        var said = await Verify(
            issuer.Signed(c =>
            {
                c["credentialStatus"] = new JsonArray([
                    .. Enumerable
                        .Range(0, 4)
                        .Select(i => new JsonObject
                        {
                            ["type"] = "BitstringStatusListEntry",
                            ["statusPurpose"] = "revocation",
                            ["statusListIndex"] = "1",
                            ["statusListCredential"] = Here.Put(Hang),
                        }),
                ]);
                c["relatedResource"] = new JsonArray(
                    new JsonObject { ["id"] = Here.Put(Hang), ["digestSRI"] = "sha256-x" }
                );
            })
        );
        said.ShouldSay("unverifiable", "status_unreachable", "resource_unreachable");
        started.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(25));
    }

    private Task<Answer> Verify(JsonObject credential) =>
        App.Verify($$"""{"credential":{{credential.ToJsonString()}}}""");

    private Task<Answer> Sd(string token, string? audience = null, string? nonce = null) =>
        App.Verify(
            new JsonObject
            {
                ["jwt"] = token,
                ["audience"] = audience,
                ["nonce"] = nonce,
            }.ToJsonString()
        );

    private static string Old(Foreign issuer)
    {
        var jwt = issuer.JwtOf(new JsonObject { ["iss"] = issuer.Did, ["vc"] = new JsonObject() });
        return $"{Encoded($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{issuer.Method}}"}""")}.{jwt.Split('.')[1]}.{jwt.Split('.')[2]}";
    }

    private static string Encoded(string text) =>
        System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
