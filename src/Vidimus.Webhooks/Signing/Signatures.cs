using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Proofs;

namespace Vidimus.Webhooks.Signing;

/// <summary>A secret that signs now: its bytes, and the text that its owner was shown.</summary>
internal sealed record LiveSecret(byte[] Bytes)
{
    public byte[] Text { get; } = Encoding.ASCII.GetBytes($"whsec_{Convert.ToBase64String(Bytes)}");

    public override string ToString() => "LiveSecret(redacted)";
}

/// <summary>What is signed for one attempt: the message's id, its time and the bytes that are sent.</summary>
internal sealed class Signatures
{
    private readonly byte[] _content;
    private readonly int _withoutId;

    public Signatures(string id, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        Timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        // A dot in the id would let a receiver take a part of one for a part of the other.
        if (id.Contains('.', StringComparison.Ordinal))
            throw new ArgumentException("The id of an event holds no dot.", nameof(id));
        var head = Encoding.UTF8.GetBytes($"{id}.{Timestamp}.");
        _withoutId = head.Length - Timestamp.Length - 1;
        _content = [.. head, .. body];
    }

    /// <summary>Seconds since 1970, as the headers say it.</summary>
    public string Timestamp { get; }

    /// <summary>
    /// The value of <c>webhook-signature</c> (Standard Webhooks 1.0, "Webhook headers"): HMAC-SHA256 with each live secret
    /// as <c>v1</c>, then the organization's Ed25519 signature as <c>v1a</c>, parted by spaces.
    /// </summary>
    public string Standard(IReadOnlyList<LiveSecret> secrets, Ed25519PrivateKey? key)
    {
        var text = new StringBuilder(64 * (secrets.Count + 2));
        Span<byte> hash = stackalloc byte[32];
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(secret.Bytes, _content, hash);
            text.Append(text.Length == 0 ? "" : " ").Append("v1,");
            text.Append(Convert.ToBase64String(hash));
        }
        if (key is null)
            return text.ToString();
        Span<byte> signature = stackalloc byte[64];
        key.Sign(_content, signature);
        text.Append(text.Length == 0 ? "" : " ").Append("v1a,");
        return text.Append(Convert.ToBase64String(signature)).ToString();
    }

    /// <summary>
    /// The value of <c>Vidimus-Signature</c> and of the headers that other contracts name: the time, and HMAC-SHA256 in hex
    /// over time, dot and body for each live secret, whose whole text is the key.
    /// </summary>
    public string WithTime(IReadOnlyList<LiveSecret> secrets)
    {
        var text = new StringBuilder($"t={Timestamp}", 16 + 68 * secrets.Count);
        Span<byte> hash = stackalloc byte[32];
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(secret.Text, _content.AsSpan(_withoutId), hash);
            text.Append(",v1=").Append(Convert.ToHexStringLower(hash));
        }
        return text.ToString();
    }
}
