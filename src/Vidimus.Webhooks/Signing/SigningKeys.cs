using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;
using Vidimus.Proofs;

namespace Vidimus.Webhooks.Signing;

/// <summary>
/// One Ed25519 key for each organization, made at its first use. Which one signs is read for every batch, so that all nodes
/// change over at the same moment; only the opened keys are kept in memory.
/// </summary>
internal sealed class SigningKeys(
    PointReads reads,
    Commits commits,
    MasterKeys masterKeys,
    TimeProvider clock
)
{
    public const string Purpose = "webhooks.signing-key";

    /// <summary>A new key is published for so long before it signs: twice what receivers may keep the set for.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMinutes(10);

    /// <summary>A key that signs no more stays published for so long.</summary>
    public static readonly TimeSpan StaysPublished = TimeSpan.FromDays(7);

    private const int MostOpened = 4096;

    private readonly PointRead<SigningKeyRow> _rows = reads.Of<SigningKeyRow>(k =>
        k.OrganizationId
    );
    private ConcurrentDictionary<string, Ed25519PrivateKey> _opened = new(StringComparer.Ordinal);

    /// <summary>The key of each of these organizations that signs at this time.</summary>
    public async Task<IReadOnlyDictionary<string, Ed25519PrivateKey>> For(
        IReadOnlyCollection<string> organizations,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var keys = new Dictionary<string, Ed25519PrivateKey>(StringComparer.Ordinal);
        var found = await _rows.FindEach([.. organizations.Select(o => new[] { o })]);
        foreach (var (organization, rows) in organizations.Zip(found))
        {
            var row = SigningAt(rows, now) ?? await MakeFirst(organization, cancellation);
            keys[organization] = Open(row);
        }
        return keys;
    }

    /// <summary>Keys to publish: the one that signs, the one that is about to, and those that signed until lately.</summary>
    public async Task<IReadOnlyList<SigningKeyRow>> Published(string organizationId) =>
        [
            .. (await _rows.FindAll(organizationId))
                .Where(k => !IsPast(k, clock.GetUtcNow()))
                .OrderBy(k => k.CreatedAt),
        ];

    /// <summary>The first key; the one that is there when another request was quicker.</summary>
    public async Task<SigningKeyRow> MakeFirst(
        string organizationId,
        CancellationToken cancellation
    )
    {
        var made = await commits.Commit<SigningKeyRow>(
            new(organizationId, "live", "installation", "webhooks", ""),
            async unit =>
                SigningAt(
                    await unit.Db.WebhookSigningKeys.AsNoTracking().ToListAsync(cancellation),
                    clock.GetUtcNow()
                ) ?? Add(unit, clock.GetUtcNow()),
            cancellation
        );
        return made.Value ?? throw new CommitFailedException(made.Problem!.Message, null);
    }

    /// <summary>A new key as part of the unit, which signs from that time on.</summary>
    public SigningKeyRow Add(Unit unit, DateTimeOffset from)
    {
        using var key = Ed25519PrivateKey.Generate();
        var seed = key.ExportSeed();
        var row = new SigningKeyRow
        {
            OrganizationId = unit.Author.OrganizationId,
            Id = NewId.Create("whk", clock),
            PublicKey = key.PublicKey.ToArray(),
            PrivateKey = masterKeys.Encrypt(seed, Purpose),
            CreatedAt = clock.GetUtcNow(),
        };
        CryptographicOperations.ZeroMemory(seed);
        unit.Db.Add(row);
        unit.State(
            new SimpleFact(
                "webhook.signing-key-made",
                row.OrganizationId,
                ("key", row.Id),
                ("signsFrom", Times.Format(from))
            )
        );
        return row;
    }

    // Among those that are not retired yet the one that will be next: its successor is published already and waits.
    internal static SigningKeyRow? SigningAt(IEnumerable<SigningKeyRow> rows, DateTimeOffset now) =>
        rows.Where(k => k.RetiredAt is null || k.RetiredAt > now)
            .OrderBy(k => k.RetiredAt ?? DateTimeOffset.MaxValue)
            .ThenBy(k => k.CreatedAt)
            .ThenBy(k => k.Id, StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>When a key that is published already takes over; null when none is waiting to.</summary>
    internal static DateTimeOffset? NextAt(IEnumerable<SigningKeyRow> rows, DateTimeOffset now) =>
        rows.Where(k => k.RetiredAt > now).Min(k => k.RetiredAt);

    /// <summary>True once nothing that it signed may still be on its way.</summary>
    internal static bool IsPast(SigningKeyRow row, DateTimeOffset now) =>
        row.RetiredAt + StaysPublished <= now;

    private Ed25519PrivateKey Open(SigningKeyRow row)
    {
        // Others may be signing with what is dropped here; it is wiped when the last of them is done.
        if (_opened.Count > MostOpened)
            _opened = new(StringComparer.Ordinal);
        return _opened.GetOrAdd(
            row.Id,
            static (_, state) =>
            {
                var seed = state.masterKeys.Decrypt(state.row.PrivateKey, Purpose);
                try
                {
                    var key = Ed25519PrivateKey.FromSeed(seed);
                    if (!key.PublicKey.Span.SequenceEqual(state.row.PublicKey))
                        throw new CryptographicException(
                            $"The private key stored for the webhook key {state.row.Id} is another key's; nothing is signed with it. Restore the row from a backup, or rotate the key."
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
    }
}
