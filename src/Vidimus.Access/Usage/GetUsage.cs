using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Usage;

/// <summary>Usage of one day, key, route and so on, as asked for; what it is not grouped by is null.</summary>
/// <param name="Day">The day, UTC, such as <c>2026-11-22</c>.</param>
/// <param name="KeyId">The key.</param>
/// <param name="Environment">The key's label of where it is used, as it was then.</param>
/// <param name="MemberId">The member.</param>
/// <param name="ClientId">The OAuth client.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Route">Method and route, such as <c>GET /v1/credentials/{id}</c>.</param>
/// <param name="Outcome"><c>2xx</c>, <c>3xx</c>, <c>5xx</c>, or the status of a refusal, such as <c>403</c>.</param>
/// <param name="Action">The billable action.</param>
/// <param name="Requests">Requests answered.</param>
/// <param name="Failures">Those of them that were refused or failed.</param>
/// <param name="Actions">Billable actions.</param>
/// <param name="Quantity">How much they were, in units of their kind.</param>
/// <param name="Cents">What they cost.</param>
public sealed record UsageLine(
    string? Day,
    string? KeyId,
    string? Environment,
    string? MemberId,
    string? ClientId,
    string? Tool,
    string? Route,
    string? Outcome,
    string? Action,
    long Requests,
    long Failures,
    long Actions,
    long Quantity,
    long Cents
);

/// <summary>The whole of what was asked about.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="Failures">Those of them that were refused or failed.</param>
/// <param name="Actions">Billable actions.</param>
/// <param name="Quantity">How much they were.</param>
/// <param name="Cents">What they cost.</param>
public sealed record UsageTotals(
    long Requests,
    long Failures,
    long Actions,
    long Quantity,
    long Cents
);

/// <summary>Usage of an organization. Actions and cents are exact; requests are counted a few seconds later.</summary>
/// <param name="Data">The lines of this page.</param>
/// <param name="NextCursor">Cursor of the next page, or null on the last.</param>
/// <param name="HasMore">True when there is a next page.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Totals">Sums over all pages.</param>
/// <param name="CountedUntil">Requests answered before this are counted.</param>
public sealed record UsageReport(
    IReadOnlyList<UsageLine> Data,
    string? NextCursor,
    bool HasMore,
    string Mode,
    DateOnly From,
    DateOnly To,
    UsageTotals Totals,
    DateTimeOffset CountedUntil
);

/// <summary>Shows what the organization used: requests, billable actions and their cost, grouped as asked.</summary>
internal sealed class GetUsage(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    RequestCounts counts,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/usage",
                async (
                    HttpContext http,
                    GetUsage usage,
                    string? from,
                    string? to,
                    string? groupBy,
                    string? mode,
                    string? keyId,
                    string? environment,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await usage.Run(
                            new(from, to, mode, keyId, environment),
                            groupBy,
                            cursor,
                            limit,
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.UsageRead)
            .Weighs(5)
            .Heavy()
            .Produces<UsageReport>()
            .WithTags("Usage")
            .WithSummary("Get usage")
            .WithName("getUsage");

    public async Task<Result<UsageReport>> Run(
        UsageAsked asked,
        string? groupBy,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        var groups = UsageGroups.Read(fields, groupBy);
        var read = UsageFilter.Read(fields, caller.Value, clock.GetUtcNow(), asked);
        if (read.Problem is { } refused)
            return refused;
        var filter = read.Value!;
        var scope = $"usage|{caller.Value.OrganizationId}|{filter.Name}|{groups.Name}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        // Read first: what is counted meanwhile is in the sums and not promised.
        var until = counts.CountedUntil;
        var rows = filter.Rows(db, caller.Value);
        await using var moment = await db.AtOneMoment(cancellation);
        var lines = await groups.Lines(rows, after, size + 1, cancellation);
        var page = lines.ToPage(size, l => l.Line(), l => cursors.Make(scope, l.Name));
        var totals = await rows.GroupBy(_ => 1)
            .Select(g => new UsageTotals(
                g.Sum(u => u.Requests),
                g.Sum(u => u.Failures),
                g.Sum(u => u.Actions),
                g.Sum(u => u.Quantity),
                g.Sum(u => u.Cents)
            ))
            .SingleOrDefaultAsync(cancellation);
        return new UsageReport(
            page.Data,
            page.NextCursor,
            page.HasMore,
            filter.Mode,
            filter.From,
            filter.To,
            totals ?? new(0, 0, 0, 0, 0),
            until
        );
    }
}
