using System.Text.Json.Nodes;
using Vidimus.Credentials.Groups;

namespace Vidimus.Credentials.Issuing;

/// <summary>Writes what Open Badges 3.0 says of an award into its credential.</summary>
internal static class BadgeDocument
{
    public static void WriteCredential(JsonObject credential, BadgeParts? parts)
    {
        if (parts is null)
            return;
        credential
            .With("awardedDate", Time(parts.AwardedDate))
            .With("image", AchievementDocument.Image(parts.Image))
            .With("evidence", AchievementDocument.Many(parts.Evidence, EvidenceOf));
    }

    public static void WriteSubject(JsonObject subject, BadgeParts? parts, string groupId)
    {
        if (parts is null)
            return;
        subject
            .With("narrative", parts.Narrative)
            .With("source", AchievementDocument.Profile(parts.Source))
            .With("activityStartDate", Time(parts.ActivityStartDate))
            .With("activityEndDate", Time(parts.ActivityEndDate))
            .With("creditsEarned", parts.CreditsEarned)
            .With("licenseNumber", parts.LicenseNumber)
            .With("role", parts.Role)
            .With("term", parts.Term)
            .With("result", AchievementDocument.Many(parts.Results, r => ResultOf(groupId, r)));
    }

    private static string? Time(DateTimeOffset? time) =>
        time is { } given ? CredentialDocument.Seconds(given) : null;

    private static JsonObject EvidenceOf(BadgeEvidence evidence)
    {
        var written = new JsonObject();
        if (evidence.Id is not null)
            written["id"] = evidence.Id;
        written["type"] = new JsonArray("Evidence");
        return written
            .With("name", evidence.Name)
            .With("narrative", evidence.Narrative)
            .With("description", evidence.Description)
            .With("genre", evidence.Genre)
            .With("audience", evidence.Audience);
    }

    private static JsonObject ResultOf(string groupId, BadgeResult result) =>
        new JsonObject { ["type"] = new JsonArray("Result") }
            .With("resultDescription", Part(groupId, result.ResultDescription))
            .With("achievedLevel", Part(groupId, result.AchievedLevel))
            .With("value", result.Value)
            .With("status", result.Status)
            .With("alignment", AchievementDocument.Alignments(result.Alignments));

    private static string? Part(string groupId, string? id) =>
        id is null ? null : Achievements.PartUri(groupId, id);
}
