namespace Vidimus.Proofs;

/// <summary>How the search for a verification method's key ended.</summary>
public enum KeyLookupStatus
{
    /// <summary>The document was read and does not offer the key for the purpose; the proof fails.</summary>
    NotFound,

    /// <summary>The document could not be read now; nothing is known about the proof.</summary>
    Unreachable,

    /// <summary>The key is known.</summary>
    Found,
}

/// <summary>The key of a verification method, or the reason why there is none.</summary>
public sealed record KeyLookup
{
    private KeyLookup(KeyLookupStatus status, VerifyingKey? publicKey, string reason)
    {
        Status = status;
        PublicKey = publicKey;
        Reason = reason;
    }

    /// <summary>Found, not found, or not known for now.</summary>
    public KeyLookupStatus Status { get; }

    /// <summary>The key; null unless found.</summary>
    public VerifyingKey? PublicKey { get; }

    /// <summary>Why there is no key, as a sentence for people; empty when found.</summary>
    public string Reason { get; }

    /// <summary>The key was found.</summary>
    public static KeyLookup Found(VerifyingKey publicKey) =>
        new(KeyLookupStatus.Found, publicKey, "");

    /// <summary>The issuer's document was read and does not offer the key.</summary>
    public static KeyLookup NotFound(string reason) => new(KeyLookupStatus.NotFound, null, reason);

    /// <summary>The issuer's document could not be read.</summary>
    public static KeyLookup Unreachable(string reason) =>
        new(KeyLookupStatus.Unreachable, null, reason);
}

/// <summary>
/// Finds the key of a verification method (a DID URL) for a proof purpose such as <c>assertionMethod</c>. Called while a proof is
/// verified: documents are fetched beforehand.
/// </summary>
public delegate KeyLookup KeyFinder(string verificationMethod, string purpose);
