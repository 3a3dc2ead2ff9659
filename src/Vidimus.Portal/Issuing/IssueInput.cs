using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidimus.Client;

namespace Vidimus.Portal.Issuing;

/// <summary>What stands in the form of a credential, as it was typed.</summary>
public sealed record IssueInput
{
    /// <summary>The name on the credential.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it is sent.</summary>
    public string Email { get; init; } = "";

    /// <summary>The issuer's own id for the person.</summary>
    public string ExternalId { get; init; } = "";

    /// <summary>What stands at its top.</summary>
    public string Title { get; init; } = "";

    /// <summary>What it says further.</summary>
    public string Description { get; init; } = "";

    /// <summary>First day of its validity.</summary>
    public string ValidFrom { get; init; } = "";

    /// <summary>Last day of its validity.</summary>
    public string ValidUntil { get; init; } = "";

    /// <summary>What it says by the group's schema, by the member's name.</summary>
    public IReadOnlyDictionary<string, string> Subject { get; init; } =
        new Dictionary<string, string>();

    /// <summary>As it was sent.</summary>
    public static IssueInput Of(IFormCollection form, IReadOnlyList<SubjectField> fields) =>
        new()
        {
            Name = Text(form, "name"),
            Email = Text(form, "email"),
            ExternalId = Text(form, "externalId"),
            Title = Text(form, "title"),
            Description = Text(form, "description"),
            ValidFrom = Text(form, "validFrom"),
            ValidUntil = Text(form, "validUntil"),
            Subject = fields.ToDictionary(
                f => f.Name,
                f => Text(form, f.Input),
                StringComparer.Ordinal
            ),
        };

    /// <summary>As a credential has it.</summary>
    public static IssueInput Of(
        Credential credential,
        Group group,
        IReadOnlyList<SubjectField> fields
    ) =>
        new()
        {
            Name = credential.Recipient?.Name ?? "",
            Email = credential.Recipient?.Email ?? "",
            ExternalId = credential.Recipient?.ExternalId ?? "",
            Title = credential.Name == group.Name ? "" : credential.Name ?? "",
            Description = credential.Description ?? "",
            ValidFrom = Day(credential.ValidFrom),
            ValidUntil = Day(credential.ValidUntil),
            Subject = fields.ToDictionary(
                f => f.Name,
                f =>
                    credential.Subject?[f.Name] switch
                    {
                        null => "",
                        JsonValue value when value.TryGetValue<string>(out var text) => text,
                        var node => node.ToJsonString(),
                    },
                StringComparer.Ordinal
            ),
        };

    /// <summary>The credential to be.</summary>
    public NewCredential New(string groupId, IReadOnlyList<SubjectField> fields, bool draft) =>
        new()
        {
            GroupId = groupId,
            Recipient = Recipient(),
            Subject = Members(fields, null),
            Name = OrNull(Title),
            Description = OrNull(Description),
            ValidFrom = Time(ValidFrom, ends: false),
            ValidUntil = Time(ValidUntil, ends: true),
            Draft = draft ? true : null,
        };

    /// <summary>What is to be different about a credential; members that the form does not show stay.</summary>
    public CredentialChange Change(Credential before, IReadOnlyList<SubjectField> fields) =>
        new()
        {
            Recipient = Recipient() with { Did = before.Recipient?.Did },
            Subject = Members(fields, before.Subject) ?? [],
            Name = OrNull(Title),
            Description = OrNull(Description),
            ValidFrom = ValidFrom == Day(before.ValidFrom) ? null : Time(ValidFrom, ends: false),
            ValidUntil = ValidUntil == Day(before.ValidUntil) ? null : Time(ValidUntil, ends: true),
        };

    private NewRecipient Recipient() =>
        new()
        {
            Name = Name,
            Email = OrNull(Email),
            ExternalId = OrNull(ExternalId),
        };

    private JsonObject? Members(IReadOnlyList<SubjectField> fields, JsonObject? before)
    {
        var members = before?.DeepClone() as JsonObject ?? [];
        foreach (var field in fields)
        {
            members.Remove(field.Name);
            if (field.Value(Subject.GetValueOrDefault(field.Name, "")) is { } value)
                members[field.Name] = value;
        }
        return members.Count == 0 ? null : members;
    }

    // Valid until a day means to the end of it, as in imports.
    private static DateTimeOffset? Time(string day, bool ends) =>
        DateOnly.TryParseExact(
            day,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
        && date.Year < 9999
            ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddSeconds(
                ends ? 86_399 : 0
            )
            : null;

    private static string Day(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Text(IFormCollection form, string name) =>
        form[name].ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}
