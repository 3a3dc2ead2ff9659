using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>Makes what is to be issued of a row, by the mapping and with the types that the group wants; or says what is wrong with it.</summary>
internal sealed class RowMapping(GroupRow group, ImportHead head)
{
    private const int MostErrors = 20;
    private readonly Dictionary<string, ImportField> _fields = MappingFields
        .Of(group)
        .ToDictionary(f => f.Name, StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, ImportSource?> _mapping = head.Mapping.Fields;

    /// <summary>The row to be issued, or what is wrong with it.</summary>
    public (ListRow? Row, IReadOnlyList<ImportRowError> Errors) Map(StoredRow stored)
    {
        if (Unreadable(stored) is { } unreadable)
            return (null, [unreadable]);
        var fields = new Fields();
        var row = Read(fields, stored);
        return fields.Problem is { } wrong ? (null, Errors(wrong)) : (row, []);
    }

    private ImportRowError? Unreadable(StoredRow stored) =>
        stored.E is null
            ? Extra(stored)
            : new(ImportProblems.RowUnreadable.Code, stored.E, null, null);

    // What cannot be read is noted, and left out.
    private ListRow Read(Fields fields, StoredRow stored) =>
        new(
            new(
                Text(stored, "recipient.name"),
                Text(stored, "recipient.email"),
                Text(stored, "recipient.externalId"),
                Text(stored, "recipient.did")
            ),
            Members(fields, stored, MappingFields.SubjectPrefix),
            Members(fields, stored, MappingFields.CustomPrefix),
            Time(fields, stored, "validFrom", false),
            Time(fields, stored, "validUntil", true),
            Text(stored, "name"),
            Text(stored, "description")
        )
        {
            AwardedDate = Time(fields, stored, "awardedDate", false),
            ActivityStartDate = Time(fields, stored, "activityStartDate", false),
            ActivityEndDate = Time(fields, stored, "activityEndDate", true),
            CreditsEarned = Number(fields, stored, "creditsEarned"),
            LicenseNumber = Text(stored, "licenseNumber"),
            Role = Text(stored, "role"),
            Term = Text(stored, "term"),
            Narrative = Text(stored, "narrative"),
            Evidence = Evidence(stored),
            Results = Results(stored),
        };

    /// <summary>All that is wrong with the row: with what cannot be read, and by the rules that every credential must satisfy.</summary>
    public IReadOnlyList<ImportRowError> Check(
        StoredRow stored,
        Vidimus.Proofs.JsonSchema? schema,
        DateTimeOffset now
    )
    {
        if (Unreadable(stored) is { } unreadable)
            return [unreadable];
        var fields = new Fields();
        var row = Read(fields, stored);
        var asked = new Asked(
            row.Recipient,
            row.Subject,
            row.Custom,
            row.ValidFrom,
            row.ValidUntil,
            row.Name,
            row.Description,
            row.OrNull()
        );
        var unread = fields.Errors.Select(e => e.Field).ToHashSet(StringComparer.Ordinal);
        var refused = CredentialRules.Check(asked, group, schema, now);
        foreach (var error in refused?.Errors ?? [])
        {
            // A cell that cannot be read is not missing beside.
            if (!unread.Contains(error.Field))
                fields.Wrong(error.Field, error.Message);
        }
        return (fields.Problem ?? refused) is { } wrong ? Errors(wrong) : [];
    }

    /// <summary>A refusal, member by member, with the columns that the members come from.</summary>
    public IReadOnlyList<ImportRowError> Errors(Problem refused) =>
        refused.Errors is { Count: > 0 } several
            ?
            [
                .. several
                    .Take(MostErrors)
                    .Select(e => Error(refused.Type.Code, e.Message, e.Field)),
            ]
            : [Error(refused.Type.Code, refused.Message, refused.Field)];

    /// <summary>A refusal of one member.</summary>
    public ImportRowError Error(string code, string message, string? field) =>
        new(code, message, field, ColumnOf(field));

    private string? ColumnOf(string? field)
    {
        if (field is null)
            return null;
        if (field.StartsWith("results.", StringComparison.Ordinal))
        {
            var results = ResultFields().ToArray();
            var place = field.Split('.')[1];
            return
                int.TryParse(place, CultureInfo.InvariantCulture, out var i) && i < results.Length
                ? Name(results[i])
                : null;
        }
        // A member deep inside of what was mapped belongs to the column of the whole.
        for (var name = field; name.Length > 0; )
        {
            if (_mapping.ContainsKey(name))
                return Name(name);
            var dot = name.LastIndexOf('.');
            name = dot < 0 ? "" : name[..dot];
        }
        return null;
    }

    private string? Name(string field) =>
        _mapping.GetValueOrDefault(field)?.Columns is { Count: > 0 } columns
            ? head.Columns[columns[0]]
            : null;

    private ImportRowError? Extra(StoredRow stored)
    {
        for (var i = head.Columns.Count; i < stored.C.Length; i++)
        {
            if (stored.C[i].Trim().Length > 0)
                return new(
                    ImportProblems.RowUnreadable.Code,
                    $"has more cells than the header, which has {head.Columns.Count}",
                    null,
                    null
                );
        }
        return null;
    }

    // An empty cell is a field without an answer.
    private string? Text(StoredRow stored, string field)
    {
        if (_mapping.GetValueOrDefault(field) is not { } source)
            return null;
        var text =
            source.Constant
            ?? string.Join(
                ' ',
                source
                    .Columns!.Select(c => c < stored.C.Length ? stored.C[c].Trim() : "")
                    .Where(t => t.Length > 0)
            );
        text = text.Trim();
        return text.Length == 0 ? null : text;
    }

    private DateTimeOffset? Time(Fields fields, StoredRow stored, string field, bool ends)
    {
        if (Text(stored, field) is not { } text)
            return null;
        if (CellValues.Time(text, head.Mapping.DateFormat) is not { } read)
        {
            fields.Wrong(field, CellValues.WhyNoTime(text));
            return null;
        }
        // Valid until a day means to the end of it.
        return read.DayOnly && ends ? read.Time.AddDays(1).AddSeconds(-1) : read.Time;
    }

    private double? Number(Fields fields, StoredRow stored, string field)
    {
        if (Text(stored, field) is not { } text)
            return null;
        if (CellValues.Number(text) is { } number)
            return number;
        fields.Wrong(field, "must be a number such as 3 or 2.5");
        return null;
    }

    private IReadOnlyList<BadgeEvidence?>? Evidence(StoredRow stored) =>
        Text(stored, "evidence") is { } text
            ?
            [
                .. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    .Select(address => new BadgeEvidence(address)),
            ]
            : null;

    private IEnumerable<string> ResultFields() =>
        _mapping.Keys.Where(f =>
            f.StartsWith(MappingFields.ResultPrefix, StringComparison.Ordinal)
        );

    private IReadOnlyList<BadgeResult?>? Results(StoredRow stored)
    {
        var results = ResultFields()
            .Select(field =>
                (Id: field[MappingFields.ResultPrefix.Length..], Value: Text(stored, field))
            )
            .Where(r => r.Value is not null)
            .Select(r => new BadgeResult(r.Id, r.Value))
            .ToArray();
        return results.Length == 0 ? null : results;
    }

    private JsonElement? Members(Fields fields, StoredRow stored, string prefix)
    {
        JsonObject? members = null;
        foreach (var field in _mapping.Keys)
        {
            if (
                field.StartsWith(prefix, StringComparison.Ordinal)
                && Text(stored, field) is { } text
            )
            {
                members ??= [];
                if (Typed(fields, field, text) is { } value)
                    members[field[prefix.Length..]] = value;
            }
        }
        return members is null ? null : JsonSerializer.SerializeToElement(members);
    }

    private JsonValue? Typed(Fields fields, string field, string text)
    {
        var known = _fields.GetValueOrDefault(field);
        switch (known?.Type)
        {
            case "number" when CellValues.Number(text) is { } number:
                return JsonValue.Create(number);
            case "integer" when Whole(text) is { } whole:
                return JsonValue.Create(whole);
            case "boolean" when CellValues.Truth(text) is { } truth:
                return JsonValue.Create(truth);
            case "date" when CellValues.Time(text, head.Mapping.DateFormat) is { } time:
                return Written(time.Time, "yyyy-MM-dd");
            case "time" when CellValues.Time(text, head.Mapping.DateFormat) is { } time:
                return Written(time.Time, "yyyy-MM-dd'T'HH:mm:ss'Z'");
            case "choice":
                return JsonValue.Create(
                    known.Values!.FirstOrDefault(v =>
                        v.Equals(text, StringComparison.OrdinalIgnoreCase)
                    ) ?? text
                );
            case "number":
            case "integer":
                fields.Wrong(field, "must be a number such as 3 or 2.5, without groups of digits");
                return null;
            case "boolean":
                fields.Wrong(field, "must be yes or no");
                return null;
            case "date":
            case "time":
                fields.Wrong(field, CellValues.WhyNoTime(text));
                return null;
            default:
                return JsonValue.Create(text);
        }
    }

    private static JsonValue Written(DateTimeOffset time, string format) =>
        JsonValue.Create(time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));

    private static long? Whole(string text) =>
        CellValues.Number(text) is { } number
        && Math.Floor(number) == number
        && Math.Abs(number) <= 9_007_199_254_740_991
            ? (long)number
            : null;
}
