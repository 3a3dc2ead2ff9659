using Vidimus.Access.Tokens;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.OAuth;

/// <summary>A token of a grant, as it was shown.</summary>
/// <param name="Grant">The grant, whatever became of it.</param>
/// <param name="Access">What an access token says; null for a refresh token.</param>
/// <param name="Refresh">The row of a refresh token; null for an access token.</param>
internal sealed record GrantToken(GrantFacts Grant, TokenClaims? Access, RefreshTokenRow? Refresh);

/// <summary>Tells by its text which grant a token belongs to, of either kind.</summary>
internal sealed class GrantTokens(AccessTokens tokens, RefreshTokens refreshes, GrantCheck grants)
{
    /// <summary>The token; null for one that is not a grant's, is no token, or whose signed time is over.</summary>
    public async Task<GrantToken?> Find(string shown, CancellationToken cancellation)
    {
        if (shown.Contains('.', StringComparison.Ordinal))
        {
            var read = await tokens.Read(shown, cancellation);
            return
                read.Value is { GrantId: { } id } claims
                && await grants.Find(claims.OrganizationId, id) is { } of
                ? new(of, claims, null)
                : null;
        }
        return
            await refreshes.Find(shown, cancellation) is { } row
            && await grants.Find(row.OrganizationId, row.GrantId) is { } grant
            ? new(grant, null, row)
            : null;
    }
}
