using System.Diagnostics.CodeAnalysis;

namespace Vidimus.Proofs;

/// <summary>
/// Public keys in Multikey form (Controlled Identifiers 1.0, section 2.2.2): base58btc of the kind of key as a varint, for Ed25519
/// 0xed 0x01, and the key. Those of Ed25519 always begin with <c>z6Mk</c>.
/// </summary>
public static class Multikey
{
    private const int Length = 2 + Ed25519.PublicKeyLength;

    private static ReadOnlySpan<byte> Header => [0xed, 0x01];

    /// <summary>The Multikey text of a 32-byte Ed25519 public key.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public static string FromEd25519(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != Ed25519.PublicKeyLength)
        {
            throw new ArgumentException("An Ed25519 public key has 32 bytes.", nameof(publicKey));
        }
        Span<byte> bytes = stackalloc byte[Length];
        Header.CopyTo(bytes);
        publicKey.CopyTo(bytes[Header.Length..]);
        return Multibase.EncodeBase58(bytes);
    }

    /// <summary>
    /// Reads an Ed25519 Multikey. False for another base, another kind of key, another length, and for keys no verification
    /// accepts (small order, not canonically encoded).
    /// </summary>
    public static bool TryReadEd25519(
        ReadOnlySpan<char> multikey,
        [NotNullWhen(true)] out byte[]? publicKey
    )
    {
        publicKey = null;
        Span<byte> bytes = stackalloc byte[Length];
        if (
            multikey.IsEmpty
            || multikey[0] != 'z'
            || !Base58.TryDecode(multikey[1..], bytes)
            || !bytes.StartsWith(Header)
            || !Ed25519.IsAcceptablePublicKey(bytes[Header.Length..])
        )
        {
            return false;
        }
        publicKey = bytes[Header.Length..].ToArray();
        return true;
    }

    /// <summary>
    /// Reads a Multikey of any kind that <see cref="VerifyingKey"/> knows; a point of an elliptic curve must be compressed, and on
    /// the curve.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<char> multikey,
        [NotNullWhen(true)] out VerifyingKey? publicKey
    )
    {
        publicKey = null;
        if (TryReadEd25519(multikey, out var ed25519))
        {
            publicKey = VerifyingKey.FromEd25519(ed25519);
            return true;
        }
        Span<byte> bytes = stackalloc byte[Base58.MaxTextLength];
        if (
            multikey.IsEmpty
            || multikey[0] != 'z'
            || !Base58.TryDecode(multikey[1..], bytes, out var written)
        )
        {
            return false;
        }
        foreach (var curve in EcCurve.All)
        {
            var header = curve.MulticodecHeader;
            if (written == header.Length + 1 + curve.CoordinateLength && bytes.StartsWith(header))
            {
                publicKey = VerifyingKey.FromPoint(curve, bytes[header.Length..written]);
            }
        }
        return publicKey is not null;
    }
}
