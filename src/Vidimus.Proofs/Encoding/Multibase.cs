using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Vidimus.Proofs;

/// <summary>
/// Multibase text (Controlled Identifiers 1.0, section 2.4): one letter naming the base, then the value. The two bases that
/// credentials use: <c>z</c> base58btc and <c>u</c> base64url without padding.
/// </summary>
public static class Multibase
{
    /// <summary>Writes the bytes as <c>z</c> and base58btc.</summary>
    public static string EncodeBase58(ReadOnlySpan<byte> bytes) => Base58.Encode(bytes, 'z');

    /// <summary>Writes the same as ASCII behind what a buffer already holds.</summary>
    internal static void WriteBase58(ReadOnlySpan<byte> bytes, IBufferWriter<byte> target) =>
        Encoding.ASCII.GetBytes(EncodeBase58(bytes), target);

    /// <summary>Writes the bytes as <c>u</c> and base64url without padding.</summary>
    public static string EncodeBase64Url(ReadOnlySpan<byte> bytes) =>
        "u" + StrictBase64Url.Encode(bytes);

    /// <summary>
    /// Reads either base. False for an unknown base letter, a letter outside the alphabet, padding, unused bits that are set,
    /// an empty value, or base58 text longer than 512 letters.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length < 2)
        {
            return false;
        }
        return text[0] switch
        {
            'z' => TryDecodeBase58(text[1..], out bytes),
            'u' => StrictBase64Url.TryDecode(text[1..], out bytes),
            _ => false,
        };
    }

    private static bool TryDecodeBase58(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out byte[]? bytes
    )
    {
        Span<byte> buffer = stackalloc byte[Base58.MaxTextLength];
        var decoded = Base58.TryDecode(text, buffer, out var written);
        bytes = decoded ? buffer[..written].ToArray() : null;
        return decoded;
    }
}
