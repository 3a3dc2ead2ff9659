using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>What a status is about (Bitstring Status List 1.0 section 2.1).</summary>
public static class StatusPurposes
{
    /// <summary>Taken back for good.</summary>
    public const string Revocation = "revocation";

    /// <summary>Not to be accepted for now.</summary>
    public const string Suspension = "suspension";

    /// <summary>A message, whose meaning the entry lists.</summary>
    public const string Message = "message";

    /// <summary>An updated credential is to be had.</summary>
    public const string Refresh = "refresh";
}

/// <summary>A <c>BitstringStatusListEntry</c>: where in which list a credential's status stands.</summary>
/// <param name="Purpose">What the status is about.</param>
/// <param name="ListCredential">The URL of the status list credential.</param>
/// <param name="Index">The position, from 0.</param>
public sealed record BitstringStatusEntry(string Purpose, string ListCredential, long Index)
{
    /// <summary>The value of <c>type</c>.</summary>
    public const string Type = "BitstringStatusListEntry";

    /// <summary>The entry's own identifier, a URL other than the list's; null when it has none.</summary>
    public string? Id { get; init; }

    /// <summary>Bits of the status, 1 to 8.</summary>
    public int Size { get; init; } = 1;

    /// <summary>What each value means, in the order of the values: none, or two to the power of <see cref="Size"/>.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>URLs that explain the status.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The entry for a credential's <c>credentialStatus</c>.</summary>
    /// <exception cref="InvalidOperationException">The messages do not fit the size, or the id is the list's URL.</exception>
    public JsonObject ToJson()
    {
        if (BitstringStatusEntryReader.Refuse(this) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }
        var entry = new JsonObject();
        if (Id is not null)
        {
            entry["id"] = Id;
        }
        entry["type"] = Type;
        entry["statusPurpose"] = Purpose;
        entry["statusListIndex"] = Index.ToString(CultureInfo.InvariantCulture);
        entry["statusListCredential"] = ListCredential;
        if (Size > 1)
        {
            entry["statusSize"] = Size;
        }
        if (Messages.Count > 0)
        {
            entry["statusMessage"] = MessagesJson();
        }
        if (References.Count > 0)
        {
            entry["statusReference"] =
                References.Count == 1
                    ? References[0]
                    : new JsonArray([.. References.Select(url => JsonValue.Create(url))]);
        }
        return entry;
    }

    /// <summary>
    /// Reads a foreign entry in strict JSON; false with a sentence for people when it is malformed (MALFORMED_VALUE_ERROR).
    /// </summary>
    public static bool TryRead(
        JsonElement json,
        out BitstringStatusEntry? entry,
        out string reason
    ) => BitstringStatusEntryReader.TryRead(json, out entry, out reason);

    private JsonArray MessagesJson() =>
        new([
            .. Messages.Select(
                (message, value) =>
                    new JsonObject
                    {
                        ["status"] = $"0x{value.ToString("x", CultureInfo.InvariantCulture)}",
                        ["message"] = message,
                    }
            ),
        ]);
}
