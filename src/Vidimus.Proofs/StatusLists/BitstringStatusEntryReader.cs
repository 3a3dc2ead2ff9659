using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Reading a foreign <c>BitstringStatusListEntry</c> (Bitstring Status List 1.0 section 2.1).</summary>
internal static class BitstringStatusEntryReader
{
    /// <summary>More references than this are nobody's business.</summary>
    private const int MaxReferences = 32;

    internal static bool TryRead(
        JsonElement json,
        out BitstringStatusEntry? entry,
        out string reason
    )
    {
        entry = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            reason = "The status entry is not a JSON object.";
            return false;
        }
        if (!Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(json), out reason))
        {
            return false;
        }
        if (UntrustedJson.Text(json, "type") != BitstringStatusEntry.Type)
        {
            reason = $"The status entry's type is not {BitstringStatusEntry.Type}.";
            return false;
        }
        if (UntrustedJson.Text(json, "statusPurpose") is not { Length: > 0 } purpose)
        {
            reason = "The status entry's statusPurpose is not a string.";
            return false;
        }
        if (!TryReadIndex(UntrustedJson.Text(json, "statusListIndex"), out var index))
        {
            reason = "The status entry's statusListIndex is not a whole number in a string.";
            return false;
        }
        if (
            UntrustedJson.Text(json, "statusListCredential") is not { } list
            || !UrlText.IsAbsolute(list)
        )
        {
            reason = "The status entry's statusListCredential is not a URL.";
            return false;
        }
        var read = new BitstringStatusEntry(purpose, list, index);
        if (
            !TryReadId(json, ref read, out reason)
            || !TryReadMessages(json, ref read, out reason)
            || !TryReadReferences(json, ref read, out reason)
        )
        {
            return false;
        }
        reason = Refuse(read) ?? "";
        entry = reason.Length == 0 ? read : null;
        return entry is not null;
    }

    /// <summary>What does not fit together, or null.</summary>
    internal static string? Refuse(BitstringStatusEntry entry)
    {
        if (entry.Size is < 1 or > 8)
        {
            return "A status of more than 8 bits, or of none, is not supported.";
        }
        if (entry.Size > 1 && entry.Messages.Count == 0)
        {
            return "A status of several bits needs a statusMessage.";
        }
        if (entry.Messages.Count != 0 && entry.Messages.Count != 1 << entry.Size)
        {
            return "The statusMessage does not have one message for each value.";
        }
        return entry.Id == entry.ListCredential
            ? "The status entry's id must not be the list's URL."
            : null;
    }

    /// <summary>Digits without sign, space or leading zero; an index beyond 64 bits is as far out of range as the last one.</summary>
    private static bool TryReadIndex(string? text, out long index)
    {
        index = 0;
        if (
            text is not { Length: > 0 and <= 100 }
            || text.AsSpan().ContainsAnyExceptInRange('0', '9')
            || (text.Length > 1 && text[0] == '0')
        )
        {
            return false;
        }
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            index = long.MaxValue;
        }
        return true;
    }

    private static bool TryReadId(
        JsonElement json,
        ref BitstringStatusEntry entry,
        out string reason
    )
    {
        reason = "";
        if (!json.TryGetProperty("id"u8, out var value))
        {
            return true;
        }
        if (!UntrustedJson.TryGetText(value, out var id) || !UrlText.IsAbsolute(id))
        {
            reason = "The status entry's id is not a URL.";
            return false;
        }
        entry = entry with { Id = id };
        return true;
    }

    private static bool TryReadMessages(
        JsonElement json,
        ref BitstringStatusEntry entry,
        out string reason
    )
    {
        reason = "The status entry's statusSize is not a whole number above zero.";
        if (json.TryGetProperty("statusSize"u8, out var value))
        {
            if (
                value.ValueKind != JsonValueKind.Number
                || !value.TryGetInt32(out var size)
                || size < 1
            )
            {
                return false;
            }
            entry = entry with { Size = size };
        }
        reason = "The status entry's statusMessage is not a list of status and message.";
        if (!json.TryGetProperty("statusMessage"u8, out var list))
        {
            return true;
        }
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > 1 << 8)
        {
            return false;
        }
        var messages = new string[list.GetArrayLength()];
        foreach (var item in list.EnumerateArray())
        {
            if (
                UntrustedJson.Text(item, "message") is not { } message
                || UntrustedJson.Text(item, "status") is not ['0', 'x', ..] status
                || !int.TryParse(
                    status.AsSpan(2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                || number < 0
                || number >= messages.Length
                || messages[number] is not null
            )
            {
                return false;
            }
            messages[number] = message;
        }
        entry = entry with { Messages = messages };
        return true;
    }

    private static bool TryReadReferences(
        JsonElement json,
        ref BitstringStatusEntry entry,
        out string reason
    )
    {
        reason = "The status entry's statusReference is not a URL or a list of URLs.";
        if (!json.TryGetProperty("statusReference"u8, out var value))
        {
            return true;
        }
        JsonElement[] items =
            value.ValueKind == JsonValueKind.Array
                ? [.. value.EnumerateArray().Take(MaxReferences + 1)]
                : [value];
        var urls = new List<string>();
        foreach (var item in items)
        {
            if (!UntrustedJson.TryGetText(item, out var url) || !UrlText.IsAbsolute(url))
            {
                return false;
            }
            urls.Add(url);
        }
        entry = entry with { References = urls };
        return urls.Count <= MaxReferences;
    }
}
