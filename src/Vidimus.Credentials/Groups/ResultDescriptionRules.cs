using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Groups;

/// <summary>The rules of the results that an achievement's credentials may state.</summary>
internal static class ResultDescriptionRules
{
    private const int MostDescriptions = 50;
    private const int MostLevels = 50;

    // Ids of descriptions and of their levels share one space: a result names either.
    public static void Descriptions(
        this Fields fields,
        string at,
        IReadOnlyList<ResultDescription?> descriptions
    )
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        fields.Each(
            at,
            descriptions,
            MostDescriptions,
            (_, path, description) => Description(fields, path, description ?? new(), ids)
        );
    }

    private static void Description(
        Fields fields,
        string at,
        ResultDescription description,
        HashSet<string> ids
    )
    {
        PartId(fields, $"{at}.id", description.Id, ids);
        fields
            .Text($"{at}.name", description.Name, 200, required: true)
            .Check(description.ResultType is not null, $"{at}.resultType", "is required")
            .Word(
                $"{at}.resultType",
                description.ResultType,
                BadgeWords.ResultTypes,
                "an Open Badges result type such as LetterGrade, Percent or Status"
            )
            .Text($"{at}.valueMin", description.ValueMin, 50)
            .Text($"{at}.valueMax", description.ValueMax, 50)
            .Text($"{at}.requiredValue", description.RequiredValue, 200)
            .Alignments($"{at}.alignments", description.Alignments);
        fields.Each(
            $"{at}.allowedValues",
            description.AllowedValues,
            100,
            static (f, path, value) => f.Text(path, value, 200, required: true)
        );
        fields.Each(
            $"{at}.rubricCriterionLevels",
            description.RubricCriterionLevels,
            MostLevels,
            (f, path, level) => Level(f, path, level ?? new(), ids)
        );
        fields
            .Check(
                !(
                    ResultValues.Number(description.ValueMin) is { } min
                    && ResultValues.Number(description.ValueMax) is { } max
                    && min > max
                ),
                $"{at}.valueMax",
                "must not be lower than valueMin"
            )
            .Check(
                description.RequiredLevel is null
                    || (description.RubricCriterionLevels ?? []).Any(l =>
                        l?.Id == description.RequiredLevel
                    ),
                $"{at}.requiredLevel",
                "must be the id of one of its rubricCriterionLevels"
            );
        if (ResultValues.Refusal(description, description.RequiredValue) is { } refusal)
            fields.Wrong($"{at}.requiredValue", refusal);
    }

    private static void Level(
        Fields fields,
        string at,
        RubricCriterionLevel level,
        HashSet<string> ids
    )
    {
        PartId(fields, $"{at}.id", level.Id, ids);
        fields
            .Text($"{at}.name", level.Name, 200, required: true)
            .Text($"{at}.description", level.Description, 5000, multiline: true)
            .Text($"{at}.level", level.Level, 100)
            .Text($"{at}.points", level.Points, 50)
            .Alignments($"{at}.alignments", level.Alignments);
    }

    private static void PartId(Fields fields, string field, string? id, HashSet<string> ids)
    {
        if (id is null)
            fields.Wrong(field, "is required");
        else if (!AchievementRules.IsShortName(id) && !AchievementRules.IsUri(id))
            fields.Wrong(
                field,
                "must be a URI, or a short name of letters, digits, - and _ such as exam"
            );
        else
            fields.Check(ids.Add(id), field, "is used twice in this achievement");
    }
}
