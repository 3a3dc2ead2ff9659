using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>
/// Redeems authorization codes: each once, by the client that it was made for, with the verifier that belongs to it. A second
/// time ends what was issued upon the first (RFC 6749, section 4.1.2), on whichever nodes the two arrive.
/// </summary>
internal sealed class Codes(VidimusDb db, Commits commits, OAuthClients clients, DatabaseClock time)
{
    /// <summary>How long a browser may take to bring it back.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>The code's row, whatever became of it.</summary>
    public Task<OAuthCodeRow?> Find(string code, CancellationToken cancellation)
    {
        var digest = KeyFormat.Digest(code);
        return db
            .OAuthCodes.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Digest == digest, cancellation);
    }

    /// <summary>
    /// Uses the code up and answers the first refresh token of its grant. What does not fit changes nothing; only a code
    /// that was used before does.
    /// </summary>
    public async Task<Result<string>> Redeem(
        OAuthCodeRow found,
        OAuthForm form,
        OAuthClient client,
        string requestId
    )
    {
        if (
            found.ClientId != client.Id
            || (form["redirect_uri"] is { } uri && uri != found.RedirectUri)
            || !IsVerifier(form["code_verifier"], found.Challenge)
        )
            return OAuthProblems.InvalidGrant;
        var grant = await db.Across<GrantRow>()
            .AsNoTracking()
            .SingleAsync(g => g.OrganizationId == found.OrganizationId && g.Id == found.GrantId);
        var refresh = RefreshTokens.New();
        var done = await commits.Commit<bool>(
            new(grant.OrganizationId, grant.Mode, "member", grant.MemberId, requestId),
            unit => Use(unit, found.Digest, client, refresh),
            CancellationToken.None
        );
        if (done.Problem is { } refused)
            return refused;
        return done.Value ? refresh : OAuthProblems.InvalidGrant;
    }

    /// <summary>False when it was used before: then the grant has ended.</summary>
    private async Task<Result<bool>> Use(
        Unit unit,
        string digest,
        OAuthClient client,
        string refresh
    )
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var code = await unit.Db.OAuthCodes.SingleOrDefaultAsync(c => c.Digest == digest);
        if (code is null)
            return OAuthProblems.InvalidGrant;
        var grant = await unit.Db.Grants.SingleAsync(g => g.Id == code.GrantId);
        if (grant.RevokedAt is not null)
            return OAuthProblems.InvalidGrant;
        if (code.UsedAt is not null)
        {
            unit.State(GrantFact.Reused(grant, "code"));
            GrantEnd.One(unit, grant, GrantEnd.Reuse, now);
            return false;
        }
        if (code.ExpiresAt <= now)
            return OAuthProblems.InvalidGrant;
        code.UsedAt = grant.UsedAt = grant.LastUsedAt = now;
        grant.Version++;
        unit.Db.Add(RefreshTokens.Row(grant, refresh, 0, now));
        unit.State(
            new SimpleFact(
                "grant.used",
                grant.Id,
                ("member", grant.MemberId),
                ("client", grant.ClientId),
                ("mode", grant.Mode)
            )
        );
        await clients.Used(unit, client);
        return true;
    }

    /// <summary>S256 and nothing else (RFC 7636, section 4.6).</summary>
    private static bool IsVerifier(string? verifier, string challenge) =>
        verifier is { Length: >= 43 and <= 128 }
        && verifier.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(challenge),
            Encoding.ASCII.GetBytes(
                System.Buffers.Text.Base64Url.EncodeToString(
                    SHA256.HashData(Encoding.ASCII.GetBytes(verifier))
                )
            )
        );
}
