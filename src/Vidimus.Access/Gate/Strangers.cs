using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Gate;

/// <summary>
/// Bounds what an address may do that shows no right key: fail to authenticate, and call public routes. All of it is
/// decided before anything is read, in tables of fixed size. Requests that the server makes itself are nobody's guesses:
/// what they are made for has been counted, and whoever it is made for was recognised one step before.
/// </summary>
internal sealed class Strangers(LimitOptions options, RateLimits limits, TimeProvider clock)
{
    private readonly AddressCounts _failures = new(clock);
    private readonly AddressCounts _requests = new(clock);
    private readonly PassedKeys _passed = new();

    /// <summary>
    /// The refusal for an address from which too many wrong keys came in the last minute. A key that was right at this
    /// address before passes all the same: who shares it with somebody who guesses is not locked out.
    /// </summary>
    public Problem? Refuse(HttpContext http, string presented)
    {
        if (options.FailuresPerAddress == 0)
            return null;
        var address = CallerAddress.Of(http);
        var wait = _failures.Wait(address, options.FailuresPerAddress);
        if (wait == TimeSpan.Zero || _passed.Contains(address, presented))
            return null;
        return new Problem(AccessProblems.TooManyFailures)
        {
            RetryAfterSeconds = RateLimits.Seconds(wait),
        };
    }

    /// <summary>As above, for what stands in the Authorization header; null when there is none.</summary>
    public Problem? Refuse(HttpContext http) =>
        !IsOwn(http) && http.Request.Headers.Authorization is { Count: > 0 } sent
            ? Refuse(http, sent.ToString())
            : null;

    /// <summary>Remembers what became of the key that was presented.</summary>
    public void Note(HttpContext http, string presented, bool right)
    {
        if (options.FailuresPerAddress == 0)
            return;
        var address = CallerAddress.Of(http);
        if (right)
        {
            _passed.Remember(address, presented);
            return;
        }
        _passed.Forget(address, presented);
        _failures.Add(address);
    }

    /// <summary>As above, for what stands in the Authorization header, if anything does.</summary>
    public void Note(HttpContext http, bool right)
    {
        if (!IsOwn(http) && http.Request.Headers.Authorization is { Count: > 0 } sent)
            Note(http, sent.ToString(), right);
    }

    /// <summary>Counts a request of a public route and sets the headers; the refusal when it is one too many.</summary>
    public Problem? Take(HttpContext http, EndpointMetadataCollection route) =>
        route.GetMetadata<UncountedRoute>() is null ? Count(http) : null;

    /// <summary>As above, for a route that finds out itself that nobody known asks.</summary>
    public Problem? Count(HttpContext http)
    {
        var limit = options.PublicRequestsPerMinute;
        if (limit == 0 || IsOwn(http))
            return null;
        var taken = _requests.Take(CallerAddress.Of(http), limit, limits.WeightOf(http));
        limits.WriteHeaders(http, "public", limit, taken);
        return taken.Allowed
            ? null
            : new Problem(AccessProblems.TooManyPublic)
            {
                RetryAfterSeconds = RateLimits.Seconds(taken.Wait),
            };
    }

    private static bool IsOwn(HttpContext http) => http.Features.Get<OwnRequest>() is not null;
}
