using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>Which orders the desk lists.</summary>
internal sealed record DeskQuery(
    string? State,
    string? Language,
    string? ProductLine,
    string? Mine,
    string? Unclaimed,
    string? Overdue
);

/// <summary>The desk's queue, the soonest due first, and how much there is to do.</summary>
internal sealed class ReadDesk(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    DeskOrders orders,
    DeskViews views,
    TimeProvider clock
)
{
    private static readonly TimeSpan Soon = TimeSpan.FromHours(4);
    private static readonly string[] ProductLines = ["full_translation", "review_and_certify"];
    private static readonly string[] YesOrNo = ["true", "false"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/desk/orders",
                async (
                    HttpContext http,
                    ReadDesk read,
                    string? state,
                    string? language,
                    string? productLine,
                    string? mine,
                    string? unclaimed,
                    string? overdue,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await read.List(
                            new(state, language, productLine, mine, unclaimed, overdue),
                            cursor,
                            limit,
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.OrdersReview)
            .Produces<Page<DeskOrder>>()
            .WithTags("Desk")
            .WithSummary("List orders of the review desk, the soonest due first")
            .WithName("listDeskOrders");
        routes
            .MapGet(
                "/v1/desk/counts",
                async (HttpContext http, ReadDesk read) =>
                    (await read.Counts(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.OrdersReview)
            .Produces<DeskCounts>()
            .WithTags("Desk")
            .WithSummary("Count what there is to do at the review desk")
            .WithName("countDeskOrders");
    }

    public async Task<Result<Page<DeskOrder>>> List(
        DeskQuery query,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .OneOf("state", query.State, OrderStates.All)
            .Text("language", query.Language, 32)
            .OneOf("productLine", query.ProductLine, ProductLines)
            .OneOf("mine", query.Mine, YesOrNo)
            .OneOf("unclaimed", query.Unclaimed, YesOrNo)
            .OneOf("overdue", query.Overdue, YesOrNo);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope = $"desk|{caller.Value.OrganizationId}|{caller.Value.MemberId}|{query}";
        var found = Matching(query);
        if (cursor is not null)
        {
            if (
                !cursors.TryRead(scope, cursor, out var after)
                || Position(after) is not var (at, id)
            )
                return PlatformProblems.InvalidCursor;
            found = found.Where(o =>
                o.DueAt > at || (o.DueAt == at && string.Compare(o.Id, id) > 0)
            );
        }
        var rows = await found
            .OrderBy(o => o.DueAt)
            .ThenBy(o => o.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        var shown = await views.List(db, rows, cancellation);
        return shown
            .ToList()
            .ToPage(
                size,
                o => o,
                o =>
                    cursors.Make(
                        scope,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{o.DueAt.ToUnixTimeMilliseconds()}:{o.Id}"
                        )
                    )
            );
    }

    public async Task<Result<DeskCounts>> Counts(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var soon = now + Soon;
        var me = caller.Value.MemberId ?? "";
        var states = await AtDesk()
            .GroupBy(o => o.State)
            .Select(g => new
            {
                State = g.Key,
                All = g.Count(),
                Unclaimed = g.Count(o => o.ReviewerId == null),
                Mine = g.Count(o => o.ReviewerId == me),
                Overdue = g.Count(o => o.DueAt < now),
                Soon = g.Count(o => o.DueAt >= now && o.DueAt < soon),
            })
            .ToListAsync(cancellation);
        return new DeskCounts(
            states.Sum(s => s.Unclaimed),
            states.Sum(s => s.Mine),
            states.Sum(s => s.Overdue),
            states.Sum(s => s.Soon),
            In(OrderStates.Paid),
            In(OrderStates.Processing),
            In(OrderStates.ReviewingDraft),
            In(OrderStates.InReview)
        );

        int In(string state) => states.Find(s => s.State == state)?.All ?? 0;
    }

    private IQueryable<OrderRow> Matching(DeskQuery query)
    {
        var found = query.State is { } state
            ? orders.In(db).AsNoTracking().Where(o => o.State == state)
            : AtDesk();
        if (query.Language is { } language)
            found = found.Where(o => o.SourceLanguage == language);
        if (query.ProductLine is { } line)
            found = found.Where(o => o.ProductLine == line);
        if (query.Mine == "true")
        {
            var me = caller.Value.MemberId ?? "";
            found = found.Where(o => o.ReviewerId == me);
        }
        if (query.Unclaimed == "true")
            found = found.Where(o => o.ReviewerId == null);
        if (query.Overdue == "true")
        {
            var now = clock.GetUtcNow();
            found = found.Where(o =>
                o.DueAt < now
                && o.State != OrderStates.Ready
                && o.State != OrderStates.Delivered
                && o.State != OrderStates.Failed
                && o.State != OrderStates.Cancelled
                && o.State != OrderStates.Refunded
            );
        }
        return found;
    }

    private IQueryable<OrderRow> AtDesk() =>
        orders
            .In(db)
            .AsNoTracking()
            .Where(o =>
                o.State == OrderStates.Paid
                || o.State == OrderStates.Processing
                || o.State == OrderStates.ReviewingDraft
                || o.State == OrderStates.InReview
            );

    private static (DateTimeOffset At, string Id)? Position(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return
            colon > 0
            && long.TryParse(
                text.AsSpan(0, colon),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var milliseconds
            )
            ? (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), text[(colon + 1)..])
            : null;
    }
}
