using System.Text.Json.Nodes;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.OpenBadges;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Status;

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

    /// <summary>Gives terms that no other context has a meaning, so that a proof over the graph covers them too.</summary>
    public const string OwnTermsContext = "https://www.w3.org/ns/credentials/undefined-terms/v2";

    public static JsonObject Unsigned(
        CredentialRow row,
        GroupRow group,
        RecipientInput recipient,
        CredentialInput input,
        SigningIdentity identity
    )
    {
        var achievement = Achievements.Of(group);
        var endorsements = EndorsementsInForce.Of(achievement, row.IssuedAt!.Value);
        var credential = new JsonObject
        {
            // The context of Open Badges 3.0.3 does not define endorsementJwt.
            ["@context"] = Contexts(
                ownTerms: input.Subject is not null || endorsements.Jwts is not null
            ),
            ["id"] = VerifyUrl(identity.BaseUrl, row.Id),
            ["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential"),
            ["name"] = input.Name,
        };
        if (input.Description is not null)
            credential["description"] = input.Description;
        credential["issuer"] = Issuer(identity);
        credential["validFrom"] = Seconds(row.ValidFrom!.Value);
        if (row.ValidUntil is { } until)
            credential["validUntil"] = Seconds(until);
        if (row is { StatusListId: { } list, StatusIndex: { } index })
            credential["credentialStatus"] = StatusEntries.Of(
                identity.BaseUrl,
                new(list, index),
                StatusEntries.Read(row.StatusPurposes)
            );
        BadgeDocument.WriteCredential(credential, input.Badge);
        credential["credentialSubject"] = Subject(group, achievement, recipient, input);
        return credential
            .With("endorsement", endorsements.Json)
            .With("endorsementJwt", endorsements.Jwts);
    }

    public static string VerifyUrl(string baseUrl, string id) => $"{baseUrl}/verify/{id}";

    private static JsonObject Issuer(SigningIdentity identity)
    {
        var issuer = new JsonObject
        {
            ["id"] = identity.Did,
            ["type"] = new JsonArray("Profile"),
            ["name"] = identity.IssuerName,
        };
        if (identity.Profile is { } members)
            Profiles.AddTo(issuer, members);
        return issuer;
    }

    public static JsonArray Contexts(bool ownTerms) =>
        ownTerms
            ? new JsonArray(V2Context, BadgesContext, OwnTermsContext)
            : new JsonArray(V2Context, BadgesContext);

    private static JsonObject Subject(
        GroupRow group,
        Achievement achievement,
        RecipientInput recipient,
        CredentialInput input
    )
    {
        var subject = new JsonObject();
        RecipientIdentity.Write(subject, recipient, input.Badge?.Identity ?? achievement.Identity);
        subject["type"] = new JsonArray("AchievementSubject");
        subject["name"] = recipient.Name;
        subject["achievement"] = AchievementDocument.Of(group, achievement);
        BadgeDocument.WriteSubject(subject, input.Badge, group.Id);
        if (input.Subject is { } own)
        {
            foreach (var member in own.EnumerateObject())
                subject[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }
        return subject;
    }

    // Whole seconds: dateTimeStamp of the data model, and what Verifiers in the field read without trouble.
    public static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture
        );
}
