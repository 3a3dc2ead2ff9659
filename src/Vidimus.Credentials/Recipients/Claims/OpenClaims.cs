using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Recipients;

/// <summary>What a link leads to.</summary>
/// <param name="Claim">The link's record.</param>
/// <param name="Credential">The credential.</param>
/// <param name="Recipient">Whose it is.</param>
/// <param name="IsMailbox">
/// True when the link was mailed to the address that is the recipient's still: then whoever has it reads that mailbox, and
/// may act on everything held about the recipient. Otherwise it opens the one credential, and no more.
/// </param>
internal sealed record OpenClaim(
    ClaimRow Claim,
    CredentialRow Credential,
    RecipientRow Recipient,
    bool IsMailbox
);

/// <summary>Finds what a recipient's link leads to, and slows down whoever guesses.</summary>
internal sealed class OpenClaims(
    IDbContextFactory<VidimusDb> databases,
    RecipientVault vault,
    LimitOptions limits,
    TimeProvider clock
)
{
    private readonly AddressCounts _wrong = new(clock);

    /// <summary>How long this address has to wait after too many links that lead nowhere; zero for not at all.</summary>
    public TimeSpan Wait(HttpContext http) =>
        limits.FailuresPerAddress == 0
            ? TimeSpan.Zero
            : _wrong.Wait(CallerAddress.Of(http), limits.FailuresPerAddress);

    /// <summary>What the link leads to; null when nowhere.</summary>
    public async Task<OpenClaim?> Find(HttpContext http, string secret)
    {
        var found =
            Wait(http) == TimeSpan.Zero && ClaimLinks.Digest(secret) is { } digest
                ? await Find(digest, http.RequestAborted)
                : null;
        if (found is null && limits.FailuresPerAddress > 0)
            _wrong.Add(CallerAddress.Of(http));
        return found;
    }

    private async Task<OpenClaim?> Find(string digest, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (
            await db.Across<ClaimRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(c => c.Digest == digest && c.EndedAt == null, cancellation)
            is not { } claim
        )
            return null;
        db.Enter(claim.OrganizationId, claim.Mode);
        return
            await db
                .Credentials.AsNoTracking()
                .SingleOrDefaultAsync(c => c.Id == claim.CredentialId, cancellation)
                is { IssuedAt: not null } credential
            && await db
                .Recipients.AsNoTracking()
                .SingleOrDefaultAsync(r => r.Id == claim.RecipientId, cancellation)
                is { } recipient
            && credential.RecipientId == recipient.Id
            ? new(claim, credential, recipient, IsMailbox(claim, recipient))
            : null;
    }

    private bool IsMailbox(ClaimRow claim, RecipientRow recipient) =>
        claim.Address is { } sealedAddress
        && recipient.Email is { } email
        && CryptographicOperations.FixedTimeEquals(
            RecipientVault.Unseal(
                vault.Open(recipient.DataKey),
                claim.CredentialId,
                "address",
                sealedAddress
            ),
            Encoding.UTF8.GetBytes(email)
        );

    /// <summary>The recipient as author of a change.</summary>
    public static Author Author(OpenClaim open, HttpContext http) =>
        new(
            open.Claim.OrganizationId,
            open.Claim.Mode,
            "recipient",
            open.Recipient.Id,
            http.RequestId()
        );

    /// <summary>Looks, in the transaction of a change, whether the link is open still.</summary>
    public static async Task<Problem?> Recheck(Unit unit, OpenClaim open) =>
        await unit.Db.Set<ClaimRow>().AnyAsync(c => c.Id == open.Claim.Id && c.EndedAt == null)
            ? null
            : new(CredentialProblems.CredentialNotFound);
}
