using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Issuing;

/// <summary>The endorsements that a new credential carries: those of its achievement that have not ended by then.</summary>
internal sealed record EndorsementsInForce(JsonArray? Json, JsonArray? Jwts)
{
    public static EndorsementsInForce Of(Achievement achievement, DateTimeOffset at)
    {
        var json = (achievement.Endorsements ?? []).Where(e => InForce(e, at)).ToList();
        var jwts = (achievement.EndorsementJwts ?? []).Where(j => InForce(j, at)).ToList();
        return new(
            json.Count == 0
                ? null
                : new JsonArray([.. json.Select(e => JsonNode.Parse(e.GetRawText()))]),
            jwts.Count == 0
                ? null
                : new JsonArray([.. jwts.Select(j => (JsonNode)JsonValue.Create(j)!)])
        );
    }

    private static bool InForce(JsonElement endorsement, DateTimeOffset at) =>
        !endorsement.TryGetProperty("validUntil", out var until)
        || until.ValueKind != JsonValueKind.String
        || !Times.TryParse(until.GetString(), out var end)
        || end > at;

    private static bool InForce(string? jwt, DateTimeOffset at) =>
        Jws.TryParse(jwt!, out var parsed, out _)
        && CredentialJson.TryParse(parsed!.Payload.Span, Jws.MaxLength, out var read, out _)
        && InForce(read, at);
}
