using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Gateway;

/// <summary>
/// What can be said of a credential from Verix's record alone. It can show that a credential is not in force; that one is
/// genuine it cannot show, since no signature is handed out, and so the best answer is unverifiable with what the record says.
/// </summary>
internal sealed class VerixVerdicts(VerixReads reads, TimeProvider clock)
{
    public async Task<JsonObject> FromRecord(
        VerixAsk ask,
        Guid uuid,
        CancellationToken cancellation
    )
    {
        JsonElement nested;
        try
        {
            nested = await reads.Nested(ask, uuid, cancellation);
        }
        catch (VerixRefusal refusal) when (refusal.Reply?.Status == 404)
        {
            return Answer(
                "invalid",
                "Verix has no such credential.",
                ["not_found"],
                [("record", "fail", "There is no record.")],
                null
            );
        }
        var row = await reads.Row(ask, uuid, nested, cancellation);
        var status = row is { } r
            ? VerixRecords.State(VerixJson.Text(r, "status") ?? VerixJson.Text(r, "state"))
            : null;
        var record = reads.Record(uuid, nested, row);
        var part = VerixJson.Member(nested, "credential") ?? default;
        var (from, until) = (VerixJson.Time(part, "validFrom"), VerixJson.Time(part, "validUntil"));
        var now = clock.GetUtcNow();
        List<string> reasons = [];
        if (status is "revoked" or "suspended")
            reasons.Add(status);
        if (until < now || status is "expired")
            reasons.Add("expired");
        if (from > now)
            reasons.Add("not_yet_valid");
        (string, string, string)[] checks =
        [
            ("record", "pass", "Verix has a record of it."),
            (
                "status",
                status is null ? "unknown"
                : status is "revoked" or "suspended" or "draft" ? "fail"
                : "pass",
                status is null ? "Verix does not say where it stands." : $"Verix says: {status}."
            ),
            (
                "validity",
                reasons.Contains("expired") || reasons.Contains("not_yet_valid") ? "fail" : "pass",
                "By the dates of the record."
            ),
            ("proof", "unknown", "Verix's API hands out no signature to check."),
        ];
        if (status is "draft")
            return Answer(
                "invalid",
                "It is a draft at Verix and was not issued.",
                ["not_found"],
                checks,
                record
            );
        return reasons.Count > 0
            ? Answer(
                "invalid",
                $"By Verix's record it is not in force: {string.Join(", ", reasons)}.",
                reasons,
                checks,
                record
            )
            : Answer(
                "unverifiable",
                "Verix's record shows it as issued and in force. Its signature cannot be checked over Verix's API.",
                ["proof_unsupported"],
                checks,
                record
            );
    }

    private JsonObject Answer(
        string verdict,
        string summary,
        IEnumerable<string> reasons,
        IEnumerable<(string Name, string Outcome, string Reason)> checks,
        JsonObject? record
    )
    {
        var json = new JsonObject
        {
            ["id"] = VerixIds.Verification(),
            ["verdict"] = verdict,
            ["summary"] = summary,
            ["reasons"] = new JsonArray([.. reasons.Select(r => (JsonNode)r)]),
            ["checks"] = new JsonArray([
                .. checks.Select(c => new JsonObject
                {
                    ["name"] = c.Name,
                    ["outcome"] = c.Outcome,
                    ["reason"] = c.Reason,
                }),
            ]),
            ["checkedAt"] = VerixJson.Written(clock.GetUtcNow()),
        };
        if (record is null)
            return json;
        var shown = new JsonObject();
        foreach (
            var name in (ReadOnlySpan<string>)
                ["id", "uuid", "name", "validFrom", "validUntil", "state"]
        )
            if (record[name] is { } value)
                shown[name] = value.DeepClone();
        if (record["recipient"]?["name"] is { } person)
            shown["recipientName"] = person.DeepClone();
        json["credential"] = shown;
        return json;
    }
}
