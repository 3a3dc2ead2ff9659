using System.Collections.Concurrent;
using Shouldly;
using Vidimus.Platform.Limits;
using Xunit;

namespace Vidimus.Platform.Tests.Limits;

/// <summary>Work that is shared by those who asked before it began, as the flush of a folder is.</summary>
public sealed class SharedRunsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly BlockingCollection<TaskCompletionSource> _begun = [];
    private readonly SharedRuns<string> _runs;
    private int _count;

    public SharedRunsTests() =>
        _runs = new(_ =>
        {
            Interlocked.Increment(ref _count);
            var end = new TaskCompletionSource();
            _begun.Add(end);
            end.Task.GetAwaiter().GetResult();
        });

    public void Dispose() => _begun.Dispose();

    [Fact]
    public async Task Who_comes_while_it_runs_waits_for_the_next_and_all_those_share_it()
    {
        var first = Ask();
        var running = Begun();
        var later = Enumerable.Range(0, 8).Select(_ => Ask()).ToArray();
        await Waiting(later.Length + 1);

        running.SetResult();
        await first.WaitAsync(Patience, Cancellation);
        var next = Begun();
        later.ShouldAllBe(asked => !asked.IsCompleted);

        next.SetResult();
        await Task.WhenAll(later).WaitAsync(Patience, Cancellation);
        _count.ShouldBe(2);
    }

    [Fact]
    public async Task A_run_that_fails_fails_for_all_who_waited_for_it_and_the_next_begins_anew()
    {
        var first = Ask();
        var running = Begun();
        var later = Enumerable.Range(0, 4).Select(_ => Ask()).ToArray();
        await Waiting(later.Length + 1);
        running.SetResult();
        await first.WaitAsync(Patience, Cancellation);

        Begun().SetException(new IOException("The disk is gone."));
        foreach (var asked in later)
        {
            var told = await Should.ThrowAsync<IOException>(() =>
                asked.WaitAsync(Patience, Cancellation)
            );
            told.Message.ShouldBe("The disk is gone.");
        }
        _count.ShouldBe(2);

        var again = Ask();
        Begun().SetResult();
        await again.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Other_names_do_not_wait()
    {
        var first = Ask();
        var running = Begun();
        var other = Ask("other");
        Begun().SetResult();
        await other.WaitAsync(Patience, Cancellation);
        first.IsCompleted.ShouldBeFalse();
        running.SetResult();
        await first.WaitAsync(Patience, Cancellation);
    }

    // A thread of its own each, as those that wait for disks have.
    private Task Ask(string name = "folder") =>
        Task.Factory.StartNew(
            () => _runs.Run(name),
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private TaskCompletionSource Begun() =>
        _begun.TryTake(out var begun, Patience)
            ? begun
            : throw new TimeoutException("Nothing was run.");

    private async Task Waiting(int users)
    {
        for (var i = 0; _runs.Users("folder") < users; i++)
        {
            i.ShouldBeLessThan(3000, "They do not come.");
            await Task.Delay(10, Cancellation);
        }
    }
}
