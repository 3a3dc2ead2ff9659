using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Tokens;

/// <summary>One ES256 key (RFC 7518, section 3.4) with its time of service.</summary>
internal sealed record TokenKey(
    string Id,
    ECDsa Key,
    DateTimeOffset ActiveFrom,
    DateTimeOffset? RetiredAt
);

/// <summary>
/// The key set of access tokens, apart from every other set. A new key is published before nodes sign with it, and a
/// retired one verifies until the last token it signed has expired.
/// </summary>
internal sealed class TokenKeys(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    MasterKeys masterKeys,
    TimeProvider clock
)
{
    public const string Purpose = "access.token-key";
    private static readonly TimeSpan LeastRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _refreshing = new(1);
    private ImmutableArray<TokenKey> _keys = [];
    private long _refreshedAt;

    /// <summary>Keys to publish: those in service, those about to be, and retired ones while their tokens live, of which those of MCP clients live longest.</summary>
    public IEnumerable<TokenKey> Published =>
        _keys.Where(k =>
            k.RetiredAt is null || k.RetiredAt + AccessTokens.GrantLifetime > clock.GetUtcNow()
        );

    /// <summary>Makes the first key when there is none, and loads the set.</summary>
    public async Task Prepare(CancellationToken cancellation)
    {
        await Load(cancellation);
        if (_keys.IsEmpty)
        {
            await Add(clock.GetUtcNow(), cancellation);
            await Load(cancellation);
        }
    }

    /// <summary>Adds a key that takes over in a minute and retires the others then.</summary>
    public async Task Rotate(CancellationToken cancellation)
    {
        await Add(clock.GetUtcNow() + Lead, cancellation);
        await Load(cancellation);
    }

    /// <summary>The key that signs now.</summary>
    public TokenKey Signing
    {
        get
        {
            var now = clock.GetUtcNow();
            return _keys
                    .Where(k => k.ActiveFrom <= now && !(k.RetiredAt <= now))
                    .MaxBy(k => k.ActiveFrom)
                ?? throw new InvalidOperationException("There is no key for access tokens.");
        }
    }

    /// <summary>The published key of this id. An unknown id rereads the set at most once in five seconds.</summary>
    public async ValueTask<TokenKey?> Find(string id, CancellationToken cancellation)
    {
        if (Published.FirstOrDefault(k => k.Id == id) is { } known)
            return known;
        if (clock.GetElapsedTime(_refreshedAt) < LeastRefresh)
            return null;
        await Load(LeastRefresh, cancellation);
        return Published.FirstOrDefault(k => k.Id == id);
    }

    private Task Add(DateTimeOffset activeFrom, CancellationToken cancellation) =>
        commits.Keep(
            "signing.key",
            async unit =>
            {
                var first = activeFrom <= clock.GetUtcNow();
                if (first && await unit.Db.TokenKeys.AnyAsync(k => k.RetiredAt == null))
                    return; // another node was quicker
                foreach (
                    var old in await unit.Db.TokenKeys.Where(k => k.RetiredAt == null).ToListAsync()
                )
                    old.RetiredAt = activeFrom;
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                unit.Db.Add(
                    new TokenKeyRow
                    {
                        Id = NewId.Create("tok", clock),
                        PrivateKey = masterKeys.Encrypt(key.ExportPkcs8PrivateKey(), Purpose),
                        PublicKey = key.ExportSubjectPublicKeyInfo(),
                        ActiveFrom = activeFrom,
                        CreatedAt = clock.GetUtcNow(),
                    }
                );
            },
            cancellation
        );

    /// <summary>Rereads the set.</summary>
    public Task Load(CancellationToken cancellation) => Load(TimeSpan.Zero, cancellation);

    /// <summary>Rereads the set if it is that old once nobody else rereads it: of many who ask at once, one does.</summary>
    private async Task Load(TimeSpan age, CancellationToken cancellation)
    {
        await _refreshing.WaitAsync(cancellation);
        try
        {
            if (clock.GetElapsedTime(_refreshedAt) < age)
                return;
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var rows = await db.TokenKeys.AsNoTracking().ToListAsync(cancellation);
            var known = _keys.ToDictionary(k => k.Id);
            _keys =
            [
                .. rows.Select(r =>
                    known.TryGetValue(r.Id, out var k)
                        ? k with
                        {
                            RetiredAt = r.RetiredAt,
                        }
                        : new(r.Id, Import(r), r.ActiveFrom, r.RetiredAt)
                ),
            ];
            _refreshedAt = clock.GetTimestamp();
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private ECDsa Import(TokenKeyRow row)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(masterKeys.Decrypt(row.PrivateKey, Purpose), out _);
        if (!key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(row.PublicKey))
            throw new CryptographicException(
                $"The private key stored for the access token key {row.Id} is another key's; nothing is signed with it. Restore the row from a backup, or remove it: clients then exchange their token again."
            );
        return key;
    }
}
