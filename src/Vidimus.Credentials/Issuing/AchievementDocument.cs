using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Groups;

namespace Vidimus.Credentials.Issuing;

/// <summary>Writes the achievement of a group as it stands in its credentials (Open Badges 3.0, section B.1.1).</summary>
internal static class AchievementDocument
{
    public static JsonObject Of(GroupRow group, Achievement given)
    {
        var achievement = new JsonObject
        {
            ["id"] = Achievements.Uri(group.Id),
            ["type"] = new JsonArray("Achievement"),
            ["achievementType"] = given.Type ?? "Certificate",
            ["name"] = given.Name ?? group.Name,
            ["description"] = given.Description ?? group.Description ?? group.Name,
            ["criteria"] = CriteriaOf(given.Criteria, group.Name),
        };
        achievement
            .With("image", Image(given.Image))
            .With("alignment", Alignments(given.Alignments))
            .With("tag", Texts(given.Tags))
            .With("humanCode", given.HumanCode)
            .With("fieldOfStudy", given.FieldOfStudy)
            .With("specialization", given.Specialization)
            .With("version", given.Version)
            .With("creditsAvailable", given.CreditsAvailable)
            .With("inLanguage", given.InLanguage)
            .With("creator", Profile(given.Creator))
            .With("related", Many(given.Related, RelatedOf))
            .With("otherIdentifier", Many(given.OtherIdentifiers, IdentifierOf))
            .With(
                "resultDescription",
                Many(given.ResultDescriptions, d => DescriptionOf(group.Id, d))
            );
        return achievement;
    }

    /// <summary>Adds a member unless there is nothing to say.</summary>
    public static JsonObject With(this JsonObject to, string name, JsonNode? value)
    {
        if (value is not null)
            to[name] = value;
        return to;
    }

    /// <summary>An array of what is given; null when there is nothing.</summary>
    public static JsonArray? Many<T>(IReadOnlyList<T?>? items, Func<T, JsonNode> write)
        where T : class =>
        items is { Count: > 0 } ? new JsonArray([.. items.OfType<T>().Select(write)]) : null;

    public static JsonObject? Image(AchievementImage? image) =>
        image?.Id is null
            ? null
            : new JsonObject { ["id"] = image.Id, ["type"] = "Image" }.With(
                "caption",
                image.Caption
            );

    public static JsonObject? Profile(BadgeProfile? profile) =>
        profile?.Id is null
            ? null
            : new JsonObject { ["id"] = profile.Id, ["type"] = new JsonArray("Profile") }
                .With("name", profile.Name)
                .With("url", profile.Url)
                .With("description", profile.Description)
                .With("email", profile.Email)
                .With("image", Image(profile.Image));

    public static JsonArray? Alignments(IReadOnlyList<Alignment?>? alignments) =>
        Many(alignments, AlignmentOf);

    private static JsonArray? Texts(IReadOnlyList<string?>? texts) =>
        Many(texts, t => JsonValue.Create(t));

    private static JsonObject CriteriaOf(Criteria? criteria, string name)
    {
        var written = new JsonObject();
        if (criteria?.Id is { } id)
            written["id"] = id;
        if (criteria?.Narrative is not null || criteria?.Id is null)
            written["narrative"] = criteria?.Narrative ?? name;
        return written;
    }

    private static JsonObject AlignmentOf(Alignment alignment) =>
        new JsonObject
        {
            ["type"] = new JsonArray("Alignment"),
            ["targetName"] = alignment.TargetName,
            ["targetUrl"] = alignment.TargetUrl,
        }
            .With("targetCode", alignment.TargetCode)
            .With("targetFramework", alignment.TargetFramework)
            .With("targetDescription", alignment.TargetDescription)
            .With("targetType", alignment.TargetType);

    private static JsonObject RelatedOf(RelatedAchievement related) =>
        new JsonObject { ["id"] = related.Id, ["type"] = new JsonArray("Related") }
            .With("inLanguage", related.InLanguage)
            .With("version", related.Version);

    private static JsonObject IdentifierOf(OtherIdentifier other) =>
        new()
        {
            ["type"] = "IdentifierEntry",
            ["identifier"] = other.Identifier,
            ["identifierType"] = other.IdentifierType,
        };

    private static JsonObject DescriptionOf(string groupId, ResultDescription description) =>
        new JsonObject
        {
            ["id"] = Achievements.PartUri(groupId, description.Id!),
            ["type"] = new JsonArray("ResultDescription"),
            ["name"] = description.Name,
            ["resultType"] = description.ResultType,
        }
            .With("allowedValue", Texts(description.AllowedValues))
            .With("requiredValue", description.RequiredValue)
            .With(
                "requiredLevel",
                description.RequiredLevel is { } level ? Achievements.PartUri(groupId, level) : null
            )
            .With(
                "rubricCriterionLevel",
                Many(description.RubricCriterionLevels, l => LevelOf(groupId, l))
            )
            .With("valueMin", description.ValueMin)
            .With("valueMax", description.ValueMax)
            .With("alignment", Alignments(description.Alignments));

    private static JsonObject LevelOf(string groupId, RubricCriterionLevel level) =>
        new JsonObject
        {
            ["id"] = Achievements.PartUri(groupId, level.Id!),
            ["type"] = new JsonArray("RubricCriterionLevel"),
            ["name"] = level.Name,
        }
            .With("description", level.Description)
            .With("level", level.Level)
            .With("points", level.Points)
            .With("alignment", Alignments(level.Alignments));
}
