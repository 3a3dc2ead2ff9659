using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.People;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>
/// Ends an import: retires the policies, or removes the rows, that its source brought before and this time did not, a few in
/// each transaction; then it is finished. Whoever asks again goes on, or hears what came of it.
/// </summary>
internal sealed class FinishImport(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    ImportKinds kinds,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/policy-imports/{id}/finish",
                (HttpContext http, FinishImport finish, string id) =>
                    http.TakeOptional<FinishPolicyImport, PolicyImport>(
                        200,
                        r => finish.Run(id, r, http.RequestAborted)
                    )
            )
            .Described("Finish an import, and hear what it changed", "finishPolicyImport")
            .Heavy()
            .Repeatable("a finished import answers what came of it")
            .Accepts<FinishPolicyImport>(true, "application/json")
            .Produces<PolicyImport>();
        routes
            .MapPost(
                "/v1/policy-imports/{id}/cancel",
                (HttpContext http, FinishImport finish, string id) =>
                    http.Once(200, () => finish.Cancel(id, http.RequestAborted))
            )
            .Described("Give an import up; what it brought stays", "cancelPolicyImport")
            .Repeatable("a cancelled import stays cancelled")
            .Produces<PolicyImport>();
    }

    public async Task<Result<PolicyImport>> Run(
        string id,
        FinishPolicyImport request,
        CancellationToken cancellation
    )
    {
        if (caller.Value.Mode != "live")
            return PoliciesProblems.LiveModeRequired;
        if (await Find(db, id, cancellation) is not { } import)
            return PoliciesProblems.PolicyImportNotFound;
        while (true)
        {
            var seen = import;
            var step = await writes.Commit<PolicyImportRow>(
                unit => Step(unit, seen, request),
                cancellation
            );
            if (step.Problem is { } refused)
                return refused;
            import = step.Value!;
            if (import.State == PolicyImportState.Finished)
                return PolicyImport.Of(import);
        }
    }

    public async Task<Result<PolicyImport>> Cancel(string id, CancellationToken cancellation)
    {
        if (caller.Value.Mode != "live")
            return PoliciesProblems.LiveModeRequired;
        if (await Find(db, id, cancellation) is not { } import)
            return PoliciesProblems.PolicyImportNotFound;
        return await writes.Commit<PolicyImport>(
            async unit =>
            {
                var row = await unit.Lock(import);
                if (row.State == PolicyImportState.Cancelled)
                    return PolicyImport.Of(row);
                if (row.State != PolicyImportState.Running)
                    return PoliciesProblems.PolicyImportEnded;
                unit.State(new SimpleFact("policy-import.cancelled", id, ("kind", row.Kind)));
                return PolicyImport.Of(
                    await Keep(unit, row, PolicyImportState.Cancelled, row.RetireMissing, 0)
                );
            },
            cancellation
        );
    }

    private async Task<Result<PolicyImportRow>> Step(
        Unit unit,
        PolicyImportRow seen,
        FinishPolicyImport request
    )
    {
        await PolicyNumbers.Changes(unit);
        var import = await unit.Lock(seen);
        if (import.State == PolicyImportState.Finished)
            return import;
        if (import.State == PolicyImportState.Cancelled)
            return PoliciesProblems.PolicyImportEnded;
        // What was said first counts: a step of it may be done.
        var retires =
            import.State == PolicyImportState.Finishing
                ? import.RetireMissing == true
                : request.RetireMissing == true;
        if (
            import.State == PolicyImportState.Running
            && await Refusal(unit, import, retires) is { } refused
        )
            return refused;
        // Where it cannot be told what is missing, rows stay; who asked for policies to be retired was refused.
        var tells = import.Nameless == 0 && import.Records > import.Refused;
        var keeps = import.State == PolicyImportState.Running && request.RetireMissing == false;
        var removes =
            import.Kind == ImportKinds.Policies ? retires : import.Replaces && tells && !keeps;
        if (
            removes
            && import.Kind == ImportKinds.Policies
            && await RefuseAssistants(unit, import) is { } notTheirs
        )
            return notTheirs;
        var removed = removes ? await kinds.Of(import).RemoveMissing(unit, import) : 0;
        if (removed > 0)
        {
            if (unit.Facts.Count == 0)
                State(unit, import, "policy-import.loaded", removed);
            return await Keep(unit, import, PolicyImportState.Finishing, retires, removed);
        }
        State(unit, import, "policy-import.finished", 0);
        return await Keep(unit, import, PolicyImportState.Finished, retires, 0);
    }

    private static async Task<Problem?> Refusal(Unit unit, PolicyImportRow import, bool retires)
    {
        if (retires && (import.Kind != ImportKinds.Policies || import.Baseline))
            return new Fields()
                .Wrong("retireMissing", "is for imports of policies that are no first load")
                .Problem;
        var begun = await unit
            .Db.Set<ImportBatchRow>()
            .AnyAsync(b => b.ImportId == import.Id && b.Done < b.Records);
        if (begun)
            return PoliciesProblems.PolicyImportIncomplete.With(
                $"Batch {import.NextBatch} was begun and is not done.",
                hint: "Send it again, and then finish the import."
            );
        if (!retires)
            return null;
        if (import.Records == import.Refused)
            return PoliciesProblems.PolicyImportIncomplete.With(
                "The import brought nothing: all of its source would be taken for missing."
            );
        return import.Nameless > 0
            ? PoliciesProblems.PolicyImportIncomplete.With(
                "Records were refused of which nobody can tell what they are about; what is missing is not known."
            )
            : null;
    }

    private async Task<Problem?> RefuseAssistants(Unit unit, PolicyImportRow import)
    {
        if (DemandedApprovals.RefuseAssistants(caller.Value) is not { } notTheirs)
            return null;
        var guarded = await GuardedPolicies.Of(unit);
        var any = await PolicyRecords
            .Missing(unit.Db, import)
            .AnyAsync(p => guarded.Contains(p.Id));
        return any ? notTheirs : null;
    }

    private static void State(Unit unit, PolicyImportRow import, string kind, int removed) =>
        unit.State(
            new SimpleFact(
                kind,
                import.Id,
                ("kind", import.Kind),
                ("created", Text(import.Created)),
                ("changed", Text(import.Changed)),
                ("retired", Text(import.Retired + removed)),
                ("refused", Text(import.Refused))
            )
        );

    private async Task<PolicyImportRow> Keep(
        Unit unit,
        PolicyImportRow import,
        string state,
        bool? retires,
        int retired
    )
    {
        var (now, id) = (clock.GetUtcNow(), import.Id);
        DateTimeOffset? ended = PolicyImportState.Open.Contains(state) ? null : now;
        await unit
            .Db.PolicyImports.Where(i => i.Id == id)
            .ExecuteUpdateAsync(set =>
                set.SetProperty(i => i.State, state)
                    .SetProperty(i => i.RetireMissing, retires)
                    .SetProperty(i => i.Retired, i => i.Retired + retired)
                    .SetProperty(i => i.UpdatedAt, now)
                    .SetProperty(i => i.EndedAt, ended)
            );
        return (await Find(unit.Db, id, CancellationToken.None))!;
    }

    private static Task<PolicyImportRow?> Find(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) => db.PolicyImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellation);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
