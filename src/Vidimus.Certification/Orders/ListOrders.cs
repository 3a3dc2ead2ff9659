using System.Linq.Expressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>What a list of orders is narrowed by, and which page of it.</summary>
/// <param name="State">Those that are this far.</param>
/// <param name="CreatedFrom">Those ordered at this time or later: a time, or the beginning of a day.</param>
/// <param name="CreatedTo">Those ordered before this time, or until the end of this day.</param>
/// <param name="Cursor">Where to go on.</param>
/// <param name="Limit">How many.</param>
internal sealed record OrderQuery(
    string? State = null,
    string? CreatedFrom = null,
    string? CreatedTo = null,
    string? Cursor = null,
    string? Limit = null
);

/// <summary>
/// Lists the orders of the caller's organization in its mode, newest first. Looking at a list lets no test order go on; it shows
/// them as they are at this moment all the same.
/// </summary>
internal sealed class ListOrders(
    VidimusDb db,
    CurrentCaller caller,
    OrderViews views,
    Cursors cursors,
    DatabaseClock time
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/orders",
                async (
                    HttpContext http,
                    ListOrders list,
                    string? state,
                    string? createdFrom,
                    string? createdTo,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Run(
                            new(state, createdFrom, createdTo, cursor, limit),
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.OrdersRead)
            .Produces<Page<Order>>()
            .WithTags("Orders")
            .WithSummary("List orders")
            .WithName("listOrders");

    public async Task<Result<Page<Order>>> Run(OrderQuery query, CancellationToken cancellation)
    {
        var fields = new Fields().OneOf("state", query.State, OrderStates.All);
        var from = Bound(fields, "createdFrom", query.CreatedFrom, 0);
        var to = Bound(fields, "createdTo", query.CreatedTo, 1);
        var size = fields.PageSize(query.Limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var who = caller.Value;
        var scope =
            $"orders|{who.OrganizationId}|{who.Mode}|{query.State}|{query.CreatedFrom}|{query.CreatedTo}";
        var position = "";
        if (query.Cursor is { } cursor && !cursors.TryRead(scope, cursor, out position))
            return PlatformProblems.InvalidCursor;
        var rows = db.Orders.AsNoTracking();
        if (query.State is { } state)
            rows = rows.Where(Is(state, who.Mode, await time.Now(db, cancellation)));
        if (from is { } first && NewId.First("ord", first) is var least)
            rows = rows.Where(o => string.Compare(o.Id, least) >= 0);
        if (to is { } last && NewId.First("ord", last) is var end)
            rows = rows.Where(o => string.Compare(o.Id, end) < 0);
        if (position.Length > 0)
            rows = rows.Where(o => string.Compare(o.Id, position) < 0);
        var found = await rows.OrderByDescending(o => o.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        var more = found.Count > size;
        var shown = await views.Read(db, [.. found.Take(size)], cancellation);
        return new Page<Order>(shown, more ? cursors.Make(scope, shown[^1].Id) : null, more);
    }

    private static DateTimeOffset? Bound(Fields fields, string field, string? text, int days)
    {
        if (text is null)
            return null;
        if (Times.TryParseBound(text, out var time))
            return text.Length == 10 ? time.AddDays(days) : time;
        fields.Wrong(
            field,
            "must be a day such as 2026-11-22, or a time such as 2026-11-22T10:00:00Z"
        );
        return null;
    }

    /// <summary>
    /// Orders of this state. What a test order's row says is what was last seen; where it is still open, its age says how far it is.
    /// </summary>
    private static Expression<Func<OrderRow, bool>> Is(
        string state,
        string mode,
        DateTimeOffset now
    )
    {
        var (translation, review) = (Ages(0, state, now), Ages(1, state, now));
        if (mode != "test")
            return o => o.State == state;
        var open = OrderStates.All.Where(OrderStates.IsOpen).ToList();
        return o =>
            !open.Contains(o.State) ? o.State == state
            : o.ProductLine == Quotes.QuoteInput.ReviewAndCertify
                ? o.CreatedAt <= review.Until && o.CreatedAt > review.After
            : o.CreatedAt <= translation.Until && o.CreatedAt > translation.After;
    }

    /// <summary>Between which times test orders of this state were made; none where the product line does not know it.</summary>
    private static (DateTimeOffset After, DateTimeOffset Until) Ages(
        int line,
        string state,
        DateTimeOffset now
    )
    {
        var steps = SandboxClock.Lines[line];
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].State == state)
                return (
                    i + 1 < steps.Count
                        ? now.AddSeconds(-steps[i + 1].Seconds)
                        : DateTimeOffset.UnixEpoch,
                    now.AddSeconds(-steps[i].Seconds)
                );
        }
        return (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
    }
}
