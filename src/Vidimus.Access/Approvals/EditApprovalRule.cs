using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>Changes to a rule; members left out stay as they are.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Tool">The tool it is about, or <c>*</c>.</param>
/// <param name="Scope">The scope that the call needs; null for any.</param>
/// <param name="AmountOverCents">Only calls that cost more; null where the amount does not matter.</param>
/// <param name="CountOver">Only calls about more things; null where the number does not matter.</param>
/// <param name="PeriodSeconds">Count over so many seconds; null for each call alone.</param>
/// <param name="Callers"><c>all</c>, <c>clients</c> or <c>keys</c>.</param>
/// <param name="ExpirySeconds">How long an approval can be given and used.</param>
/// <param name="FourEyes">Whether nobody approves what their own assistant asks for.</param>
/// <param name="Notify">Whether owners and administrators are told by mail.</param>
/// <param name="Enabled">Whether it holds.</param>
public sealed record EditApprovalRuleRequest(
    Optional<string> Name,
    Optional<string> Tool,
    Optional<string> Scope,
    Optional<long?> AmountOverCents,
    Optional<int?> CountOver,
    Optional<int?> PeriodSeconds,
    Optional<string> Callers,
    Optional<int?> ExpirySeconds,
    Optional<bool?> FourEyes,
    Optional<bool?> Notify,
    Optional<bool?> Enabled
);

/// <summary>
/// Edits or deletes a rule, from the next call on. Whatever was asked or approved under it and was not used ends with that:
/// nobody approved it under the rules as they are then.
/// </summary>
internal sealed class EditApprovalRule(
    Writes writes,
    CurrentCaller caller,
    RouteScopes routes,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPatch(
                "/v1/approval-rules/{id}",
                (HttpContext http, EditApprovalRule edit, string id) =>
                    http.Take<EditApprovalRuleRequest, ApprovalRule>(
                        200,
                        r => edit.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .NotAsked()
            .Accepts<EditApprovalRuleRequest>("application/json")
            .Produces<ApprovalRule>()
            .WithTags("Approvals")
            .WithSummary("Edit a rule of approvals")
            .WithName("editApprovalRule");
        routes
            .MapDelete(
                "/v1/approval-rules/{id}",
                (HttpContext http, EditApprovalRule edit, string id) =>
                    http.Once(204, () => edit.Delete(id, http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .NotAsked()
            .Produces(204)
            .WithTags("Approvals")
            .WithSummary("Delete a rule of approvals")
            .WithName("deleteApprovalRule");
    }

    public async Task<Result<ApprovalRule>> Run(
        string id,
        EditApprovalRuleRequest request,
        CancellationToken cancellation
    )
    {
        if (RuleTerms.Refuse(caller.Value) is { } notTheirs)
            return notTheirs;
        if (Missing(request).Problem is { } missing)
            return missing;
        return await writes.Commit<ApprovalRule>(
            async unit =>
            {
                if (await Find(unit, id) is not { } row)
                    return PlatformProblems.NotFound;
                Apply(request, row);
                var fields = RuleTerms.Check(row);
                // One that was saved before this was looked at can still be switched off.
                if (request.Tool.IsGiven || request.Scope.IsGiven)
                    fields.Together(row, routes);
                if (fields.Problem is { } wrong)
                    return wrong;
                row.UpdatedAt = clock.GetUtcNow();
                row.Version++;
                unit.State(new SimpleFact("approval.rule-edited", row.Id, RuleTerms.Facts(row)));
                await ApprovalEnds.EndOf(unit, row.Id);
                return ApprovalRule.Of(row);
            },
            cancellation
        );
    }

    public async Task<Result<bool>> Delete(string id, CancellationToken cancellation)
    {
        if (RuleTerms.Refuse(caller.Value) is { } notTheirs)
            return notTheirs;
        return await writes.Commit<bool>(
            async unit =>
            {
                if (await Find(unit, id) is not { } row)
                    return PlatformProblems.NotFound;
                unit.Db.Remove(row);
                unit.State(new SimpleFact("approval.rule-deleted", row.Id, RuleTerms.Facts(row)));
                await ApprovalEnds.EndOf(unit, row.Id);
                return true;
            },
            cancellation
        );
    }

    private static async Task<ApprovalRuleRow?> Find(Unit unit, string id)
    {
        await MemberRules.Take(unit);
        return await unit.Db.ApprovalRules.SingleOrDefaultAsync(r => r.Id == id);
    }

    private static Fields Missing(EditApprovalRuleRequest request)
    {
        const string text = "must not be null";
        return new Fields()
            .Check(request.Name is not { IsGiven: true, Value: null }, "name", text)
            .Check(request.Tool is not { IsGiven: true, Value: null }, "tool", text)
            .Check(request.Callers is not { IsGiven: true, Value: null }, "callers", text)
            .Check(
                request.ExpirySeconds is not { IsGiven: true, Value: null },
                "expirySeconds",
                text
            )
            .Check(request.FourEyes is not { IsGiven: true, Value: null }, "fourEyes", text)
            .Check(request.Notify is not { IsGiven: true, Value: null }, "notify", text)
            .Check(request.Enabled is not { IsGiven: true, Value: null }, "enabled", text);
    }

    private static void Apply(EditApprovalRuleRequest request, ApprovalRuleRow row)
    {
        row.Name = request.Name.Or(row.Name)!;
        row.Tool = request.Tool.Or(row.Tool)!;
        row.Scope = request.Scope.Or(row.Scope);
        row.AmountOverCents = request.AmountOverCents.Or(row.AmountOverCents);
        row.CountOver = request.CountOver.Or(row.CountOver);
        row.PeriodSeconds = request.PeriodSeconds.Or(row.PeriodSeconds);
        row.Callers = request.Callers.Or(row.Callers)!;
        row.ExpirySeconds = request.ExpirySeconds.Or(row.ExpirySeconds)!.Value;
        row.FourEyes = request.FourEyes.Or(row.FourEyes)!.Value;
        row.Notify = request.Notify.Or(row.Notify)!.Value;
        row.Enabled = request.Enabled.Or(row.Enabled)!.Value;
    }
}
