using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Client;

/// <summary>One secret in its two uses: its bytes for Standard Webhooks, its whole text for the single header.</summary>
internal sealed class SigningSecret
{
    public const string Prefix = "whsec_";

    private readonly byte[] bytes;
    private readonly byte[] text;

    private SigningSecret(byte[] bytes, byte[] text)
    {
        this.bytes = bytes;
        this.text = text;
    }

    public static SigningSecret Of(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var text = secret.Reveal();
        var bytes = new byte[text.Length];
        // The server's own have 24 to 64 bytes; 16 are what an HMAC can still be trusted with.
        if (
            !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), bytes, out var length)
            || length is < 16 or > 64
        )
            throw new ArgumentException(
                "A webhook's secret is whsec_ and 16 to 64 bytes in base64, as the server told it."
            );
        return new(bytes[..length], Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Standard Webhooks: HMAC-SHA256 with the decoded bytes over id, time and body.</summary>
    public bool Signed(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> mac) =>
        Same(bytes, head, body, mac);

    /// <summary>The single header: HMAC-SHA256 with the secret's text over time and body.</summary>
    public bool SignedText(
        ReadOnlySpan<byte> head,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> mac
    ) => Same(text, head, body, mac);

    private static bool Same(
        byte[] key,
        ReadOnlySpan<byte> head,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> mac
    )
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(head);
        hash.AppendData(body);
        Span<byte> own = stackalloc byte[32];
        hash.GetHashAndReset(own);
        return CryptographicOperations.FixedTimeEquals(own, mac);
    }
}
