using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Verifying;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Reading;

/// <summary>
/// What a credential says as the claims of an SD-JWT VC. Everything about the person is the holder's to show or to keep
/// back, the id too, since it is the link under which the whole credential lies. What stays in sight is the credential's
/// name and its place in the status list.
/// </summary>
internal static class SdJwtClaimSet
{
    /// <summary>The claim with the credential's name; <c>name</c> is a person's (OpenID Connect Core 1.0, section 5.1).</summary>
    public const string Title = "credential_name";

    /// <summary>Members of the subject that the claims have under a name of their own.</summary>
    private static readonly string[] Renamed = ["type", "name", "achievement"];

    private static readonly string[] OfTheToken =
    [
        "iss",
        "iat",
        "nbf",
        "exp",
        "vct",
        "cnf",
        "status",
        "_sd_alg",
    ];

    /// <summary>The claims, and which of them can be disclosed one by one.</summary>
    public static (JsonObject Claims, IReadOnlyList<ClaimPath> Disclosable) Of(
        JsonObject credential
    )
    {
        var claims = new JsonObject { [Title] = credential["name"]?.DeepClone() };
        var disclosable = new List<ClaimPath>();
        void Add(string name, JsonNode? value)
        {
            if (value is null)
                return;
            claims[name] = value.DeepClone();
            disclosable.Add(ClaimPath.Of(name));
        }
        // Without a place in a status list the id is all by which the record is found.
        if (credential["credentialStatus"] is null)
            claims["id"] = credential["id"]?.DeepClone();
        else
            Add("id", credential["id"]);
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

    /// <summary>Whether claims that were disclosed are those of the credential on record, as far as they go.</summary>
    public static bool Agrees(JsonElement disclosed, JsonObject stored)
    {
        if (CredentialFacts.Text(disclosed, "iss") != stored["issuer"]?["id"]?.GetValue<string>())
            return false;
        var (own, _) = Of(stored);
        return disclosed
            .EnumerateObject()
            .All(c =>
                OfTheToken.Contains(c.Name)
                || (
                    c is { Name: "subject", Value.ValueKind: JsonValueKind.Object }
                    && own["subject"] is JsonObject members
                        ? c.Value.EnumerateObject().All(m => Same(m.Value, members[m.Name]))
                        : Same(c.Value, own[c.Name])
                )
            );
    }

    private static bool Same(JsonElement disclosed, JsonNode? said) =>
        said is not null && JsonNode.DeepEquals(JsonNode.Parse(disclosed.GetRawText()), said);
}
