using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>What a published status list says about itself.</summary>
/// <param name="Id">The URL at which it is served.</param>
/// <param name="Issuer">The issuer's DID or other URL.</param>
/// <param name="Purpose">What the statuses are about.</param>
/// <param name="ValidFrom">From when it holds; written in UTC to the second.</param>
public sealed record BitstringStatusListOptions(
    string Id,
    string Issuer,
    string Purpose,
    DateTimeOffset ValidFrom
)
{
    /// <summary>Until when it holds; not written when null.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How long it may be kept before asking again; not written when null, and to the millisecond.</summary>
    public TimeSpan? TimeToLive { get; init; }
}

/// <summary>Status lists as credentials (Bitstring Status List 1.0 sections 2.2 and 3).</summary>
public static class BitstringStatusListCredential
{
    /// <summary>The credential's type beside <c>VerifiableCredential</c>.</summary>
    public const string Type = "BitstringStatusListCredential";

    private const string SubjectType = "BitstringStatusList";

    /// <summary>The credential without proof, to be signed as any other.</summary>
    public static JsonObject Build(BitstringStatusListOptions options, BitstringStatusList list)
    {
        var subject = new JsonObject
        {
            ["id"] = options.Id + "#list",
            ["type"] = SubjectType,
            ["statusPurpose"] = options.Purpose,
            ["encodedList"] = list.Encode(),
        };
        if (options.TimeToLive is { } timeToLive)
        {
            subject["ttl"] = (long)timeToLive.TotalMilliseconds;
        }
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["id"] = options.Id,
            ["type"] = new JsonArray("VerifiableCredential", Type),
            ["issuer"] = options.Issuer,
            ["validFrom"] = XsdDateTime.Write(options.ValidFrom),
        };
        if (options.ValidUntil is { } validUntil)
        {
            credential["validUntil"] = XsdDateTime.Write(validUntil);
        }
        credential["credentialSubject"] = subject;
        return credential;
    }

    /// <summary>
    /// Reads a credential's status from a foreign list (section 3.2). The list's own proof, and whether its issuer may speak about the
    /// credential, are for the caller to check. Never throws for what the list holds.
    /// </summary>
    public static StatusLookup Read(
        JsonElement listCredential,
        BitstringStatusEntry entry,
        DateTimeOffset now
    )
    {
        if (
            listCredential.ValueKind != JsonValueKind.Object
            || !Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(listCredential), out _)
        )
        {
            return StatusLookup.Failed(
                StatusListError.Malformed,
                "The status list is not a JSON object in strict JSON."
            );
        }
        if (BitstringStatusEntryReader.Refuse(entry) is { } refusal)
        {
            return StatusLookup.Failed(StatusListError.Malformed, refusal);
        }
        return Refuse(listCredential, entry)
            ?? RefuseTime(listCredential, now)
            ?? ReadEntry(listCredential.GetProperty("credentialSubject"), entry);
    }

    private static StatusLookup? Refuse(JsonElement credential, BitstringStatusEntry entry)
    {
        if (!MemberValues.HasText(credential, "type", Type))
        {
            return StatusLookup.Failed(
                StatusListError.WrongList,
                $"What stands at the list's URL is not a {Type}."
            );
        }
        // Another list by the same issuer, put in the place of the right one, would carry a valid proof too.
        if (
            credential.TryGetProperty("id"u8, out _)
            && UntrustedJson.Text(credential, "id") != entry.ListCredential
        )
        {
            return StatusLookup.Failed(
                StatusListError.WrongList,
                "The status list has another identifier than the entry names."
            );
        }
        if (
            !credential.TryGetProperty("credentialSubject"u8, out var subject)
            || !MemberValues.HasText(subject, "type", SubjectType)
        )
        {
            return StatusLookup.Failed(
                StatusListError.Malformed,
                $"The status list's subject is not a {SubjectType}."
            );
        }
        return MemberValues.HasText(subject, "statusPurpose", entry.Purpose)
            ? null
            : StatusLookup.Failed(
                StatusListError.WrongList,
                "The status list is not for the purpose that the entry names."
            );
    }

    private static StatusLookup? RefuseTime(JsonElement credential, DateTimeOffset now)
    {
        DateTimeOffset from = default;
        DateTimeOffset until = default;
        var hasFrom = credential.TryGetProperty("validFrom"u8, out _);
        var hasUntil = credential.TryGetProperty("validUntil"u8, out _);
        if (
            (hasFrom && !XsdDateTime.TryRead(UntrustedJson.Text(credential, "validFrom"), out from))
            || (
                hasUntil
                && !XsdDateTime.TryRead(UntrustedJson.Text(credential, "validUntil"), out until)
            )
        )
        {
            return StatusLookup.Failed(
                StatusListError.Malformed,
                "The status list's validity is not given as times."
            );
        }
        if (hasFrom && from > now)
        {
            return StatusLookup.Failed(
                StatusListError.NotCurrent,
                $"The status list is valid from {XsdDateTime.Write(from)} only."
            );
        }
        return hasUntil && until <= now
            ? StatusLookup.Failed(
                StatusListError.NotCurrent,
                $"The status list was valid until {XsdDateTime.Write(until)}."
            )
            : null;
    }

    private static StatusLookup ReadEntry(JsonElement subject, BitstringStatusEntry entry)
    {
        var error = BitstringStatusList.TryDecode(
            UntrustedJson.Text(subject, "encodedList"),
            entry.Size,
            out var list
        );
        if (error != StatusListError.None)
        {
            return StatusLookup.Failed(error, Explain(error));
        }
        if (entry.Index < 0 || entry.Index >= list!.Length)
        {
            return StatusLookup.Failed(
                StatusListError.OutOfRange,
                "The status list has no entry at this index."
            );
        }
        var value = list.Get((int)entry.Index);
        var message = entry.Messages.Count > 0 ? entry.Messages[value] : null;
        var informs = entry.Purpose is StatusPurposes.Message or StatusPurposes.Refresh;
        return StatusLookup.Found(
            new StatusReading(value, value == 0, message) { Invalidates = value != 0 && !informs }
        );
    }

    private static string Explain(StatusListError error) =>
        error switch
        {
            StatusListError.TooShort => "The status list has too few entries.",
            StatusListError.TooLong => "The status list is too long when expanded.",
            _ => "The status list's encodedList is not gzip in base64url after the letter u.",
        };
}
