using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.Issuing;

/// <summary>
/// Writes the credential itself: W3C Verifiable Credentials 2.0 as an Open Badges 3.0 achievement credential, so that
/// wallets and verifiers of both know it.
/// </summary>
internal static class CredentialDocument
{
    public const string V2Context = "https://www.w3.org/ns/credentials/v2";
    public const string BadgesContext =
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

    /// <summary>Gives the subject's own members a meaning, so that a proof over the graph covers them too.</summary>
    public const string OwnTermsContext = "https://www.w3.org/ns/credentials/undefined-terms/v2";

    public static JsonObject Unsigned(
        CredentialRow row,
        GroupRow group,
        string recipientName,
        CredentialInput input,
        SigningIdentity identity
    )
    {
        var credential = new JsonObject
        {
            ["@context"] = Contexts(ownTerms: input.Subject is not null),
            ["id"] = VerifyUrl(identity.BaseUrl, row.Id),
            ["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential"),
            ["name"] = input.Name,
        };
        if (input.Description is not null)
            credential["description"] = input.Description;
        credential["issuer"] = new JsonObject
        {
            ["id"] = identity.Did,
            ["type"] = new JsonArray("Profile"),
            ["name"] = identity.IssuerName,
        };
        credential["validFrom"] = Seconds(row.ValidFrom!.Value);
        if (row.ValidUntil is { } until)
            credential["validUntil"] = Seconds(until);
        if (row is { StatusListId: { } list, StatusIndex: { } index })
            credential["credentialStatus"] = StatusEntries.Of(
                identity.BaseUrl,
                new(list, index),
                StatusEntries.Read(row.StatusPurposes)
            );
        credential["credentialSubject"] = Subject(group, recipientName, input);
        return credential;
    }

    public static JsonArray Contexts(bool ownTerms) =>
        ownTerms
            ? new JsonArray(V2Context, BadgesContext, OwnTermsContext)
            : new JsonArray(V2Context, BadgesContext);

    public static string VerifyUrl(string baseUrl, string id) => $"{baseUrl}/verify/{id}";

    private static JsonObject Subject(GroupRow group, string recipientName, CredentialInput input)
    {
        var subject = new JsonObject
        {
            ["type"] = new JsonArray("AchievementSubject"),
            ["name"] = recipientName,
            ["achievement"] = AchievementOf(group),
        };
        if (input.Subject is { } own)
        {
            foreach (var member in own.EnumerateObject())
                subject[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }
        return subject;
    }

    private static JsonObject AchievementOf(GroupRow group)
    {
        var given = JsonSerializer.Deserialize<Achievement>(group.Achievement, VidimusJson.Native)!;
        NewId.TryGetUuid("grp", group.Id, out var uuid);
        var achievement = new JsonObject
        {
            ["id"] = $"urn:uuid:{uuid}",
            ["type"] = new JsonArray("Achievement"),
            ["achievementType"] = given.Type ?? "Certificate",
            ["name"] = given.Name ?? group.Name,
            ["description"] = given.Description ?? group.Description ?? group.Name,
            ["criteria"] = CriteriaOf(given.Criteria, group.Name),
        };
        if (given.Image?.Id is { } image)
        {
            var written = new JsonObject { ["id"] = image, ["type"] = "Image" };
            if (given.Image.Caption is { } caption)
                written["caption"] = caption;
            achievement["image"] = written;
        }
        if (given.Alignments is { Count: > 0 } alignments)
            achievement["alignment"] = new JsonArray([.. alignments.Select(AlignmentOf)]);
        if (given.Tags is { Count: > 0 } tags)
            achievement["tag"] = new JsonArray([.. tags.Select(t => JsonValue.Create(t))]);
        return achievement;
    }

    private static JsonObject CriteriaOf(Criteria? criteria, string name)
    {
        var written = new JsonObject();
        if (criteria?.Id is { } id)
            written["id"] = id;
        if (criteria?.Narrative is not null || criteria?.Id is null)
            written["narrative"] = criteria?.Narrative ?? name;
        return written;
    }

    private static JsonNode AlignmentOf(Alignment alignment)
    {
        var written = new JsonObject
        {
            ["type"] = new JsonArray("Alignment"),
            ["targetName"] = alignment.TargetName,
            ["targetUrl"] = alignment.TargetUrl,
        };
        if (alignment.TargetCode is { } code)
            written["targetCode"] = code;
        if (alignment.TargetFramework is { } framework)
            written["targetFramework"] = framework;
        return written;
    }

    // Whole seconds: dateTimeStamp of the data model, and what Verifiers in the field read without trouble.
    private static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture
        );
}
