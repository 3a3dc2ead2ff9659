using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;

namespace Vidimus.Portal.Payment;

/// <summary>How the organization pays. What a payment method is made of is entered on the payment service's own page, never here.</summary>
internal static class PaymentPages
{
    private const string Own = "/portal/payment";

    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/payment");
        pages.MapGet("", Show);
        pages.MapPost("/setup", SetUp).AsksAgain(Own);
        pages.MapPost("/remove", Remove).AsksAgain(Own);
    }

    // The payment service leads back here with its session: what was entered there is taken over before it is shown.
    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string? session)
    {
        if (session is null)
            return http.Page<PaymentPage>(
                new
                {
                    calls.Visitor,
                    Payment = await calls.Api.Payments.Get(http.RequestAborted),
                    Stored = http.Request.Query.ContainsKey("stored"),
                }
            );
        await calls.Api.Payments.Confirm(session, http.RequestAborted);
        return http.GoTo($"{Own}?stored=1");
    }

    // Forms of our pages lead nowhere but to this server (form-action of the policy): from there on a link does.
    private static async Task<IResult> SetUp(HttpContext http, PortalCalls calls) =>
        http.Page<PaymentSetupPage>(
            new { calls.Visitor, Setup = await calls.Api.Payments.SetUp(http.RequestAborted) }
        );

    private static async Task<IResult> Remove(HttpContext http, PortalCalls calls)
    {
        await calls.Api.Payments.Remove(http.RequestAborted);
        return http.GoTo(Own);
    }
}
