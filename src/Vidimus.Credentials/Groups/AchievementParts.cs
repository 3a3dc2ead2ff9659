using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.Groups;

/// <summary>A person or an organization, as Open Badges 3.0 writes one (section B.1.20, Profile).</summary>
/// <param name="Id">Its URI: a web address or a DID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its home page.</param>
/// <param name="Description">What it is.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="Image">Its picture.</param>
public sealed record BadgeProfile(
    string? Id = null,
    string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? Description = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        AchievementImage? Image = null
);

/// <summary>An achievement that another one belongs with.</summary>
/// <param name="Id">Its URI.</param>
/// <param name="InLanguage">Its language.</param>
/// <param name="Version">Its version.</param>
public sealed record RelatedAchievement(
    string? Id = null,
    string? InLanguage = null,
    string? Version = null
);

/// <summary>What another system calls an achievement.</summary>
/// <param name="Identifier">The identifier.</param>
/// <param name="IdentifierType">Its kind, such as <c>sourcedId</c> or <c>systemId</c>; others begin with <c>ext:</c>.</param>
public sealed record OtherIdentifier(string? Identifier = null, string? IdentifierType = null);

/// <summary>A result that credentials may state (Open Badges 3.0, section B.1.23).</summary>
/// <param name="Id">A URI, or a short name such as <c>exam</c>, by which results refer to it.</param>
/// <param name="Name">Its name.</param>
/// <param name="ResultType">Its kind, such as <c>LetterGrade</c>, <c>Percent</c>, <c>RubricCriterionLevel</c> or <c>Status</c>.</param>
/// <param name="AllowedValues">All values there are, from low to high.</param>
/// <param name="RequiredValue">The value needed to pass.</param>
/// <param name="RequiredLevel">Id of the rubric level needed to pass.</param>
/// <param name="RubricCriterionLevels">Levels of its rubric.</param>
/// <param name="ValueMin">The lowest value.</param>
/// <param name="ValueMax">The highest value.</param>
/// <param name="Alignments">Nodes of frameworks it corresponds to.</param>
public sealed record ResultDescription(
    string? Id = null,
    string? Name = null,
    string? ResultType = null,
    IReadOnlyList<string?>? AllowedValues = null,
    string? RequiredValue = null,
    string? RequiredLevel = null,
    IReadOnlyList<RubricCriterionLevel?>? RubricCriterionLevels = null,
    string? ValueMin = null,
    string? ValueMax = null,
    IReadOnlyList<Alignment?>? Alignments = null
);

/// <summary>A level of a rubric.</summary>
/// <param name="Id">A URI, or a short name such as <c>mastered</c>, by which results refer to it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Level">Its rank.</param>
/// <param name="Points">Its points.</param>
/// <param name="Alignments">Nodes of frameworks it corresponds to.</param>
public sealed record RubricCriterionLevel(
    string? Id = null,
    string? Name = null,
    string? Description = null,
    string? Level = null,
    string? Points = null,
    IReadOnlyList<Alignment?>? Alignments = null
);

/// <summary>Reads stored achievements, each text once.</summary>
internal static class Achievements
{
    private static readonly ConcurrentDictionary<string, Achievement> Cache = new(
        StringComparer.Ordinal
    );

    public static Achievement Of(GroupRow group)
    {
        if (Cache.TryGetValue(group.Achievement, out var known))
            return known;
        var read = JsonSerializer.Deserialize<Achievement>(group.Achievement, VidimusJson.Native)!;
        if (Cache.Count > 1000)
            Cache.Clear();
        return Cache[group.Achievement] = read;
    }

    /// <summary>The URI of a group's achievement.</summary>
    public static string Uri(string groupId) =>
        NewId.TryGetUuid("grp", groupId, out var uuid)
            ? $"urn:uuid:{uuid}"
            : throw new ArgumentException("Not the id of a group.", nameof(groupId));

    /// <summary>A part of the achievement as it stands in a credential: short names become fragments of its URI.</summary>
    public static string PartUri(string groupId, string id) =>
        AchievementRules.IsShortName(id) ? $"{Uri(groupId)}#{id}" : id;
}
