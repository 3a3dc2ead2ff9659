using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Gate;

/// <summary>
/// Keeps one organization's lists and exports from taking the whole server: a few run at once, the next ones wait for a
/// moment, and who would wait longer is told to come again. A place is held for work only: not while a body is still to
/// come, and not without end by one who reads slowly.
/// </summary>
internal sealed class HeavyRequests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Those that wait hold their bodies in memory.
    private const int WaitingForEach = 8;

    private readonly Places<string> _places;
    private readonly TimeSpan _longest;

    public HeavyRequests(LimitOptions options)
    {
        var all =
            options.HeavyAtOnce > 0
                ? options.HeavyAtOnce
                : Math.Max(16, 2 * Environment.ProcessorCount);
        var each = Math.Min(options.HeavyPerOrganization, Math.Max(1, all / 4));
        _places = new(each, all, Patience, mostWaiting: each * WaitingForEach);
        _longest = TimeSpan.FromSeconds(options.HeavySeconds);
    }

    /// <summary>Runs what comes next, in a place of its own where the route is heavy; the refusal when none came free.</summary>
    public async ValueTask<Problem?> Run(
        HttpContext http,
        CurrentCaller caller,
        RequestDelegate next
    )
    {
        if (
            !caller.IsKnown
            || http.GetEndpoint()?.Metadata.GetMetadata<HeavyRoute>() is not { } heavy
            || http.Request.IsSmall(heavy.BodiesOver)
        )
        {
            await next(http);
            return null;
        }
        Problem? unread = null;
        var (place, ownTaken) = await _places.Enter(
            caller.Value.OrganizationId,
            http.RequestAborted,
            async () => (unread = (await http.ReadBytes()).Problem) is null
        );
        using (place)
        {
            if (place is null)
                return unread ?? Full(ownTaken);
            using var end = new CancellationTokenSource(_longest);
            await using var broken = end.Token.Register(http.Abort);
            await next(http);
            return null;
        }
    }

    private static Problem Full(bool ownTaken) =>
        (
            ownTaken
                ? new Problem(PlatformProblems.TooManyAtOnce)
                : PlatformProblems.Unavailable.With("Too many expensive requests are running.")
        ) with
        {
            RetryAfterSeconds = 2,
        };
}
