using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>Whether things arrive at an endpoint, and its end when they do not for days or it says that it is gone.</summary>
internal sealed class EndpointHealth(
    Commits commits,
    DatabaseClock time,
    WebhookOptions options,
    Wake wake,
    TimeProvider clock
)
{
    /// <summary>
    /// Longer than any pause of the schedule, a day and a fifth. Where the last failure is longer ago nothing was tried since,
    /// for want of events or because nobody was up, and whoever fails now begins to.
    /// </summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromHours(30);

    /// <summary>
    /// Writes what these results say of their endpoints, where that is news: an endpoint where things arrive is not written at
    /// all. Answers those that have been failing for too long. Who edits an endpoint at the same time is not in the way.
    /// </summary>
    public async Task<IReadOnlyList<EndpointRow>> Note(Unit unit, IReadOnlyList<Result> results)
    {
        var tried = results
            .Where(r => r.Tried is not null)
            .ToLookup(r => (r.Taken.Row.OrganizationId, r.Taken.Row.EndpointId));
        string[] organizations = [.. tried.Select(t => t.Key.OrganizationId).Distinct()];
        string[] ids = [.. tried.Select(t => t.Key.EndpointId)];
        var endpoints = await unit
            .Db.Across<EndpointRow>()
            .Where(e => organizations.Contains(e.OrganizationId) && ids.Contains(e.Id))
            .AsNoTracking()
            .ToListAsync();
        List<EndpointRow> failing = [];
        foreach (var endpoint in endpoints.OrderBy(e => e.Id, StringComparer.Ordinal))
        {
            Result[] own = [.. tried[(endpoint.OrganizationId, endpoint.Id)]];
            var last = Array.FindLastIndex(own, r => r.Tried!.Succeeded);
            var failures = own.Length - 1 - last;
            var now = Now(own[^1].Taken);
            DateTimeOffset? since =
                failures == 0 ? null
                : last >= 0 ? now
                : FailingSince(endpoint, now);
            var count = failures + (last >= 0 ? 0 : endpoint.FailureCount);
            if (since != endpoint.FailingSince || count != endpoint.FailureCount)
                await Write(unit.Db, endpoint, since, count, failures == 0 ? null : now);
            if (since is { } begun && now - begun >= TimeSpan.FromDays(options.FailingDays))
                failing.Add(endpoint);
        }
        return failing;
    }

    private static DateTimeOffset FailingSince(EndpointRow endpoint, DateTimeOffset now) =>
        endpoint.FailingSince is { } since && now - (endpoint.LastFailureAt ?? since) <= LongestGap
            ? since
            : now;

    /// <summary>Disables an endpoint, unless it is disabled or deleted already or leads elsewhere by now.</summary>
    public async Task Disable(EndpointRow found, string reason)
    {
        var done = await commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = found.OrganizationId,
                Mode = found.Mode,
            },
            async unit =>
            {
                var endpoint = await unit.Db.WebhookEndpoints.SingleOrDefaultAsync(e =>
                    e.Id == found.Id
                );
                if (
                    endpoint
                        is not {
                            DeletedAt: null,
                            State: EndpointStates.Active or EndpointStates.Paused
                        }
                    || endpoint.Url != found.Url
                )
                    return false;
                EndpointStates.MarkDisabled(
                    unit,
                    endpoint,
                    reason,
                    await time.Now(unit.Db, CancellationToken.None)
                );
                return true;
            },
            CancellationToken.None
        );
        if (done is { Ok: true, Value: true })
            wake.Announce(found.OrganizationId, found.Id);
    }

    private static Task Write(
        VidimusDb db,
        EndpointRow endpoint,
        DateTimeOffset? since,
        long count,
        DateTimeOffset? lastFailure
    ) =>
        db.Across<EndpointRow>()
            .Where(e => e.OrganizationId == endpoint.OrganizationId && e.Id == endpoint.Id)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(e => e.FailingSince, since)
                    .SetProperty(e => e.FailureCount, count)
                    .SetProperty(e => e.LastFailureAt, lastFailure)
            );

    private DateTimeOffset Now(Taken taken) => taken.TakenAt + clock.GetElapsedTime(taken.Since);
}
