using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Gate;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>A line of an invoice.</summary>
/// <param name="OrganizationId">Who owes it.</param>
/// <param name="Month">The month it belongs to, such as <c>2026-11</c>.</param>
/// <param name="Kind"><c>order</c>, or <c>refund</c> with a negative amount.</param>
/// <param name="Id">The order or the refund.</param>
/// <param name="OrderId">The order.</param>
/// <param name="At">When it was ordered, or given back.</param>
/// <param name="ProductLine">What was ordered.</param>
/// <param name="PageCount">How many pages.</param>
/// <param name="Reference">What the customer named the order by: the idempotency key.</param>
/// <param name="AmountCents">How much; less than nothing for a refund.</param>
/// <param name="Currency">In what, as ISO 4217 names it, in lower case.</param>
public sealed record InvoiceLine(
    string OrganizationId,
    string Month,
    string Kind,
    string Id,
    string OrderId,
    DateTimeOffset At,
    string ProductLine,
    int PageCount,
    string Reference,
    long AmountCents,
    string Currency
);

/// <summary>
/// What the operator has to invoice for orders on account: the live orders of a month and the refunds of that month, for one organization or
/// all. The sum of the lines is what is owed.
/// </summary>
internal sealed class ListInvoiceLines(VidimusDb db, Cursors cursors, TimeProvider clock)
{
    private static readonly CompositeFormat Row = CompositeFormat.Parse(
        "{0},{1},{2},{3},{4},{5:yyyy-MM-ddTHH:mm:ssZ},{6},{7},\"{8}\",{9},{10}\r\n"
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/invoice-lines",
                (
                    HttpContext http,
                    ListInvoiceLines list,
                    string? month,
                    string? organizationId,
                    string? format,
                    string? cursor,
                    string? limit
                ) => list.Answer(http, new(month, organizationId, format, cursor, limit))
            )
            .WithMetadata(new NeedsOperator())
            .Produces<Page<InvoiceLine>>()
            .WithTags("Operator")
            .WithSummary("List what is to be invoiced")
            .WithDescription(
                "Live orders on account of a month (month=2026-11; the present one by default) and refunds of that month, of all organizations or of one (organizationId). format=csv answers all lines as a table."
            )
            .WithName("listInvoiceLines");

    private sealed record Ask(
        string? Month,
        string? OrganizationId,
        string? Format,
        string? Cursor,
        string? Limit
    );

    private async Task<IResult> Answer(HttpContext http, Ask ask)
    {
        var fields = new Fields().OneOf("format", ask.Format, ["json", "csv"]);
        var size = fields.PageSize(ask.Limit);
        var start = Month(fields, ask.Month);
        if (fields.Problem is { } wrong)
            return new Refusal(wrong);
        if (ask.Format == "csv")
            return await Csv(http, start, ask.OrganizationId);
        var scope = $"invoice-lines {start:yyyy-MM} {ask.OrganizationId}";
        var after = "";
        if (ask.Cursor is not null && !cursors.TryRead(scope, ask.Cursor, out after))
            return new Refusal(PlatformProblems.InvalidCursor.With());
        var lines = await Lines(start, ask.OrganizationId, after, size + 1, http.RequestAborted);
        return (
            (Result<Page<InvoiceLine>>)lines.ToPage(size, l => l, l => cursors.Make(scope, l.Id))
        ).Answer();
    }

    private DateTimeOffset Month(Fields fields, string? month)
    {
        var now = clock.GetUtcNow();
        var present = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        if (month is null)
            return present;
        if (
            DateTimeOffset.TryParseExact(
                month,
                "yyyy-MM",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var start
            ) && start.Year is >= 2000 and <= 2999
        )
            return start;
        fields.Wrong("month", "must be a month such as 2026-11");
        return present;
    }

    /// <summary>Orders first and then refunds, each by id: <c>ord_</c> comes before <c>rfd_</c>.</summary>
    private async Task<List<InvoiceLine>> Lines(
        DateTimeOffset start,
        string? organization,
        string after,
        int most,
        CancellationToken cancellation
    )
    {
        var end = start.AddMonths(1);
        var orders = db.Across<OrderRow>()
            .Where(o => o.PaymentKind == PaymentOptions.Invoice && o.Mode == "live")
            .Where(o => organization == null || o.OrganizationId == organization);
        var ordered = await orders
            .Where(o => o.PaidAt >= start && o.PaidAt < end && string.Compare(o.Id, after) > 0)
            .OrderBy(o => o.Id)
            .Take(most)
            .ToListAsync(cancellation);
        List<InvoiceLine> lines =
        [
            .. ordered.Select(o => Line(o, "order", o.Id, o.PaidAt!.Value, o.TotalCents)),
        ];
        if (lines.Count == most)
            return lines;
        var refunds = await db.Across<RefundRow>()
            .Where(r => r.State == RefundRow.Succeeded)
            .Where(r =>
                r.SettledAt >= start && r.SettledAt < end && string.Compare(r.Id, after) > 0
            )
            .Join(
                orders,
                r => new { r.OrganizationId, Id = r.OrderId },
                o => new { o.OrganizationId, o.Id },
                (refund, order) => new { refund, order }
            )
            .OrderBy(x => x.refund.Id)
            .Take(most - lines.Count)
            .ToListAsync(cancellation);
        lines.AddRange(
            refunds.Select(x =>
                Line(
                    x.order,
                    "refund",
                    x.refund.Id,
                    x.refund.SettledAt!.Value,
                    -x.refund.AmountCents
                )
            )
        );
        return lines;
    }

    private static InvoiceLine Line(
        OrderRow order,
        string kind,
        string id,
        DateTimeOffset at,
        long cents
    ) =>
        new(
            order.OrganizationId,
            at.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            kind,
            id,
            order.Id,
            at,
            order.ProductLine,
            order.PageCount,
            order.IdempotencyKey,
            cents,
            order.Currency
        );

    private async Task<IResult> Csv(HttpContext http, DateTimeOffset start, string? organization)
    {
        const int pageSize = 500;
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition =
            $"attachment; filename=\"invoice-lines-{start:yyyy-MM}.csv\"";
        await http.Response.WriteAsync(
            "organization_id,month,kind,id,order_id,at,product_line,page_count,reference,amount_cents,currency\r\n",
            http.RequestAborted
        );
        for (var after = ""; ; )
        {
            var lines = await Lines(start, organization, after, pageSize, http.RequestAborted);
            foreach (var line in lines)
                await http.Response.WriteAsync(Text(line), http.RequestAborted);
            if (lines.Count < pageSize)
                return Results.Empty;
            after = lines[^1].Id;
        }
    }

    private static string Text(InvoiceLine line) =>
        string.Format(
            CultureInfo.InvariantCulture,
            Row,
            line.OrganizationId,
            line.Month,
            line.Kind,
            line.Id,
            line.OrderId,
            line.At.UtcDateTime,
            line.ProductLine,
            line.PageCount,
            Quoted(line.Reference),
            line.AmountCents,
            line.Currency
        );

    // The one text that the customer chose: a spreadsheet must not take it for a formula.
    private static string Quoted(string text) =>
        (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' ? "'" : "")
        + text.Replace("\"", "\"\"", StringComparison.Ordinal);
}
