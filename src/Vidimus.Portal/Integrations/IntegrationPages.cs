using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Integrations;

/// <summary>Keys: the list, getting a new one, and what is done with one.</summary>
internal static class IntegrationPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/integrations");
        pages.MapGet("", List);
        // Asked before the form is filled in, so that nothing typed is lost.
        pages
            .MapGet("/new", (HttpContext http, PortalCalls calls) => Form(http, calls, null))
            .AsksAgain("/portal/integrations/new");
        pages.MapPost("/new", Mint).AsksAgain("/portal/integrations/new");
        OrderKeyPages.Map(pages);
        pages.MapGet("/{id}", Show);
        pages.MapGet("/{id}/edit", Edit).AsksAgain("/portal/integrations/{id}/edit");
        pages.MapPost("/{id}/edit", Save).AsksAgain("/portal/integrations/{id}/edit");
        pages.MapPost("/{id}/rotate", Rotate).AsksAgain("/portal/integrations/{id}");
        pages.MapPost("/{id}/suspend", Suspend);
        pages.MapPost("/{id}/resume", Resume).AsksAgain("/portal/integrations/{id}");
        pages.MapPost("/{id}/revoke", Revoke);
    }

    private static async Task<IResult> List(
        HttpContext http,
        PortalCalls calls,
        string? state,
        string? cursor
    )
    {
        var filter = new KeyFilter
        {
            Mode = ModeOf(calls.Visitor),
            State = Enum.TryParse<KeyState>(state, ignoreCase: true, out var one) ? one : null,
            PageSize = 25,
        };
        return http.Page<IntegrationsPage>(
            new
            {
                calls.Visitor,
                State = filter.State?.ToString().ToLowerInvariant(),
                Keys = await calls.Api.Keys.ListPage(filter, cursor, http.RequestAborted),
            }
        );
    }

    private static IResult Form(HttpContext http, PortalCalls calls, Typed? typed) =>
        http.Page<NewKeyPage>(
            new { calls.Visitor, Typed = typed ?? KeyForms.Blank(calls.Visitor) },
            typed is null ? 200 : 400
        );

    private static async Task<IResult> Mint(HttpContext http, PortalCalls calls)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        var asked = KeyForms.Asked(typed);
        if (
            typed["webhook"] is not null
            && asked.Family is not KeyFamily.Vc
            && asked.Mode != ModeOf(calls.Visitor)
        )
            typed.Refuse(
                "webhook",
                $"A webhook is of the mode that you look at, which is {calls.Visitor.Mode}. Switch to {typed["mode"]} mode for a token with a webhook, or leave this empty."
            );
        if (!typed.Ok)
            return Form(http, calls, typed);
        try
        {
            var minted = await calls.Api.Keys.Mint(asked, form.Once(), http.RequestAborted);
            return await Told(http, calls, minted, typed["webhook"]);
        }
        catch (VidimusPermanentException e) when (e.Code == ErrorCodes.SecretOmitted)
        {
            return Omitted(http, calls, e);
        }
        catch (VidimusPermanentException e) when (typed.Take(e, KeyForms.Fields))
        {
            return Form(http, calls, typed);
        }
    }

    /// <summary>The key's text, this once, and the endpoint that was asked for with it.</summary>
    public static async Task<IResult> Told(
        HttpContext http,
        PortalCalls calls,
        MintedKey minted,
        string? webhook
    )
    {
        var (endpoint, refused) = ((WebhookEndpointWithSecret?)null, (string?)null);
        try
        {
            if (minted.Family is KeyFamily.Vc && minted.Replaces is null)
                endpoint = await calls.Api.Webhooks.SetOfKey(
                    minted.Id,
                    new() { Url = webhook },
                    http.Request.Form.Once("webhook"),
                    http.RequestAborted
                );
            else if (webhook is not null)
                endpoint = await calls.Api.Webhooks.Create(
                    new()
                    {
                        Url = webhook,
                        Events = ["*"],
                        KeyId = minted.Id,
                        Description = minted.Label,
                    },
                    http.Request.Form.Once("webhook"),
                    http.RequestAborted
                );
        }
        catch (VidimusException e)
        {
            refused = e.Words().Message;
        }
        return http.Page<MintedKeyPage>(
            new
            {
                calls.Visitor,
                Key = minted,
                Base = $"{http.Request.Scheme}://{http.Request.Host}",
                Endpoint = endpoint,
                EndpointRefused = refused,
                HasMcp = HasMcp(http),
            }
        );
    }

    private static async Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        string id,
        string? cursor
    )
    {
        var key = await calls.Api.Keys.Get(id, http.RequestAborted);
        return http.Page<KeyPage>(
            new
            {
                calls.Visitor,
                Key = key,
                Spending = await calls.Api.Keys.Spending(id, http.RequestAborted),
                Webhook = key.Family is KeyFamily.Vc
                    ? await OrderKeyPages.WebhookOf(calls, id, http.RequestAborted)
                    : null,
                Authentications = await calls.Api.Keys.AuthenticationsPage(
                    new() { KeyId = id, PageSize = 15 },
                    cursor,
                    http.RequestAborted
                ),
            }
        );
    }

    private static async Task<IResult> Edit(HttpContext http, PortalCalls calls, string id)
    {
        var key = await calls.Api.Keys.Get(id, http.RequestAborted);
        return EditForm(http, calls, key, KeyForms.Of(key), 200);
    }

    private static IResult EditForm(
        HttpContext http,
        PortalCalls calls,
        Key key,
        Typed typed,
        int status
    ) =>
        http.Page<EditKeyPage>(
            new
            {
                calls.Visitor,
                Key = key,
                Typed = typed,
            },
            status
        );

    private static async Task<IResult> Save(HttpContext http, PortalCalls calls, string id)
    {
        var typed = new Typed(http.Request.Form);
        var key = await calls.Api.Keys.Get(id, http.RequestAborted);
        var change = KeyForms.Changed(typed, key);
        if (!typed.Ok)
            return EditForm(http, calls, key, typed, 400);
        try
        {
            await calls.Api.Keys.Edit(id, change, http.RequestAborted);
            return http.GoTo($"/portal/integrations/{id}");
        }
        catch (VidimusPermanentException e) when (typed.Take(e, KeyForms.Fields))
        {
            return EditForm(http, calls, key, typed, 400);
        }
    }

    private static async Task<IResult> Rotate(HttpContext http, PortalCalls calls, string id)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        try
        {
            var minted = await calls.Api.Keys.Rotate(
                id,
                new() { GraceSeconds = typed.Number("grace") },
                form.Once(),
                http.RequestAborted
            );
            return await Told(http, calls, minted, null);
        }
        catch (VidimusPermanentException e) when (e.Code == ErrorCodes.SecretOmitted)
        {
            return Omitted(http, calls, e);
        }
    }

    public static IResult Omitted(HttpContext http, PortalCalls calls, VidimusException e) =>
        http.Page<SecretGonePage>(
            new
            {
                calls.Visitor,
                e.Message,
                Hint = "If you did not keep it, revoke it and get another one.",
                Back = new Crumb("Integrations", "/portal/integrations"),
            }
        );

    private static async Task<IResult> Suspend(HttpContext http, PortalCalls calls, string id)
    {
        var reason = new Typed(http.Request.Form)["reason"];
        await calls.Api.Keys.Suspend(id, reason, http.RequestAborted);
        return http.GoTo($"/portal/integrations/{id}");
    }

    private static async Task<IResult> Resume(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Keys.Resume(id, http.RequestAborted);
        return http.GoTo($"/portal/integrations/{id}");
    }

    private static async Task<IResult> Revoke(HttpContext http, PortalCalls calls, string id)
    {
        var reason = new Typed(http.Request.Form)["reason"];
        await calls.Api.Keys.Revoke(id, reason, http.RequestAborted);
        return http.GoTo($"/portal/integrations/{id}");
    }

    private static bool HasMcp(HttpContext http) =>
        http
            .RequestServices.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Any(e => e.RoutePattern.RawText?.Trim('/') == KeySamples.McpPath);

    public static Mode ModeOf(Visitor visitor) => visitor.Mode == "live" ? Mode.Live : Mode.Test;
}
