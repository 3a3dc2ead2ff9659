using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Wallets;

/// <summary>The secrets of an offer, and what is stored of them.</summary>
internal static class WalletSecrets
{
    private const int Bytes = 32;

    /// <summary>A new secret of 256 bits, as text for addresses and forms.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Six digits, for a person to type.</summary>
    public static string NewTransactionCode() =>
        RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);

    public static string Digest(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static string TransactionDigest(string code, string transactionCode) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(code),
                Encoding.UTF8.GetBytes(transactionCode)
            )
        );

    /// <summary>The code, so that only who has the offer's address can read it.</summary>
    public static byte[] Seal(string reference, string code, string offerId) =>
        Aead.Seal(Key(reference), Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(offerId));

    public static string Open(string reference, WalletOfferRow offer) =>
        Encoding.UTF8.GetString(
            Aead.Open(Key(reference), offer.SealedCode, Encoding.UTF8.GetBytes(offer.Id))
        );

    // Another function of the address than the digest that is stored beside what it opens.
    private static byte[] Key(string reference) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(reference),
            32,
            info: "credentials.wallet-offer"u8.ToArray()
        );
}
