using System.Globalization;
using System.Text.Json;

namespace Vidimus.Credentials.Templates;

/// <summary>Reads from a signed credential what its page shows.</summary>
internal static class CredentialValues
{
    private static readonly HashSet<string> NotOwn =
    [
        "id",
        "type",
        "achievement",
        "identifier",
        "name",
    ];

    public static TemplateValues Of(JsonElement credential, string id, string language, bool isTest)
    {
        var link = Text(credential, "id") ?? "";
        var subject = Member(credential, "credentialSubject");
        var achievement = Member(subject, "achievement");
        var values = new TemplateValues { VerifyLink = link, IsTest = isTest };
        void Put(string name, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
                values.Texts[name] = text;
        }
        Put("recipient-name", Text(subject, "name"));
        Put("achievement", Text(achievement, "name"));
        Put("achievement-description", Text(achievement, "description"));
        Put("criteria", Text(Member(achievement, "criteria"), "narrative"));
        Put("credential-name", Text(credential, "name"));
        Put("group", Text(credential, "name"));
        Put("issuer", Text(Member(credential, "issuer"), "name"));
        Put("issued-on", Date(Text(credential, "validFrom"), language));
        Put("valid-until", Date(Text(credential, "validUntil"), language));
        Put("credential-id", id);
        Put("verify-link", Shown(link));
        Put("language", language);
        if (subject.ValueKind == JsonValueKind.Object)
            foreach (var member in subject.EnumerateObject())
                if (!NotOwn.Contains(member.Name))
                    Own(values, "subject-" + member.Name, member.Value, 0);
        return values;
    }

    /// <summary>A member of the group's own schema; one inside another by both names, with a point between.</summary>
    private static void Own(TemplateValues values, string name, JsonElement value, int depth)
    {
        if (value.ValueKind == JsonValueKind.Object && depth < 4)
            foreach (var member in value.EnumerateObject())
                Own(values, $"{name}.{member.Name}", member.Value, depth + 1);
        else if (values.Texts.Count < 500 && Shown(value) is { } text)
            values.Texts[name] = text;
    }

    private static string? Shown(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "✓",
            JsonValueKind.Array => string.Join(
                ", ",
                value.EnumerateArray().Take(20).Select(Shown).OfType<string>()
            ),
            _ => null,
        };

    /// <summary>Day, month and year in UTC: in words where the template is English, as ISO 8601 elsewhere.</summary>
    private static string? Date(string? time, string language) =>
        DateTimeOffset.TryParse(
            time,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at.UtcDateTime.ToString(
                language.StartsWith("en", StringComparison.OrdinalIgnoreCase)
                    ? "d MMMM yyyy"
                    : "yyyy-MM-dd",
                CultureInfo.InvariantCulture
            )
            : null;

    private static string Shown(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
            ? $"{uri.Authority}{uri.AbsolutePath}"
            : link;

    private static JsonElement Member(JsonElement parent, string name)
    {
        if (
            parent.ValueKind != JsonValueKind.Object
            || !parent.TryGetProperty(name, out var member)
        )
            return default;
        // A set of one, as other writers of linked data put it.
        return member.ValueKind == JsonValueKind.Array && member.GetArrayLength() > 0
            ? member[0]
            : member;
    }

    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
