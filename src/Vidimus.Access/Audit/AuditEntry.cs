using System.Text.Json;
using Vidimus.Platform.Facts;

namespace Vidimus.Access.Audit;

/// <summary>One thing that was done. It names people by ids only.</summary>
/// <param name="Id">Id of the entry, <c>fct_…</c>.</param>
/// <param name="At">When it was done.</param>
/// <param name="Kind">What was done, such as <c>credential.issued</c>.</param>
/// <param name="ResourceId">Id of what it was done to.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="ActorKind">Kind of who did it, such as <c>key</c>.</param>
/// <param name="ActorId">Id of who did it.</param>
/// <param name="RequestId">The request that caused it; empty for the server's own work.</param>
/// <param name="Members">Further particulars.</param>
/// <param name="Number">Its number in the organization's chain; null for the second until it is sealed.</param>
/// <param name="Hash">Its hash in the chain; null until it is sealed.</param>
/// <param name="Tool">The tool it came through, among the members as viaTool; null for none.</param>
/// <param name="Client">The OAuth client that acted for the member, among the members as viaClient; null for none.</param>
public sealed record AuditEntry(
    string Id,
    DateTimeOffset At,
    string Kind,
    string ResourceId,
    string Mode,
    string ActorKind,
    string ActorId,
    string RequestId,
    JsonElement Members,
    long? Number,
    string? Hash,
    string? Tool,
    string? Client
)
{
    internal static AuditEntry Of(FactRow fact)
    {
        var members = Json(fact.Members);
        return new(
            fact.Id,
            fact.At,
            fact.Kind,
            fact.ResourceId,
            fact.Mode,
            fact.ActorKind,
            fact.ActorId,
            fact.RequestId,
            members,
            fact.Number,
            fact.Hash,
            Text(members, "viaTool"),
            Text(members, "viaClient")
        );
    }

    /// <summary>Tool and client of a fact.</summary>
    internal static (string? Tool, string? Client) Through(FactRow fact)
    {
        var members = Json(fact.Members);
        return (Text(members, "viaTool"), Text(members, "viaClient"));
    }

    private static string? Text(JsonElement members, string name) =>
        members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // Whatever somebody else wrote into the database is shown, not thrown at.
    private static JsonElement Json(string members)
    {
        try
        {
            var json = JsonDocument.Parse(members).RootElement;
            if (json.ValueKind == JsonValueKind.Object)
                return json;
        }
        catch (JsonException)
        {
            // As below.
        }
        return JsonSerializer.SerializeToElement(new { unreadable = members });
    }
}
