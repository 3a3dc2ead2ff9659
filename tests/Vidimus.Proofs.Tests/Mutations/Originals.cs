using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>What is damaged: documents and tokens with all that verifiers look at.</summary>
internal static class Originals
{
    internal const string ListUrl = "https://school.example/status/1";
    internal const string Domain = "https://verifier.example";
    internal const string Challenge = "n-0S6_WzA2Mj";

    internal static readonly Ed25519PrivateKey Key = Samples.Key();
    internal static readonly EcPrivateKey EcKey = EcPrivateKey.Generate("ES256");
    internal static readonly string IssuerDid = $"did:key:{Samples.Multikey}";

    /// <summary>An Open Badge with status, times and texts in languages.</summary>
    internal static JsonObject Badge() =>
        JsonNode
            .Parse(
                $$"""
                {
                  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
                  "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
                  "type": ["VerifiableCredential", "OpenBadgeCredential"],
                  "name": {"@value": "Wéaving \"织\"", "@language": "en"},
                  "issuer": {"id": "{{IssuerDid}}", "type": ["Profile"], "name": "School of Examples", "url": "https://school.example"},
                  "validFrom": "2023-01-01T00:00:00Z",
                  "validUntil": "2030-01-01T00:00:00Z",
                  "credentialStatus": {
                    "id": "{{ListUrl}}#7", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                    "statusListIndex": "7", "statusListCredential": "{{ListUrl}}"
                  },
                  "credentialSubject": {
                    "id": "did:example:abcdefgh", "type": ["AchievementSubject"], "activityStartDate": "2022-09-01T00:00:00Z",
                    "creditsEarned": 2.5,
                    "achievement": {
                      "id": "https://school.example/achievements/1", "type": ["Achievement"], "name": "Weaving", "description": "Weaves.",
                      "criteria": {"narrative": "Has woven."}, "achievementType": "Badge",
                      "tag": ["hand", "loom"]
                    }
                  }
                }
                """
            )!
            .AsObject();

    internal static JsonObject Signed(
        JsonObject document,
        string suite,
        Func<ProofOptions, ProofOptions>? change = null
    )
    {
        var options = new ProofOptions(Samples.VerificationMethod, Samples.Created)
        {
            Cryptosuite = suite,
            Expires = Samples.Now.AddYears(1),
        };
        return DataIntegrity.Sign(document, change?.Invoke(options) ?? options, Key);
    }

    internal static JsonObject Signed2020()
    {
        var badge = Badge();
        badge["@context"]!.AsArray().Add("https://w3id.org/security/suites/ed25519-2020/v1");
        return Signed(badge, DataIntegrity.Ed25519Signature2020);
    }

    internal static JsonObject Chain()
    {
        const string First = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544";
        var once = Signed(Badge(), DataIntegrity.EddsaRdfc2022, o => o with { Id = First });
        return Signed(once, DataIntegrity.EddsaRdfc2022, o => o with { PreviousProof = [First] });
    }

    internal static JsonObject List()
    {
        var list = new BitstringStatusList();
        list.Set(7, 1);
        list.Set(100_000, 1);
        var options = new BitstringStatusListOptions(
            ListUrl,
            IssuerDid,
            StatusPurposes.Revocation,
            Samples.Created
        )
        {
            ValidUntil = Samples.Now.AddDays(1),
            TimeToLive = TimeSpan.FromMinutes(5),
        };
        return Signed(
            BitstringStatusListCredential.Build(options, list),
            DataIntegrity.EddsaRdfc2022
        );
    }

    internal static JsonObject Presentation() =>
        Signed(
            new JsonObject
            {
                ["@context"] = new JsonArray(
                    "https://www.w3.org/ns/credentials/v2",
                    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
                ),
                ["id"] = "urn:uuid:0b4f7c7e-4d5b-4a53-a1a0-0d0b1b4c7a11",
                ["type"] = new JsonArray("VerifiablePresentation"),
                ["holder"] = IssuerDid,
                ["verifiableCredential"] = new JsonArray(
                    Signed(Badge(), DataIntegrity.EddsaRdfc2022)
                ),
            },
            DataIntegrity.EddsaRdfc2022,
            o =>
                o with
                {
                    ProofPurpose = ProofPurposes.Authentication,
                    Domain = Domain,
                    Challenge = Challenge,
                }
        );

    internal static string Jwt(string name = "Weaving")
    {
        var badge = Badge();
        badge["name"] = name;
        return VcJwt.Sign(badge, Samples.VerificationMethod, Key);
    }

    /// <summary>The same by an issuer whose key is on P-256.</summary>
    internal static string EcJwt(string name = "Weaving")
    {
        var did = DidKey.From(EcKey.VerifyingKey);
        var badge = Badge();
        badge["name"] = name;
        badge["issuer"]!["id"] = did;
        return VcJwt.Sign(badge, DidKey.VerificationMethod(did), EcKey);
    }

    internal static JsonObject Envelope(string jwt) =>
        new()
        {
            ["@context"] = "https://www.w3.org/ns/credentials/v2",
            ["id"] = "data:application/vc+jwt," + jwt,
            ["type"] = Enveloped.CredentialType,
        };

    internal static string PresentationJwt(string nonce = Challenge)
    {
        var presentation = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = "VerifiablePresentation",
            ["holder"] = IssuerDid,
            ["verifiableCredential"] = new JsonArray(Envelope(Jwt())),
        };
        var binding = new PresentationBinding(Domain, nonce, Samples.Now);
        return VpJwt.Sign(presentation, Samples.VerificationMethod, binding, Key);
    }

    internal static string SdJwt(int seed = 1)
    {
        var options = SdJwtSamples.Options with
        {
            Random = SdJwtSamples.Deterministic(seed),
            PadDigestsTo = 4,
        };
        SdJwtHolder.TryPresent(
            SdJwtSamples.Issue(options),
            [ClaimPath.Of("name"), ClaimPath.Of("grades"), ClaimPath.Of("address")],
            out var shown,
            out _
        );
        return shown;
    }

    internal static string Bound(int seed = 1) =>
        SdJwtHolder.BindKey(
            SdJwt(seed),
            new PresentationBinding(
                SdJwtSamples.Expected.Audience,
                SdJwtSamples.Expected.Nonce,
                Samples.Now.AddDays(1)
            ),
            SdJwtSamples.Holder
        );

    internal static string ListToken(int invalid = 7)
    {
        var list = new TokenStatusList(10_000, 2);
        list.Set(invalid, TokenStatusTypes.Invalid);
        var options = new StatusListTokenOptions(
            ListUrl,
            Samples.VerificationMethod,
            Samples.Created
        )
        {
            Issuer = IssuerDid,
            Expires = Samples.Now.AddDays(1),
            TimeToLive = TimeSpan.FromMinutes(5),
        };
        return StatusListToken.Sign(options, list, Key);
    }

    internal static byte[] Utf8(JsonNode node) =>
        Encoding.UTF8.GetBytes(
            node.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
        );
}
