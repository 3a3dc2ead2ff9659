using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Vidimus.Proofs;

/// <summary>
/// base64url without padding, in its one canonical spelling (RFC 7515 section 2; RFC 4648 section 3.5): no whitespace, no
/// <c>=</c>, no unused bits set. Two spellings of one token would be two tokens to a cache or a replay list.
/// </summary>
internal static class StrictBase64Url
{
    private const string Alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create(Alphabet);

    internal static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    internal static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var tail = text.Length % 4;
        if (tail == 1 || text.ContainsAnyExcept(Letters))
        {
            return false;
        }
        if (tail != 0)
        {
            var unusedBits = tail == 2 ? 0b1111 : 0b11;
            if ((Alphabet.IndexOf(text[^1], StringComparison.Ordinal) & unusedBits) != 0)
            {
                return false;
            }
        }
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}
