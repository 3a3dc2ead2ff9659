using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vidimus.Client;

/// <summary>
/// Checks receipts of certificates (compact JWS with EdDSA, RFC 7515 and RFC 8037) with a server's published key set, without asking
/// the server. What it cannot tell is whether a certificate was revoked since: <see cref="CertificateCalls.Verify"/> does.
/// Thread-safe.
/// </summary>
public sealed class ReceiptVerifier
{
    private const int Longest = 16 * 1024;

    private static readonly string[] Members =
    [
        "certificateId",
        "orderId",
        "documentSha256",
        "translatorName",
        "issuedAt",
        "isSandbox",
    ];

    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);

    /// <summary>A check with a key set as <c>/.well-known/jwks.json</c> answers it. Its keys of other kinds are left aside.</summary>
    /// <exception cref="ArgumentException">It is not a key set.</exception>
    public ReceiptVerifier(string keySet)
    {
        ArgumentNullException.ThrowIfNull(keySet);
        try
        {
            using var set = JsonDocument.Parse(keySet);
            foreach (var key in set.RootElement.GetProperty("keys").EnumerateArray())
            {
                if (
                    Text(key, "kty") == "OKP"
                    && Text(key, "crv") == "Ed25519"
                    && Text(key, "kid") is { Length: > 0 } id
                    && Bytes(Text(key, "x")) is { Length: Ed25519.KeyLength } bytes
                )
                    keys[id] = bytes;
            }
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ArgumentException("That is not a key set (RFC 7517).", nameof(keySet), e);
        }
    }

    /// <summary>The keys that it knows, by name.</summary>
    public IReadOnlyCollection<string> KeyIds => keys.Keys;

    /// <summary>Checks a receipt.</summary>
    public ReceiptVerdict Verify(string jws)
    {
        ArgumentNullException.ThrowIfNull(jws);
        var parts = jws.Trim().Split('.');
        if (jws.Length > Longest || parts.Length != 3)
            return No("it is not a compact JWS");
        if (Json(parts[0]) is not { } header || Json(parts[1]) is not { } payload)
            return No("it is not a compact JWS of JSON");
        using (header)
        using (payload)
        {
            // Only this algorithm, whatever the header asks for (RFC 8725, section 3.1).
            if (Text(header.RootElement, "alg") != "EdDSA" || Has(header.RootElement, "crit"))
                return No("it is not signed with EdDSA alone");
            if (Text(header.RootElement, "kid") is not { } id || !keys.TryGetValue(id, out var key))
                return No("the key set does not have its key") with { IsKeyUnknown = true };
            if (
                Bytes(parts[2]) is not { } signature
                || !Ed25519.Verifies(
                    key,
                    Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                    signature
                )
            )
                return No("its signature is wrong");
            return Read(payload.RootElement) is { } receipt
                ? new(true, null, receipt)
                : No("it is signed, and is no certificate's receipt");
        }
    }

    /// <summary>Checks a receipt, and that it is of this very PDF.</summary>
    public async Task<ReceiptVerdict> Verify(
        string jws,
        Stream pdf,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(pdf);
        var verdict = Verify(jws);
        if (verdict.Receipt is not { } receipt)
            return verdict;
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(pdf, cancellation));
        return digest == receipt.DocumentSha256
            ? verdict
            : new(false, "it is of another document", receipt);
    }

    private static ReceiptVerdict No(string why) => new(false, why, null);

    private static CertificateReceipt? Read(JsonElement payload)
    {
        if (
            payload.ValueKind is not JsonValueKind.Object
            || !payload.EnumerateObject().Select(m => m.Name).Order().SequenceEqual(Members.Order())
            || payload.GetProperty("isSandbox")
                is not { ValueKind: JsonValueKind.True or JsonValueKind.False } isSandbox
            || !DateTimeOffset.TryParse(
                Text(payload, "issuedAt"),
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal,
                out var at
            )
            || Text(payload, "certificateId") is not { } id
            || Text(payload, "orderId") is not { } order
            || Text(payload, "documentSha256") is not { } digest
            || Text(payload, "translatorName") is not { } name
        )
            return null;
        return new()
        {
            CertificateId = id,
            OrderId = order,
            DocumentSha256 = digest,
            TranslatorName = name,
            IssuedAt = at,
            IsSandbox = isSandbox.GetBoolean(),
        };
    }

    private static JsonDocument? Json(string part)
    {
        if (Bytes(part) is not { } bytes)
            return null;
        try
        {
            return JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null; // the caller says what it should have been
        }
    }

    /// <summary>Base 64 for URLs in its one form, without padding; null for any other text.</summary>
    private static byte[]? Bytes(string? text)
    {
        if (text is null || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    private static bool Has(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out _);

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>What a look at a receipt came to.</summary>
/// <param name="Valid">Whether one of the keys signed it, and it is of the document that was given.</param>
/// <param name="Why">What is wrong, to stand after "The receipt does not hold: "; null when nothing is.</param>
/// <param name="Receipt">What it says; null unless one of the keys signed it.</param>
public sealed record ReceiptVerdict(bool Valid, string? Why, CertificateReceipt? Receipt)
{
    /// <summary>Whether it names a key that the set does not have: fetch the set anew once, since servers add keys.</summary>
    public bool IsKeyUnknown { get; init; }
}

/// <summary>What a certificate's receipt says: exactly this.</summary>
public sealed record CertificateReceipt
{
    /// <summary><c>vcrt_…</c></summary>
    public required string CertificateId { get; init; }

    /// <summary><c>ord_…</c></summary>
    public required string OrderId { get; init; }

    /// <summary>SHA-256 of the certified PDF, in lower-case hexadecimal digits.</summary>
    public required string DocumentSha256 { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string TranslatorName { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Whether it was made for trying out, by nobody, about nothing.</summary>
    public required bool IsSandbox { get; init; }
}
