using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>A rule to be made, in the caller's mode.</summary>
/// <param name="Name">What it is for; 1 to 100 characters.</param>
/// <param name="Tool">The tool it is about; <c>*</c> (default) for every call that changes something.</param>
/// <param name="Scope">The scope that the call needs; left out for any.</param>
/// <param name="AmountOverCents">Only calls that cost more than so many cents.</param>
/// <param name="CountOver">Only calls about more than so many things.</param>
/// <param name="PeriodSeconds">Count over so many seconds for each caller, 60 to 2,592,000; left out for each call alone.</param>
/// <param name="Callers"><c>all</c> (default), <c>clients</c> or <c>keys</c>.</param>
/// <param name="ExpirySeconds">How long an approval can be given and used, 60 to 604,800; 3,600 by default.</param>
/// <param name="FourEyes">True so that nobody approves what their own assistant asks for.</param>
/// <param name="Notify">True to tell owners and administrators by mail.</param>
/// <param name="Enabled">False to make it without effect.</param>
public sealed record CreateApprovalRuleRequest(
    string? Name = null,
    string? Tool = null,
    string? Scope = null,
    long? AmountOverCents = null,
    int? CountOver = null,
    int? PeriodSeconds = null,
    string? Callers = null,
    int? ExpirySeconds = null,
    bool? FourEyes = null,
    bool? Notify = null,
    bool? Enabled = null
);

/// <summary>Makes a rule; it holds from the next call on.</summary>
internal sealed class CreateApprovalRule(
    Writes writes,
    CurrentCaller caller,
    RouteScopes routes,
    TimeProvider clock
)
{
    private const int AnHour = 3600;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/approval-rules",
                (HttpContext http, CreateApprovalRule create) =>
                    http.Take<CreateApprovalRuleRequest, ApprovalRule>(
                        201,
                        r => create.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .NotAsked()
            .Accepts<CreateApprovalRuleRequest>("application/json")
            .Produces<ApprovalRule>(201)
            .WithTags("Approvals")
            .WithSummary("Make a rule of approvals")
            .WithName("createApprovalRule");

    public async Task<Result<ApprovalRule>> Run(
        CreateApprovalRuleRequest request,
        CancellationToken cancellation
    )
    {
        if (RuleTerms.Refuse(caller.Value) is { } notTheirs)
            return notTheirs;
        var row = Row(request);
        if (RuleTerms.Check(row).Together(row, routes).Problem is { } wrong)
            return wrong;
        return await writes.Commit<ApprovalRule>(
            async unit =>
            {
                await MemberRules.Take(unit);
                if (await unit.Db.ApprovalRules.CountAsync() >= ApprovalRules.Most)
                    return ApprovalProblems.TooManyRules;
                unit.Db.Add(row);
                unit.State(new SimpleFact("approval.rule-created", row.Id, RuleTerms.Facts(row)));
                return ApprovalRule.Of(row);
            },
            cancellation
        );
    }

    private ApprovalRuleRow Row(CreateApprovalRuleRequest request)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            OrganizationId = caller.Value.OrganizationId,
            Id = NewId.Create("aru", clock),
            Mode = caller.Value.Mode,
            Name = request.Name!,
            Enabled = request.Enabled ?? true,
            Tool = request.Tool ?? ApprovalRules.EveryWrite,
            Scope = request.Scope,
            AmountOverCents = request.AmountOverCents,
            CountOver = request.CountOver,
            PeriodSeconds = request.PeriodSeconds,
            Callers = request.Callers ?? CallerKinds.Everybody,
            ExpirySeconds = request.ExpirySeconds ?? AnHour,
            FourEyes = request.FourEyes ?? false,
            Notify = request.Notify ?? false,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
    }
}
