using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Gate;

/// <summary>
/// Keeps one organization's lists and exports from taking the whole server: a few run at once, the next ones wait for a
/// moment, and who would wait longer is told to come again.
/// </summary>
internal sealed class HeavyRequests(LimitOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Places<string> _places = new(
        options.HeavyPerOrganization,
        options.HeavyAtOnce > 0 ? options.HeavyAtOnce : Math.Max(8, 2 * Environment.ProcessorCount),
        Patience,
        mostWaiting: options.HeavyPerOrganization * 16
    );

    /// <summary>Runs what comes next, in a place of its own where the route is heavy; the refusal when none came free.</summary>
    public async ValueTask<Problem?> Run(
        HttpContext http,
        CurrentCaller caller,
        RequestDelegate next
    )
    {
        if (!caller.IsKnown || http.GetEndpoint()?.Metadata.GetMetadata<HeavyRoute>() is null)
        {
            await next(http);
            return null;
        }
        var (place, ownTaken) = await _places.Enter(
            caller.Value.OrganizationId,
            http.RequestAborted
        );
        using (place)
        {
            if (place is null)
                return (
                    ownTaken
                        ? new Problem(PlatformProblems.TooManyAtOnce)
                        : PlatformProblems.Unavailable.With(
                            "Too many expensive requests are running."
                        )
                ) with
                {
                    RetryAfterSeconds = 2,
                };
            await next(http);
            return null;
        }
    }
}
