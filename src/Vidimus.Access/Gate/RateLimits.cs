using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Keys;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Gate;

/// <summary>
/// Requests of a key in any 60 seconds, each by its weight: exact on one node, and over several nodes within the bound
/// of <c>docs/decisions/0017-limits-over-nodes.md</c>. Times are monotonic, so a changed clock moves nothing.
/// </summary>
internal sealed class RateLimits(LimitOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, SlidingWindow> _windows = new(
        StringComparer.Ordinal
    );
    private readonly long _start = clock.GetTimestamp();

    /// <summary>The monotonic time of the windows.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_start);

    /// <summary>Keys whose requests are being counted.</summary>
    public IEnumerable<KeyValuePair<string, SlidingWindow>> Windows => _windows;

    /// <summary>Counts a request and sets the headers; the refusal when it is one too many.</summary>
    public Problem? Take(HttpContext http, KeyFacts key) =>
        Take(http, key.Id, key.RateLimitPerMinute, WeightOf(http));

    /// <summary>As above, for who calls by an id.</summary>
    public Problem? Take(HttpContext http, string id, int limit) =>
        Take(http, id, limit, WeightOf(http));

    /// <summary>As above, with what it counts for.</summary>
    public Problem? Take(HttpContext http, string id, int limit, int weight)
    {
        if (weight > limit)
            return AccessProblems.RateLimitTooLow.With(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This request counts for {weight}, and this key may make no more than {limit} a minute."
                )
            );
        var taken = Count(id, limit, weight);
        WriteHeaders(http, "default", limit, taken);
        return Refusal(taken);
    }

    /// <summary>As above, for a bound behind another one: the headers tell of it only when it refuses.</summary>
    public Problem? TakeQuietly(HttpContext http, string id, int limit, int weight)
    {
        var taken = Count(id, limit, weight);
        if (!taken.Allowed)
            WriteHeaders(http, "all clients", limit, taken);
        return Refusal(taken);
    }

    private Taken Count(string id, int limit, int weight)
    {
        Taken? taken;
        do
        {
            taken = Window(id).Take(Now, limit, weight);
        } while (taken is null); // the window was retired between finding and using it
        return taken.Value;
    }

    private static Problem? Refusal(in Taken taken) =>
        taken.Allowed
            ? null
            : new Problem(AccessProblems.RateLimited) { RetryAfterSeconds = Seconds(taken.Wait) };

    /// <summary>The window of a key, made when there is none.</summary>
    public SlidingWindow Window(string keyId) =>
        _windows.GetOrAdd(keyId, static _ => new SlidingWindow());

    /// <summary>What a request counts for: by setting, by its route, or 1.</summary>
    public int WeightOf(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata is not { } route)
            return 1;
        if (
            options.Weights.Count > 0
            && route.GetMetadata<IEndpointNameMetadata>() is { } name
            && options.Weights.TryGetValue(name.EndpointName, out var set)
        )
            return set;
        return route.GetMetadata<RequestWeight>()?.Of(http.Request) ?? 1;
    }

    /// <summary>Removes the windows that count nothing any more.</summary>
    public void Sweep()
    {
        foreach (var (key, window) in _windows)
        {
            if (window.Retire(Now))
                _windows.TryRemove(new(key, window));
        }
    }

    /// <summary>
    /// RateLimit-Policy and RateLimit of draft-ietf-httpapi-ratelimit-headers-10; X-RateLimit-* for the older clients.
    /// On a refusal the time is the one after which the request passes.
    /// </summary>
    public void WriteHeaders(HttpContext http, string policy, int limit, in Taken taken)
    {
        var headers = http.Response.Headers;
        var seconds = Seconds(taken.Allowed ? taken.Frees : taken.Wait);
        var culture = CultureInfo.InvariantCulture;
        headers["RateLimit-Policy"] = string.Create(culture, $"\"{policy}\";q={limit};w=60");
        headers["RateLimit"] = string.Create(
            culture,
            $"\"{policy}\";r={taken.Remaining};t={seconds}"
        );
        headers["X-RateLimit-Limit"] = limit.ToString(culture);
        headers["X-RateLimit-Remaining"] = taken.Remaining.ToString(culture);
        headers["X-RateLimit-Reset"] = (clock.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(
            culture
        );
    }

    public static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
}
