using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Keys;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Gate;

/// <summary>Remembers when keys were last used: to the minute, only forward, and never in a request's way.</summary>
internal sealed class LastUse(Commits commits, TimeProvider clock, ILogger<LastUse> log)
    : PeriodicWork(TimeSpan.FromSeconds(5), clock, log)
{
    // Others wait for the writer meanwhile.
    private const int AtOnce = 100;
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _clock = clock;
    private readonly ConcurrentDictionary<
        (string Organization, string Key),
        DateTimeOffset
    > _pending = new();

    public void Note(KeyFacts key)
    {
        var now = _clock.GetUtcNow();
        if (key.LastUsedAt is { } last && now - last < Grain)
            return;
        _pending[(key.OrganizationId, key.Id)] = now;
    }

    protected override async Task Round(CancellationToken cancellation)
    {
        foreach (var uses in _pending.ToArray().Chunk(AtOnce))
            await Write(uses, cancellation);
    }

    private async Task Write(
        KeyValuePair<(string Organization, string Key), DateTimeOffset>[] uses,
        CancellationToken cancellation
    )
    {
        await commits.Keep(
            "access.key-use",
            async unit =>
            {
                foreach (var ((organization, id), at) in uses)
                {
                    var key = await unit
                        .Db.Across<KeyRow>()
                        .SingleOrDefaultAsync(k => k.OrganizationId == organization && k.Id == id);
                    if (key is not null && !(key.LastUsedAt >= at))
                        key.LastUsedAt = at;
                }
            },
            cancellation
        );
        foreach (var use in uses)
            _pending.TryRemove(use);
    }
}
