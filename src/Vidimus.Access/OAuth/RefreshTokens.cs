using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>
/// Replaces refresh tokens at each use. Who lost the answer may ask again for a minute, as long as the new token was not
/// used, and gets the very same one: it is made of the old one and a number of the row, so nothing that opens anything is
/// kept. Any other use of a replaced token ends the grant (RFC 9700, section 4.14.2).
/// </summary>
internal sealed class RefreshTokens(
    VidimusDb db,
    Commits commits,
    OAuthClients clients,
    DatabaseClock time
)
{
    private const string Prefix = "vdr_";

    /// <summary>How long the answer may be asked for again.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    /// <summary>A client that is away longer has to ask its member again.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(30);

    /// <summary>The latest end of a grant, however busy its client is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public static string New() =>
        Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static RefreshTokenRow Row(
        GrantRow grant,
        string token,
        int generation,
        DateTimeOffset now
    ) =>
        new()
        {
            OrganizationId = grant.OrganizationId,
            Digest = KeyFormat.Digest(token),
            GrantId = grant.Id,
            Generation = generation,
            CreatedAt = now,
            ExpiresAt = now + Idle < grant.ExpiresAt ? now + Idle : grant.ExpiresAt,
        };

    /// <summary>The token's row, whatever became of it.</summary>
    public Task<RefreshTokenRow?> Find(string token, CancellationToken cancellation)
    {
        var digest = KeyFormat.Digest(token);
        return db
            .RefreshTokens.AsNoTracking()
            .SingleOrDefaultAsync(t => t.Digest == digest, cancellation);
    }

    /// <summary>The successor of this token, which was found before to be the client's.</summary>
    public async Task<Result<string>> Rotate(
        string token,
        RefreshTokenRow found,
        OAuthClient client,
        string requestId
    )
    {
        var salt = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        (string? Next, bool Reused) outcome = default;
        await commits.Keep(
            "access.identity",
            async unit => outcome = await Replace(unit, token, salt, client),
            CancellationToken.None
        );
        if (outcome.Reused)
            await EndReused(found, requestId);
        return outcome.Next is { } next ? next : OAuthProblems.InvalidGrant;
    }

    private async Task<(string? Next, bool Reused)> Replace(
        Unit unit,
        string token,
        string salt,
        OAuthClient client
    )
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var digest = KeyFormat.Digest(token);
        var row = await unit.Db.RefreshTokens.SingleOrDefaultAsync(t => t.Digest == digest);
        if (row is null || row.ExpiresAt <= now)
            return default;
        var grant = await unit
            .Db.Across<GrantRow>()
            .SingleAsync(g => g.OrganizationId == row.OrganizationId && g.Id == row.GrantId);
        if (grant.RevokedAt is not null || grant.ExpiresAt <= now)
            return default;
        if (row.RotatedAt is { } rotated)
        {
            var given = Successor(token, row.Salt!);
            var nextDigest = KeyFormat.Digest(given);
            var next = await unit.Db.RefreshTokens.SingleOrDefaultAsync(t =>
                t.Digest == nextDigest
            );
            return next is { RotatedAt: null } && now - rotated <= Grace
                ? (given, false)
                : (null, true);
        }
        (row.RotatedAt, row.Salt) = (now, salt);
        var fresh = Successor(token, salt);
        unit.Db.Add(Row(grant, fresh, row.Generation + 1, now));
        grant.LastUsedAt = now;
        await clients.Used(unit, client);
        return (fresh, false);
    }

    private async Task EndReused(RefreshTokenRow found, string requestId)
    {
        var grant = await db.Across<GrantRow>()
            .AsNoTracking()
            .SingleAsync(g => g.OrganizationId == found.OrganizationId && g.Id == found.GrantId);
        await commits.Commit<bool>(
            new(grant.OrganizationId, grant.Mode, "member", grant.MemberId, requestId),
            async unit =>
            {
                var row = await unit.Db.Grants.SingleAsync(g => g.Id == grant.Id);
                if (row.RevokedAt is not null)
                    return OAuthProblems.InvalidGrant;
                unit.State(GrantFact.Reused(row, "refresh_token"));
                GrantEnd.One(
                    unit,
                    row,
                    GrantEnd.Reuse,
                    await time.Now(unit.Db, CancellationToken.None)
                );
                return true;
            },
            CancellationToken.None
        );
    }

    private static string Successor(string token, string salt) =>
        Prefix
        + Base64Url.EncodeToString(
            HMACSHA256.HashData(Base64Url.DecodeFromChars(salt), Encoding.UTF8.GetBytes(token))
        );
}
