using System.Data;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Testing;

namespace Vidimus.Benchmarks;

/// <summary>The commit path with 32 writers, beside 32 writers that each open a transaction of their own for the same rows.</summary>
internal static class CommitBenchmarks
{
    private const int Writers = 32;
    private static readonly Author Author = new("", "live", "installation", "bench", "");
    private static int _next;

    public static async Task Run(Report report)
    {
        foreach (var engine in Bench.Here)
        {
            await using var app = await VidimusApp.Start(new(engine) { RealTime = true });
            var commits = app.Inside.Get<Commits>();
            var together = await Measure(() => Together(commits));
            var databases = app.Inside.Get<IDbContextFactory<VidimusDb>>();
            var alone = await Measure(() => Alone(databases));
            report.Failed("commit path", together.Failed);
            report.Add(
                $"commit path, {Writers} writers, {engine}",
                $"{together.Text}",
                $"each its own transaction: {alone.Text}, {alone.Failed} failed",
                $"{together.Rate / Math.Max(1, alone.Rate):0.0} × the rate"
            );
        }
    }

    private static Task Together(Commits commits) =>
        commits.Commit<bool>(
            Author,
            unit =>
            {
                var mark = NewMark();
                unit.Db.Add(mark);
                unit.State(new SimpleFact("bench.marked", mark.Name));
                return Task.FromResult<Platform.Problems.Result<bool>>(true);
            },
            CancellationToken.None
        );

    private static async Task Alone(IDbContextFactory<VidimusDb> databases)
    {
        await using var db = await databases.CreateDbContextAsync();
        // Serializable takes SQLite's write lock at once; otherwise writers fail half-way instead of waiting.
        await using var transaction = await db.Database.BeginTransactionAsync(
            db.Database.IsSqlite() ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted
        );
        var mark = NewMark();
        db.Add(mark);
        db.Add(
            new FactRow
            {
                OrganizationId = "",
                Id = $"fct_{mark.Name}",
                Mode = "live",
                At = TimeProvider.System.GetUtcNow(),
                Kind = "bench.marked",
                ResourceId = mark.Name,
                ActorKind = "installation",
                ActorId = "bench",
                RequestId = "",
                Members = "{}",
            }
        );
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private static MarkRow NewMark() =>
        new()
        {
            Name =
                $"bench-{Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture)}",
            Value = "a small value",
        };

    private static async Task<Written> Measure(Func<Task> write)
    {
        await Phase(TimeSpan.FromSeconds(2), write);
        return await Phase(Load.Measured, write);
    }

    private static async Task<Written> Phase(TimeSpan length, Func<Task> write)
    {
        var started = Stopwatch.GetTimestamp();
        var writers = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(_ => Task.Run(() => Writer(started, length, write)))
        );
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        List<double> times = [.. writers.SelectMany(w => w.Times)];
        times.Sort();
        return new(
            times.Count / seconds,
            Load.At(times, 0.5),
            Load.At(times, 0.99),
            times.LastOrDefault(),
            writers.Sum(w => w.Failed)
        );
    }

    private static async Task<(List<double> Times, int Failed)> Writer(
        long started,
        TimeSpan length,
        Func<Task> write
    )
    {
        var times = new List<double>();
        var failed = 0;
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            var begun = Stopwatch.GetTimestamp();
            try
            {
                await write();
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
            catch (Exception e) when (e is DbUpdateException or System.Data.Common.DbException)
            {
                failed++;
            }
        }
        return (times, failed);
    }

    private sealed record Written(double Rate, double P50, double P99, double Longest, int Failed)
    {
        public string Text =>
            $"{Rate:#,0} units/s, p50 {P50:0.0} ms, p99 {P99:0.0} ms, longest {Longest:0} ms";
    }
}
