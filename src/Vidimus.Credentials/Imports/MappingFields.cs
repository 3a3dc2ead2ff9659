using System.Text.Json;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>The fields of a credential that columns can be mapped to, for one group.</summary>
internal static class MappingFields
{
    public const string SubjectPrefix = "subject.";
    public const string CustomPrefix = "custom.";
    public const string ResultPrefix = "result.";
    private const int MostFields = 64;
    public static readonly string[] DateFormats = ["ymd", "dmy", "mdy"];

    private static readonly ImportField[] Always =
    [
        new("recipient.name", "Recipient's name", "text", true),
        new("recipient.email", "E-mail", "email", false),
        new("recipient.externalId", "Your own id for the person", "text", false),
        new("recipient.did", "DID", "text", false),
        new("name", "Title of the credential", "text", false),
        new("description", "Description", "text", false),
        new("validFrom", "Valid from", "date", false),
        new("validUntil", "Valid until", "date", false),
        new("awardedDate", "Awarded on", "date", false),
        new("activityStartDate", "Activity began", "date", false),
        new("activityEndDate", "Activity ended", "date", false),
        new("creditsEarned", "Credits earned", "number", false),
        new("licenseNumber", "Licence number", "text", false),
        new("role", "Role", "text", false),
        new("term", "Term", "text", false),
        new("evidence", "Evidence (web address)", "text", false),
        new("narrative", "Narrative", "text", false),
    ];

    public static List<ImportField> Of(GroupRow group)
    {
        var fields = new List<ImportField>(Always);
        fields.InsertRange(4, Results(group));
        fields.InsertRange(4, Subject(group));
        return fields;
    }

    /// <summary>A mapping that can be used with this group and these columns.</summary>
    public static Fields Mapping(
        this Fields fields,
        IReadOnlyDictionary<string, ImportSource?> mapping,
        GroupRow group,
        int columns
    )
    {
        if (mapping.Count > MostFields)
            return fields.Wrong("fields", $"must have at most {MostFields} fields");
        var known = Of(group).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (field, source) in mapping)
        {
            var shown = field.Length > 100 ? field[..100] : field;
            if (
                !known.Contains(field)
                && !IsFree(field, SubjectPrefix)
                && !IsFree(field, CustomPrefix)
            )
                fields.Wrong($"fields.{shown}", "is no field of a credential of this group");
            else if (source is null)
                continue;
            else if ((source.Columns is null) == (source.Constant is null))
                fields.Wrong($"fields.{shown}", "must have columns, or a constant");
            else if (source.Constant is not null)
                fields.Text($"fields.{shown}.constant", source.Constant, 5000, multiline: true);
            else
                fields.Check(
                    source.Columns!.Count is >= 1 and <= 5
                        && source.Columns.All(c => c >= 0 && c < columns),
                    $"fields.{shown}.columns",
                    $"must be 1 to 5 places of columns, each 0 to {columns - 1}"
                );
        }
        return fields;
    }

    private static bool IsFree(string field, string prefix) =>
        field.Length is var length
        && length > prefix.Length
        && length <= prefix.Length + 64
        && field.StartsWith(prefix, StringComparison.Ordinal)
        && char.IsAsciiLetter(field[prefix.Length])
        && field
            .AsSpan(prefix.Length)
            .ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
            is false;

    private static IEnumerable<ImportField> Results(GroupRow group) =>
        (Achievements.Of(group).ResultDescriptions ?? [])
            .OfType<ResultDescription>()
            .Where(d => d.Id is not null)
            .Select(d => new ImportField(
                ResultPrefix + d.Id,
                d.Name ?? d.Id!,
                d.AllowedValues is { Count: > 0 } ? "choice" : "text",
                false,
                d.AllowedValues is { Count: > 0 } values ? [.. values.OfType<string>()] : null
            ));

    private static IEnumerable<ImportField> Subject(GroupRow group)
    {
        if (
            group.SubjectSchema is null
            || JsonElement.Parse(group.SubjectSchema)
                is not { ValueKind: JsonValueKind.Object } schema
            || !schema.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object
        )
            yield break;
        var required =
            schema.TryGetProperty("required", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray()
                    .Where(n => n.ValueKind == JsonValueKind.String)
                    .Select(n => n.GetString()!)
                    .ToHashSet(StringComparer.Ordinal)
                : [];
        foreach (var property in properties.EnumerateObject())
        {
            if (Field(property, required.Contains(property.Name)) is { } field)
                yield return field;
        }
    }

    private static ImportField? Field(JsonProperty property, bool required)
    {
        var schema = property.Value.ValueKind == JsonValueKind.Object ? property.Value : default;
        var name = SubjectPrefix + property.Name;
        var title = Word(schema, "title") ?? property.Name;
        if (
            schema.ValueKind == JsonValueKind.Object
            && schema.TryGetProperty("enum", out var values)
            && values.ValueKind == JsonValueKind.Array
        )
            return new(
                name,
                title,
                "choice",
                required,
                [
                    .. values
                        .EnumerateArray()
                        .Select(v =>
                            v.ValueKind == JsonValueKind.String ? v.GetString()! : v.GetRawText()
                        ),
                ]
            );
        var type = Word(schema, "type") switch
        {
            "object" or "array" => null,
            "number" => "number",
            "integer" => "integer",
            "boolean" => "boolean",
            _ => Word(schema, "format") switch
            {
                "date" => "date",
                "date-time" => "time",
                "email" => "email",
                _ => "text",
            },
        };
        return type is null ? null : new(name, title, type, required);
    }

    private static string? Word(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
