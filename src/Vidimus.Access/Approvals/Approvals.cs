using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Spending;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Approvals;

/// <summary>
/// Asks, before an assistant's call is carried out, whether a person has to approve it first. Every door that carries out
/// calls of assistants asks here, of every call; the caller is the request's.
/// </summary>
public sealed class Approvals
{
    private readonly ApprovalRules _rules;
    private readonly ApprovalDesk _desk;
    private readonly Commits _commits;
    private readonly CurrentCaller _caller;
    private readonly CurrentAuthor _author;
    private readonly Costs _costs;

    internal Approvals(
        ApprovalRules rules,
        ApprovalDesk desk,
        Commits commits,
        CurrentCaller caller,
        CurrentAuthor author,
        Costs costs
    ) =>
        (_rules, _desk, _commits, _caller, _author, _costs) = (
            rules,
            desk,
            commits,
            caller,
            author,
            costs
        );

    /// <summary>
    /// Judges a call by the organization's rules as they are now. <see cref="ApprovalState.Granted"/> uses the approval up,
    /// in a commit of its own before the call begins: of two calls with one approval, on whatever nodes, one is let through.
    /// </summary>
    public async ValueTask<ApprovalAnswer> Ask(ApprovalAsk ask, CancellationToken cancellation)
    {
        var caller = _caller.Value;
        var named = ask.ApprovalId is not null || ask.Demands.Count > 0;
        if (ApprovalCaller.Of(caller) is null && !(named && !ask.ByRules))
            return ApprovalAnswer.NotNeeded;
        var who = ApprovalCaller.OfAnybody(caller);
        var sent = ask;
        ask = _rules.Named(ask);
        if (!named && !await _rules.MayConcern(caller, ask, who))
            return ApprovalAnswer.NotNeeded;
        if (_rules.Unfit(sent) is { } unfit)
            return ApprovalAnswer.Refused(unfit);
        var answered = await _commits.Commit<ApprovalAnswer>(
            _author.Value!,
            async unit =>
                _author.Recheck is { } recheck && await recheck(unit) is { } ended
                    ? ended
                    : await _desk.Judge(unit, ask, who),
            cancellation
        );
        return answered.Problem is { } refused ? ApprovalAnswer.Refused(refused) : answered.Value!;
    }

    /// <summary>
    /// Asks for what operations demanded within a call that was judged before and changed nothing. What let it through as far
    /// as there is used up, and the repetition needs one approval for everything.
    /// </summary>
    /// <param name="ask">The call.</param>
    /// <param name="call">What was demanded within it.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public ValueTask<ApprovalAnswer> Ask(
        ApprovalAsk ask,
        CallDemands call,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(ask);
        ArgumentNullException.ThrowIfNull(call);
        return Ask(
            ask with
            {
                ApprovalId = null,
                Demands = call.Demanded,
                Renewed = true,
            },
            cancellation
        );
    }

    /// <summary>
    /// Has it put down with the very changes of this request that they were made: an answer that nobody hears, or that is
    /// erased, leaves no doubt about that.
    /// </summary>
    internal void Watch(string approvalId) =>
        _author.Changed = async unit =>
        {
            var organization = _author.Value!.OrganizationId;
            var row = await unit
                .Db.Across<ApprovalRow>()
                .SingleOrDefaultAsync(a => a.OrganizationId == organization && a.Id == approvalId);
            if (row is not { ChangedAt: null })
                return;
            row.ChangedAt = await _desk.Now(unit);
            row.Version++;
        };

    /// <summary>Puts down what became of a call that was <see cref="ApprovalState.Granted"/>.</summary>
    /// <param name="approvalId">The approval it was let through with.</param>
    /// <param name="executed">Whether it was carried out; false when it failed.</param>
    public async ValueTask Finish(string approvalId, bool executed)
    {
        var outcome = executed ? ApprovalStates.Executed : ApprovalStates.Failed;
        await _commits.Commit<bool>(
            _author.Value!,
            async unit =>
            {
                var row = await unit.Db.Approvals.SingleOrDefaultAsync(a => a.Id == approvalId);
                // A repetition under the same idempotency key ends once more; the first end stands.
                if (row is not { State: ApprovalStates.Used or ApprovalStates.Failed })
                    return false;
                if (row.State == outcome)
                    return false;
                row.State = outcome;
                row.FinishedAt = await _desk.Now(unit);
                row.Version++;
                unit.State(
                    executed
                        ? new SimpleFact("approval.executed", row.Id, ApprovalFacts.Of(row))
                        : new SimpleFact("approval.failed", row.Id, ApprovalFacts.Of(row))
                );
                return true;
            },
            // Whoever goes away has been let through all the same.
            CancellationToken.None
        );
    }

    /// <summary>What a call costs the caller: by the price of its action, or as agreed before; for <see cref="ApprovalAsk.AmountCents"/>.</summary>
    /// <param name="scope">The scope that the call needs.</param>
    /// <param name="action">One of <see cref="Billable.Priced"/>; null for others.</param>
    /// <param name="count">How many things it is about.</param>
    /// <param name="body">The body or arguments.</param>
    /// <param name="cancellation">Ends the looking.</param>
    public async ValueTask<long> CostOf(
        string scope,
        string? action,
        int count,
        JsonElement body,
        CancellationToken cancellation
    )
    {
        if (_caller.Value.Mode != "live")
            return 0;
        return action is null
            ? await _costs.Agreed(_caller.Value, scope, body, cancellation)
            : _costs.Prices.Of(action) * count;
    }
}
