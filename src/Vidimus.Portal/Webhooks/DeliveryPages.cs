using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Webhooks;

/// <summary>An endpoint with what it was sent; trying it, and sending again.</summary>
internal static class DeliveryPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/webhooks/{id}");
        pages.MapGet("", Show);
        pages.MapPost("/test", Try);
        pages.MapPost("/recover", Recover);
        pages.MapGet("/deliveries/{eventId}", Delivery);
        pages.MapPost("/deliveries/{eventId}/resend", Resend);
    }

    private static Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        string id,
        string? cursor
    ) => Page(http, calls, id, cursor, null, 200);

    private static async Task<IResult> Page(
        HttpContext http,
        PortalCalls calls,
        string id,
        string? cursor,
        Typed? recovery,
        int status
    )
    {
        var asked = new Typed(
            http.Request.Query.ToDictionary(q => q.Key, q => new[] { q.Value.ToString().Trim() })
        );
        var filter = new DeliveryFilter
        {
            State = Enum.TryParse<DeliveryState>(asked["state"], ignoreCase: true, out var state)
                ? state
                : null,
            Type = asked["type"],
            ResourceId = asked["resource"],
            PageSize = 25,
        };
        var api = calls.Api.Webhooks;
        var endpoint = await api.Get(id, http.RequestAborted);
        var stats = api.Stats(id, http.RequestAborted);
        return http.Page<WebhookPage>(
            new
            {
                calls.Visitor,
                Endpoint = endpoint,
                Asked = asked,
                Recovery = recovery ?? Typed.Nothing,
                Stats = await stats,
                Deliveries = await api.DeliveriesPage(id, filter, cursor, http.RequestAborted),
                Recoveries = await Recoveries(api, id, http.RequestAborted),
            },
            status
        );
    }

    /// <summary>The endpoint's own among the organization's latest.</summary>
    private static async Task<WebhookRecovery[]> Recoveries(
        WebhookCalls api,
        string id,
        CancellationToken cancellation
    ) =>
        [
            .. (await api.ReplaysPage(pageSize: 20, cancellation: cancellation)).Data.Where(r =>
                r.EndpointId == id
            ),
        ];

    private static async Task<IResult> Try(HttpContext http, PortalCalls calls, string id)
    {
        var test = await calls.Api.Webhooks.Test(id, http.Request.Form.Once(), http.RequestAborted);
        return http.Page<WebhookTestPage>(
            new
            {
                calls.Visitor,
                Endpoint = await calls.Api.Webhooks.Get(id, http.RequestAborted),
                Test = test,
            }
        );
    }

    private static async Task<IResult> Recover(HttpContext http, PortalCalls calls, string id)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        var since = typed.From("since");
        if (since is null)
            typed.Refuse("since", "Say from which day on.");
        var until = typed.Until("until");
        if (!typed.Ok)
            return await Page(http, calls, id, null, typed, 400);
        try
        {
            await calls.Api.Webhooks.Recover(
                id,
                new()
                {
                    Since = since!.Value,
                    Until = until,
                    Which = Enum.TryParse<RecoveryKind>(typed["which"], true, out var which)
                        ? which
                        : RecoveryKind.Missing,
                },
                form.Once(),
                http.RequestAborted
            );
            return http.GoTo($"/portal/webhooks/{id}");
        }
        catch (VidimusPermanentException e) when (typed.Take(e))
        {
            return await Page(http, calls, id, null, typed, 400);
        }
    }

    private static async Task<IResult> Delivery(
        HttpContext http,
        PortalCalls calls,
        string id,
        string eventId
    ) =>
        http.Page<DeliveryPage>(
            new
            {
                calls.Visitor,
                Endpoint = await calls.Api.Webhooks.Get(id, http.RequestAborted),
                Detail = await calls.Api.Webhooks.Delivery(id, eventId, http.RequestAborted),
            }
        );

    private static async Task<IResult> Resend(
        HttpContext http,
        PortalCalls calls,
        string id,
        string eventId
    )
    {
        await calls.Api.Webhooks.Resend(id, eventId, http.Request.Form.Once(), http.RequestAborted);
        return http.GoTo($"/portal/webhooks/{id}/deliveries/{eventId}");
    }
}
