using System.Security.Cryptography;

namespace Vidimus.Proofs;

/// <summary>Fills bytes with randomness fit for secrets.</summary>
public delegate void RandomFill(Span<byte> bytes);

/// <summary>What an SD-JWT VC says about itself; none of it can be disclosed selectively.</summary>
/// <param name="Vct">The type's collision-resistant name, usually a URL (<c>vct</c>).</param>
/// <param name="KeyId">The verification method's DID URL, or the id of the key in the issuer's key set (<c>kid</c>).</param>
public sealed record SdJwtVcOptions(string Vct, string KeyId)
{
    /// <summary>The issuer's identifier (<c>iss</c>), a URL.</summary>
    public string? Issuer { get; init; }

    /// <summary>When it is issued (<c>iat</c>); written to the second.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>From when it is valid (<c>nbf</c>); written to the second.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when it is valid (<c>exp</c>); written to the second.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The key that the holder must show to have (<c>cnf</c>); null for a bearer credential.</summary>
    public VerifyingKey? HolderKey { get; init; }

    /// <summary>Where its status stands (<c>status</c>).</summary>
    public TokenStatusReference? Status { get; init; }

    /// <summary>
    /// Decoy digests (RFC 9901 section 4.2.5) fill each object and array that holds digests up to the next multiple of this number,
    /// so that how many claims are hidden shows only roughly; 1 adds none.
    /// </summary>
    public int PadDigestsTo { get; init; } = 1;

    /// <summary>Where salts and decoys come from: the operating system unless a test chooses otherwise.</summary>
    public RandomFill Random { get; init; } = RandomNumberGenerator.Fill;
}
