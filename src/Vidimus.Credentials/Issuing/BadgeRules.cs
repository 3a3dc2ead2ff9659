using System.Text.Json;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Issuing;

/// <summary>The rules of what Open Badges 3.0 says of an award, and of how it names the recipient.</summary>
internal static class BadgeRules
{
    private const int MostResults = 100;
    private const int MostEvidence = 50;

    /// <summary>Members that Open Badges gives a type; whoever writes them as members of their own must keep to it.</summary>
    private static readonly Dictionary<string, (JsonValueKind Kind, string Rule)> OwnTypes = new(
        StringComparer.Ordinal
    )
    {
        ["activityStartDate"] = (
            JsonValueKind.String,
            "must be a time such as 2026-11-22T10:00:00Z"
        ),
        ["activityEndDate"] = (JsonValueKind.String, "must be a time such as 2026-11-22T10:00:00Z"),
        ["creditsEarned"] = (JsonValueKind.Number, "must be a number, as Open Badges has it"),
        ["licenseNumber"] = (JsonValueKind.String, "must be text, as Open Badges has it"),
        ["narrative"] = (JsonValueKind.String, "must be text, as Open Badges has it"),
        ["role"] = (JsonValueKind.String, "must be text, as Open Badges has it"),
        ["term"] = (JsonValueKind.String, "must be text, as Open Badges has it"),
    };

    public static Fields Badge(this Fields fields, Asked asked, GroupRow group)
    {
        var parts = asked.Badge ?? new();
        var achievement = Achievements.Of(group);
        fields.Each(
            "results",
            parts.Results,
            MostResults,
            (f, at, result) => OneResult(f, at, result ?? new(), achievement)
        );
        fields.Each("evidence", parts.Evidence, MostEvidence, OneEvidence);
        fields
            .Text("narrative", parts.Narrative, 5000, multiline: true)
            .Profile("source", parts.Source)
            .Check(
                parts.ActivityEndDate is not { } end
                    || parts.ActivityStartDate is not { } start
                    || end >= start,
                "activityEndDate",
                "must not be earlier than activityStartDate"
            )
            .Credits("creditsEarned", parts.CreditsEarned)
            .Text("licenseNumber", parts.LicenseNumber, 200)
            .Text("role", parts.Role, 200)
            .Text("term", parts.Term, 200)
            .Image("image", parts.Image);
        Identity(fields, asked, parts, achievement);
        Own(fields, asked.Subject, parts);
        return fields;
    }

    private static void OneResult(
        Fields fields,
        string at,
        BadgeResult result,
        Achievement achievement
    )
    {
        fields
            .Text($"{at}.value", result.Value, 200)
            .OneOf($"{at}.status", result.Status, BadgeWords.ResultStatuses)
            .Alignments($"{at}.alignments", result.Alignments)
            .Check(
                result.Value is not null
                    || result.Status is not null
                    || result.AchievedLevel is not null,
                at,
                "must hold a value, a status or an achievedLevel"
            );
        var description = (achievement.ResultDescriptions ?? []).FirstOrDefault(d =>
            d!.Id == result.ResultDescription
        );
        if (result.ResultDescription is not null && description is null)
            fields.Wrong(
                $"{at}.resultDescription",
                "must be the id of one of the resultDescriptions of the group's achievement"
            );
        fields.Check(
            result.AchievedLevel is null
                || (description?.RubricCriterionLevels ?? []).Any(l =>
                    l!.Id == result.AchievedLevel
                ),
            $"{at}.achievedLevel",
            "must be the id of one of the rubricCriterionLevels of its result description"
        );
        if (description is null)
            return;
        fields.Check(
            description.ResultType != "Status" || result.Status is not null,
            $"{at}.status",
            "is required, since its result description has the resultType Status"
        );
        if (ResultValues.Refusal(description, result.Value) is { } refusal)
            fields.Wrong($"{at}.value", refusal);
    }

    private static void OneEvidence(Fields fields, string at, BadgeEvidence? evidence) =>
        fields
            .Url($"{at}.id", evidence?.Id)
            .Text($"{at}.name", evidence?.Name, 200)
            .Text($"{at}.narrative", evidence?.Narrative, 5000, multiline: true)
            .Text($"{at}.description", evidence?.Description, 5000, multiline: true)
            .Text($"{at}.genre", evidence?.Genre, 200)
            .Text($"{at}.audience", evidence?.Audience, 200)
            .Check(
                (evidence?.Id ?? evidence?.Name ?? evidence?.Narrative ?? evidence?.Description)
                    is not null,
                at,
                "must hold an id, a name, a narrative or a description"
            );

    private static void Identity(
        Fields fields,
        Asked asked,
        BadgeParts parts,
        Achievement achievement
    )
    {
        fields
            .OneOf("identity", parts.Identity, AchievementRules.Identities)
            .Check(
                asked.Recipient?.Did is not { } did || Did.TryParse(did, out _),
                "recipient.did",
                "must be a DID such as did:key:z6Mk…, without path, query and fragment"
            );
        var chosen = parts.Identity ?? achievement.Identity;
        fields
            .Check(
                chosen != "did" || asked.Recipient?.Did is not null,
                "recipient.did",
                "is required, since the credential is to name the recipient by DID"
            )
            .Check(
                chosen != "email" || asked.Recipient?.Email is not null,
                "recipient.email",
                "is required, since the credential is to name the recipient by a hash of it"
            );
    }

    private static void Own(Fields fields, JsonElement? subject, BadgeParts parts)
    {
        if (subject is not { ValueKind: JsonValueKind.Object } given)
            return;
        foreach (var member in given.EnumerateObject())
        {
            if (!OwnTypes.TryGetValue(member.Name, out var type))
                continue;
            var right =
                member.Value.ValueKind == type.Kind
                && (
                    !member.Name.StartsWith("activity", StringComparison.Ordinal)
                    || Times.TryParse(member.Value.GetString(), out _)
                );
            fields
                .Check(right, $"subject.{member.Name}", type.Rule)
                .Check(
                    !Given(parts, member.Name),
                    $"subject.{member.Name}",
                    "is given twice: here and as a member of the request"
                );
        }
    }

    private static bool Given(BadgeParts parts, string name) =>
        name switch
        {
            "activityStartDate" => parts.ActivityStartDate is not null,
            "activityEndDate" => parts.ActivityEndDate is not null,
            "creditsEarned" => parts.CreditsEarned is not null,
            "licenseNumber" => parts.LicenseNumber is not null,
            "narrative" => parts.Narrative is not null,
            "role" => parts.Role is not null,
            _ => parts.Term is not null,
        };
}
