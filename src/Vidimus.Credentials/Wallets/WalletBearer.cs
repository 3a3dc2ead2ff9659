using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Wallets;

/// <summary>Finds the offer that a request's access token was given for (RFC 6750, in the header alone).</summary>
internal static class WalletBearer
{
    private const string Scheme = "Bearer ";

    /// <summary>The offer; null when the token is missing, wrong, over, or another issuer's.</summary>
    public static async Task<WalletOfferRow?> Offer(
        HttpContext http,
        VidimusDb db,
        DateTimeOffset now
    )
    {
        var headers = http.Request.Headers.Authorization;
        if (
            headers.Count != 1
            || headers[0] is not { Length: < 256 } header
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var digest = WalletSecrets.Digest(header[Scheme.Length..].Trim());
        var offer = await db.Set<WalletOfferRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(o => o.TokenDigest == digest, http.RequestAborted);
        return offer is not null && IsGood(offer, now) ? offer : null;
    }

    public static bool IsGood(WalletOfferRow offer, DateTimeOffset now) =>
        offer.EndedAt is null && offer.TokenExpiresAt > now;
}
