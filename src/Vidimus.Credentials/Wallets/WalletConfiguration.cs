using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Wallets;

/// <summary>A group in one format as wallets are told of it (OpenID4VCI 1.0, section 12.2.4 and appendix A).</summary>
internal static class WalletConfiguration
{
    private const int MostClaims = 50;
    private static readonly string[] OfJwtDids = ["did:jwk", "did:key"];

    public static JsonObject Of(GroupRow group, string format, WalletIssuer issuer, Branding looks)
    {
        var configuration = new JsonObject { ["format"] = format };
        switch (format)
        {
            case WalletFormats.SdJwt:
                configuration["vct"] = CredentialTypes.Url(issuer.BaseUrl, group.Id);
                break;
            case WalletFormats.LinkedData:
                configuration["credential_definition"] = new JsonObject
                {
                    ["@context"] = CredentialDocument.Contexts(group.SubjectSchema is not null),
                    ["type"] = Types(),
                };
                break;
            default:
                configuration["credential_definition"] = new JsonObject { ["type"] = Types() };
                break;
        }
        configuration["cryptographic_binding_methods_supported"] = new JsonArray([
            .. (format == WalletFormats.SdJwt ? ["jwk", .. OfJwtDids] : OfJwtDids).Select(m =>
                (JsonNode)m
            ),
        ]);
        configuration["credential_signing_alg_values_supported"] = new JsonArray(
            format == WalletFormats.LinkedData ? DataIntegrity.EddsaRdfc2022 : Jws.Algorithm
        );
        configuration["proof_types_supported"] = new JsonObject
        {
            ["jwt"] = new JsonObject
            {
                ["proof_signing_alg_values_supported"] = new JsonArray([
                    .. KeyProof.Algorithms.Select(a => (JsonNode)a),
                ]),
            },
        };
        configuration["credential_metadata"] = new JsonObject
        {
            ["display"] = new JsonArray(WalletDisplay.Of(group, issuer, looks)),
            ["claims"] = Claims(group, format),
        };
        return configuration;
    }

    private static JsonArray Types() => ["VerifiableCredential", "OpenBadgeCredential"];

    private static JsonArray Claims(GroupRow group, string format)
    {
        var isSdJwt = format == WalletFormats.SdJwt;
        string[] subject = isSdJwt ? ["subject"] : ["credentialSubject"];
        var claims = new JsonArray(
            Claim("Name", isSdJwt ? [SdJwtClaimSet.Title] : ["name"]),
            Claim("Description", ["description"]),
            Claim("Recipient", isSdJwt ? ["recipient_name"] : ["credentialSubject", "name"]),
            Claim("Achievement", isSdJwt ? ["achievement"] : ["credentialSubject", "achievement"])
        );
        foreach (var (name, title) in OwnClaims(group).Take(MostClaims))
            claims.Add((JsonNode)Claim(title, [.. subject, name]));
        return claims;
    }

    /// <summary>The subject's own members by the group's schema, with their titles.</summary>
    private static IEnumerable<(string Name, string Title)> OwnClaims(GroupRow group)
    {
        if (
            group.SubjectSchema is not { } schema
            || JsonNode.Parse(schema) is not JsonObject root
            || root["properties"] is not JsonObject properties
        )
            yield break;
        foreach (var (name, value) in properties)
            yield return (
                name,
                value is JsonObject member
                && member["title"] is JsonValue text
                && text.GetValueKind() == JsonValueKind.String
                    ? text.GetValue<string>()
                    : name
            );
    }

    private static JsonObject Claim(string label, string[] path) =>
        new()
        {
            ["path"] = new JsonArray([.. path.Select(p => (JsonNode)p)]),
            ["display"] = new JsonArray(new JsonObject { ["name"] = label, ["locale"] = "en" }),
        };
}
