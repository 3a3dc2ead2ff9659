using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Desk;

/// <summary>Signing off: what will be printed under whose name, looked at once more, and done on purpose.</summary>
internal static class SignOffPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/{id}/sign-off", Ask).OnlyFor(Right.Review);
        pages.MapPost("/{id}/sign-off", Sign);
    }

    private static async Task<IResult> Ask(HttpContext http, PortalCalls calls, string id)
    {
        var detail = await calls.Api.Desk.Get(id, http.RequestAborted);
        return detail.Actions.Contains(DeskAction.SignOff)
            ? await Shown(http, calls, detail, null)
            : http.GoTo($"/portal/desk/{id}");
    }

    private static async Task<IResult> Shown(
        HttpContext http,
        PortalCalls calls,
        DeskOrderDetail detail,
        string? refused
    )
    {
        var result = detail.Documents.FirstOrDefault(d => d.Id == detail.ResultId);
        var page = http.Page<SignOffPage>(
            new
            {
                calls.Visitor,
                Detail = detail,
                Result = result,
                Text = await DeskPages.Text(calls, detail.Order.Id, result, http.RequestAborted),
                Signer = await calls.Api.Reviewers.Get(calls.Visitor.MemberId, http.RequestAborted),
                Refused = refused,
                Now = http.Clock().GetUtcNow(),
            },
            refused is null ? 200 : 400
        );
        DeskPages.AllowFrames(http);
        return page;
    }

    private static async Task<IResult> Sign(HttpContext http, PortalCalls calls, string id)
    {
        var typed = new Typed(http.Request.Form);
        if (!typed.Has("sure", "yes"))
        {
            var detail = await calls.Api.Desk.Get(id, http.RequestAborted);
            return detail.Actions.Contains(DeskAction.SignOff)
                ? await Shown(http, calls, detail, "Confirm that you have compared them.")
                : http.GoTo($"/portal/desk/{id}");
        }
        try
        {
            await calls.Api.Desk.SignOff(id, typed.Number("version") ?? 0, http.RequestAborted);
            return http.GoTo($"/portal/desk/{id}?done=signed");
        }
        catch (VidimusPermanentException e) when (e.Status is 400 or 403 or 409 or 422)
        {
            return await DeskPages.Bench(http, calls, id, typed, e.Said());
        }
    }
}
