using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>Issuers and holders whose keys are on the curves of NIST, as most wallets and many issuers have them.</summary>
public abstract class EcKeyTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : EcKeyTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : EcKeyTests(shared), IClassFixture<OnPostgres>;

    public static TheoryData<string> Algorithms => ["ES256", "ES384", "ES512"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_token_of_an_issuer_named_by_its_key_is_valid(string algorithm)
    {
        using var key = EcPrivateKey.Generate(algorithm);
        var multikey = key.VerifyingKey.ToMultikey();
        foreach (
            var (did, method) in new[]
            {
                ($"did:key:{multikey}", $"did:key:{multikey}#{multikey}"),
                (DidJwk.From(key.VerifyingKey), DidJwk.From(key.VerifyingKey) + "#0"),
            }
        )
        {
            var jwt = VcJwt.Sign(Credential(did), method, key);
            var said = (await App.Verify($$"""{"jwt":"{{jwt}}"}""")).ShouldSay("valid");
            (said.Outcome("proof"), said.Outcome("issuer")).ShouldBe(("pass", "pass"));

            var forged = jwt[..^6] + (jwt[^6] == 'A' ? 'B' : 'A') + jwt[^5..];
            (await App.Verify($$"""{"jwt":"{{forged}}"}""")).ShouldSay(
                "invalid",
                "signature_invalid"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_token_by_another_key_than_the_issuers_is_a_mismatch(string algorithm)
    {
        using var key = EcPrivateKey.Generate(algorithm);
        using var other = EcPrivateKey.Generate(algorithm);
        var (did, method) = (DidJwk.From(key.VerifyingKey), DidJwk.From(other.VerifyingKey) + "#0");
        var jwt = VcJwt.Sign(Credential(did), method, other);
        (await App.Verify($$"""{"jwt":"{{jwt}}"}""")).ShouldSay("invalid", "issuer_mismatch");
        var stolen = VcJwt.Sign(Credential(did), did + "#0", other);
        (await App.Verify($$"""{"jwt":"{{stolen}}"}""")).ShouldSay("invalid", "signature_invalid");
    }

    [Fact]
    public async Task T1_an_embedded_proof_of_an_Ed25519_suite_is_not_checked_with_another_kind_of_key()
    {
        using var key = EcPrivateKey.Generate("ES256");
        using var edward = Ed25519PrivateKey.Generate();
        var did = DidJwk.From(key.VerifyingKey);
        var signed = DataIntegrity.Sign(
            Credential(did),
            new(did + "#0", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            edward
        );
        (await App.Verify($$"""{"credential":{{signed.ToJsonString()}}}"""))
            .ShouldSay("invalid", "signature_invalid")
            .At("summary")
            .ShouldNotBeNull()
            .ShouldContain("Ed25519");
    }

    [Fact]
    public async Task A_credential_is_bound_to_a_wallets_key_on_P_256()
    {
        using var key = EcPrivateKey.Generate("ES256");
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var bound = await programme.Post(
            $"/v1/credentials/{issued.Id}/sd-jwt",
            $$"""{"holderKey":{{key.VerifyingKey.ToJwk().ToJsonString()}}}"""
        );
        (await App.Verify($$"""{"jwt":"{{bound.Should(200).Text}}"}"""))
            .Should(200)
            .Outcome("proof")
            .ShouldBe("pass");
    }

    private static JsonObject Credential(string issuer) =>
        new()
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = issuer,
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = new JsonObject { ["name"] = "Ada Example" },
        };
}
