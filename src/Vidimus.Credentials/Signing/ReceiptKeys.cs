using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;
using Vidimus.Platform.Telemetry;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Signing;

/// <summary>
/// The installation's own keys, for receipts alone, published at <c>/.well-known/jwks.json</c>. Retired keys stay
/// published, so that old receipts verify.
/// </summary>
internal sealed class ReceiptKeys(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    MasterKeys masterKeys,
    TimeProvider clock
) : IHealthProbe
{
    public const string Purpose = "credentials.receipt-key";

    // The key set may be kept for an hour by whoever fetched it: a key is in it for longer than that before it signs, or its first
    // receipts would be taken for forged ones.
    private static readonly TimeSpan PublishedBefore = TimeSpan.FromMinutes(65);
    private readonly SemaphoreSlim _loading = new(1);
    private ImmutableArray<(string Id, ReadOnlyMemory<byte> PublicKey)> _published = [];
    private (string Id, Ed25519PrivateKey Key)? _signing;

    public string Name => "signingKeys";

    public string Hint => "No key for receipts can be read; check the master key.";

    public IReadOnlyList<(string Id, ReadOnlyMemory<byte> PublicKey)> Published => _published;

    public (string Id, Ed25519PrivateKey Key) Signing =>
        _signing ?? throw new InvalidOperationException("There is no key for receipts.");

    public Task<bool> IsWell(CancellationToken cancellation)
    {
        var message = "health"u8;
        return Task.FromResult(
            Ed25519.Verify(Signing.Key.PublicKey.Span, message, Signing.Key.Sign(message))
        );
    }

    /// <summary>Makes the first key when there is none, and loads the set.</summary>
    public async Task Prepare(CancellationToken cancellation)
    {
        await Load(cancellation);
        if (_signing is not null)
            return;
        await Add(rotate: false, cancellation);
        await Load(cancellation);
    }

    /// <summary>Makes a new key, published from now on, that signs once no cache holds a key set without it.</summary>
    public async Task Rotate(CancellationToken cancellation)
    {
        await Add(rotate: true, cancellation);
        await Load(cancellation);
    }

    private Task Add(bool rotate, CancellationToken cancellation) =>
        commits.Keep(
            "signing.key",
            async unit =>
            {
                var active = await unit
                    .Db.ReceiptKeys.Where(k => k.RetiredAt == null)
                    .ToListAsync();
                if (active.Count > 0 && !rotate)
                    return;
                foreach (var old in active)
                    old.RetiredAt = clock.GetUtcNow() + PublishedBefore;
                using var key = Ed25519PrivateKey.Generate();
                var seed = key.ExportSeed();
                unit.Db.Add(
                    new ReceiptKeyRow
                    {
                        Id = Jwk.Thumbprint(key.PublicKey.Span),
                        PublicKey = key.PublicKey.ToArray(),
                        PrivateKey = masterKeys.Encrypt(seed, Purpose),
                        CreatedAt = clock.GetUtcNow(),
                    }
                );
                CryptographicOperations.ZeroMemory(seed);
            },
            cancellation
        );

    /// <summary>Rereads the set.</summary>
    public async Task Load(CancellationToken cancellation)
    {
        await _loading.WaitAsync(cancellation);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var rows = await db
                .ReceiptKeys.AsNoTracking()
                .OrderByDescending(k => k.CreatedAt)
                .ToListAsync(cancellation);
            _published = [.. rows.Select(r => (r.Id, (ReadOnlyMemory<byte>)r.PublicKey))];
            var now = clock.GetUtcNow();
            Sign([.. rows.Where(r => r.RetiredAt is null || r.RetiredAt > now).Reverse()]);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>
    /// Signs with the oldest: those after it are being published. One that cannot be opened is passed over where another can, or
    /// rotating would heal nothing until that one is retired.
    /// </summary>
    private void Sign(ReceiptKeyRow[] active)
    {
        foreach (var row in active)
        {
            if (_signing?.Id == row.Id)
                return;
            try
            {
                _signing = (row.Id, Open(row));
                return;
            }
            catch (CryptographicException) when (row != active[^1])
            {
                // The next one is tried; where there is none, it is thrown.
            }
        }
    }

    private Ed25519PrivateKey Open(ReceiptKeyRow row)
    {
        var key = Ed25519PrivateKey.FromSeed(masterKeys.Decrypt(row.PrivateKey, Purpose));
        return key.PublicKey.Span.SequenceEqual(row.PublicKey)
            ? key
            : throw new CryptographicException(
                $"The private key stored for the receipt key {row.Id} is another key's; nothing is signed with it. Restore the row from a backup, or rotate the receipt keys."
            );
    }
}
