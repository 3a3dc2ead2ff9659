using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// Secrets of triggers: one that senders send itself is kept as a digest; one that they sign with has to be kept, encrypted.
/// Comparing takes the same time whatever is compared.
/// </summary>
internal sealed class TriggerSecrets(MasterKeys masterKeys, TimeProvider clock)
{
    public const string Purpose = "credentials.trigger-secret";

    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>What an unknown trigger's events are compared with, so that they take as long.</summary>
    private readonly byte[] _nobodys = RandomNumberGenerator.GetBytes(32);

    /// <summary>A new secret of 256 bits.</summary>
    public static string Make() => $"vts_{RandomNumberGenerator.GetString(Letters, 43)}";

    /// <summary>A new key for digests, encrypted.</summary>
    public byte[] NewDigestKey() => masterKeys.Encrypt(RandomNumberGenerator.GetBytes(32), Purpose);

    /// <summary>Gives a trigger its secret; the one before goes on for as long as is said.</summary>
    public void Set(TriggerRow row, string type, string secret, TimeSpan grace)
    {
        if (grace > TimeSpan.Zero)
            (row.PreviousDigest, row.PreviousSecret, row.PreviousUntil) = (
                row.SecretDigest,
                row.Secret,
                clock.GetUtcNow() + grace
            );
        else
            (row.PreviousDigest, row.PreviousSecret, row.PreviousUntil) = (null, null, null);
        row.SecretDigest = type == TriggerRules.Header ? Digest(secret) : null;
        row.Secret =
            type == TriggerRules.Header
                ? null
                : masterKeys.Encrypt(Encoding.UTF8.GetBytes(secret), Purpose);
    }

    /// <summary>Keyed digest of something that an event said, in hex.</summary>
    public string DigestOf(TriggerRow row, ReadOnlySpan<byte> said)
    {
        var key = masterKeys.Decrypt(row.DigestKey, Purpose);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, said));
    }

    /// <summary>HMAC-SHA256 of a text under the secret that signs, in hex.</summary>
    public string Sign(TriggerRow row, string text) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                masterKeys.Decrypt(row.Secret!, Purpose),
                Encoding.UTF8.GetBytes(text)
            )
        );

    /// <summary>True when the request shows the trigger's secret or a signature by it; never for no trigger.</summary>
    public bool IsRight(TriggerRow? row, IHeaderDictionary headers, byte[] body)
    {
        var auth = row is null ? null : Trigger.Read<TriggerAuth>(row.Auth);
        if (auth is null)
        {
            HMACSHA256.HashData(_nobodys, body);
            return false;
        }
        if (headers[auth.Header!] is not [{ Length: > 0 and <= 512 } shown])
            return false;
        return auth.Type == TriggerRules.Header
            ? IsSecret(row!, shown)
            : IsSigned(row!, auth, shown, headers, body);
    }

    private bool PreviousHolds(TriggerRow row) => row.PreviousUntil > clock.GetUtcNow();

    private bool IsSecret(TriggerRow row, string shown)
    {
        var digest = Encoding.ASCII.GetBytes(Digest(shown));
        var right = Equal(digest, row.SecretDigest);
        // No shortcut: both are compared.
        return right | (PreviousHolds(row) & Equal(digest, row.PreviousDigest));
    }

    private bool IsSigned(
        TriggerRow row,
        TriggerAuth auth,
        string shown,
        IHeaderDictionary headers,
        byte[] body
    )
    {
        var prefix = auth.Prefix ?? "";
        if (
            !shown.StartsWith(prefix, StringComparison.Ordinal)
            || Decoded(shown[prefix.Length..], auth.Encoding!) is not { } signature
        )
            return false;
        var timestamp = "";
        if (auth.TimestampHeader is { } header)
        {
            if (headers[header] is not [{ Length: > 0 and <= 15 } sent] || !IsNear(sent, auth))
                return false;
            timestamp = sent;
        }
        var signed = SignedPayload.Read(auth.Payload!)!.Of(timestamp, body);
        var right = IsBy(row.Secret, signed, signature);
        return right | (PreviousHolds(row) && IsBy(row.PreviousSecret, signed, signature));
    }

    private bool IsBy(byte[]? secret, byte[] signed, byte[] signature) =>
        secret is not null
        && CryptographicOperations.FixedTimeEquals(
            HMACSHA256.HashData(masterKeys.Decrypt(secret, Purpose), signed),
            signature
        );

    private bool IsNear(string sent, TriggerAuth auth)
    {
        if (!long.TryParse(sent, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var at = number < 100_000_000_000 ? number * 1000 : number;
        return Math.Abs(now - at) <= auth.ToleranceSeconds * 1000L;
    }

    private static byte[]? Decoded(string text, string encoding)
    {
        var bytes = new byte[32];
        if (encoding == "hex")
            return
                text.Length == 64
                && Convert.FromHexString(text, bytes, out _, out _)
                    == System.Buffers.OperationStatus.Done
                ? bytes
                : null;
        return
            text.Length == 44
            && Convert.TryFromBase64String(text, bytes, out var length)
            && length == 32
            ? bytes
            : null;
    }

    private static bool Equal(byte[] digest, string? stored) =>
        stored is not null
        && CryptographicOperations.FixedTimeEquals(digest, Encoding.ASCII.GetBytes(stored));

    private static string Digest(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>Secrets of triggers under another master key.</summary>
internal sealed class WrappedTriggerSecrets : IWrapped
{
    public string What => "secrets of triggers";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<TriggerRow>()
            .Where(t => string.Compare(t.Id, position) > 0)
            .OrderBy(t => t.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
        {
            row.DigestKey = Under(keys, row.DigestKey)!;
            row.Secret = Under(keys, row.Secret);
            row.PreviousSecret = Under(keys, row.PreviousSecret);
        }
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }

    private static byte[]? Under(MasterKeys keys, byte[]? stored) =>
        stored is null ? null : Rewrapping.Rewrap(keys, stored, TriggerSecrets.Purpose) ?? stored;
}
