using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.VcApi;

/// <summary>The option by which a caller asks for entries in this server's status lists, in the words of the VC API.</summary>
internal static class VcStatusOption
{
    private const string Name = "options.credentialStatus";

    // Defines the entry's terms for VC 1.1, whose own context has none.
    private const string Terms = "https://www.w3.org/ns/credentials/status/v1";

    public static void Check(Fields fields, JsonElement? option)
    {
        if (!Ends(option))
            fields.Wrong(Name, "must hold revocation or suspension beside message");
        foreach (var entry in Entries(option))
        {
            if (
                VcText.Of(entry, "type") != BitstringStatusEntry.Type
                || !StatusEntries.Purposes.Contains(VcText.Of(entry, "statusPurpose"))
            )
                fields.Wrong(
                    Name,
                    $"must be objects with type {BitstringStatusEntry.Type} and a statusPurpose: {string.Join(", ", StatusEntries.Purposes)}"
                );
        }
    }

    /// <summary>A message takes nothing out of force: who wants to be able to end a credential needs a list that does.</summary>
    private static bool Ends(JsonElement? option) =>
        Read(option) is [] or [StatusPurposes.Revocation, ..] or [StatusPurposes.Suspension, ..];

    /// <summary>The purposes asked for, in the order of entries; none when there is no such option.</summary>
    public static string[] Read(JsonElement? option)
    {
        var asked = Entries(option).Select(e => VcText.Of(e, "statusPurpose")).ToHashSet();
        return [.. StatusEntries.Purposes.Where(asked.Contains)];
    }

    /// <summary>Adds the entries beside those that the caller wrote.</summary>
    public static void Add(
        JsonObject credential,
        string baseUrl,
        StatusPosition position,
        IReadOnlyList<string> purposes
    )
    {
        var added = StatusEntries.Of(baseUrl, position, purposes);
        if (credential["credentialStatus"] is { } given)
        {
            JsonNode[] all = [.. Nodes(given), .. Nodes(added)];
            added = new JsonArray([.. all.Select(n => n.DeepClone())]);
        }
        credential["credentialStatus"] = added;
        var contexts = credential["@context"]!.AsArray();
        if (
            CredentialShape.ModelOf(JsonSerializer.SerializeToElement(credential))
                == CredentialModel.V1
            && !contexts.Any(c => c is JsonValue v && v.TryGetValue(out string? u) && u == Terms)
        )
            contexts.Add((JsonNode)Terms);
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) =>
        node is JsonArray array ? array.OfType<JsonNode>() : [node];

    private static JsonElement[] Entries(JsonElement? option) =>
        option switch
        {
            null or { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
            { } single => [single],
        };
}
