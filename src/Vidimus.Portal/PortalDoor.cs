using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal;

/// <summary>
/// Before every page: somebody is signed in, and a form comes from one of our pages in this very browser. After it: what the
/// API refused becomes a page with its words. A form acts where it was shown or not at all: whoever switched to another
/// organization or mode meanwhile, in another tab, is told so.
/// </summary>
internal sealed class PortalDoor(IVisitors visitors) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var http = context.HttpContext;
        if (await visitors.Of(http) is not { } visitor)
            return http.GoTo("/sign-in?return=" + Uri.EscapeDataString(Asked(http)));
        FormGuard.Bind(http, visitor.Place);
        if (await Unfit(http, visitor) is { } unfit)
            return unfit;
        var calls = http.RequestServices.GetRequiredService<PortalCalls>();
        calls.Enter(http, visitor);
        if (http.AskAgain(visitor) is { } again)
            return again;
        if (http.GetEndpoint()?.Metadata.GetMetadata<Asks>() is { } asks && !visitor.May(asks.For))
            return Refused(http, visitor, 403, Refusals.NotYours, null);
        try
        {
            return await next(context);
        }
        catch (VidimusPermanentException e)
        {
            return Refused(http, visitor, Status(e), e);
        }
        catch (ArgumentException)
        {
            // The client refuses ids and values that cannot be: nothing can stand under them.
            return Refused(http, visitor, 404, "There is nothing here.", null);
        }
        catch (VidimusTemporaryException e)
        {
            return Refused(http, visitor, 503, e);
        }
        finally
        {
            await calls.Leave();
        }
    }

    /// <summary>
    /// The page for a request that is not carried out: a form that is foreign or was shown for another organization or
    /// mode, and a page asked for in an organization that the visitor was removed from.
    /// </summary>
    private static async ValueTask<IResult?> Unfit(HttpContext http, Visitor visitor)
    {
        if (HttpMethods.IsGet(http.Request.Method))
            return visitor.Moved ? http.Page<MovedPage>(new { Visitor = visitor }, 409) : null;
        var place = await IsOurs(http) ? FormGuard.Place(http.Request.Form) : "";
        if (place.Length == 0)
            return Refused(
                http,
                visitor,
                403,
                "This form was not sent from this page, or is too old",
                "Go back, load the page again and repeat what you did."
            );
        return place == visitor.Place
            ? null
            : http.Page<SwitchedPage>(new { Visitor = visitor, Place = place }, 409);
    }

    // A form cannot be sent again after signing in: then the page it stood on is shown.
    private static string Asked(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
            ? LocalPath.Of(http.Request.Path + http.Request.QueryString.ToUriComponent())
            : "/portal";

    private static async Task<bool> IsOurs(HttpContext http) =>
        http.Request.HasFormContentType
        && FormGuard.Accepts(http, await http.Request.ReadFormAsync(http.RequestAborted));

    private static int Status(VidimusException e) =>
        e.Status is { } s and >= 400 and < 600 ? s : 500;

    private static IResult Refused(
        HttpContext http,
        Visitor visitor,
        int status,
        VidimusException refusal
    )
    {
        var (message, hint) =
            status == 403 && HttpMethods.IsGet(http.Request.Method)
                ? (Refusals.NotYours, null)
                : refusal.Words();
        return Refused(http, visitor, status, message, hint);
    }

    private static IResult Refused(
        HttpContext http,
        Visitor visitor,
        int status,
        string message,
        string? hint
    ) =>
        http.Page<RefusedPage>(
            new
            {
                Visitor = visitor,
                Message = message,
                Hint = hint,
                Missing = status == 404,
            },
            status
        );
}
