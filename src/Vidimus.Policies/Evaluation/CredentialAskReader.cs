using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Evaluation;

/// <summary>Reads which credentials a node asks for.</summary>
internal sealed class CredentialAskReader(Fields fields)
{
    public static readonly string[] Members =
    [
        "group",
        "issuer",
        "type",
        "achievement",
        "status",
        "maxAgeDays",
        "minAgeDays",
        "validForDays",
        "count",
    ];

    private const int LongestText = 500;
    private const int MostDays = 36_600;
    private const int MostCount = 100;
    private static readonly string[] Statuses = ["valid", "suspended", "revoked", "expired", "any"];

    public CredentialAsk? Read(JsonElement json, string path)
    {
        var before = fields.Errors.Count;
        var ask = new CredentialAsk(
            Text(json, path, "group"),
            Text(json, path, "issuer"),
            Text(json, path, "type"),
            Text(json, path, "achievement"),
            Text(json, path, "status") ?? "valid",
            Whole(json, path, "maxAgeDays", 0, MostDays),
            Whole(json, path, "minAgeDays", 0, MostDays),
            Whole(json, path, "validForDays", 0, MostDays),
            Whole(json, path, "count", 1, MostCount) ?? 1
        );
        fields.OneOf($"{path}.status", ask.Status, Statuses);
        if (ask is { Group: null, Issuer: null, Type: null, Achievement: null })
            fields.Wrong(path, "must name at least one of group, issuer, type and achievement");
        // Anybody can issue a credential under a name or a type: without its issuer it would prove nothing.
        else if (ask is { Group: null, Issuer: null })
            fields.Wrong(path, "must name the group or the issuer beside type and achievement");
        if (ask.MinAgeDays > ask.MaxAgeDays)
            fields.Wrong($"{path}.minAgeDays", "must not be more than maxAgeDays");
        return fields.Errors.Count == before ? ask : null;
    }

    private string? Text(JsonElement json, string path, string name)
    {
        if (!json.TryGetProperty(name, out var given))
            return null;
        if (FactValue.TryText(given, LongestText, out var text) && text.Length > 0)
            return text;
        fields.Wrong($"{path}.{name}", $"must be text of 1 to {LongestText} characters");
        return null;
    }

    private int? Whole(JsonElement json, string path, string name, int least, int most)
    {
        if (!json.TryGetProperty(name, out var given))
            return null;
        if (
            given.ValueKind == JsonValueKind.Number
            && given.TryGetInt32(out var number)
            && number >= least
            && number <= most
        )
            return number;
        fields.Wrong($"{path}.{name}", $"must be a whole number from {least} to {most}");
        return null;
    }
}
