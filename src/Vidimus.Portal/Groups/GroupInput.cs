using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidimus.Client;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Groups;

/// <summary>What stands in the form of a group, as it was typed.</summary>
public sealed record GroupInput
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is about.</summary>
    public string Description { get; init; } = "";

    /// <summary>What had to be done for it.</summary>
    public string Criteria { get; init; } = "";

    /// <summary>The page that tells more.</summary>
    public string CriteriaPage { get; init; } = "";

    /// <summary>Its kind in Open Badges.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Address of its picture.</summary>
    public string Image { get; init; } = "";

    /// <summary>What the picture shows.</summary>
    public string Caption { get; init; } = "";

    /// <summary>How long its credentials are valid.</summary>
    public string Validity { get; init; } = "";

    /// <summary>Its code, such as a course number.</summary>
    public string Code { get; init; } = "";

    /// <summary>Its language.</summary>
    public string Language { get; init; } = "";

    /// <summary>Words to find it by, with commas between.</summary>
    public string Tags { get; init; } = "";

    /// <summary>JSON Schema of what its credentials say beside.</summary>
    public string Schema { get; init; } = "";

    /// <summary>Id of the template of its pages; empty for the usual one.</summary>
    public string Template { get; init; } = "";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>As it was sent.</summary>
    public static GroupInput Of(IFormCollection form) =>
        new()
        {
            Name = Text(form, "name"),
            Description = Text(form, "description"),
            Criteria = Text(form, "criteria"),
            CriteriaPage = Text(form, "criteriaPage"),
            Kind = Text(form, "kind"),
            Image = Text(form, "image"),
            Caption = Text(form, "caption"),
            Validity = Validities.Of(Text(form, "validity"), Text(form, "unit")),
            Code = Text(form, "code"),
            Language = Text(form, "language"),
            Tags = Text(form, "tags"),
            Schema = Text(form, "schema"),
            Template = Text(form, "template"),
        };

    /// <summary>As a group has it.</summary>
    public static GroupInput Of(Group group) =>
        new()
        {
            Name = group.Name,
            Description = group.Description ?? "",
            Criteria = group.Achievement.Criteria?.Narrative ?? "",
            CriteriaPage = group.Achievement.Criteria?.Id ?? "",
            Kind = group.Achievement.Type ?? "",
            Image = group.Achievement.Image?.Id ?? "",
            Caption = group.Achievement.Image?.Caption ?? "",
            Validity = group.DefaultValidity ?? "",
            Code = group.Achievement.HumanCode ?? "",
            Language = group.Achievement.InLanguage ?? "",
            Tags = string.Join(", ", group.Achievement.Tags ?? []),
            Schema = group.SubjectSchema?.ToJsonString(Indented) ?? "",
            Template = group.TemplateId ?? "",
        };

    /// <summary>What is wrong with the schema as JSON; null for nothing.</summary>
    public FormWrongs? Unreadable()
    {
        if (Schema.Length == 0)
            return null;
        try
        {
            return JsonNode.Parse(Schema) is JsonObject
                ? null
                : FormWrongs.One("subjectSchema", "Must be a JSON object.");
        }
        catch (JsonException e)
        {
            return FormWrongs.One(
                "subjectSchema",
                $"Is not valid JSON near line {(e.LineNumber ?? 0) + 1}."
            );
        }
    }

    /// <summary>The group to be.</summary>
    public NewGroup New() =>
        new()
        {
            Name = Name,
            Description = OrNull(Description),
            Achievement = Achievement(new()),
            SubjectSchema = SchemaOrNull(),
            DefaultValidity = OrNull(Validity),
            TemplateId = OrNull(Template),
        };

    /// <summary>What is to be changed about a group; what the form does not show stays.</summary>
    public GroupChange Change(Group group) =>
        new()
        {
            Name = Name,
            Description = OrNull(Description),
            Achievement = Achievement(group.Achievement),
            SubjectSchema = SchemaOrNull(),
            DefaultValidity = OrNull(Validity),
            TemplateId = OrNull(Template),
            Clear =
            [
                .. new[]
                {
                    Description.Length == 0 ? "description" : null,
                    Schema.Length == 0 ? "subjectSchema" : null,
                    Validity.Length == 0 ? "defaultValidity" : null,
                    Template.Length == 0 ? "templateId" : null,
                }.OfType<string>(),
            ],
        };

    private Achievement Achievement(Achievement before)
    {
        var tags = Tags.Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        return before with
        {
            Criteria =
                Criteria.Length + CriteriaPage.Length == 0
                    ? null
                    : new() { Narrative = OrNull(Criteria), Id = OrNull(CriteriaPage) },
            Type = OrNull(Kind),
            Image = Image.Length == 0 ? null : new(Image, OrNull(Caption)),
            HumanCode = OrNull(Code),
            InLanguage = OrNull(Language),
            Tags = tags.Length == 0 ? null : tags,
        };
    }

    private JsonObject? SchemaOrNull() =>
        Schema.Length == 0 ? null : JsonNode.Parse(Schema) as JsonObject;

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Text(IFormCollection form, string name) =>
        form[name].ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}
