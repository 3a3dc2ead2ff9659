using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// The commit path: the only way a change is saved. A change is handed over as a unit that can be run again; this
/// node's writers run the queued units together in one transaction, and answer each of them after the durable commit.
/// A batch that fails is run again with each unit in a savepoint, so that one cannot take the others with it. SQLite
/// has one writer anyway; on PostgreSQL a few hide each other's round trips and spare a flush for every request.
/// </summary>
public sealed partial class Commits(
    IDbContextFactory<VidimusDb> databases,
    FactLog facts,
    PersistenceOptions options,
    TimeProvider clock,
    ILogger<Commits> log
) : BackgroundService
{
    private const int LargestBatch = 64;
    private const int MostTries = 4;

    // Writers of this and other nodes that meet on one row: each try waits for the row and then reads it anew, so a unit
    // loses only as often as others come before it.
    private const int MostMeetings = 16;

    // A batch is tried again for this long, and a unit that has waited longer than the other for its turn is not begun:
    // while the database is away callers hear so soon, and what they gave up on is not done an hour later.
    private static readonly TimeSpan LongestTrying = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWaiting = TimeSpan.FromSeconds(20);

    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(options.WriteQueue) { FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>
    /// Runs <paramref name="unit"/> and saves it with the facts it states, all or nothing. The unit may run more than
    /// once and must do nothing but read and change the database. A unit that answers a problem changes nothing.
    /// Throws <see cref="UnstatedChangeException"/> when it changes rows without stating a fact, and
    /// <see cref="CommitFailedException"/> when the database refused; then the outcome may be unknown.
    /// </summary>
    public async Task<Result<T>> Commit<T>(
        Author author,
        Func<Unit, Task<Result<T>>> unit,
        CancellationToken cancellation
    )
    {
        var work = new Work<T>(author, unit, factRequired: true);
        return await Enqueue(work, cancellation);
    }

    /// <summary>
    /// Saves rows that state no fact because they tell nothing about the business: a key's last use, leases, what
    /// only caches. Every kind of row saved this way is named in <see cref="KeptRows"/>, which a test prints.
    /// </summary>
    public async Task Keep(string kind, Func<Unit, Task> unit, CancellationToken cancellation)
    {
        KeptRows.Demand(kind);
        var work = new Work<bool>(
            Author.Installation,
            async u =>
            {
                await unit(u);
                return true;
            },
            factRequired: false
        );
        if ((await Enqueue(work, cancellation)).Problem is { } refused)
            throw new CommitFailedException(refused.Message, null);
    }

    private async Task<Result<T>> Enqueue<T>(Work<T> work, CancellationToken cancellation)
    {
        if (_queue.Writer.TryWrite(work))
            return await work.Completion.Task;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        waiting.CancelAfter(options.WriteWait);
        try
        {
            await _queue.Writer.WriteAsync(work, waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return PlatformProblems.Unavailable.With(
                "Too many changes are waiting to be saved."
            ) with
            {
                RetryAfterSeconds = 1,
            };
        }
        catch (ChannelClosedException)
        {
            return PlatformProblems.Unavailable.With("The server is shutting down.") with
            {
                RetryAfterSeconds = 5,
            };
        }
        // From here on the caller may go away; the unit is saved all the same, and repeating it answers the same.
        return await work.Completion.Task;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var stop = stoppingToken.Register(() => _queue.Writer.TryComplete());
        // SQLite has one writer. On PostgreSQL a few hide each other's round trips.
        await Task.WhenAll(
            Enumerable.Range(0, options.IsPostgres ? options.Writers : 1).Select(_ => Write())
        );
    }

    private async Task Write()
    {
        var batch = new List<Work>(LargestBatch);
        await using var lane = new Lane(databases, log);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var work))
            {
                if (Stopwatch.GetElapsedTime(work.Since) > LongestWaiting)
                    work.Fail(
                        new CommitFailedException(
                            "The change waited too long and was not begun.",
                            null
                        )
                    );
                else
                    batch.Add(work);
            }
            if (batch.Count > 0)
                await Save(lane, batch);
            batch.Clear();
        }
    }

    private async Task Save(Lane lane, List<Work> batch)
    {
        var started = Stopwatch.GetTimestamp();
        // In one order for every writer, so that two of them that share rows of the same actors meet at the first only.
        List<Work> pending =
        [
            .. batch
                .OrderBy(w => w.Author.OrganizationId, StringComparer.Ordinal)
                .ThenBy(w => w.Author.ActorId, StringComparer.Ordinal),
        ];
        var careful = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SaveTogether(await lane.Db(), pending, careful, started);
                foreach (var work in pending)
                    work.Answer();
                break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                await lane.Drop();
                // Most batches hold nothing that fails; the one that does is run again, each unit in a savepoint of its own.
                if (
                    !careful
                    && e is not CommitFailedException
                    && (!Transient.IsWorthAnotherTry(e) || Transient.IsLockTimeout(e))
                )
                {
                    careful = true;
                    continue;
                }
                // A commit whose outcome is unknown is told so, whatever was wrong: only a repetition can find it out.
                if (
                    attempt < MostTries
                    && e is not CommitFailedException
                    && Transient.IsWorthAnotherTry(e)
                    && Stopwatch.GetElapsedTime(started) < LongestTrying
                )
                {
                    LogRetry(log, attempt, Transient.Root(e).GetType().Name);
                    await Task.Delay(Pause(attempt), clock);
                    continue;
                }
                LogFailed(log, pending.Count, e);
                foreach (var work in pending)
                    work.Fail(new CommitFailedException("The change could not be saved.", e));
                break;
            }
        }
        Meters.CommitBatch.Record(batch.Count);
        Meters.CommitDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    // Twice as long each time, and by chance up to half as long again: two that met do not meet again.
    private static TimeSpan Pause(int attempt) =>
        TimeSpan.FromMilliseconds(20 * (1 << attempt) * (1 + Random.Shared.NextDouble() / 2));

    private async Task SaveTogether(VidimusDb db, List<Work> pending, bool careful, long started)
    {
        await using var transaction = await Transactions.BeginWrite(db);
        var batch = new BatchWork(facts);
        // Somebody outside holds a row that these actors need: their other units are not made to wait for it as well.
        var stuck = new HashSet<(string, string)>();
        foreach (var work in pending)
        {
            var actor = (work.Author.OrganizationId, work.Author.ActorId);
            if (!careful)
                await RunUnit(db, work, batch, alone: false);
            else if (stuck.Contains(actor) || Stopwatch.GetElapsedTime(started) > LongestTrying)
                work.Reject(new CommitFailedException("A row that is needed stays locked.", null));
            else if (!await RunInSavepoint(db, transaction, work, batch))
            {
                stuck.Add(actor);
                await Transactions.WaitLess(db);
            }
        }
        await batch.Write(db);
        try
        {
            await transaction.CommitAsync();
        }
        catch (Exception e) when (!Transient.IsWorthAnotherTry(e) || Transient.IsConnectionLost(e))
        {
            // The database may have committed: running again could do everything twice.
            throw new CommitFailedException("The outcome of a commit is unknown.", e);
        }
        if (batch.Inserted.Count > 0)
            facts.Committed(batch.Inserted);
    }

    // A unit that answers a problem has saved nothing yet: forgetting what it changed in memory undoes it.
    private async Task RunUnit(VidimusDb db, Work work, BatchWork batch, bool alone)
    {
        var unit = new Unit(db, work.Author, batch);
        try
        {
            if (!await work.Run(unit))
            {
                batch.Undo();
                return;
            }
            if (
                work.FactRequired
                && unit.Facts.Count == 0
                && (unit.AddsMany || ChangesBusiness(db))
            )
                throw new UnstatedChangeException();
            facts.Write(unit);
            // What the context watches first: a row that somebody else changed ends the unit there.
            if (db.ChangeTracker.HasChanges())
                await Transactions.Save(db);
            await unit.InsertMany();
            // In a savepoint of its own a unit takes nothing out of it that could fail with the others' rows.
            if (alone)
                await batch.Insert(db, unit.RowsAtEnd);
            batch.Keep(unit, withRows: !alone);
        }
        catch
        {
            batch.Forget();
            throw;
        }
        finally
        {
            db.Leave();
        }
    }

    /// <summary>False when the unit waited in vain for a row that somebody else holds.</summary>
    private async Task<bool> RunInSavepoint(
        VidimusDb db,
        IDbContextTransaction transaction,
        Work work,
        BatchWork batch
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            await transaction.CreateSavepointAsync("unit");
            try
            {
                await RunUnit(db, work, batch, alone: true);
                await transaction.ReleaseSavepointAsync("unit");
                return true;
            }
            catch (Exception e)
                when (e is not OutOfMemoryException && !Transient.LosesTransaction(e))
            {
                await transaction.RollbackToSavepointAsync("unit");
                // Another node may have written the row this unit was about to: run again, it reads that row now.
                if (e is DbUpdateException && attempt < MostMeetings && !Transient.IsLockTimeout(e))
                    continue;
                work.Reject(e);
                return !Transient.IsLockTimeout(e);
            }
        }
    }

    // An answer kept for a repetition tells nothing about the business: a request that changes nothing has one too.
    private static bool ChangesBusiness(VidimusDb db) =>
        db
            .ChangeTracker.Entries()
            .Any(e =>
                e.Entity is not ReplayRow
                && e.State is (EntityState.Added or EntityState.Modified or EntityState.Deleted)
            );

    [LoggerMessage(
        1001,
        LogLevel.Warning,
        "Saving a batch failed at try {Attempt} with {Exception}; it is run again."
    )]
    private static partial void LogRetry(ILogger logger, int attempt, string exception);

    [LoggerMessage(1002, LogLevel.Error, "Saving {Count} changes failed.")]
    private static partial void LogFailed(ILogger logger, int count, Exception exception);

    /// <summary>
    /// A writer's context, kept from batch to batch while nothing fails: on SQLite with its connection, so that what was
    /// prepared stays prepared.
    /// </summary>
    private sealed class Lane(IDbContextFactory<VidimusDb> databases, ILogger log)
        : IAsyncDisposable
    {
        private VidimusDb? _db;

        public async ValueTask<VidimusDb> Db()
        {
            if (_db is not null)
                return _db;
            _db = await databases.CreateDbContextAsync();
            Transactions.KeepOpen(_db);
            return _db;
        }

        public async ValueTask Drop()
        {
            var db = _db;
            _db = null;
            if (db is null)
                return;
            try
            {
                await db.DisposeAsync();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // It is given up because something failed; the writer goes on with a new one.
                LogRetry(log, 0, e.GetType().Name);
            }
        }

        public ValueTask DisposeAsync() => Drop();
    }

    private abstract class Work(Author author, bool factRequired)
    {
        public long Since { get; } = Stopwatch.GetTimestamp();
        public Author Author => author;
        public bool FactRequired => factRequired;
        public abstract Task<bool> Run(Unit unit);
        public abstract void Answer();
        public abstract void Reject(Exception exception);
        public abstract void Fail(Exception exception);
    }

    private sealed class Work<T>(Author author, Func<Unit, Task<Result<T>>> unit, bool factRequired)
        : Work(author, factRequired)
    {
        private Result<T> _result;
        private Exception? _rejected;

        public TaskCompletionSource<Result<T>> Completion { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<bool> Run(Unit u)
        {
            _rejected = null;
            _result = await unit(u);
            return _result.Ok && _result.Replay is null;
        }

        public override void Answer()
        {
            if (_rejected is null)
                Completion.TrySetResult(_result);
            else
                Completion.TrySetException(_rejected);
        }

        public override void Reject(Exception exception) => _rejected = exception;

        public override void Fail(Exception exception) => Completion.TrySetException(exception);
    }
}

/// <summary>Who makes a change, as the fact will say.</summary>
/// <param name="OrganizationId">The organization whose record it belongs to.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="ActorKind"><c>key</c>, <c>member</c>, <c>operator</c> or <c>installation</c>.</param>
/// <param name="ActorId">Id of the actor.</param>
/// <param name="RequestId">Id of the request that caused it.</param>
/// <param name="Tool">The tool it came through; null for a plain request.</param>
/// <param name="ClientId">The OAuth client that acted for the member; null without one.</param>
/// <param name="GrantId">What the member let that client do; null without one.</param>
public sealed record Author(
    string OrganizationId,
    string Mode,
    string ActorKind,
    string ActorId,
    string RequestId,
    string? Tool = null,
    string? ClientId = null,
    string? GrantId = null
)
{
    /// <summary>The installation itself, outside any organization.</summary>
    public static readonly Author Installation = new(
        "",
        "live",
        "installation",
        "installation",
        ""
    );
}

/// <summary>A change stated no fact; it was not saved. A defect in the operation.</summary>
public sealed class UnstatedChangeException()
    : InvalidOperationException("A change cannot be saved without stating a fact.");

/// <summary>The database refused a commit, or its outcome is unknown; repeating with the same idempotency key is safe.</summary>
public sealed class CommitFailedException(string message, Exception? inner)
    : Exception(message, inner);
