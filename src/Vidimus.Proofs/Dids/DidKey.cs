using System.Diagnostics.CodeAnalysis;

namespace Vidimus.Proofs;

/// <summary>did:key (the did:key Method, W3C CCG): the identifier is the key itself in Multikey form.</summary>
public static class DidKey
{
    private const string Prefix = "did:key:";

    /// <summary>The DID of a 32-byte Ed25519 public key.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public static string FromEd25519(ReadOnlySpan<byte> publicKey) =>
        Prefix + Multikey.FromEd25519(publicKey);

    /// <summary>The DID of a public key.</summary>
    public static string From(VerifyingKey key) => Prefix + key.ToMultikey();

    /// <summary>The one verification method of a did:key: the DID, <c>#</c>, and the key again.</summary>
    public static string VerificationMethod(string did) => $"{did}#{did[Prefix.Length..]}";

    /// <summary>The document that the DID stands for; false unless its key is of a kind that <see cref="VerifyingKey"/> knows.</summary>
    public static bool TryResolve(string? did, [NotNullWhen(true)] out DidDocument? document)
    {
        document = TryReadKey(did, out var publicKey)
            ? DidDocument.ForIssuer(
                did,
                [new IssuerKey(did[Prefix.Length..], publicKey, Retired: false)]
            )
            : null;
        return document is not null;
    }

    /// <summary>The key of a did:key's verification method; a did:key serves every purpose of signing.</summary>
    public static KeyLookup FindKey(string verificationMethod, string purpose)
    {
        var hash = verificationMethod.IndexOf('#', StringComparison.Ordinal);
        var did = hash < 0 ? verificationMethod : verificationMethod[..hash];
        if (!TryReadKey(did, out var publicKey))
        {
            return KeyLookup.NotFound(
                $"The verification method is not a did:key with an {VerifyingKey.Kinds} key."
            );
        }
        if (verificationMethod != VerificationMethod(did))
        {
            return KeyLookup.NotFound(
                "The verification method does not name the did:key's own key."
            );
        }
        return purpose is ProofPurposes.AssertionMethod or ProofPurposes.Authentication
            ? KeyLookup.Found(publicKey)
            : KeyLookup.NotFound($"A did:key does not serve the purpose '{purpose}'.");
    }

    private static bool TryReadKey(
        [NotNullWhen(true)] string? did,
        [NotNullWhen(true)] out VerifyingKey? publicKey
    )
    {
        publicKey = null;
        return did is not null
            && did.StartsWith(Prefix, StringComparison.Ordinal)
            && Multikey.TryRead(did.AsSpan(Prefix.Length), out publicKey);
    }
}
