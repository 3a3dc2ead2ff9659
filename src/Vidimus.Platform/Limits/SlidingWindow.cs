namespace Vidimus.Platform.Limits;

/// <summary>What became of a request that was counted.</summary>
/// <param name="Allowed">True when it passes.</param>
/// <param name="Remaining">What is left of the limit.</param>
/// <param name="Frees">How long until more is left.</param>
/// <param name="Wait">How long until this very request would pass; zero when it does.</param>
public readonly record struct Taken(bool Allowed, int Remaining, TimeSpan Frees, TimeSpan Wait);

/// <summary>
/// What was let through in the last 60 seconds, exact: no 60 seconds ever hold more than the limit. Requests of one
/// millisecond are kept together and leave together, a fraction of a millisecond late, so that the window needs eight
/// bytes for each busy millisecond and at most 60,000 of them, whatever the limit is.
/// </summary>
public sealed class SlidingWindow
{
    private const int Span = 60_000;
    private const int WeightBits = 24;
    private const int Smallest = 4;
    private readonly Lock _lock = new();

    // A ring of (millisecond, weight), oldest first.
    private ulong[] _ring = new ulong[Smallest];
    private int _first;
    private int _count;
    private long _sum;
    private bool _retired;

    private int _limit = 1;

    // What other nodes said they let through, and when all of that will have left.
    private int _others;
    private long _othersUntil;

    /// <summary>
    /// Counts a request at a monotonic time; null when this window was retired in the meantime and another one counts.
    /// </summary>
    public Taken? Take(TimeSpan at, int limit, int weight)
    {
        lock (_lock)
        {
            if (_retired)
                return null;
            _limit = limit;
            var now = Drop(at);
            var elsewhere = now < _othersUntil ? _others : 0;
            var free = limit - _sum - elsewhere;
            var allowed = weight <= free;
            if (allowed)
                Add(at, weight);
            return new(
                allowed,
                (int)Math.Clamp(allowed ? free - weight : free, 0, int.MaxValue),
                Until(at, _count > 0 ? TimeAt(0) + Span : now + Span),
                allowed ? TimeSpan.Zero : Until(at, PassesAt(weight - free))
            );
        }
    }

    /// <summary>The limit of the last request.</summary>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>What other nodes let through, until the time when all of it has left the window.</summary>
    public void Learn(int others, TimeSpan until)
    {
        lock (_lock)
            (_others, _othersUntil) = (others, Later(until));
    }

    /// <summary>What this node let through in the last 60 seconds, and when all of it will have left.</summary>
    public (int Weight, TimeSpan Until) Told(TimeSpan at)
    {
        lock (_lock)
        {
            Drop(at);
            return _count == 0
                ? (0, at)
                : (
                    (int)Math.Min(_sum, int.MaxValue),
                    TimeSpan.FromMilliseconds(TimeAt(_count - 1) + Span)
                );
        }
    }

    /// <summary>Ends a window that counts nothing; false when it still does.</summary>
    public bool Retire(TimeSpan at)
    {
        lock (_lock)
            return _retired = Drop(at) >= _othersUntil && _count == 0;
    }

    private long Drop(TimeSpan at)
    {
        var now = at.Ticks / TimeSpan.TicksPerMillisecond;
        while (_count > 0 && TimeAt(0) + Span <= now)
        {
            _sum -= WeightAt(0);
            _first = (_first + 1) & (_ring.Length - 1);
            _count--;
        }
        if (_count == 0 && _ring.Length > 64)
            (_ring, _first) = (new ulong[Smallest], 0);
        return now;
    }

    private void Add(TimeSpan at, int weight)
    {
        if (weight == 0)
            return;
        // Threads may arrive here in another order than they read the clock.
        var time = _count == 0 ? Later(at) : Math.Max(Later(at), TimeAt(_count - 1));
        _sum += weight;
        if (_count > 0 && TimeAt(_count - 1) == time)
        {
            var together = WeightAt(_count - 1) + weight;
            if (together < 1 << WeightBits)
            {
                _ring[Index(_count - 1)] = Pack(time, together);
                return;
            }
        }
        if (_count == _ring.Length)
            Grow();
        _ring[Index(_count++)] = Pack(time, weight);
    }

    private void Grow()
    {
        var larger = new ulong[_ring.Length * 2];
        for (var i = 0; i < _count; i++)
            larger[i] = _ring[Index(i)];
        (_ring, _first) = (larger, 0);
    }

    /// <summary>When so much more will have left: what is the own's leaves one by one, the others' all at their end.</summary>
    private long PassesAt(long needed)
    {
        for (var i = 0; i < _count; i++)
        {
            needed -= WeightAt(i);
            if (needed <= 0)
                return TimeAt(i) + Span;
        }
        return Math.Max(_othersUntil, _count > 0 ? TimeAt(_count - 1) + Span : 0);
    }

    private static TimeSpan Until(TimeSpan at, long millisecond) =>
        TimeSpan.FromMilliseconds(millisecond) - at;

    private static long Later(TimeSpan at) =>
        (at.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;

    private static ulong Pack(long time, long weight) =>
        ((ulong)time << WeightBits) | (ulong)weight;

    private int Index(int i) => (_first + i) & (_ring.Length - 1);

    private long TimeAt(int i) => (long)(_ring[Index(i)] >> WeightBits);

    private long WeightAt(int i) => (long)(_ring[Index(i)] & ((1UL << WeightBits) - 1));
}
