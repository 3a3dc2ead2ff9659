using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Credentials.Issuing;

/// <summary>One credential as asked for, whoever asks: REST, a list, a surface.</summary>
internal sealed record Asked(
    RecipientInput? Recipient,
    JsonElement? Subject,
    JsonElement? Custom,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidUntil,
    string? Name,
    string? Description,
    BadgeParts? Badge = null
);

/// <summary>The rules that every credential must satisfy before it is kept or signed.</summary>
internal static partial class CredentialRules
{
    /// <summary>Members of an Open Badges achievement subject that we write ourselves.</summary>
    private static readonly HashSet<string> Reserved =
    [
        "id",
        "type",
        "achievement",
        "identifier",
        "name",
        "image",
        "source",
        "result",
    ];

    /// <summary>What is wrong with a credential asked for now in a group whose schema was compiled before.</summary>
    public static Problem? Check(
        Asked asked,
        GroupRow group,
        JsonSchema? schema,
        DateTimeOffset now
    )
    {
        var fields = new Fields();
        if (asked.Recipient is null)
            fields.Wrong("recipient", "is required");
        else
        {
            fields
                .Text("recipient.name", asked.Recipient.Name, 200, required: true)
                .Email("recipient.email", asked.Recipient.Email)
                .Text("recipient.externalId", asked.Recipient.ExternalId, 200);
        }
        fields
            .Text("name", asked.Name, 200)
            .Text("description", asked.Description, 5000, multiline: true);
        Validity(fields, asked, group, now);
        Object(fields, "subject", asked.Subject, reserved: true);
        Object(fields, "custom", asked.Custom, reserved: false);
        fields.Badge(asked, group);
        // Both are about the subject alone: what is wrong elsewhere hides nothing of it.
        if (IsRight(fields) && OrNull(asked.Subject) is { } own)
            Meaning(fields, own);
        if (IsRight(fields) && schema is not null)
        {
            foreach (
                var violation in schema.Validate(
                    asked.Subject is { ValueKind: JsonValueKind.Object } subject ? subject : Empty
                )
            )
                fields.Wrong(
                    violation.Path.Length == 0 ? "subject" : $"subject.{violation.Path}",
                    violation.Message
                );
        }
        return fields.Problem;

        static bool IsRight(Fields fields) =>
            fields.Errors.All(e =>
                e.Field != "subject" && !e.Field.StartsWith("subject.", StringComparison.Ordinal)
            );
    }

    /// <summary>
    /// A proof covers statements: a member whose name has another meaning in the contexts, so that its value states nothing,
    /// would not be signed.
    /// </summary>
    private static void Meaning(Fields fields, JsonElement subject)
    {
        var written = JsonObject.Create(subject)!;
        written["type"] = "AchievementSubject";
        var trial = new JsonObject
        {
            ["@context"] = CredentialDocument.Contexts(ownTerms: true),
            ["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential"),
            ["credentialSubject"] = written,
        };
        Span<byte> hash = stackalloc byte[32];
        if (
            !Rdfc.TryHash(
                new LinkedDataSource(JsonSerializer.SerializeToElement(trial)) { ByName = true },
                ContextSet.Bundled,
                hash,
                out var problem
            )
        )
            fields.Wrong(
                "subject",
                $"holds what cannot be signed as linked data, such as a name that Open Badges or W3C credentials use otherwise, or an array in an array ({problem!.Code}: {problem.Detail})"
            );
    }

    public static JsonElement Empty { get; } = JsonElement.Parse("{}"u8);

    public static JsonElement? OrNull(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } given && given.EnumerateObject().Any()
            ? given
            : null;

    /// <summary>The group's schema, compiled once for each text.</summary>
    public static JsonSchema? SchemaOf(GroupRow group) =>
        group.SubjectSchema is null ? null : Schemas.Compiled(group.SubjectSchema);

    // In whole seconds, as they stand on the credential.
    private static void Validity(Fields fields, Asked asked, GroupRow group, DateTimeOffset now)
    {
        var from = asked.ValidFrom ?? now;
        if (asked.ValidUntil is { } until)
            fields.Check(
                until.ToUnixTimeSeconds() > from.ToUnixTimeSeconds(),
                "validUntil",
                asked.ValidFrom is null
                    ? "must be later than now, when the validity begins"
                    : "must be later than validFrom"
            );
        else if (group.DefaultValidity is { } text && IsoDuration.TryParse(text, out var validity))
            fields.Check(
                validity!.Fits(from),
                "validFrom",
                "leaves no room in the calendar for the group's default validity"
            );
    }

    private static void Object(Fields fields, string field, JsonElement? json, bool reserved)
    {
        if (json is not { ValueKind: not JsonValueKind.Null } given)
            return;
        if (given.ValueKind != JsonValueKind.Object)
            fields.Wrong(field, "must be an object");
        else if (given.GetRawText().Length > 16_384)
            fields.Wrong(field, "must have at most 16 KiB");
        else
            Members(fields, field, given, reserved, depth: 1);
    }

    private static void Members(
        Fields fields,
        string at,
        JsonElement value,
        bool reserved,
        int depth
    )
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                Members(fields, $"{at}.{index++}", item, reserved, depth + 1);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                var path = $"{at}.{member.Name}";
                if (reserved && !MemberName().IsMatch(member.Name))
                    fields.Wrong(
                        $"{at}.{(member.Name.Length > 64 ? member.Name[..64] : member.Name)}",
                        "must have a name of letters, digits, - and _ that begins with a letter"
                    );
                else if (
                    reserved
                    && (
                        (depth == 1 && Reserved.Contains(member.Name))
                        || member.Name is "id" or "type" or "proof"
                    )
                )
                    fields.Wrong(path, "is a reserved name; choose another");
                else
                    Members(fields, path, member.Value, reserved, depth + 1);
            }
        }
        else if (value.ValueKind == JsonValueKind.Null && reserved)
            fields.Wrong(at, "must not be null; leave it out");
        else if (value.ValueKind == JsonValueKind.Number && !double.IsFinite(value.GetDouble()))
            fields.Wrong(at, "is too large a number");
        else if (value.ValueKind == JsonValueKind.String)
            fields.Check(IsText(value), at, "must be valid Unicode text without NUL");
    }

    private static bool IsText(JsonElement text)
    {
        try
        {
            return !text.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false; // an escaped lone surrogate
        }
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex MemberName();

    private static class Schemas
    {
        private static readonly System.Collections.Concurrent.ConcurrentDictionary<
            string,
            JsonSchema
        > Cache = new(StringComparer.Ordinal);

        public static JsonSchema Compiled(string text)
        {
            if (Cache.TryGetValue(text, out var known))
                return known;
            if (
                !JsonSchema.TryCompile(
                    JsonElement.Parse(text),
                    out var compiled,
                    out var reason,
                    out _
                )
            )
                throw new InvalidOperationException($"A stored schema cannot be used: {reason}");
            if (Cache.Count > 1000)
                Cache.Clear();
            return Cache[text] = compiled!;
        }
    }
}
