using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk.Drafts;

/// <summary>Makes drafts in the background, on every node, where the operator named a service. A slow one holds up no other order.</summary>
internal sealed class DraftWork(
    IDbContextFactory<VidimusDb> databases,
    DraftQueue queue,
    DraftMaker maker,
    DraftOptions options,
    TimeProvider clock,
    ILogger<DraftWork> log
) : PeriodicWork(TimeSpan.FromSeconds(5), clock, log)
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.IsOn ? base.ExecuteAsync(stoppingToken) : Task.CompletedTask;

    protected override async Task Round(CancellationToken cancellation)
    {
        while (await Once(cancellation)) { }
    }

    /// <summary>Makes what is due, a few at a time; true when there may be more.</summary>
    private async Task<bool> Once(CancellationToken cancellation)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            var (putUp, take) = await queue.Look(db, cancellation);
            if (putUp)
                await queue.PutUp(cancellation);
            if (!putUp && !take)
                return false;
        }
        var taken = await queue.Take(cancellation);
        await Task.WhenAll(taken.Select(t => Make(t, cancellation)));
        return taken.Count > 0;
    }

    private async Task Make(TakenDraft taken, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await maker.Make(taken, db, cancellation);
    }
}
