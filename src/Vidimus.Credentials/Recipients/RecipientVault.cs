using System.Security.Cryptography;
using System.Text;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// Encrypts what is personal under a key of the recipient's own, so that destroying this one key erases all documents
/// of the recipient, wherever copies of them lie.
/// </summary>
internal sealed class RecipientVault(MasterKeys masterKeys)
{
    public const string Purpose = "credentials.recipient-key";

    /// <summary>A new data key, encrypted under the master key.</summary>
    public byte[] NewKey() => masterKeys.Encrypt(RandomNumberGenerator.GetBytes(32), Purpose);

    /// <summary>Opens a data key once for several documents.</summary>
    public byte[] Open(byte[] dataKey) => masterKeys.Decrypt(dataKey, Purpose);

    /// <summary>Encrypts one document of a credential.</summary>
    public static byte[] Seal(
        byte[] openKey,
        string credentialId,
        string part,
        ReadOnlySpan<byte> plain
    ) => Aead.Seal(openKey, plain, Encoding.UTF8.GetBytes($"{credentialId}/{part}"));

    /// <summary>Decrypts one document of a credential.</summary>
    public static byte[] Unseal(
        byte[] openKey,
        string credentialId,
        string part,
        ReadOnlySpan<byte> sealedBytes
    ) => Aead.Open(openKey, sealedBytes, Encoding.UTF8.GetBytes($"{credentialId}/{part}"));
}
