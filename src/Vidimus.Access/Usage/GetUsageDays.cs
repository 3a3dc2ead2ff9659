using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Spending;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Usage;

/// <summary>One day of an organization.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Requests">Requests answered.</param>
/// <param name="Failures">Those of them that were refused or failed.</param>
/// <param name="Issued">Credentials issued, reissued and renewed; exact.</param>
/// <param name="Verified">Verifications of the organization's credentials that found them in force.</param>
/// <param name="Refuted">Verifications that did not.</param>
/// <param name="Delivered">Attempts to deliver an event to a webhook endpoint that arrived.</param>
/// <param name="Undelivered">Attempts that did not.</param>
/// <param name="Unmailed">Mails to recipients that were given up or came back.</param>
public sealed record UsageDay(
    DateOnly Day,
    long Requests,
    long Failures,
    long Issued,
    long Verified,
    long Refuted,
    long Delivered,
    long Undelivered,
    long Unmailed
);

/// <summary>An organization day by day.</summary>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Days">Every day of the period, also those on which nothing happened.</param>
/// <param name="CountedUntil">Requests answered before this are counted.</param>
public sealed record UsageDays(
    string Mode,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<UsageDay> Days,
    DateTimeOffset CountedUntil
);

/// <summary>Shows what happened in the organization day by day, for charts.</summary>
internal sealed class GetUsageDays(
    VidimusDb db,
    CurrentCaller caller,
    RequestCounts counts,
    TimeProvider clock
)
{
    private sealed record Sums(string Day, long Requests, long Failures, long Issued);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/usage/days",
                async (
                    HttpContext http,
                    GetUsageDays days,
                    string? from,
                    string? to,
                    string? mode
                ) => (await days.Run(new(from, to, mode, null, null), http.RequestAborted)).Answer()
            )
            .Needs(Scopes.UsageRead)
            .Weighs(2)
            .Heavy()
            .Produces<UsageDays>()
            .WithTags("Usage")
            .WithSummary("Get what happened day by day")
            .WithName("getUsageDays");

    public async Task<Result<UsageDays>> Run(UsageAsked asked, CancellationToken cancellation)
    {
        var read = UsageFilter.Read(new(), caller.Value, clock.GetUtcNow(), asked);
        if (read.Problem is { } refused)
            return refused;
        var filter = read.Value!;
        // Read first: what is counted meanwhile is in the sums and not promised.
        var until = counts.CountedUntil;
        var used = await Used(filter, cancellation);
        var tallies = await Tallied(filter, cancellation);
        var days = Enumerable
            .Range(0, filter.To.DayNumber - filter.From.DayNumber + 1)
            .Select(i => Day(filter.From.AddDays(i), used, tallies));
        return new UsageDays(filter.Mode, filter.From, filter.To, [.. days], until);
    }

    private async Task<Dictionary<string, Sums>> Used(
        UsageFilter filter,
        CancellationToken cancellation
    )
    {
        var sums = await filter
            .Rows(db, caller.Value)
            .GroupBy(u => u.Day)
            .Select(g => new Sums(
                g.Key,
                g.Sum(u => u.Requests),
                g.Sum(u => u.Failures),
                g.Sum(u =>
                    u.Action == Billable.Issue
                    || u.Action == Billable.Reissue
                    || u.Action == Billable.Renew
                        ? u.Actions
                        : 0
                )
            ))
            .ToListAsync(cancellation);
        return sums.ToDictionary(s => s.Day);
    }

    private Task<Dictionary<string, long>> Tallied(
        UsageFilter filter,
        CancellationToken cancellation
    )
    {
        var (first, end) = (
            DayTallies.Name("", filter.From),
            DayTallies.Name("", filter.To.AddDays(1))
        );
        return db.Enter(caller.Value.OrganizationId, filter.Mode)
            .Set<TallyRow>()
            .AsNoTracking()
            .Where(t => string.Compare(t.Name, first) >= 0 && string.Compare(t.Name, end) < 0)
            .ToDictionaryAsync(t => t.Name, t => t.Value, cancellation);
    }

    private static UsageDay Day(
        DateOnly day,
        Dictionary<string, Sums> used,
        Dictionary<string, long> tallies
    )
    {
        var sums = used.GetValueOrDefault(day.ToString("O", CultureInfo.InvariantCulture));
        return new(
            day,
            sums?.Requests ?? 0,
            sums?.Failures ?? 0,
            sums?.Issued ?? 0,
            Of(DayTallies.Verified),
            Of(DayTallies.Refuted),
            Of(DayTallies.Delivered),
            Of(DayTallies.Undelivered),
            Of(DayTallies.Unmailed)
        );

        long Of(string what) => tallies.GetValueOrDefault(DayTallies.Name(what, day));
    }
}
