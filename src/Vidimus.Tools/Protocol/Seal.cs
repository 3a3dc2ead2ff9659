using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// Texts that go through a client and come back: nobody else can read or make them, and each is good only for what it was
/// made for (AES-256-GCM, NIST SP 800-38D, with that as associated data).
/// </summary>
internal sealed class Seal(byte[] key)
{
    private const int Nonce = 12;
    private const int Tag = 16;
    private const int Longest = 16_384;

    public string Close(ReadOnlySpan<byte> plain, string boundTo)
    {
        var output = new byte[Nonce + Tag + plain.Length];
        RandomNumberGenerator.Fill(output.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(
            output.AsSpan(0, Nonce),
            plain,
            output.AsSpan(Nonce + Tag),
            output.AsSpan(Nonce, Tag),
            Encoding.UTF8.GetBytes(boundTo)
        );
        return Base64Url.EncodeToString(output);
    }

    /// <summary>What was closed; null when it was changed, or made for something else or elsewhere.</summary>
    public byte[]? Open(string text, string boundTo)
    {
        if (
            text.Length > Longest
            || !Base64Url.IsValid(text, out var length)
            || length < Nonce + Tag
        )
            return null;
        var input = Base64Url.DecodeFromChars(text);
        // One text for one content: base64 has several for the last bits.
        if (!Base64Url.EncodeToString(input).Equals(text, StringComparison.Ordinal))
            return null;
        var plain = new byte[input.Length - Nonce - Tag];
        try
        {
            using var aes = new AesGcm(key, Tag);
            aes.Decrypt(
                input.AsSpan(0, Nonce),
                input.AsSpan(Nonce + Tag),
                input.AsSpan(Nonce, Tag),
                plain,
                Encoding.UTF8.GetBytes(boundTo)
            );
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
