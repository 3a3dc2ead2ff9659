using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

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
        return http.Page<ApprovalsPage>(
            new
            {
                calls.Visitor,
                Waiting = (await waiting).Data,
                Earlier = await all,
                Names = await calls.Names(http.RequestAborted),
            }
        );
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string id) =>
        http.Page<ApprovalPage>(
            new
            {
                calls.Visitor,
                Approval = await calls.Api.Approvals.Get(id, http.RequestAborted),
                Names = await calls.Names(http.RequestAborted),
            }
        );

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
