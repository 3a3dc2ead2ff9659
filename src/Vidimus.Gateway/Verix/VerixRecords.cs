using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Gateway;

/// <summary>Verix's records in the shape of our contract; what Verix does not tell is left out.</summary>
internal static class VerixRecords
{
    public static JsonObject Group(JsonElement group)
    {
        var number = VerixJson.Number(group, "id") ?? 0;
        var issued = VerixJson.Number(group, "issuedRecipient") ?? 0;
        var made = VerixJson.Time(group, "createTime") ?? DateTimeOffset.UnixEpoch;
        var json = new JsonObject
        {
            ["id"] = VerixIds.Group(number),
            ["number"] = (int)Math.Min(number, int.MaxValue),
            ["name"] = VerixJson.Text(group, "name") is { Length: > 0 } name
                ? name
                : $"Group {number}",
            ["achievement"] = new JsonObject(),
            ["state"] = "active",
            ["issuedCount"] = (int)Math.Clamp(issued, 0, int.MaxValue),
            ["draftCount"] = (int)
                Math.Clamp(
                    (VerixJson.Number(group, "totalRecipient") ?? 0) - issued,
                    0,
                    int.MaxValue
                ),
            ["createdAt"] = VerixJson.Written(made),
            ["updatedAt"] = VerixJson.Written(made),
            ["mode"] = "live",
            ["version"] = 0,
        };
        Set(json, "description", VerixJson.Text(group, "description"));
        Set(json, "subjectSchema", VerixJson.Object(group, "subjectSchema"));
        return json;
    }

    /// <summary>A credential as a row of a list.</summary>
    public static JsonObject Listed(JsonElement row, Uri site, DateTimeOffset now)
    {
        var uuid = Uuid(row) ?? Guid.Empty;
        var recipient = VerixJson.Member(row, "recipient") ?? row;
        var inRow = VerixJson.Member(row, "recipient") is null;
        string Name(string part) =>
            inRow ? "recipient" + char.ToUpperInvariant(part[0]) + part[1..] : part;
        return Credential(
            uuid,
            VerixJson.Number(row, "groupId") ?? 0,
            VerixJson.Text(row, "status") ?? VerixJson.Text(row, "state"),
            VerixJson.Member(row, "credential") ?? row,
            (
                VerixJson.Text(recipient, Name("name")),
                VerixJson.Text(recipient, Name("email")),
                VerixJson.Text(recipient, Name("externalId"))
            ),
            VerixJson.Text(row, "publicUrl"),
            site,
            now
        );
    }

    /// <summary>A credential in its nested form, together with what only the list tells.</summary>
    public static JsonObject Nested(
        Guid uuid,
        long? groupId,
        string? status,
        JsonElement nested,
        Uri site,
        DateTimeOffset now
    )
    {
        var recipient = VerixJson.Member(nested, "recipient") ?? default;
        var json = Credential(
            uuid,
            groupId ?? 0,
            status,
            VerixJson.Member(nested, "credential") ?? default,
            (
                VerixJson.Text(recipient, "name"),
                VerixJson.Text(recipient, "email"),
                VerixJson.Text(recipient, "externalId")
            ),
            null,
            site,
            now
        );
        Set(json, "subject", VerixJson.Object(nested, "subject"));
        Set(json, "custom", VerixJson.Object(nested, "custom"));
        return json;
    }

    public static Guid? Uuid(JsonElement row) =>
        (
            VerixJson.Text(row, "id")
            ?? VerixJson.Text(row, "credentialUid")
            ?? VerixJson.Text(row, "uid")
        )
            is { } text
            ? VerixIds.CredentialUuid(text)
            : null;

    /// <summary>Verix's words for where a credential stands, as ours; null for a word that is not known.</summary>
    public static string? State(string? status) =>
        status?.ToLowerInvariant() switch
        {
            "draft" or "created" or "pending" or "queued" => "draft",
            "issued" or "distributed" or "sent" or "active" or "valid" => "issued",
            "revoked" => "revoked",
            "suspended" => "suspended",
            "expired" => "expired",
            _ => null,
        };

    private static JsonObject Credential(
        Guid uuid,
        long groupId,
        string? status,
        JsonElement part,
        (string? Name, string? Email, string? ExternalId) recipient,
        string? link,
        Uri site,
        DateTimeOffset now
    )
    {
        var until = VerixJson.Time(part, "validUntil");
        var from = VerixJson.Time(part, "validFrom");
        var json = new JsonObject
        {
            ["id"] = VerixIds.Credential(uuid),
            ["uuid"] = uuid.ToString("D"),
            ["groupId"] = VerixIds.Group(groupId),
            ["state"] = State(status) ?? (until < now ? "expired" : "issued"),
            ["mode"] = "live",
            ["createdAt"] = VerixJson.Written(from ?? DateTimeOffset.UnixEpoch),
            ["updatedAt"] = VerixJson.Written(from ?? DateTimeOffset.UnixEpoch),
            ["verifyUrl"] = IsWeb(link) ? link : new Uri(site, $"credential/{uuid:D}").AbsoluteUri,
        };
        Set(json, "name", VerixJson.Text(part, "name"));
        Set(json, "description", VerixJson.Text(part, "description"));
        Set(json, "validFrom", VerixJson.Written(from));
        Set(
            json,
            "validUntil",
            until is null || from is null || until >= from ? VerixJson.Written(until) : null
        );
        if (recipient.Name is { Length: > 0 } name)
        {
            var person = new JsonObject
            {
                ["id"] = VerixIds.Recipient(recipient.ExternalId, recipient.Email, name),
                ["name"] = name,
            };
            Set(person, "email", recipient.Email);
            Set(person, "externalId", recipient.ExternalId);
            json["recipient"] = person;
        }
        return json;
    }

    private static bool IsWeb(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    private static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
            json[name] = value;
    }
}
