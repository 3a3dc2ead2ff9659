using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Gate;

/// <summary>
/// Tells the other nodes once a second which keys are using much of their limit here, and learns the same from them, so
/// that a key's limit holds for all nodes together within a stated bound
/// (<c>docs/decisions/0017-limits-over-nodes.md</c>). No request waits for this; when the database is away, each node
/// goes on with what it knows. On SQLite there is one node and nothing to tell.
/// </summary>
internal sealed class RateRounds(
    RateLimits limits,
    PersistenceOptions persistence,
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    TimeProvider clock,
    ILogger<RateRounds> log
) : PeriodicWork(TimeSpan.FromSeconds(1), clock, log)
{
    // A key is told of once it has used a tenth of its limit: most keys never do, and telling is not free.
    private const int ToldFrom = 10;

    private const int MostTold = 5000;
    private const int RoundsBetweenSweeps = 30;
    private const int RoundsBetweenSigns = 15;
    private static readonly TimeSpan Gone = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _clock = clock;
    private readonly string _node = NewId.Create("node", clock);
    private readonly Dictionary<string, Other> _others = new(StringComparer.Ordinal);
    private HashSet<string> _learned = new(StringComparer.Ordinal);
    private string _told = "";
    private long _round;

    private sealed record Other(long Round, TimeSpan SeenAt, Dictionary<string, long[]> Counts);

    protected override async Task Round(CancellationToken cancellation)
    {
        if (_round++ % RoundsBetweenSweeps == 0)
            limits.Sweep();
        if (!persistence.IsPostgres)
            return;
        await Tell(cancellation);
        await Learn(cancellation);
    }

    private async Task Tell(CancellationToken cancellation)
    {
        // Alone, a sign of life is enough: who comes later learns from the round after that.
        var counts = _others.Count == 0 ? "{}" : JsonSerializer.Serialize(Counts());
        if (counts == "{}" && _told == "{}" && _round % RoundsBetweenSigns != 0)
            return;
        await commits.Keep(
            "access.counts",
            async unit =>
            {
                var row = await unit.Db.RateCounts.SingleOrDefaultAsync(r => r.Node == _node);
                if (row is null)
                    unit.Db.Add(row = new() { Node = _node });
                (row.Round, row.At, row.Counts) = (_round, _clock.GetUtcNow(), counts);
                // Rows of nodes that ended are nobody's: whoever comes by takes them away.
                var gone = _clock.GetUtcNow() - Gone;
                unit.Db.RemoveRange(
                    await unit
                        .Db.RateCounts.Where(r => r.At < gone && r.Node != _node)
                        .ToListAsync()
                );
            },
            cancellation
        );
        _told = counts;
    }

    private Dictionary<string, long[]> Counts()
    {
        var now = limits.Now;
        return limits
            .Windows.Select(w => (w.Key, w.Value.Limit, Told: w.Value.Told(now)))
            .Where(w => w.Told.Weight > 0 && w.Told.Weight >= w.Limit / ToldFrom)
            .OrderByDescending(w => (double)w.Told.Weight / w.Limit)
            .Take(MostTold)
            .ToDictionary(
                w => w.Key,
                w => new[] { w.Told.Weight, (long)(w.Told.Until - now).TotalMilliseconds },
                StringComparer.Ordinal
            );
    }

    private async Task Learn(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db
            .RateCounts.AsNoTracking()
            .Where(r => r.Node != _node)
            .ToListAsync(cancellation);
        var now = limits.Now;
        foreach (var gone in _others.Keys.Except(rows.Select(r => r.Node)).ToArray())
            _others.Remove(gone);
        foreach (var row in rows)
        {
            if (_others.TryGetValue(row.Node, out var known) && known.Round == row.Round)
                continue;
            if (known is null && _clock.GetUtcNow() - row.At > Old)
                continue;
            _others[row.Node] = new(
                row.Round,
                now,
                JsonSerializer.Deserialize<Dictionary<string, long[]>>(row.Counts)!
            );
        }
        foreach (
            var silent in _others
                .Where(o => now - o.Value.SeenAt > Old)
                .Select(o => o.Key)
                .ToArray()
        )
            _others.Remove(silent);
        Spread(now);
    }

    /// <summary>Puts what the others let through into the windows of the keys.</summary>
    private void Spread(TimeSpan now)
    {
        var sums = new Dictionary<string, (long Weight, TimeSpan Until)>(StringComparer.Ordinal);
        foreach (var other in _others.Values)
        {
            foreach (var (key, told) in other.Counts)
            {
                var until = other.SeenAt + TimeSpan.FromMilliseconds(told[1]);
                if (until <= now)
                    continue;
                var sum = sums.GetValueOrDefault(key);
                sums[key] = (sum.Weight + told[0], until > sum.Until ? until : sum.Until);
            }
        }
        foreach (var (key, sum) in sums)
            limits.Window(key).Learn((int)Math.Min(sum.Weight, int.MaxValue), sum.Until);
        foreach (var key in _learned.Except(sums.Keys))
            limits.Window(key).Learn(0, TimeSpan.Zero);
        _learned = [.. sums.Keys];
    }
}
