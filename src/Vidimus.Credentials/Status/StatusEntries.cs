using System.Text.Json.Nodes;
using Vidimus.Platform.Persistence;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Status;

/// <summary>Where a credential says that its status stands, and how the lists hear of a change.</summary>
internal static class StatusEntries
{
    /// <summary>Address of the list of a purpose.</summary>
    public static string ListUrl(string baseUrl, string listId, string purpose) =>
        $"{baseUrl}/status/{listId}/{purpose}";

    /// <summary>The purposes of Bitstring Status List 1.0 (section 2.1) for which there are lists, in the order of entries.</summary>
    public static readonly string[] Purposes =
    [
        StatusPurposes.Revocation,
        StatusPurposes.Suspension,
        StatusPurposes.Message,
    ];

    private static readonly string[] Usual = [StatusPurposes.Revocation];

    /// <summary>Meaning of the values in the lists of messages, which tell in one entry what takes two bits elsewhere.</summary>
    private static readonly string[] Messages = ["in force", "revoked", "suspended", "superseded"];

    /// <summary>The purposes as stored; null for the usual one alone.</summary>
    public static string? Write(IReadOnlyList<string?>? purposes) =>
        purposes is null or [StatusPurposes.Revocation]
            ? null
            : string.Join(' ', Purposes.Where(purposes.Contains));

    /// <summary>The purposes as they were stored.</summary>
    public static string[] Read(string? stored) => stored?.Split(' ') ?? Usual;

    /// <summary>
    /// The <c>credentialStatus</c> of a new credential: one object where there is one entry, since the schema of Open Badges
    /// 3.0 takes no array.
    /// </summary>
    public static JsonNode Of(
        string baseUrl,
        StatusPosition position,
        IReadOnlyList<string> purposes
    ) =>
        purposes.Count == 1
            ? Entry(baseUrl, position, purposes[0])
            : new JsonArray([.. purposes.Select(p => Entry(baseUrl, position, p))]);

    /// <summary>Marks the lists that a credential is in as changed; every change of a status does, in its transaction.</summary>
    public static void Changed(Unit unit, CredentialRow credential)
    {
        if (credential.StatusListId is { } list)
            unit.Tally(ChangesTally(list), 1);
    }

    /// <summary>Total of a list's changes, which numbers its versions.</summary>
    public static string ChangesTally(string listId) => listId + "/changes";

    private static JsonObject Entry(string baseUrl, StatusPosition position, string purpose)
    {
        var list = ListUrl(baseUrl, position.ListId, purpose);
        var entry = new BitstringStatusEntry(purpose, list, position.Index)
        {
            Id = $"{list}#{position.Index}",
        };
        return (
            purpose == StatusPurposes.Message ? entry with { Size = 2, Messages = Messages } : entry
        ).ToJson();
    }
}
