using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Vidimus.Proofs;

/// <summary>did:jwk (the did:jwk Method): the identifier is the public key itself, its JWK in base64url. Wallets use it for holders.</summary>
public static class DidJwk
{
    private const string Prefix = "did:jwk:";

    /// <summary>The DID of a public key.</summary>
    public static string From(VerifyingKey key) =>
        Prefix
        + StrictBase64Url.Encode(
            Encoding.UTF8.GetBytes(key.ToJwk().ToJsonString(PlainJson.Options))
        );

    /// <summary>The one verification method of a did:jwk.</summary>
    public static string VerificationMethod(string did) => $"{did}#0";

    /// <summary>
    /// The document that the DID stands for; false unless its JWK is a public key for signatures that can be read
    /// (<see cref="Jwk.TryRead"/>).
    /// </summary>
    public static bool TryResolve(string? did, [NotNullWhen(true)] out DidDocument? document)
    {
        document = null;
        if (
            did is null
            || did.Length > Did.MaxLength
            || !did.StartsWith(Prefix, StringComparison.Ordinal)
            || !StrictBase64Url.TryDecode(did.AsSpan(Prefix.Length), out var bytes)
            || !CredentialJson.TryParse(bytes, Did.MaxLength, out var jwk, out _)
            || !Jwk.TryRead(jwk, out var key, out _)
        )
        {
            return false;
        }
        document = DidDocument.ForIssuer(did, [new IssuerKey("0", key, Retired: false)]);
        return true;
    }
}
