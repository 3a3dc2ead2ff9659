namespace Vidimus.Client.Tests;

/// <summary>
/// A clock that stands still until moved. Waits move it to their end at once and are noted; time limits fire only when
/// the clock passes them. So a test sees the waits of a call without waiting.
/// </summary>
internal sealed class FakeClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> limits = [];
    private DateTimeOffset now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by)
    {
        Timer[] due;
        lock (gate)
        {
            now += by;
            due = [.. limits.Where(t => t.Due <= now).OrderBy(t => t.Due)];
            foreach (var timer in due)
                limits.Remove(timer);
        }
        foreach (var timer in due)
            timer.Fire();
    }

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            if (state is CancellationTokenSource)
            {
                lock (clock.gate)
                {
                    Due = clock.now + dueTime;
                    clock.limits.Add(this);
                }
                return true;
            }
            lock (clock.gate)
                clock.Waits.Add(dueTime);
            // Not on this stack: who waits has not yet kept the timer.
            ThreadPool.QueueUserWorkItem(_ =>
            {
                clock.Advance(dueTime);
                Fire();
            });
            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
                clock.limits.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
