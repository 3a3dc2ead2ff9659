using System.Text.Json.Nodes;

namespace Vidimus.Benchmarks;

/// <summary>The credentials that proofs are measured on; the peer gets the same text.</summary>
internal static class SampleCredential
{
    /// <summary>A small Open Badge.</summary>
    public static JsonObject Small(string issuer) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
                  "id": "https://trust.example.org/verify/cred_01m813pf6nee1tapptqkvqa7y1",
                  "type": ["VerifiableCredential", "OpenBadgeCredential"],
                  "name": "Safety Training",
                  "issuer": { "id": "{{issuer}}", "type": ["Profile"], "name": "Example School" },
                  "validFrom": "2026-01-01T00:00:00Z",
                  "credentialSubject": {
                    "type": ["AchievementSubject"],
                    "name": "Ada Example",
                    "achievement": {
                      "id": "urn:uuid:01a2023b-2f4b-775e-b346-dd2882bb29cd",
                      "type": ["Achievement"],
                      "achievementType": "Certificate",
                      "name": "Safety Training",
                      "description": "Two days of first aid.",
                      "criteria": { "narrative": "Attend two days and pass the final test." },
                      "tag": ["safety", "first aid"]
                    }
                  }
                }
                """
            )!
            .AsObject();

    /// <summary>The same with all that Vidimus can add: both statuses, the subject's own members, identity, result, evidence.</summary>
    public static JsonObject Full(string issuer)
    {
        var credential = Small(issuer);
        credential["@context"]!
            .AsArray()
            .Add((JsonNode)"https://www.w3.org/ns/credentials/undefined-terms/v2");
        credential["credentialStatus"] = new JsonArray(
            Status("revocation", 40_113),
            Status("suspension", 90_721)
        );
        var subject = credential["credentialSubject"]!.AsObject();
        subject["grade"] = "A";
        subject["hours"] = 16;
        subject["identifier"] = JsonNode.Parse(
            """[{"type":"IdentityObject","hashed":true,"identityHash":"sha256$0b1d3c7a0b1d3c7a0b1d3c7a0b1d3c7a0b1d3c7a0b1d3c7a0b1d3c7a0b1d3c7a","identityType":"emailAddress","salt":"a1b2c3"}]"""
        );
        subject["result"] = JsonNode.Parse(
            """[{"type":["Result"],"resultDescription":"urn:uuid:5ba2023b-2f4b-775e-b346-dd2882bb29cd","value":"87"}]"""
        );
        subject["achievement"]!["resultDescription"] = JsonNode.Parse(
            """[{"id":"urn:uuid:5ba2023b-2f4b-775e-b346-dd2882bb29cd","type":["ResultDescription"],"name":"Points","resultType":"Percent","valueMin":"0","valueMax":"100"}]"""
        );
        credential["evidence"] = JsonNode.Parse(
            """[{"id":"https://school.example.org/evidence/1","type":["Evidence"],"name":"Final test","narrative":"Twenty questions and a practical part."}]"""
        );
        return credential;
    }

    private static JsonObject Status(string purpose, int index) =>
        new()
        {
            ["id"] = $"https://trust.example.org/status/{purpose}/1#{index}",
            ["type"] = "BitstringStatusListEntry",
            ["statusPurpose"] = purpose,
            ["statusListIndex"] = $"{index}",
            ["statusListCredential"] = $"https://trust.example.org/status/{purpose}/1",
        };
}
