using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Status;
using Vidimus.Credentials.Templates;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Groups;

/// <summary>What creating and editing a group have in common.</summary>
internal static class GroupRules
{
    public static Fields StatusPurposes(
        this Fields fields,
        string field,
        IReadOnlyList<string?>? purposes
    ) =>
        fields.Check(
            purposes is null
                || (
                    purposes.Contains(Proofs.StatusPurposes.Revocation)
                    && purposes.Distinct().Count() == purposes.Count
                    && purposes.All(StatusEntries.Purposes.Contains)
                ),
            field,
            "must hold revocation, and may hold suspension and message, each once"
        );

    public static Fields Percent(this Fields fields, string field, int? percent) =>
        fields.Check(percent is null or (>= 0 and <= 100), field, "must be 0 to 100");

    public static Fields SubjectSchema(this Fields fields, string field, JsonElement? schema)
    {
        if (schema is not { ValueKind: not JsonValueKind.Null } given)
            return fields;
        if (given.ValueKind != JsonValueKind.Object)
            return fields.Wrong(field, "must be a JSON Schema object");
        return JsonSchema.TryCompile(given, out _, out var reason, out var pointer)
            ? fields
            : fields.Wrong(
                field,
                $"cannot be used: {reason}{(string.IsNullOrEmpty(pointer) ? "" : $" (at {pointer})")}"
            );
    }

    public static Fields Validity(this Fields fields, string field, string? duration) =>
        fields.Check(
            duration is null || IsoDuration.TryParse(duration, out _),
            field,
            "must be an ISO 8601 duration such as P2Y or P18M"
        );

    public static Fields ExtraParams(this Fields fields, string field, JsonElement? extra) =>
        fields
            .Check(
                extra is not { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }
                    && (extra?.GetRawText().Length ?? 0) <= 16_384,
                field,
                "must be an object of at most 16 KiB"
            )
            .Check(
                extra is not { ValueKind: JsonValueKind.Object } given
                    || CredentialJson.TryParse(
                        JsonMarshal.GetRawUtf8Value(given),
                        65_536,
                        out _,
                        out _
                    ),
                field,
                "must be strict JSON (RFC 7493): valid Unicode, no name twice, numbers within a double"
            );

    /// <summary>Why a group cannot have this template, or null.</summary>
    public static async Task<Problem?> TemplateRefusal(
        VidimusDb db,
        string? templateId,
        CancellationToken cancellation
    ) =>
        templateId is null || await TemplateStore.Exists(db, templateId, cancellation)
            ? null
            : new Fields().Wrong("templateId", "is no template of yours in this mode").Problem;

    public static string? Text(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;

    /// <summary>A group by its id, or by its number as Verix clients write it.</summary>
    public static async Task<GroupRow?> Find(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) =>
        int.TryParse(
            id,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? await db.Groups.SingleOrDefaultAsync(g => g.Number == number, cancellation)
            : await db.Groups.SingleOrDefaultAsync(g => g.Id == id, cancellation);

    public static async Task<GroupCounts> CountsOf(
        VidimusDb db,
        string groupId,
        CancellationToken cancellation
    )
    {
        var totals = await Totals(db, [groupId], cancellation);
        return Counts(totals, groupId);
    }

    public static async Task<Dictionary<string, long>> Totals(
        VidimusDb db,
        IEnumerable<string> groupIds,
        CancellationToken cancellation
    )
    {
        var names = groupIds
            .SelectMany(id => new[] { GroupCounts.IssuedTally(id), GroupCounts.DraftTally(id) })
            .ToArray();
        return await db.Set<TallyRow>()
            .AsNoTracking()
            .Where(t => names.Contains(t.Name))
            .ToDictionaryAsync(t => t.Name, t => t.Value, cancellation);
    }

    public static GroupCounts Counts(Dictionary<string, long> totals, string groupId) =>
        new(
            totals.GetValueOrDefault(GroupCounts.IssuedTally(groupId)),
            totals.GetValueOrDefault(GroupCounts.DraftTally(groupId))
        );
}
