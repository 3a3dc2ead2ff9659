using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Orders;

/// <summary>An organization's own orders: the list, one of them, and what can still be done with it.</summary>
internal static class OrderPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/orders");
        pages.MapGet("", List);
        NewOrderPages.Map(pages.MapGroup("/new"));
        pages.MapGet("/{id}", Show);
        pages.MapGet("/{id}/certified.pdf", Certified);
        pages.MapGet("/{id}/documents/{document}", Document);
        pages.MapPost("/{id}/cancel", Cancel);
        pages.MapPost("/{id}/refund", Refund);
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls, TimeProvider clock)
    {
        OrderState? state =
            Enum.TryParse<OrderState>(http.Asked("state"), ignoreCase: true, out var asked)
            && Enum.IsDefined(asked)
                ? asked
                : null;
        return http.Page<OrdersPage>(
            new
            {
                calls.Visitor,
                Orders = await calls.Api.Orders.ListPage(
                    new() { Status = state, PageSize = 25 },
                    http.Cursor(),
                    http.RequestAborted
                ),
                State = state,
                Now = clock.GetUtcNow(),
            }
        );
    }

    private static async Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        TimeProvider clock,
        string id
    )
    {
        var order = await calls.Api.Orders.Get(id, http.RequestAborted);
        var refunds =
            order.RefundedCents > 0
                ? calls.Api.Orders.Refunds(id, http.RequestAborted)
                : Task.FromResult<IReadOnlyList<Refund>>([]);
        var certificate = order.CertificateId is { } signed
            ? calls.Api.Certificates.Get(signed, http.RequestAborted)
            : null;
        return http.Page<OrderPage>(
            new
            {
                calls.Visitor,
                Order = order,
                Lines = await Lines(calls, order, http.RequestAborted),
                Refunds = await refunds,
                Certificate = certificate is null ? null : await certificate,
                Now = clock.GetUtcNow(),
                Done = http.Asked("done"),
            }
        );
    }

    /// <summary>The items of its price; a quote is not kept as long as an order is.</summary>
    private static async Task<IReadOnlyList<QuoteLine>> Lines(
        PortalCalls calls,
        Order order,
        CancellationToken cancellation
    )
    {
        try
        {
            return (await calls.Api.Quotes.Get(order.QuoteId, cancellation)).Lines;
        }
        catch (VidimusPermanentException e) when (e.Status is 404 or 410)
        {
            return [];
        }
    }

    private static Task<IResult> Certified(HttpContext http, PortalCalls calls, string id) =>
        http.Download(
            FileNames.Of(id, "application/pdf"),
            "application/pdf",
            to => calls.Api.Orders.DownloadCertified(id, to, http.RequestAborted)
        );

    /// <summary>What strangers wrote is saved, never shown in the portal's own place.</summary>
    private static async Task<IResult> Document(
        HttpContext http,
        PortalCalls calls,
        string id,
        string document
    )
    {
        var order = await calls.Api.Orders.Get(id, http.RequestAborted);
        if (order.Documents.FirstOrDefault(d => d.Id == document) is not { } found)
            return http.GoTo($"/portal/orders/{id}");
        return await http.Download(
            FileNames.Of(found.Id, found.MediaType),
            found.MediaType,
            to => calls.Api.Documents.Download(found.Id, to, http.RequestAborted)
        );
    }

    private static async Task<IResult> Cancel(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Orders.Cancel(id, http.Request.Form.Once(), http.RequestAborted);
        return http.GoTo($"/portal/orders/{id}?done=cancelled");
    }

    private static async Task<IResult> Refund(HttpContext http, PortalCalls calls, string id)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        var cents = typed.Cents("amount");
        if (!typed.Ok || cents == 0)
            return http.Page<RefusedPage>(
                new
                {
                    calls.Visitor,
                    Message = "The amount is none.",
                    Hint = "Go back and enter one such as 12.50, or leave it empty for all that is left.",
                },
                400
            );
        await calls.Api.Orders.Refund(id, cents, form.Once(), http.RequestAborted);
        return http.GoTo($"/portal/orders/{id}?done=refunded");
    }
}
