using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Keys;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Authentications;

/// <summary>
/// Counts what authentications with known keys came to, by key, day, outcome and network, and writes the counts every
/// few seconds, never in a request's way. Whoever holds a key that is refused can only make the counts larger: networks
/// beyond the first of a day, and what does not fit in memory, are counted together. Whole addresses are not kept.
/// </summary>
internal sealed class AuthenticationHistory(
    Commits commits,
    TimeProvider clock,
    ILogger<AuthenticationHistory> log
) : PeriodicWork(TimeSpan.FromSeconds(5), clock, log)
{
    private const int MostNetworks = 50;
    private const int MostPending = 4096;
    private const int AtOnce = 256;
    private readonly TimeProvider _clock = clock;
    private readonly Lock _lock = new();
    private Dictionary<Counted, Counts> _pending = [];

    public void Note(KeyFacts key, string outcome, IPAddress? from)
    {
        var now = _clock.GetUtcNow();
        var day = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var counted = new Counted(key.OrganizationId, key.Id, day, outcome, Networks.Coarse(from));
        lock (_lock)
        {
            if (_pending.Count >= MostPending && !_pending.ContainsKey(counted))
            {
                counted = counted with { Network = AuthenticationRow.Others };
                if (_pending.Count >= 2 * MostPending && !_pending.ContainsKey(counted))
                    return;
            }
            Add(counted, new(1, now, now));
        }
    }

    protected override async Task Round(CancellationToken cancellation)
    {
        Dictionary<Counted, Counts> taken;
        lock (_lock)
        {
            if (_pending.Count == 0)
                return;
            (taken, _pending) = (_pending, []);
        }
        var left = taken.ToArray();
        try
        {
            // By key: every unit, on any node, meets the rows in the same order.
            left = [.. left.OrderBy(c => c.Key.KeyId, StringComparer.Ordinal)];
            while (left.Length > 0)
            {
                var some = left.Take(AtOnce).ToArray();
                await commits.Keep("access.key-use", unit => Write(unit.Db, some), cancellation);
                left = left[some.Length..];
            }
        }
        finally
        {
            // What could not be written is tried again with the next round.
            lock (_lock)
            {
                foreach (var (counted, counts) in left)
                    Add(counted, counts);
            }
        }
    }

    private void Add(Counted counted, Counts counts) =>
        _pending[counted] = _pending.TryGetValue(counted, out var before)
            ? new(before.Count + counts.Count, before.First, counts.Last)
            : counts;

    private async Task Write(VidimusDb db, KeyValuePair<Counted, Counts>[] counts)
    {
        foreach (var group in counts.GroupBy(c => c.Key with { Network = "" }))
        {
            var (organization, key, day, outcome, _) = group.Key;
            var rows = await db.Across<AuthenticationRow>()
                .Where(a =>
                    a.OrganizationId == organization
                    && a.KeyId == key
                    && a.Day == day
                    && a.Outcome == outcome
                )
                .ToDictionaryAsync(a => a.Network);
            foreach (var (counted, added) in group)
            {
                var network =
                    rows.Count < MostNetworks || rows.ContainsKey(counted.Network)
                        ? counted.Network
                        : AuthenticationRow.Others;
                if (rows.TryGetValue(network, out var row))
                    Count(row, added);
                else
                    db.Add(rows[network] = New(counted with { Network = network }, added));
            }
        }
    }

    private static void Count(AuthenticationRow row, Counts added)
    {
        row.Count += added.Count;
        if (added.Last > row.LastAt)
            row.LastAt = added.Last;
        row.Version++;
    }

    private AuthenticationRow New(Counted counted, Counts added) =>
        new()
        {
            OrganizationId = counted.OrganizationId,
            Id = NewId.Create("ath", _clock),
            KeyId = counted.KeyId,
            Day = counted.Day,
            Outcome = counted.Outcome,
            Network = counted.Network,
            Count = added.Count,
            FirstAt = added.First,
            LastAt = added.Last,
            Version = 1,
        };

    private sealed record Counted(
        string OrganizationId,
        string KeyId,
        string Day,
        string Outcome,
        string Network
    );

    private readonly record struct Counts(long Count, DateTimeOffset First, DateTimeOffset Last);
}
