using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>The rules of the caller's mode, oldest first: all of them, since there are few.</summary>
internal sealed class ListApprovalRules(VidimusDb db)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/approval-rules",
                async (HttpContext http, ListApprovalRules list) =>
                    (await list.Run(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.Admin)
            .Produces<Page<ApprovalRule>>()
            .WithTags("Approvals")
            .WithSummary("List rules of approvals")
            .WithName("listApprovalRules");
        routes
            .MapGet(
                "/v1/approval-rules/{id}",
                async (HttpContext http, ListApprovalRules list, string id) =>
                    (await list.One(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.Admin)
            .Produces<ApprovalRule>()
            .WithTags("Approvals")
            .WithSummary("Get a rule of approvals")
            .WithName("getApprovalRule");
    }

    public async Task<Result<Page<ApprovalRule>>> Run(CancellationToken cancellation)
    {
        var rows = await db
            .ApprovalRules.OrderBy(r => r.Id)
            .Take(ApprovalRules.Most)
            .ToListAsync(cancellation);
        return new Page<ApprovalRule>([.. rows.Select(ApprovalRule.Of)], null, false);
    }

    public async Task<Result<ApprovalRule>> One(string id, CancellationToken cancellation) =>
        await db.ApprovalRules.SingleOrDefaultAsync(r => r.Id == id, cancellation) is { } row
            ? ApprovalRule.Of(row)
            : PlatformProblems.NotFound;
}
