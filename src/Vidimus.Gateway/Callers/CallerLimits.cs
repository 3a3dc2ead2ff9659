using System.Collections.Concurrent;

namespace Vidimus.Gateway;

/// <summary>How often each caller may call: a bucket that fills evenly, as large as a minute's share.</summary>
internal sealed class CallerLimits(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new();

    /// <summary>Takes one call; null when there was one, otherwise how long to wait for the next.</summary>
    public TimeSpan? Take(CallerEntry caller) =>
        _buckets
            .GetOrAdd(caller.Name, _ => new(clock.GetTimestamp()))
            .Take(caller.CallsPerMinute, clock);

    private sealed class Bucket(long at)
    {
        private readonly Lock _gate = new();
        private double _left = double.MaxValue;
        private long _at = at;

        public TimeSpan? Take(int perMinute, TimeProvider clock)
        {
            lock (_gate)
            {
                var elapsed = clock.GetElapsedTime(_at).TotalMinutes;
                _at = clock.GetTimestamp();
                _left = Math.Min(perMinute, _left + elapsed * perMinute);
                if (_left < 1)
                    return TimeSpan.FromMinutes((1 - _left) / perMinute);
                _left--;
                return null;
            }
        }
    }
}
