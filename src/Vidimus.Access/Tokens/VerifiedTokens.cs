using System.Collections.Concurrent;

namespace Vidimus.Access.Tokens;

/// <summary>What the signature of a token covers.</summary>
/// <param name="KeyId">The token key that signed.</param>
/// <param name="Begins">Unix time from which it counts.</param>
/// <param name="Expires">Unix time at which it ends.</param>
/// <param name="Claims">What it says.</param>
internal sealed record SignedClaims(string KeyId, long Begins, long Expires, TokenClaims Claims);

/// <summary>
/// Tokens whose signature was right, by the hash of their whole text: what was signed stays signed. Times, the key set
/// and the row of the key that the token was made from are looked at for every request all the same.
/// </summary>
internal sealed class VerifiedTokens
{
    /// <summary>The elder half is dropped when the younger one is full, so memory is bounded and what is in use stays.</summary>
    private const int MostYoung = 4096;

    private volatile ConcurrentDictionary<string, SignedClaims> _young = New();
    private volatile ConcurrentDictionary<string, SignedClaims> _elder = New();
    private int _count;

    public SignedClaims? Find(string digest)
    {
        if (_young.TryGetValue(digest, out var known))
            return known;
        if (_elder.TryGetValue(digest, out known))
            Keep(digest, known);
        return known;
    }

    public void Keep(string digest, SignedClaims signed)
    {
        if (Interlocked.Increment(ref _count) > MostYoung)
        {
            _elder = _young;
            _young = New();
            Interlocked.Exchange(ref _count, 0);
        }
        _young[digest] = signed;
    }

    private static ConcurrentDictionary<string, SignedClaims> New() => new(StringComparer.Ordinal);
}
