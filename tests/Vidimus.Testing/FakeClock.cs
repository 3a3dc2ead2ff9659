namespace Vidimus.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Its timestamps and timers move with it. One-shot waits of a second
/// or less also end by the real clock: pauses between tries of a database or a socket belong to the machine, and a
/// standing clock would make them last for ever.
/// </summary>
public sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan RealWait = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private TimeSpan _moved;
    private TimeSpan _stepped;

    /// <summary>A clock that stands at ten in the morning of 22 November 2026, UTC.</summary>
    public FakeClock()
        : this(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)) { }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>The time the clock shows.</summary>
    public DateTimeOffset Now => GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return start + _moved + _stepped;
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
            return _moved.Ticks;
    }

    /// <inheritdoc/>
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

    /// <summary>
    /// Sets the time that is shown forward or back, as somebody who corrects a machine's clock does: no time passes.
    /// </summary>
    public void Step(TimeSpan by)
    {
        lock (_lock)
            _stepped += by;
    }

    /// <summary>Moves the clock forward; timers that fall due fire in their order, each at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan until;
        lock (_lock)
            until = _moved + by;
        while (TakeDue(until) is { } due)
            due.Fire();
        lock (_lock)
            _moved = until;
    }

    /// <summary>
    /// Moves the clock forward at once, for months: a timer that fell due in between fires once, after the move, as one does
    /// whose machine slept.
    /// </summary>
    public void Jump(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Timer[] due;
        lock (_lock)
        {
            _moved += by;
            due = [.. _timers.Where(t => t.DueAt <= _moved).OrderBy(t => t.DueAt)];
            foreach (var timer in due)
                timer.RescheduleAfter(_moved);
        }
        foreach (var timer in due)
            timer.Fire();
    }

    private Timer? TakeDue(TimeSpan until)
    {
        lock (_lock)
        {
            var next = _timers.Where(t => t.DueAt <= until).MinBy(t => t.DueAt);
            if (next is null)
                return null;
            if (next.DueAt > _moved)
                _moved = next.DueAt.Value;
            next.Reschedule();
            return next;
        }
    }

    private sealed class Timer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private ITimer? _real;

        public TimeSpan? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _real?.Dispose();
                _real = null;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock._moved + dueTime;
                _period = period;
                if (DueAt is null)
                    return true;
                clock._timers.Add(this);
                if (dueTime <= RealWait && !Repeats)
                    _real = System.CreateTimer(
                        static t => ((Timer)t!).FireByRealClock(),
                        this,
                        dueTime,
                        Timeout.InfiniteTimeSpan
                    );
                return true;
            }
        }

        public void Reschedule()
        {
            if (Repeats)
                DueAt += _period;
            else
                Remove();
        }

        public void RescheduleAfter(TimeSpan moment)
        {
            if (Repeats)
                DueAt += ((moment - DueAt!.Value).Ticks / _period.Ticks + 1) * _period;
            else
                Remove();
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._lock)
                Remove();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private bool Repeats => _period > TimeSpan.Zero;

        private void FireByRealClock()
        {
            lock (clock._lock)
            {
                if (DueAt is null)
                    return;
                Remove();
            }
            Fire();
        }

        private void Remove()
        {
            clock._timers.Remove(this);
            _real?.Dispose();
            _real = null;
            DueAt = null;
        }
    }
}
