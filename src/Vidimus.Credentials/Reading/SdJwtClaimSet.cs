using System.Text.Json.Nodes;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Reading;

/// <summary>
/// What a credential says as the claims of an SD-JWT VC. Everything about the person is the holder's to show or to keep
/// back; what stays in sight is the credential's id and name.
/// </summary>
internal static class SdJwtClaimSet
{
    /// <summary>Members of the subject that the claims have under a name of their own.</summary>
    private static readonly string[] Renamed = ["type", "name", "achievement"];

    /// <summary>The claims, and which of them can be disclosed one by one.</summary>
    public static (JsonObject Claims, IReadOnlyList<ClaimPath> Disclosable) Of(
        JsonObject credential
    )
    {
        var claims = new JsonObject
        {
            ["id"] = credential["id"]?.DeepClone(),
            ["name"] = credential["name"]?.DeepClone(),
        };
        var disclosable = new List<ClaimPath>();
        void Add(string name, JsonNode? value)
        {
            if (value is null)
                return;
            claims[name] = value.DeepClone();
            disclosable.Add(ClaimPath.Of(name));
        }
        Add("description", credential["description"]);
        Add("evidence", credential["evidence"]);
        if (credential["credentialSubject"] is not JsonObject subject)
            return (claims, disclosable);
        Add("recipient_name", subject["name"]);
        Add("achievement", subject["achievement"]);
        var own = new JsonObject();
        foreach (var (name, value) in subject)
        {
            if (Renamed.Contains(name))
                continue;
            own[name] = value?.DeepClone();
            disclosable.Add(ClaimPath.Of("subject", name));
        }
        if (own.Count > 0)
            claims["subject"] = own;
        return (claims, disclosable);
    }
}
