using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;
using Vidimus.Portal.Webhooks;

namespace Vidimus.Portal.Integrations;

/// <summary>Keys for programs that order certifications: getting one in a few fields, and its webhook.</summary>
internal static class OrderKeyPages
{
    private const string New = "/portal/integrations/new-order-key";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages
            .MapGet(
                "/new-order-key",
                (HttpContext http, PortalCalls calls) => Form(http, calls, null)
            )
            .AsksAgain(New);
        pages.MapPost("/new-order-key", Mint).AsksAgain(New);
        pages.MapPost("/{id}/webhook", SetWebhook).AsksAgain("/portal/integrations/{id}");
    }

    /// <summary>The key's own endpoint; null where it has none.</summary>
    public static async Task<WebhookEndpoint?> WebhookOf(
        PortalCalls calls,
        string keyId,
        CancellationToken cancellation
    )
    {
        try
        {
            return await calls.Api.Webhooks.OfKey(keyId, cancellation);
        }
        catch (VidimusPermanentException e) when (e.Code == "WEBHOOK_OF_KEY_NOT_FOUND")
        {
            return null;
        }
    }

    private static IResult Form(HttpContext http, PortalCalls calls, Typed? typed) =>
        http.Page<OrderKeyPage>(
            new
            {
                calls.Visitor,
                Typed = typed
                    ?? new(
                        new Dictionary<string, string[]>
                        {
                            ["mode"] = [calls.Visitor.Mode == "live" ? "live" : "test"],
                        }
                    ),
            },
            typed is null ? 200 : 400
        );

    private static async Task<IResult> Mint(HttpContext http, PortalCalls calls)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        var asked = KeyForms.AskedForOrders(typed);
        if (!typed.Ok)
            return Form(http, calls, typed);
        try
        {
            var minted = await calls.Api.Keys.Mint(asked, form.Once(), http.RequestAborted);
            return await IntegrationPages.Told(http, calls, minted, typed["webhook"]);
        }
        catch (VidimusPermanentException e) when (e.Code == ErrorCodes.SecretOmitted)
        {
            return IntegrationPages.Omitted(http, calls, e);
        }
        catch (VidimusPermanentException e) when (typed.Take(e, KeyForms.Fields))
        {
            return Form(http, calls, typed);
        }
    }

    /// <summary>A new secret, shown this once, and the address if one was typed.</summary>
    private static async Task<IResult> SetWebhook(HttpContext http, PortalCalls calls, string id)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        try
        {
            var made = await calls.Api.Webhooks.SetOfKey(
                id,
                new() { Url = typed["webhook"], GraceHours = typed.Number("grace") },
                form.Once(),
                http.RequestAborted
            );
            return http.Page<WebhookSecretPage>(new { calls.Visitor, Endpoint = made });
        }
        catch (VidimusPermanentException e) when (e.Code == ErrorCodes.SecretOmitted)
        {
            return http.Page<SecretGonePage>(
                new
                {
                    calls.Visitor,
                    e.Message,
                    Hint = "If you did not keep it, give the token another secret.",
                    Back = new Crumb("Token", $"/portal/integrations/{id}"),
                }
            );
        }
    }
}
