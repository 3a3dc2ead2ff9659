using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Gate;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// Issues what has waited long enough. What waits is a draft, so that nothing personal stands anywhere else; one node at a
/// time issues, and a write after its lease ended is refused. A refusal is tried again for some days, and so is a failure: one event that
/// cannot be issued keeps no other waiting.
/// </summary>
internal sealed partial class WaitingEvents(
    IServiceScopeFactory scopes,
    IDbContextFactory<VidimusDb> databases,
    DatabaseClock time,
    Commits commits,
    Leases leases,
    TimeProvider clock,
    ILogger<WaitingEvents> log
)
    : LeasedWork(
        "credentials.waiting-events",
        TimeSpan.FromSeconds(30),
        TimeSpan.FromSeconds(1),
        leases,
        clock,
        log
    )
{
    private readonly TimeProvider _clock = clock;
    private readonly ILogger _log = log;
    private const int AtOnce = 50;
    private const int MostTries = 12;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = await time.Now(db, cancellation);
        var due = await db.Across<TriggerEventRow>()
            .AsNoTracking()
            .Where(e => e.DueAt <= now)
            .OrderBy(e => e.DueAt)
            .Take(AtOnce)
            .ToListAsync(cancellation);
        foreach (var waiting in due)
        {
            if (await Try(lease, waiting, cancellation) is { } refused)
                await Postpone(waiting, refused, cancellation);
        }
        return due.Count == AtOnce;
    }

    private async Task<Problem?> Try(
        Lease lease,
        TriggerEventRow waiting,
        CancellationToken cancellation
    )
    {
        try
        {
            return await Issue(lease, waiting, cancellation);
        }
        catch (Exception e)
            when (e is not (OutOfMemoryException or LeaseLostException)
                && !(e is OperationCanceledException && cancellation.IsCancellationRequested)
            )
        {
            LogFailed(_log, waiting.Id, waiting.OrganizationId, waiting.Tries + 1, e);
            return new(PlatformProblems.Internal);
        }
    }

    private async Task<Problem?> Issue(
        Lease lease,
        TriggerEventRow waiting,
        CancellationToken cancellation
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var trigger = await db.Across<TriggerRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                t => t.OrganizationId == waiting.OrganizationId && t.Id == waiting.TriggerId,
                cancellation
            );
        if (trigger is not { DeletedAt: null })
        {
            await End(waiting, EventState.Cancelled, TriggerProblems.NotFound.Code, cancellation);
            return null;
        }
        var entered = await services
            .GetRequiredService<ActingKeys>()
            .Enter(
                services,
                trigger.OrganizationId,
                trigger.KeyId,
                TriggerRules.ScopeOf(trigger.Action),
                trigger.Id,
                waiting.RequestId
            );
        return entered
            ?? await services
                .GetRequiredService<IssueWaiting>()
                .Run(lease, trigger, waiting.Id, cancellation);
    }

    private Task Postpone(
        TriggerEventRow waiting,
        Problem refused,
        CancellationToken cancellation
    ) =>
        Change(
            waiting,
            async (unit, row) =>
            {
                row.Tries++;
                row.Reason = refused.Type.Code;
                if (row.Tries < MostTries)
                {
                    var wait = ShortestWait * Math.Pow(2, row.Tries - 1);
                    var now = await time.Now(unit.Db, CancellationToken.None);
                    row.DueAt = now + (wait < LongestWait ? wait : LongestWait);
                    return;
                }
                Close(row, EventState.Failed, _clock.GetUtcNow());
            },
            cancellation
        );

    private Task End(
        TriggerEventRow waiting,
        string state,
        string reason,
        CancellationToken cancellation
    ) =>
        Change(
            waiting,
            (_, row) =>
            {
                row.Reason = reason;
                Close(row, state, _clock.GetUtcNow());
                return Task.CompletedTask;
            },
            cancellation
        );

    private Task Change(
        TriggerEventRow waiting,
        Func<Unit, TriggerEventRow, Task> change,
        CancellationToken cancellation
    ) =>
        commits.Commit<bool>(
            TriggerEvents.Installation(waiting.OrganizationId, waiting.Mode, waiting.RequestId),
            async unit =>
            {
                var row = await unit.Db.TriggerEvents.SingleOrDefaultAsync(e => e.Id == waiting.Id);
                if (row is not { State: EventState.Waiting })
                    return PlatformProblems.Conflict;
                await change(unit, row);
                row.Version++;
                TriggerEvents.State(unit, row);
                return true;
            },
            cancellation
        );

    /// <summary>The event has come to its end.</summary>
    public static void Close(TriggerEventRow row, string state, DateTimeOffset now)
    {
        row.State = state;
        row.DueAt = null;
        row.EndedAt = now;
    }

    [LoggerMessage(
        4002,
        LogLevel.Error,
        "The waiting event {Event} of {Organization} could not be issued (try {Try}); it waits longer, and others go on."
    )]
    private static partial void LogFailed(
        ILogger logger,
        string @event,
        string organization,
        int @try,
        Exception exception
    );
}
