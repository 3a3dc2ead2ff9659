using System.Security.Cryptography;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>
/// Secrets of endpoints as texts and as they are stored: <c>whsec_</c> and base64 of 24 to 64 bytes (Standard Webhooks,
/// "Signature scheme"), of which the bytes are kept, encrypted.
/// </summary>
internal static class EndpointSecrets
{
    public const string Prefix = "whsec_";
    public const string Purpose = "webhooks.secret";
    public const int Fewest = 24;
    public const int Most = 64;
    private const int Usual = 32;

    /// <summary>Most secrets of one endpoint that sign at the same time.</summary>
    public const int MostLive = 10;

    /// <summary>The newest has no end, and no other ends before an older one does.</summary>
    public static IOrderedEnumerable<SecretRow> NewestFirst(IEnumerable<SecretRow> secrets) =>
        secrets
            .OrderByDescending(s => s.ExpiresAt ?? DateTimeOffset.MaxValue)
            .ThenByDescending(s => s.CreatedAt)
            .ThenByDescending(s => s.Id, StringComparer.Ordinal);

    public static bool IsLive(this SecretRow secret, DateTimeOffset now) =>
        secret.ExpiresAt is null || secret.ExpiresAt > now;

    /// <summary>The bytes of a secret that somebody brought, or null where it is none: one text stands for it, and only one.</summary>
    public static byte[]? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > 128)
            return null;
        var bytes = new byte[96];
        return
            Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length)
            && length is >= Fewest and <= Most
            && Text(bytes[..length]) == text
            ? bytes[..length]
            : null;
    }

    public static byte[] Make() => RandomNumberGenerator.GetBytes(Usual);

    public static string Text(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>A new secret of this endpoint, encrypted.</summary>
    public static SecretRow Row(
        EndpointRow endpoint,
        byte[] secret,
        MasterKeys keys,
        DateTimeOffset now,
        TimeProvider clock
    ) =>
        new()
        {
            OrganizationId = endpoint.OrganizationId,
            EndpointId = endpoint.Id,
            Id = NewId.Create("whs", clock),
            Secret = keys.Encrypt(secret, Purpose),
            CreatedAt = now,
        };
}
