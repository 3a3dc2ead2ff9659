using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidimus.Access.Keys;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Gate;

/// <summary>
/// Requests of a key in any 60 seconds, exact on one node: the times of the last N requests are kept, and a request
/// passes when the N-th last is a minute old. Times are monotonic, so a changed clock moves nothing.
/// </summary>
internal sealed class RateLimits(TimeProvider clock)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private long _sweptAt = clock.GetTimestamp();

    /// <summary>Counts a request and sets the headers; the refusal when it is one too many.</summary>
    public Problem? Take(HttpContext http, KeyFacts key)
    {
        Sweep();
        var window = _windows.GetOrAdd(key.Id, static _ => new Window());
        var (allowed, remaining, wait) = window.Take(clock, key.RateLimitPerMinute);
        WriteHeaders(http.Response.Headers, key.RateLimitPerMinute, remaining, wait);
        if (allowed)
            return null;
        return new Problem(AccessProblems.RateLimited) { RetryAfterSeconds = wait };
    }

    // draft-ietf-httpapi-ratelimit-headers: RateLimit and RateLimit-Policy; X-RateLimit-* for the older clients.
    private void WriteHeaders(IHeaderDictionary headers, int limit, int remaining, int wait)
    {
        var reset = clock.GetUtcNow().ToUnixTimeSeconds() + wait;
        headers["RateLimit-Policy"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"default\";q={limit};w=60"
        );
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"default\";r={remaining};t={wait}"
        );
        headers["X-RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture);
    }

    private void Sweep()
    {
        var since = Interlocked.Read(ref _sweptAt);
        if (
            clock.GetElapsedTime(since) < Span
            || Interlocked.CompareExchange(ref _sweptAt, clock.GetTimestamp(), since) != since
        )
            return;
        foreach (var (key, window) in _windows)
        {
            if (window.IsIdle(clock))
                _windows.TryRemove(new(key, window));
        }
    }

    private sealed class Window
    {
        private readonly Queue<long> _times = new();
        private readonly Lock _lock = new();

        public (bool Allowed, int Remaining, int WaitSeconds) Take(TimeProvider clock, int limit)
        {
            lock (_lock)
            {
                while (_times.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= Span)
                    _times.Dequeue();
                var allowed = _times.Count < limit;
                if (allowed)
                    _times.Enqueue(clock.GetTimestamp());
                var until = _times.TryPeek(out var first)
                    ? Span - clock.GetElapsedTime(first)
                    : Span;
                return (
                    allowed,
                    Math.Max(0, limit - _times.Count),
                    (int)Math.Ceiling(until.TotalSeconds)
                );
            }
        }

        public bool IsIdle(TimeProvider clock)
        {
            lock (_lock)
                return _times.Count == 0 || _times.All(t => clock.GetElapsedTime(t) >= Span);
        }
    }
}
