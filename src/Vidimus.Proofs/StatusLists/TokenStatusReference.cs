using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>Values of statuses in status list tokens (draft-ietf-oauth-status-list, section "Status Types Values").</summary>
public static class TokenStatusTypes
{
    /// <summary>The token is valid.</summary>
    public const int Valid = 0;

    /// <summary>The token is taken back for good.</summary>
    public const int Invalid = 1;

    /// <summary>The token is not to be accepted for now.</summary>
    public const int Suspended = 2;
}

/// <summary>The <c>status</c> claim of a token: where in which list its status stands.</summary>
/// <param name="Uri">The status list token's URL.</param>
/// <param name="Index">The position, from 0.</param>
public sealed record TokenStatusReference(string Uri, long Index)
{
    /// <summary>The value of the <c>status</c> claim.</summary>
    public JsonObject ToClaim() =>
        new()
        {
            ["status_list"] = new JsonObject { ["idx"] = Index, ["uri"] = Uri },
        };

    /// <summary>
    /// Reads the <c>status</c> claim of verified claims. <see cref="StatusListError.None"/> with null when there is none or none by
    /// status list; malformed when there is one that cannot be read, which must not pass for none.
    /// </summary>
    public static StatusListError TryRead(JsonElement claims, out TokenStatusReference? reference)
    {
        reference = null;
        if (
            claims.ValueKind != JsonValueKind.Object
            || !claims.TryGetProperty("status"u8, out var status)
        )
        {
            return StatusListError.None;
        }
        if (status.ValueKind != JsonValueKind.Object)
        {
            return StatusListError.Malformed;
        }
        if (!status.TryGetProperty("status_list"u8, out var list))
        {
            return StatusListError.None;
        }
        if (
            list.ValueKind != JsonValueKind.Object
            || !list.TryGetProperty("idx"u8, out var number)
            || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt64(out var index)
            || index < 0
            || UntrustedJson.Text(list, "uri") is not { } uri
            || !UrlText.IsAbsolute(uri)
        )
        {
            return StatusListError.Malformed;
        }
        reference = new TokenStatusReference(uri, index);
        return StatusListError.None;
    }

    /// <summary>Reads the status that this reference points to from a verified list.</summary>
    public StatusLookup Read(TokenStatusList list)
    {
        if (Index >= list.Length)
        {
            return StatusLookup.Failed(
                StatusListError.OutOfRange,
                "The status list has no entry at this index."
            );
        }
        var value = list.Get((int)Index);
        var name = value switch
        {
            TokenStatusTypes.Valid => "VALID",
            TokenStatusTypes.Invalid => "INVALID",
            TokenStatusTypes.Suspended => "SUSPENDED",
            _ => null,
        };
        // A value that is not understood says that something is the matter.
        return StatusLookup.Found(new StatusReading(value, value == 0, name));
    }
}
