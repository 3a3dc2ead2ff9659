using Microsoft.AspNetCore.Http;
using Vidimus.Access.Gate;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Bounds how many clients register in a minute: from one address, and from all of them together.</summary>
internal sealed class RegistrationLimits(OAuthClientOptions options, TimeProvider clock)
{
    private readonly AddressCounts _byAddress = new(clock);
    private readonly SlidingWindow _all = new();
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Before anything is read: counts for the address.</summary>
    public Problem? Refuse(HttpContext http)
    {
        var own = _byAddress.Take(CallerAddress.Of(http), options.RegistrationsPerAddress, 1);
        return own.Allowed ? null : Wait(own.Wait);
    }

    /// <summary>Before a client is kept: counts for all together. What is refused for itself took nothing of the others'.</summary>
    public Problem? RefuseToKeep()
    {
        var all = _all.Take(clock.GetElapsedTime(_start), options.RegistrationsPerMinute, 1);
        return all is { Allowed: false } ? Wait(all.Value.Wait) : null;
    }

    private static Problem Wait(TimeSpan wait) =>
        new(OAuthClientProblems.TooManyRegistrations)
        {
            RetryAfterSeconds = RateLimits.Seconds(wait),
        };
}
