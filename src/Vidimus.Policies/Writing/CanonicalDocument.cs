using System.Buffers;
using System.Text.Json;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>
/// A document in the one form of all that say the same: texts without blanks around them, lists without order sorted, codes
/// as they are stored and each once, criteria with ids, logic trees with their members in order.
/// </summary>
internal static class CanonicalDocument
{
    /// <summary>The document under this id, as it stands on this day: what is no longer in force by its own date is retired.</summary>
    public static PolicyDocument Of(PolicyDocument document, string id, string today) =>
        document with
        {
            Id = id,
            Title = document.Title.Trim(),
            // Filters and jurisdictions are in capitals.
            Jurisdictions = Set(document.Jurisdictions?.Select(j => j.ToUpperInvariant()).ToList()),
            Payer = document.Payer is { } payer
                ? new(payer.Name.Trim(), Text(payer.Code), Text(payer.Type))
                : null,
            Status =
                document.RetireDate is { } end && string.CompareOrdinal(end, today) <= 0
                    ? PolicyStatuses.Retired
                    : document.Status,
            Version = Text(document.Version),
            Summary = Text(document.Summary),
            Description = Text(document.Description),
            Specialty = Set(document.Specialty),
            Keywords = Set(document.Keywords),
            Sections = Sections(document.Sections),
            Criteria = Criteria(document.Criteria),
            Documentation = List(document.Documentation),
            Codes = Codes(document.Codes),
            Attachments = document.Attachments is { Count: > 0 } files
                ?
                [
                    .. files.Select(f =>
                        f with
                        {
                            FileType = f.FileType.Trim(),
                            Title = Text(f.Title),
                        }
                    ),
                ]
                : null,
        };

    private static string? Text(string? text) =>
        string.IsNullOrWhiteSpace(text)
            ? null
            : text.Trim().Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string[]? List(IReadOnlyList<string>? list) =>
        list is { Count: > 0 } ? [.. list.Select(l => Text(l)!)] : null;

    private static string[]? Set(IReadOnlyList<string>? list) =>
        list is { Count: > 0 }
            ?
            [
                .. list.Select(l => l.Trim())
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ]
            : null;

    private static PolicySections? Sections(PolicySections? sections) =>
        sections is null ? null
        : new PolicySections(
            Text(sections.Indications),
            Text(sections.Limitations),
            Text(sections.Documentation)
        )
            is var said
        && said != new PolicySections()
            ? said
        : null;

    private static PolicyCode[]? Codes(IReadOnlyList<PolicyCode>? codes) =>
        codes is { Count: > 0 }
            ?
            [
                .. codes
                    .Select(c => new PolicyCode(
                        CodeText.Normal(c.Code, c.System)!,
                        CodeText.System(c.System, c.Code)!,
                        c.Disposition,
                        Text(c.Condition)
                    ))
                    .OrderBy(c => c.System, StringComparer.Ordinal)
                    .ThenBy(c => c.Code, StringComparer.Ordinal)
                    .GroupBy(c => (c.System, c.Code), (_, same) => Once([.. same])),
            ]
            : null;

    // A code that stands in several groups of a policy says the same in each; its conditions are alternatives.
    private static PolicyCode Once(PolicyCode[] same)
    {
        if (same.Length == 1)
            return same[0];
        var conditions = same.Select(c => c.Condition)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        var joined = string.Join("; ", conditions);
        return same[0] with
        {
            // Where it was cut a blank may be the last; a text has none at its end, or the same again would differ.
            Condition = Text(joined.Begin(DocumentRules.LongestCondition)),
        };
    }

    private static PolicyCriterion[]? Criteria(IReadOnlyList<PolicyCriterion>? criteria)
    {
        if (criteria is not { Count: > 0 })
            return null;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. criteria.Select(c =>
            {
                var place = places[c.Section] = places.GetValueOrDefault(c.Section) + 1;
                return new PolicyCriterion(
                    Text(c.Id) ?? Place(c.Section, place),
                    c.Section,
                    Text(c.Text)!,
                    Set(c.Tags),
                    c.Logic is { ValueKind: not JsonValueKind.Null } logic ? Sorted(logic) : null,
                    c.RequiresManualReview,
                    c.Confidence
                );
            }),
        ];
    }

    /// <summary>The id of a block that has none of its own.</summary>
    public static string Place(string section, int place) => $"{section}-{place}";

    private static JsonElement Sorted(JsonElement logic)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, logic);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (
                    var member in value
                        .EnumerateObject()
                        .OrderBy(m => m.Name, StringComparer.Ordinal)
                )
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
