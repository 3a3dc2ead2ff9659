using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Groups;

/// <summary>What creating and editing a group have in common.</summary>
internal static class GroupRules
{
    // Open Badges 3.0, section B.1.10 (AchievementType Enumeration); others begin with "ext:".
    private static readonly string[] AchievementTypes =
    [
        "Achievement",
        "ApprenticeshipCertificate",
        "Assessment",
        "Assignment",
        "AssociateDegree",
        "Award",
        "Badge",
        "BachelorDegree",
        "Certificate",
        "CertificateOfCompletion",
        "Certification",
        "CommunityService",
        "Competency",
        "Course",
        "CoCurricular",
        "Degree",
        "Diploma",
        "DoctoralDegree",
        "Fieldwork",
        "GeneralEducationDevelopment",
        "JourneymanCertificate",
        "LearningProgram",
        "License",
        "Membership",
        "ProfessionalDoctorate",
        "QualityAssuranceCredential",
        "MasterCertificate",
        "MasterDegree",
        "MicroCredential",
        "ResearchDoctorate",
        "SecondarySchoolDiploma",
    ];

    public static Fields Achievement(this Fields fields, string at, Achievement? achievement)
    {
        if (achievement is null)
            return fields;
        fields
            .Text($"{at}.name", achievement.Name, 200)
            .Text($"{at}.description", achievement.Description, 5000, multiline: true);
        fields
            .Text(
                $"{at}.criteria.narrative",
                achievement.Criteria?.Narrative,
                5000,
                multiline: true
            )
            .Url($"{at}.criteria.id", achievement.Criteria?.Id);
        fields.Check(
            achievement.Type is null
                || AchievementTypes.Contains(achievement.Type)
                || (
                    achievement.Type.StartsWith("ext:", StringComparison.Ordinal)
                    && achievement.Type.Length <= 100
                ),
            $"{at}.type",
            "must be an Open Badges achievement type such as Certificate, Course or Badge, or begin with ext:"
        );
        if (achievement.Image is { } image)
            fields
                .Check(image.Id is not null, $"{at}.image.id", "is required")
                .Url($"{at}.image.id", image.Id)
                .Text($"{at}.image.caption", image.Caption, 500);
        var alignments = achievement.Alignments ?? [];
        fields.Check(alignments.Count <= 50, $"{at}.alignments", "must hold at most 50 alignments");
        for (var i = 0; i < Math.Min(alignments.Count, 50); i++)
        {
            var alignment = alignments[i];
            fields
                .Text($"{at}.alignments.{i}.targetName", alignment?.TargetName, 200, required: true)
                .Check(
                    alignment?.TargetUrl is not null,
                    $"{at}.alignments.{i}.targetUrl",
                    "is required"
                )
                .Url($"{at}.alignments.{i}.targetUrl", alignment?.TargetUrl)
                .Text($"{at}.alignments.{i}.targetCode", alignment?.TargetCode, 100)
                .Text($"{at}.alignments.{i}.targetFramework", alignment?.TargetFramework, 200);
        }
        var tags = achievement.Tags ?? [];
        fields.Check(tags.Count <= 30, $"{at}.tags", "must hold at most 30 tags");
        for (var i = 0; i < Math.Min(tags.Count, 30); i++)
            fields.Text($"{at}.tags.{i}", tags[i], 50, required: true);
        return fields;
    }

    public static Fields StatusPurposes(
        this Fields fields,
        string field,
        IReadOnlyList<string?>? purposes
    ) =>
        fields.Check(
            purposes is null
                || (
                    purposes.Contains(Proofs.StatusPurposes.Revocation)
                    && purposes.Distinct().Count() == purposes.Count
                    && purposes.All(StatusEntries.Purposes.Contains)
                ),
            field,
            "must hold revocation, and may hold suspension and message, each once"
        );

    public static Fields SubjectSchema(this Fields fields, string field, JsonElement? schema)
    {
        if (schema is not { ValueKind: not JsonValueKind.Null } given)
            return fields;
        if (given.ValueKind != JsonValueKind.Object)
            return fields.Wrong(field, "must be a JSON Schema object");
        return JsonSchema.TryCompile(given, out _, out var reason, out var pointer)
            ? fields
            : fields.Wrong(
                field,
                $"cannot be used: {reason}{(string.IsNullOrEmpty(pointer) ? "" : $" (at {pointer})")}"
            );
    }

    public static Fields Validity(this Fields fields, string field, string? duration) =>
        fields.Check(
            duration is null || IsoDuration.TryParse(duration, out _),
            field,
            "must be an ISO 8601 duration such as P2Y or P18M"
        );

    public static Fields ExtraParams(this Fields fields, string field, JsonElement? extra) =>
        fields
            .Check(
                extra is not { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }
                    && (extra?.GetRawText().Length ?? 0) <= 16_384,
                field,
                "must be an object of at most 16 KiB"
            )
            .Check(
                extra is not { ValueKind: JsonValueKind.Object } given
                    || CredentialJson.TryParse(
                        JsonMarshal.GetRawUtf8Value(given),
                        65_536,
                        out _,
                        out _
                    ),
                field,
                "must be strict JSON (RFC 7493): valid Unicode, no name twice, numbers within a double"
            );

    public static string? Text(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;

    /// <summary>A group by its id, or by its number as Verix clients write it.</summary>
    public static async Task<GroupRow?> Find(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) =>
        int.TryParse(
            id,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? await db.Groups.SingleOrDefaultAsync(g => g.Number == number, cancellation)
            : await db.Groups.SingleOrDefaultAsync(g => g.Id == id, cancellation);

    public static async Task<GroupCounts> CountsOf(
        VidimusDb db,
        string groupId,
        CancellationToken cancellation
    )
    {
        var totals = await Totals(db, [groupId], cancellation);
        return Counts(totals, groupId);
    }

    public static async Task<Dictionary<string, long>> Totals(
        VidimusDb db,
        IEnumerable<string> groupIds,
        CancellationToken cancellation
    )
    {
        var names = groupIds
            .SelectMany(id => new[] { GroupCounts.IssuedTally(id), GroupCounts.DraftTally(id) })
            .ToArray();
        return await db.Set<TallyRow>()
            .AsNoTracking()
            .Where(t => names.Contains(t.Name))
            .ToDictionaryAsync(t => t.Name, t => t.Value, cancellation);
    }

    public static GroupCounts Counts(Dictionary<string, long> totals, string groupId) =>
        new(
            totals.GetValueOrDefault(GroupCounts.IssuedTally(groupId)),
            totals.GetValueOrDefault(GroupCounts.DraftTally(groupId))
        );
}
