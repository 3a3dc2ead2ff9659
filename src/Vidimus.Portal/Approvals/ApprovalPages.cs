using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Approvals;

/// <summary>Calls of assistants that wait for a person, and the decision about one.</summary>
internal static class ApprovalPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        var pages = portal.MapGroup("/approvals");
        pages.MapGet("", List);
        RulePages.Map(pages.MapGroup("/rules"));
        pages.MapGet("/{id}", Show);
        pages.MapPost("/{id}/approve", Approve).AsksAgain("/portal/approvals/{id}");
        pages.MapPost("/{id}/reject", Reject);
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls, string? cursor)
    {
        var waiting = calls.Api.Approvals.ListPage(
            new() { State = ApprovalStanding.Pending, PageSize = 100 },
            cancellation: http.RequestAborted
        );
        var all = calls.Api.Approvals.ListPage(
            new() { PageSize = 25 },
            string.IsNullOrEmpty(cursor) ? null : cursor,
            http.RequestAborted
        );
        var (rows, earlier) = ((await waiting).Data, await all);
        return http.Page<ApprovalsPage>(
            new
            {
                calls.Visitor,
                Waiting = rows,
                Earlier = earlier,
                Lines = await new KnownThings(calls, http.RequestAborted).Lines([
                    .. rows,
                    .. earlier.Data,
                ]),
                Names = await calls.Names(http.RequestAborted),
            }
        );
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string id)
    {
        try
        {
            var approval = await calls.Api.Approvals.Get(id, http.RequestAborted);
            return http.Page<ApprovalPage>(
                new
                {
                    calls.Visitor,
                    Approval = approval,
                    Known = await new KnownThings(calls, http.RequestAborted).Of(
                        approval.Arguments
                    ),
                    Names = await calls.Names(http.RequestAborted),
                }
            );
        }
        catch (VidimusPermanentException e) when (e.Status == 404)
        {
            return Elsewhere(http, calls.Visitor);
        }
    }

    /// <summary>An assistant hands out the link without a word on which data it works with.</summary>
    private static IResult Elsewhere(HttpContext http, Visitor visitor)
    {
        var other = visitor.Mode == "live" ? "test" : "live";
        return http.Page<RefusedPage>(
            new
            {
                Visitor = visitor,
                Message = $"There is no such approval in {visitor.OrganizationName} in {visitor.Mode} mode.",
                Hint = $"If the assistant works with {other} data, switch to {other} mode under the organization’s name and open its link again.",
                Missing = true,
            },
            404
        );
    }

    private static Task<IResult> Approve(HttpContext http, PortalCalls calls, string id) =>
        Decide(http, id, reason => calls.Api.Approvals.Approve(id, reason, http.RequestAborted));

    private static Task<IResult> Reject(HttpContext http, PortalCalls calls, string id) =>
        Decide(http, id, reason => calls.Api.Approvals.Reject(id, reason, http.RequestAborted));

    private static async Task<IResult> Decide(
        HttpContext http,
        string id,
        Func<string?, Task> decide
    )
    {
        await decide(new Typed(http.Request.Form)["reason"]);
        return http.GoTo($"/portal/approvals/{id}");
    }
}
