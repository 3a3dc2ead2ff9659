using System.Linq.Expressions;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Access.Authentications;
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
    string? OrganizationUrl,
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
    long? SpendCapMonthCents,
    string? SpendAccount,
    string? AllowedNetworks,
    bool ForAssistant,
    DateTimeOffset ReadAt
)
{
    /// <summary>Where each of these stands; <see cref="ReadAt"/> is the database's time, which all nodes share.</summary>
    public static readonly Expression<Func<KeyRow, OrganizationRow, KeyFacts>> Columns = (
        key,
        organization
    ) =>
        new KeyFacts(
            key.OrganizationId,
            organization.Name,
            organization.State,
            organization.PublicUrl,
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
            key.SpendCapMonthCents,
            key.SpendAccount,
            key.AllowedNetworks,
            key.ForAssistant,
            PointReads.Now
        );

    public static readonly Expression<Func<KeyRow, OrganizationRow, bool>> OfOrganization = (
        key,
        organization
    ) => key.OrganizationId == organization.Id;
}

/// <summary>
/// Checks keys against the authoritative row, read anew for every request: a revocation has no lag. There is no cache,
/// since proving one fresh would cost the same read.
/// </summary>
internal sealed class KeyCheck(PointReads reads, AuthenticationHistory history)
{
    private readonly PointRead<KeyFacts> _byDigest = reads.Of<KeyRow, OrganizationRow, KeyFacts>(
        key => key.Digest,
        KeyFacts.OfOrganization,
        KeyFacts.Columns
    );
    private readonly PointRead<KeyFacts> _byId = reads.Of<KeyRow, OrganizationRow, KeyFacts>(
        key => new { key.OrganizationId, key.Id },
        KeyFacts.OfOrganization,
        KeyFacts.Columns
    );

    private readonly PointRead<KeyRow> _rows = reads.Of<KeyRow>(key => new
    {
        key.OrganizationId,
        key.Id,
    });

    /// <summary>The key that was presented, or why not. Its state is told only after the whole digest matched.</summary>
    public async ValueTask<Result<KeyFacts>> ByText(string presented, IPAddress? from)
    {
        if (!KeyFormat.IsWellFormed(presented))
            return AccessProblems.InvalidKey;
        var digest = KeyFormat.Digest(presented);
        Meters.KeyLookups.Add(1);
        var key = await _byDigest.Find(digest);
        // The index compared for equality; compare once more in fixed time, so that no engine's shortcut counts.
        if (
            key is null
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(key.Digest),
                Encoding.ASCII.GetBytes(digest)
            )
        )
            return AccessProblems.InvalidKey;
        return Usable(key, from);
    }

    /// <summary>The key that an access token was made from, or why it can no longer be used.</summary>
    public async ValueTask<Result<KeyFacts>> OfToken(
        string organizationId,
        string keyId,
        IPAddress? from
    )
    {
        return Usable(await Facts(organizationId, keyId), from);
    }

    /// <summary>As <see cref="OfToken"/>, in the transaction of a change.</summary>
    public async ValueTask<Result<KeyFacts>> InUnit(
        VidimusDb db,
        string organizationId,
        string keyId,
        IPAddress? from
    )
    {
        return Usable(await FactsIn(db, organizationId, keyId), from);
    }

    /// <summary>What there is to know of a key, whatever its state.</summary>
    public ValueTask<KeyFacts?> Facts(string organizationId, string keyId)
    {
        Meters.KeyLookups.Add(1);
        return _byId.Find(organizationId, keyId);
    }

    /// <summary>As <see cref="Facts"/>, in the transaction of a change.</summary>
    public ValueTask<KeyFacts?> FactsIn(VidimusDb db, string organizationId, string keyId)
    {
        Meters.KeyLookups.Add(1);
        return _byId.FindIn(db, organizationId, keyId);
    }

    /// <summary>All that is kept of a key, to be shown.</summary>
    public ValueTask<KeyRow?> Row(string organizationId, string keyId) =>
        _rows.Find(organizationId, keyId);

    /// <summary>The key where it may be used now from this address, or why not.</summary>
    public Result<KeyFacts> Usable(KeyFacts? key, IPAddress? from)
    {
        if (key is null)
            return AccessProblems.InvalidToken;
        if (key.RevokedAt is not null)
            return Refused(AccessProblems.RevokedKey, AuthenticationOutcome.Revoked);
        if (key.ExpiresAt <= key.ReadAt)
            return Refused(AccessProblems.ExpiredKey, AuthenticationOutcome.Expired);
        if (key.SuspendedAt is not null)
            return Refused(AccessProblems.SuspendedKey, AuthenticationOutcome.Suspended);
        if (key.OrganizationState != OrganizationState.Active)
            return Refused(
                AccessProblems.OrganizationDisabled,
                AuthenticationOutcome.OrganizationDisabled
            );
        return Networks.Admit(key.AllowedNetworks, from)
            ? key
            : Refused(AccessProblems.AddressNotAllowed, AuthenticationOutcome.AddressNotAllowed);

        Result<KeyFacts> Refused(ProblemType why, string outcome)
        {
            history.Note(key, outcome, from);
            return why;
        }
    }
}
