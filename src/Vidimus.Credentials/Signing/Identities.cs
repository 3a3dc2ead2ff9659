using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.OpenBadges;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Signing;

/// <summary>A key that signs now, and the identity it signs for.</summary>
internal sealed record SigningIdentity(
    string Did,
    string VerificationMethod,
    string IssuerName,
    string BaseUrl,
    bool PinsAddress,
    Ed25519PrivateKey Key,
    string? Profile = null
);

/// <summary>
/// Issuer identities: one <c>did:web</c> for each organization and mode, so that a test signature can never pass for
/// a live one. Private keys are made at first use, encrypted under a master key, and decrypted once for each process.
/// </summary>
internal sealed class Identities(
    IDbContextFactory<VidimusDb> databases,
    PointReads reads,
    Commits commits,
    MasterKeys masterKeys,
    AccessOptions options,
    TimeProvider clock
) : IDisposable
{
    private readonly PointRead<KeyAndProfile> _keys = reads.Of<
        IssuerKeyRow,
        ProfileRow,
        KeyAndProfile
    >(
        key => new { key.OrganizationId, key.Mode },
        (key, profile) => key.OrganizationId == profile.OrganizationId && key.Mode == profile.Mode,
        (key, profile) =>
            new KeyAndProfile(
                key.Fragment,
                key.PublicKey,
                key.PrivateKey,
                key.CreatedAt,
                key.RetiredAt,
                profile.Members
            ),
        otherMayMiss: true
    );

    public const string Purpose = "credentials.issuer-key";
    private readonly ConcurrentDictionary<string, Ed25519PrivateKey> _opened = new(
        StringComparer.Ordinal
    );

    /// <summary>DID of an organization in a mode, under a public address.</summary>
    public static string Did(string baseUrl, string organizationId, string mode) =>
        DidWeb.FromUrl(new Uri(baseUrl), "o", organizationId, mode);

    /// <summary>The identity that signs for the organization now; refused when a live one has no public address.</summary>
    public async Task<Result<SigningIdentity>> For(
        string organizationId,
        string mode,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var facts = await db.IssuerFacts(organizationId, cancellation);
        return await For(organizationId, mode, facts, cancellation);
    }

    /// <summary>As above, for an organization of which this much was read for the same request.</summary>
    public async Task<Result<SigningIdentity>> For(
        string organizationId,
        string mode,
        IssuerFacts facts,
        CancellationToken cancellation
    )
    {
        if (mode == "live" && options.PublicUrl is null)
            return CredentialProblems.PublicUrlMissing;
        if (mode == "live" && facts.PublicUrl is { } pinned && pinned != options.PublicUrl)
            return CredentialProblems.PublicUrlChanged;
        var key =
            await Active(organizationId, mode)
            ?? await MakeFirst(organizationId, mode, cancellation);
        var did = Did(options.BaseUrl, organizationId, mode);
        return new SigningIdentity(
            did,
            $"{did}#{key.Fragment}",
            facts.Name,
            options.BaseUrl,
            mode == "live" && facts.PublicUrl is null,
            Open(key),
            key.Profile
        );
    }

    private async ValueTask<KeyAndProfile?> Active(string organizationId, string mode) =>
        (await _keys.FindAll(organizationId, mode))
            .Where(k => k.RetiredAt is null)
            .MaxBy(k => k.CreatedAt);

    private async Task<KeyAndProfile> MakeFirst(
        string organizationId,
        string mode,
        CancellationToken cancellation
    )
    {
        await Make(organizationId, mode, cancellation);
        return await Active(organizationId, mode)
            ?? throw new CommitFailedException("The issuer's key was not found.", null);
    }

    /// <summary>All keys of an identity, retired ones included, for its DID document.</summary>
    public static async Task<ImmutableArray<IssuerKey>> KeysOf(
        VidimusDb db,
        string organizationId,
        string mode,
        CancellationToken cancellation
    )
    {
        var rows = await db
            .IssuerKeys.AsNoTracking()
            .Where(k => k.OrganizationId == organizationId && k.Mode == mode)
            .OrderBy(k => k.CreatedAt)
            .ToListAsync(cancellation);
        return
        [
            .. rows.Select(r => new IssuerKey(
                r.Fragment,
                VerifyingKey.FromEd25519(r.PublicKey),
                r.RetiredAt is not null
            )),
        ];
    }

    /// <summary>Makes a new key that signs from now on; the retired one goes on verifying.</summary>
    public Task<IssuerKeyRow> Rotate(
        string organizationId,
        string mode,
        CancellationToken cancellation
    ) => Make(organizationId, mode, cancellation, rotate: true);

    public void Dispose()
    {
        foreach (var key in _opened.Values)
            key.Dispose();
    }

    /// <summary>A new key of an identity, not stored yet.</summary>
    public IssuerKeyRow Fresh(string organizationId, string mode)
    {
        using var key = Ed25519PrivateKey.Generate();
        var seed = key.ExportSeed();
        var row = new IssuerKeyRow
        {
            OrganizationId = organizationId,
            Mode = mode,
            // The fragment is the key itself (Multikey), so that it can be told apart from every other for ever.
            Fragment = Multikey.FromEd25519(key.PublicKey.Span),
            PublicKey = key.PublicKey.ToArray(),
            PrivateKey = masterKeys.Encrypt(seed, Purpose),
            CreatedAt = clock.GetUtcNow(),
        };
        CryptographicOperations.ZeroMemory(seed);
        return row;
    }

    /// <summary>Has a key sign from now on; those before it go on verifying.</summary>
    public void TakeOver(Unit unit, IEnumerable<IssuerKeyRow> active, IssuerKeyRow row)
    {
        foreach (var old in active)
            old.RetiredAt = clock.GetUtcNow();
        unit.Db.Add(row);
        unit.State(
            new SimpleFact("issuer-key.made", row.OrganizationId, ("fragment", row.Fragment))
        );
    }

    private async Task<IssuerKeyRow> Make(
        string organizationId,
        string mode,
        CancellationToken cancellation,
        bool rotate = false
    )
    {
        var row = Fresh(organizationId, mode);
        var made = await commits.Commit<IssuerKeyRow>(
            new(organizationId, mode, "installation", "signing", ""),
            async unit =>
            {
                var active = await unit.Db.IssuerKeys.Where(k => k.RetiredAt == null).ToListAsync();
                if (active.Count > 0 && !rotate)
                    return active[0]; // another request, or another node, was quicker
                TakeOver(unit, active, row);
                return row;
            },
            cancellation
        );
        return made.Value ?? throw new CommitFailedException(made.Problem!.Message, null);
    }

    private Ed25519PrivateKey Open(KeyAndProfile row) =>
        _opened.GetOrAdd(
            row.Fragment,
            static (_, state) =>
            {
                var seed = state.masterKeys.Decrypt(state.row.PrivateKey, Purpose);
                try
                {
                    var key = Ed25519PrivateKey.FromSeed(seed);
                    if (!key.PublicKey.Span.SequenceEqual(state.row.PublicKey))
                        throw new CryptographicException(
                            $"The private key stored for {state.row.Fragment} is another key's; nothing is signed with it. Restore the row from a backup, or rotate the issuer's key."
                        );
                    return key;
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(seed);
                }
            },
            (masterKeys, row)
        );

    private sealed record KeyAndProfile(
        string Fragment,
        byte[] PublicKey,
        byte[] PrivateKey,
        DateTimeOffset CreatedAt,
        DateTimeOffset? RetiredAt,
        string? Profile
    );
}
