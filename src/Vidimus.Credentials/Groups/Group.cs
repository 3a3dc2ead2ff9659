using System.Text.Json;
using System.Text.Json.Serialization;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.Groups;

/// <summary>What a credential of a group attests: an Open Badges 3.0 achievement.</summary>
/// <param name="Name">Its name; the group's when left out.</param>
/// <param name="Description">What it is; the group's when left out.</param>
/// <param name="Criteria">How it is earned.</param>
/// <param name="Type">Kind of achievement, such as <c>Certificate</c> (default), <c>Course</c>, <c>Badge</c>, <c>License</c>.</param>
/// <param name="Image">A picture of it.</param>
/// <param name="Alignments">Nodes of frameworks it corresponds to.</param>
/// <param name="Tags">Words for finding it.</param>
/// <param name="HumanCode">Its code as people write it, such as a course number.</param>
/// <param name="FieldOfStudy">Branch of knowledge, such as Education.</param>
/// <param name="Specialization">Focus within it.</param>
/// <param name="Version">Its version, as its creator counts.</param>
/// <param name="CreditsAvailable">Credit hours it gives, such as 3.</param>
/// <param name="InLanguage">Its language, such as <c>de</c> or <c>pt-BR</c>.</param>
/// <param name="Creator">Who created it, where that is not the issuer.</param>
/// <param name="Related">Achievements it belongs with, such as the same one in another language.</param>
/// <param name="OtherIdentifiers">What other systems call it.</param>
/// <param name="ResultDescriptions">Results that its credentials may state.</param>
/// <param name="Endorsements">Signed EndorsementCredentials in JSON, about this achievement or its issuer; verified when they are saved.</param>
/// <param name="EndorsementJwts">The same as <c>vc+jwt</c>.</param>
/// <param name="Identity">How its credentials name the recipient unless they choose themselves: <c>did</c>, <c>email</c> (a salted hash) or <c>none</c>.</param>
public sealed record Achievement(
    string? Name = null,
    string? Description = null,
    Criteria? Criteria = null,
    string? Type = null,
    AchievementImage? Image = null,
    IReadOnlyList<Alignment>? Alignments = null,
    IReadOnlyList<string>? Tags = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? HumanCode = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? FieldOfStudy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? Specialization = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Version = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        double? CreditsAvailable = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? InLanguage = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        BadgeProfile? Creator = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<RelatedAchievement?>? Related = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<OtherIdentifier?>? OtherIdentifiers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<ResultDescription?>? ResultDescriptions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<JsonElement>? Endorsements = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<string?>? EndorsementJwts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Identity = null
);

/// <summary>How an achievement is earned.</summary>
/// <param name="Narrative">In words, at most 5,000 characters of Markdown.</param>
/// <param name="Id">Address of a page that says it.</param>
public sealed record Criteria(string? Narrative = null, string? Id = null);

/// <summary>A picture.</summary>
/// <param name="Id">Its address.</param>
/// <param name="Caption">What it shows.</param>
public sealed record AchievementImage(string? Id = null, string? Caption = null);

/// <summary>A node of a framework, such as a competence.</summary>
/// <param name="TargetName">Its name.</param>
/// <param name="TargetUrl">Its address.</param>
/// <param name="TargetCode">Its code.</param>
/// <param name="TargetFramework">The framework's name.</param>
/// <param name="TargetDescription">What it is.</param>
/// <param name="TargetType">Its kind, such as <c>CFItem</c> or <c>ceasn:Competency</c>.</param>
public sealed record Alignment(
    string? TargetName = null,
    string? TargetUrl = null,
    string? TargetCode = null,
    string? TargetFramework = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? TargetDescription = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? TargetType = null
);

/// <summary>A programme that credentials belong to.</summary>
/// <param name="Id">Its id, <c>grp_…</c>.</param>
/// <param name="Number">Its number within the organization, the id that Verix clients use.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is about.</param>
/// <param name="Achievement">What its credentials attest.</param>
/// <param name="SubjectSchema">JSON Schema of the subject's own members.</param>
/// <param name="DefaultValidity">ISO 8601 duration for which its credentials are valid.</param>
/// <param name="ExtraParams">Members kept for the organization.</param>
/// <param name="State"><c>active</c> or <c>archived</c>.</param>
/// <param name="IssuedCount">Credentials issued in it, revoked ones included.</param>
/// <param name="DraftCount">Drafts waiting in it.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Version">Counts its changes.</param>
/// <param name="StatusPurposes">Status lists that its credentials name.</param>
/// <param name="VerifiedEventsPercent">Of a hundred verifications of its credentials, how many are told as <c>credential.verified</c>; 0 for none.</param>
/// <param name="TemplateId">What its credentials look like on paper; null for the usual one.</param>
public sealed record Group(
    string Id,
    int Number,
    string Name,
    string? Description,
    Achievement Achievement,
    JsonElement? SubjectSchema,
    string? DefaultValidity,
    JsonElement? ExtraParams,
    string State,
    long IssuedCount,
    long DraftCount,
    string Mode,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version,
    IReadOnlyList<string> StatusPurposes,
    int VerifiedEventsPercent,
    string? TemplateId
)
{
    internal static Group Of(GroupRow row, GroupCounts counts) =>
        new(
            row.Id,
            row.Number,
            row.Name,
            row.Description,
            Achievements.Of(row),
            Json(row.SubjectSchema),
            row.DefaultValidity,
            Json(row.ExtraParams),
            row.ArchivedAt is null ? "active" : "archived",
            counts.Issued,
            counts.Drafts,
            row.Mode,
            row.CreatedAt,
            row.UpdatedAt,
            row.Version,
            StatusEntries.Read(row.StatusPurposes),
            row.VerifiedEventsPercent ?? 0,
            row.TemplateId
        );

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}

/// <summary>How many credentials a group has.</summary>
internal readonly record struct GroupCounts(long Issued, long Drafts)
{
    public static string IssuedTally(string groupId) => groupId + "/issued";

    public static string DraftTally(string groupId) => groupId + "/drafts";
}
