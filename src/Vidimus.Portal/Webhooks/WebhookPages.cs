using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Webhooks;

/// <summary>Endpoints: the list, making and changing them, and what is done with one.</summary>
internal static class WebhookPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/webhooks");
        pages.MapGet("", List);
        pages.MapGet("/new", (HttpContext http, PortalCalls calls) => New(http, calls, null));
        pages.MapPost("/new", Create);
        pages.MapGet("/{id}/edit", Edit);
        pages.MapPost("/{id}/edit", Save);
        pages.MapPost("/{id}/pause", Pause);
        pages.MapPost("/{id}/resume", Resume);
        pages.MapPost("/{id}/disable", Disable);
        pages.MapPost("/{id}/delete", Delete);
        pages.MapPost("/{id}/rotate-secret", RotateSecret);
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls, string? cursor) =>
        http.Page<WebhooksPage>(
            new
            {
                calls.Visitor,
                Endpoints = await calls.Api.Webhooks.ListPage(cursor, 25, http.RequestAborted),
            }
        );

    private static async Task<IResult> New(HttpContext http, PortalCalls calls, Typed? typed) =>
        http.Page<WebhookFormPage>(
            new
            {
                calls.Visitor,
                Typed = typed ?? WebhookForms.Blank,
                Types = await calls.Api.Webhooks.Events(http.RequestAborted),
            },
            typed is null ? 200 : 400
        );

    private static async Task<IResult> Create(HttpContext http, PortalCalls calls)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        var asked = WebhookForms.Asked(typed);
        if (!typed.Ok)
            return await New(http, calls, typed);
        try
        {
            var made = await calls.Api.Webhooks.Create(asked, form.Once(), http.RequestAborted);
            return Told(http, calls, made);
        }
        catch (VidimusPermanentException e) when (e.Code == ErrorCodes.SecretOmitted)
        {
            return Omitted(http, calls, e);
        }
        catch (VidimusPermanentException e) when (typed.Take(e))
        {
            return await New(http, calls, typed);
        }
    }

    private static async Task<IResult> Edit(HttpContext http, PortalCalls calls, string id)
    {
        var endpoint = await calls.Api.Webhooks.Get(id, http.RequestAborted);
        return await EditForm(http, calls, endpoint, WebhookForms.Of(endpoint), 200);
    }

    private static async Task<IResult> EditForm(
        HttpContext http,
        PortalCalls calls,
        WebhookEndpoint endpoint,
        Typed typed,
        int status
    ) =>
        http.Page<WebhookFormPage>(
            new
            {
                calls.Visitor,
                Endpoint = endpoint,
                Typed = typed,
                Types = await calls.Api.Webhooks.Events(http.RequestAborted),
            },
            status
        );

    private static async Task<IResult> Save(HttpContext http, PortalCalls calls, string id)
    {
        var typed = new Typed(http.Request.Form);
        var endpoint = await calls.Api.Webhooks.Get(id, http.RequestAborted);
        var change = WebhookForms.Changed(typed);
        if (!typed.Ok)
            return await EditForm(http, calls, endpoint, typed, 400);
        try
        {
            await calls.Api.Webhooks.Edit(id, change, http.RequestAborted);
            return http.GoTo($"/portal/webhooks/{id}");
        }
        catch (VidimusPermanentException e) when (typed.Take(e))
        {
            return await EditForm(http, calls, endpoint, typed, 400);
        }
    }

    private static async Task<IResult> Delete(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Webhooks.Delete(id, http.RequestAborted);
        return http.GoTo("/portal/webhooks");
    }

    private static async Task<IResult> RotateSecret(HttpContext http, PortalCalls calls, string id)
    {
        var form = http.Request.Form;
        try
        {
            var made = await calls.Api.Webhooks.RotateSecret(
                id,
                new() { GraceHours = new Typed(form).Number("grace") },
                form.Once(),
                http.RequestAborted
            );
            return Told(http, calls, made);
        }
        catch (VidimusPermanentException e) when (e.Code == ErrorCodes.SecretOmitted)
        {
            return Omitted(http, calls, e);
        }
    }

    private static IResult Told(
        HttpContext http,
        PortalCalls calls,
        WebhookEndpointWithSecret made
    ) => http.Page<WebhookSecretPage>(new { calls.Visitor, Endpoint = made });

    private static IResult Omitted(HttpContext http, PortalCalls calls, VidimusException e) =>
        http.Page<SecretGonePage>(
            new
            {
                calls.Visitor,
                e.Message,
                Hint = "If you did not keep it, give the endpoint another secret.",
                Back = new Crumb("Webhooks", "/portal/webhooks"),
            }
        );

    private static async Task<IResult> Pause(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Webhooks.Pause(id, http.RequestAborted);
        return http.GoTo($"/portal/webhooks/{id}");
    }

    private static async Task<IResult> Resume(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Webhooks.Resume(id, http.RequestAborted);
        return http.GoTo($"/portal/webhooks/{id}");
    }

    private static async Task<IResult> Disable(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Webhooks.Disable(id, http.RequestAborted);
        return http.GoTo($"/portal/webhooks/{id}");
    }
}
