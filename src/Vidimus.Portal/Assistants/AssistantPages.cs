using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Assistants;

/// <summary>Programs that act for members: what they were allowed, and those that the organization entered.</summary>
internal static class AssistantPages
{
    public const string Path = "/portal/assistants";
    private const string NewClient = Path + "/clients/new";

    // What the API calls the fields of the form.
    private static readonly (string, string)[] Fields =
    [
        ("redirectUris", "uris"),
        ("authMethod", "auth"),
    ];

    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/assistants");
        pages.MapGet("", Show);
        // Ending trust is never asked for twice.
        pages.MapPost("/{id}/revoke", Revoke);
        pages
            .MapGet(
                "/clients/new",
                (HttpContext http, PortalCalls calls) => Form(http, calls, null)
            )
            .AsksAgain(NewClient);
        pages.MapPost("/clients/new", Enter).AsksAgain(NewClient);
        pages.MapPost("/clients/{id}/rotate", Rotate).AsksAgain(Path);
        pages.MapPost("/clients/{id}/delete", Delete);
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls)
    {
        var visitor = calls.Visitor;
        var admin = visitor.May(Right.Admin);
        var view = http.Asked("view") is "mine" or "all" ? http.Asked("view") : "";
        var filter = new GrantFilter
        {
            State = view == "all" ? null : GrantState.Active,
            MemberId = view == "mine" ? visitor.MemberId : null,
            PageSize = 25,
        };
        var grants = calls.Api.Grants.ListPage(filter, http.Cursor(), http.RequestAborted);
        var clients = admin
            ? calls.Api.OAuthClients.ListPage(pageSize: 100, cancellation: http.RequestAborted)
            : null;
        return http.Page<AssistantsPage>(
            new
            {
                Visitor = visitor,
                Grants = await grants,
                Clients = clients is null ? null : await clients,
                View = view,
                Done = http.Asked("done"),
            }
        );
    }

    private static async Task<IResult> Revoke(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Grants.Revoke(id, http.RequestAborted);
        return http.GoTo(Path + "?done=revoked");
    }

    private static IResult Form(HttpContext http, PortalCalls calls, Typed? typed) =>
        http.Page<NewClientPage>(
            new
            {
                calls.Visitor,
                Typed = typed ?? new(new Dictionary<string, string[]> { ["auth"] = ["none"] }),
            },
            typed is null ? 200 : 400
        );

    private static async Task<IResult> Enter(HttpContext http, PortalCalls calls)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        try
        {
            var entered = await calls.Api.OAuthClients.Enter(
                new()
                {
                    Name = typed["name"] ?? "",
                    RedirectUris = typed.Lines("uris"),
                    AuthMethod = typed["auth"],
                },
                form.Once(),
                http.RequestAborted
            );
            return Told(http, calls, entered);
        }
        catch (VidimusPermanentException e) when (e.Code == ErrorCodes.SecretOmitted)
        {
            return Omitted(http, calls, e);
        }
        catch (VidimusPermanentException e) when (typed.Take(e, Fields))
        {
            return Form(http, calls, typed);
        }
    }

    private static async Task<IResult> Rotate(HttpContext http, PortalCalls calls, string id)
    {
        try
        {
            return Told(
                http,
                calls,
                await calls.Api.OAuthClients.RotateSecret(
                    id,
                    http.Request.Form.Once(),
                    http.RequestAborted
                )
            );
        }
        catch (VidimusPermanentException e) when (e.Code == ErrorCodes.SecretOmitted)
        {
            return Omitted(http, calls, e);
        }
    }

    private static async Task<IResult> Delete(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.OAuthClients.Delete(id, http.RequestAborted);
        return http.GoTo(Path + "?done=deleted");
    }

    private static IResult Told(
        HttpContext http,
        PortalCalls calls,
        EnteredClientWithSecret client
    ) =>
        http.Page<EnteredClientPage>(
            new
            {
                calls.Visitor,
                Client = client,
                Issuer = $"{http.Request.Scheme}://{http.Request.Host}",
            }
        );

    private static IResult Omitted(HttpContext http, PortalCalls calls, VidimusException e) =>
        http.Page<SecretGonePage>(
            new
            {
                calls.Visitor,
                e.Message,
                Hint = "If you did not keep it, give the client a new secret.",
                Back = new Crumb("Assistants", Path),
            }
        );
}
