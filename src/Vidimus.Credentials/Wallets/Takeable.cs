using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>
/// Whether a credential can be taken into a wallet now. It is asked when it is offered, when the code is redeemed and when the
/// credential is handed over: whatever ends a credential ends its open offers with it.
/// </summary>
internal static class Takeable
{
    /// <summary>Why not; null when it can. The context is in the credential's tenant.</summary>
    public static async Task<ProblemType?> Refusal(
        VidimusDb db,
        CredentialRow? row,
        DateTimeOffset now
    )
    {
        if (row is null)
            return CredentialProblems.CredentialNotFound;
        if (row.IssuedAt is null)
            return CredentialProblems.NotIssued;
        if (row.RevokedAt is not null)
            return CredentialProblems.Revoked;
        if (row.SuspendedAt is not null)
            return CredentialProblems.Suspended;
        if (row.ValidUntil <= now)
            return WalletProblems.Expired;
        if (row.HiddenAt is not null)
            return WalletProblems.Hidden;
        return await db.Recipients.AnyAsync(r => r.Id == row.RecipientId)
            ? null
            : CredentialProblems.Erased;
    }
}
