using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Platform.Secrets;

/// <summary>
/// Encrypts private keys and per-recipient data keys at rest. Every ciphertext names the master key it was made
/// under, so that a new master key can be introduced while old ciphertexts stay readable until they are rewrapped.
/// Layout: version (1) · length of the name (1) · name · nonce (12) · tag (16) · ciphertext; AES-256-GCM
/// (NIST SP 800-38D) with the purpose and the header as associated data.
/// </summary>
public sealed class MasterKeys : IDisposable
{
    private const byte Version = 1;
    private readonly Dictionary<string, byte[]> _keys;

    /// <summary>Takes the named keys of 32 bytes; <paramref name="current"/> is the one new ciphertexts use.</summary>
    public MasterKeys(IReadOnlyDictionary<string, byte[]> keys, string current)
    {
        _keys = new(keys, StringComparer.Ordinal);
        if (!_keys.ContainsKey(current))
            throw new InvalidOperationException(
                $"The master key named '{current}' is not among the keys given."
            );
        foreach (var (name, key) in _keys)
        {
            if (key.Length != 32 || name.Length is 0 or > 64)
                throw new InvalidOperationException(
                    $"The master key named '{name}' must have 32 bytes and a name of 1 to 64 characters."
                );
        }
        Current = current;
    }

    /// <summary>The name of the key that new ciphertexts are made under.</summary>
    public string Current { get; }

    /// <summary>Encrypts <paramref name="plain"/>; <paramref name="purpose"/> must be given again to decrypt.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> plain, string purpose)
    {
        var name = Encoding.UTF8.GetBytes(Current);
        var header = 2 + name.Length;
        var output = new byte[header + 28 + plain.Length];
        output[0] = Version;
        output[1] = (byte)name.Length;
        name.CopyTo(output.AsSpan(2));
        Aead.Seal(
            _keys[Current],
            plain,
            Associated(output.AsSpan(0, header), purpose),
            output.AsSpan(header)
        );
        return output;
    }

    /// <summary>
    /// Decrypts what <see cref="Encrypt"/> made. Throws <see cref="CryptographicException"/> when the named key is
    /// not configured, the purpose differs or the bytes were changed.
    /// </summary>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedBytes, string purpose)
    {
        var name = NameOf(sealedBytes);
        if (!_keys.TryGetValue(name, out var key))
            throw new CryptographicException(
                $"A stored key is encrypted under the master key '{name}', which is not configured."
            );
        var header = 2 + sealedBytes[1];
        try
        {
            return Aead.Open(
                key,
                sealedBytes[header..],
                Associated(sealedBytes[..header], purpose)
            );
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new CryptographicException(
                $"A stored secret does not open under the master key '{name}': this is not the key it was encrypted under, or the secret was changed. Configure the right master key; no new one is made.",
                e
            );
        }
    }

    /// <summary>The name of the master key a ciphertext was made under.</summary>
    public static string NameOf(ReadOnlySpan<byte> sealedBytes)
    {
        if (
            sealedBytes.Length < 31
            || sealedBytes[0] != Version
            || sealedBytes.Length < 30 + sealedBytes[1]
        )
            throw new CryptographicException("A stored ciphertext is damaged.");
        return Encoding.UTF8.GetString(sealedBytes.Slice(2, sealedBytes[1]));
    }

    /// <summary>
    /// A key of 32 bytes for one named purpose, the same on every node with the same first master key
    /// (HKDF-SHA256, RFC 5869).
    /// </summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            _keys[Current],
            32,
            info: Encoding.UTF8.GetBytes(purpose)
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
            CryptographicOperations.ZeroMemory(key);
    }

    private static byte[] Associated(ReadOnlySpan<byte> header, string purpose)
    {
        var text = Encoding.UTF8.GetBytes(purpose);
        var associated = new byte[4 + header.Length + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(associated, header.Length);
        header.CopyTo(associated.AsSpan(4));
        text.CopyTo(associated, 4 + header.Length);
        return associated;
    }
}

/// <summary>AES-256-GCM with a random nonce in front: nonce (12) · tag (16) · ciphertext (NIST SP 800-38D).</summary>
public static class Aead
{
    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = 28;

    /// <summary>Seals <paramref name="plain"/> into <paramref name="output"/>, which has <see cref="Overhead"/> more bytes.</summary>
    public static void Seal(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> plain,
        ReadOnlySpan<byte> associated,
        Span<byte> output
    )
    {
        RandomNumberGenerator.Fill(output[..12]);
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(output[..12], plain, output[28..], output[12..28], associated);
    }

    /// <summary>Seals <paramref name="plain"/> into new bytes.</summary>
    public static byte[] Seal(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> plain,
        ReadOnlySpan<byte> associated
    )
    {
        var output = new byte[Overhead + plain.Length];
        Seal(key, plain, associated, output);
        return output;
    }

    /// <summary>Opens sealed bytes; throws <see cref="CryptographicException"/> when anything was changed.</summary>
    public static byte[] Open(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> sealedBytes,
        ReadOnlySpan<byte> associated
    )
    {
        if (sealedBytes.Length < Overhead)
            throw new CryptographicException("A stored ciphertext is damaged.");
        var plain = new byte[sealedBytes.Length - Overhead];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(sealedBytes[..12], sealedBytes[28..], sealedBytes[12..28], plain, associated);
        return plain;
    }
}
