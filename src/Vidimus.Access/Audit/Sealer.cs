using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.Audit;

/// <summary>
/// Puts facts into the chain of their organization, within a second of their commit. Changes commit without knowing of
/// the chain, so that they never wait for each other; one node at a time seals what has no place yet. It asks for that,
/// not for ids after the last one: ids are made before the commit, and a slower transaction's facts appear behind.
/// </summary>
internal sealed class Sealer(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    Leases leases,
    AuditCheckpoints checkpoints,
    TimeProvider clock,
    ILogger<Sealer> log
)
    : LeasedWork(
        "access.audit.seal",
        TimeSpan.FromSeconds(15),
        TimeSpan.FromMilliseconds(400),
        leases,
        clock,
        log
    )
{
    private const int Most = 2000;
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);
    private readonly Leases _leases = leases;
    private readonly TimeProvider _clock = clock;
    private long? _looked;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var facts = await db.Across<FactRow>()
            .AsNoTracking()
            .Where(f => f.Number == null)
            .OrderBy(f => f.Id)
            .Take(Most)
            .ToListAsync(cancellation);
        Meters.UnsealedAge.Record(
            facts.Count == 0 ? 0 : (_clock.GetUtcNow() - facts[0].At).TotalSeconds
        );
        if (facts.Count > 0)
            await Seal(db, lease, facts, cancellation);
        if (_looked is not { } looked || _clock.GetElapsedTime(looked) >= BetweenLooks)
        {
            _looked = _clock.GetTimestamp();
            await checkpoints.MakeDue(_clock.GetUtcNow() - BetweenCheckpoints, cancellation);
        }
        return facts.Count == Most;
    }

    private async Task Seal(
        VidimusDb db,
        Lease lease,
        List<FactRow> facts,
        CancellationToken cancellation
    )
    {
        var organizations = facts.Select(f => f.OrganizationId).Distinct().ToArray();
        var heads = await db.Across<AuditChainRow>()
            .AsNoTracking()
            .Where(c => organizations.Contains(c.OrganizationId))
            .ToDictionaryAsync(c => c.OrganizationId, c => (c.Number, c.Hash), cancellation);
        var before = new Dictionary<string, (long Number, string Hash)>(heads);
        var seals = new List<FactSeal>(facts.Count);
        foreach (var fact in facts)
        {
            var (number, hash) = heads.GetValueOrDefault(
                fact.OrganizationId,
                (0, ChainForm.Beginning)
            );
            var seal = new FactSeal(
                fact.OrganizationId,
                fact.Id,
                number + 1,
                ChainForm.Hash(fact, number + 1, hash)
            );
            heads[fact.OrganizationId] = (seal.Number, seal.Hash);
            seals.Add(seal);
        }
        await commits.Keep(
            "access.audit",
            async unit =>
            {
                await _leases.Demand(unit, lease);
                await unit.Seal(seals);
                await Move(unit, before, heads);
            },
            cancellation
        );
        Meters.FactsSealed.Add(seals.Count);
    }

    private async Task Move(
        Unit unit,
        Dictionary<string, (long Number, string Hash)> before,
        Dictionary<string, (long Number, string Hash)> heads
    )
    {
        var rows = await unit
            .Db.Across<AuditChainRow>()
            .Where(c => heads.Keys.Contains(c.OrganizationId))
            .ToDictionaryAsync(c => c.OrganizationId);
        foreach (var (organization, (number, hash)) in heads)
        {
            if (!rows.TryGetValue(organization, out var row))
            {
                row = new()
                {
                    OrganizationId = organization,
                    Number = 0,
                    Hash = ChainForm.Beginning,
                    SealedAt = _clock.GetUtcNow(),
                };
                unit.Db.Add(row);
            }
            var known = before.GetValueOrDefault(organization, (0, ChainForm.Beginning));
            if ((row.Number, row.Hash) != known)
                throw new InvalidOperationException(
                    $"The chain of '{organization}' moved while its facts were being sealed."
                );
            (row.Number, row.Hash, row.SealedAt) = (number, hash, _clock.GetUtcNow());
        }
    }
}
