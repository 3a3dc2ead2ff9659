using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.Keys;

/// <summary>What a check needs to know of a key and its organization.</summary>
internal sealed record KeyFacts(
    string OrganizationId,
    string OrganizationName,
    string OrganizationState,
    string Id,
    string Digest,
    string Mode,
    string Scopes,
    bool ExchangeOnly,
    int RateLimitPerMinute,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? SuspendedAt,
    DateTimeOffset? RevokedAt,
    string Environment,
    long? SpendCapDayCents,
    long? SpendCapMonthCents
);

/// <summary>Checks keys against the authoritative row, read anew for every request: a revocation has no lag.</summary>
internal sealed class KeyCheck(TimeProvider clock)
{
#pragma warning disable RS0030 // A key is looked up before its tenant is known, and a compiled query cannot call Across.
    // Compiled for one model and engine, so they belong to the server and not to the process.
    private readonly Func<VidimusDb, string, Task<KeyFacts?>> _byDigest = EF.CompileAsyncQuery(
        (VidimusDb db, string digest) =>
            (
                from key in db.Set<KeyRow>().IgnoreQueryFilters(new[] { VidimusDb.TenantFilter })
                join organization in db.Set<OrganizationRow>()
                    on key.OrganizationId equals organization.Id
                where key.Digest == digest
                select new KeyFacts(
                    key.OrganizationId,
                    organization.Name,
                    organization.State,
                    key.Id,
                    key.Digest,
                    key.Mode,
                    key.Scopes,
                    key.ExchangeOnly,
                    key.RateLimitPerMinute,
                    key.ExpiresAt,
                    key.LastUsedAt,
                    key.SuspendedAt,
                    key.RevokedAt,
                    key.Environment,
                    key.SpendCapDayCents,
                    key.SpendCapMonthCents
                )
            ).SingleOrDefault()
    );

    private readonly Func<VidimusDb, string, string, Task<KeyFacts?>> _byId = EF.CompileAsyncQuery(
        (VidimusDb db, string organizationId, string id) =>
            (
                from key in db.Set<KeyRow>().IgnoreQueryFilters(new[] { VidimusDb.TenantFilter })
                join organization in db.Set<OrganizationRow>()
                    on key.OrganizationId equals organization.Id
                where key.OrganizationId == organizationId && key.Id == id
                select new KeyFacts(
                    key.OrganizationId,
                    organization.Name,
                    organization.State,
                    key.Id,
                    key.Digest,
                    key.Mode,
                    key.Scopes,
                    key.ExchangeOnly,
                    key.RateLimitPerMinute,
                    key.ExpiresAt,
                    key.LastUsedAt,
                    key.SuspendedAt,
                    key.RevokedAt,
                    key.Environment,
                    key.SpendCapDayCents,
                    key.SpendCapMonthCents
                )
            ).SingleOrDefault()
    );

#pragma warning restore RS0030

    /// <summary>The key that was presented, or why not. Its state is told only after the whole digest matched.</summary>
    public async Task<Result<KeyFacts>> ByText(VidimusDb db, string presented)
    {
        if (!KeyFormat.IsWellFormed(presented))
            return AccessProblems.InvalidKey;
        var digest = KeyFormat.Digest(presented);
        Meters.KeyLookups.Add(1);
        var key = await _byDigest(db, digest);
        // The index compared for equality; compare once more in fixed time, so that no engine's shortcut counts.
        if (
            key is null
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(key.Digest),
                Encoding.ASCII.GetBytes(digest)
            )
        )
            return AccessProblems.InvalidKey;
        return Usable(key);
    }

    /// <summary>The key that an access token was made from, or why it can no longer be used.</summary>
    public async Task<Result<KeyFacts>> OfToken(VidimusDb db, string organizationId, string keyId)
    {
        Meters.KeyLookups.Add(1);
        var key = await _byId(db, organizationId, keyId);
        return key is null ? AccessProblems.InvalidToken : Usable(key);
    }

    private Result<KeyFacts> Usable(KeyFacts key)
    {
        if (key.RevokedAt is not null)
            return AccessProblems.RevokedKey;
        if (key.ExpiresAt <= clock.GetUtcNow())
            return AccessProblems.ExpiredKey;
        if (key.SuspendedAt is not null)
            return AccessProblems.SuspendedKey;
        return key.OrganizationState == OrganizationState.Active
            ? key
            : AccessProblems.OrganizationDisabled;
    }
}
