using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.People;

/// <summary>One thing that is to be done, as gates look at it.</summary>
/// <param name="GroupId">The group of the credential; null for none.</param>
/// <param name="Recipient">Whose credentials count; null where nobody is named.</param>
/// <param name="Facts">What the request states; read only where a gate asks.</param>
/// <param name="NameSomebody">What to do where a policy asks for credentials and nobody is named; null where nobody could be.</param>
public sealed record GateCase(
    string? GroupId,
    RecipientName? Recipient,
    Func<JsonObject> Facts,
    string? NameSomebody = null
);

/// <summary>
/// Looks, inside the change that does something, whether the organization's gates let it through: the gates, the policies and
/// the credentials as they are in this transaction.
/// </summary>
public sealed class PolicyGates
{
    private const int MostReasons = 10;
    private readonly CompiledPolicies _compiled;
    private readonly PolicyLibrary _library;
    private readonly ICredentialEvidence _evidence;
    private readonly DemandedApprovals _approvals;
    private readonly TimeProvider _clock;

    internal PolicyGates(
        CompiledPolicies compiled,
        PolicyLibrary library,
        ICredentialEvidence evidence,
        DemandedApprovals approvals,
        TimeProvider clock
    ) =>
        (_compiled, _library, _evidence, _approvals, _clock) = (
            compiled,
            library,
            evidence,
            approvals,
            clock
        );

    /// <summary>For each of the cases null, or why it is refused.</summary>
    public async Task<IReadOnlyList<Problem?>> Check(
        Unit unit,
        string action,
        IReadOnlyList<GateCase> cases
    )
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(cases);
        var mode = unit.Author.Mode;
        var set = await unit.Share($"policies.gates|{mode}", () => GateSet.Load(unit.Db));
        var gates = set.About(action).Where(g => cases.Any(c => IsAbout(g, c))).ToArray();
        var refusals = new Problem?[cases.Count];
        if (gates.Length == 0)
            return refusals;
        var policies = await Policies(unit, gates);
        gates = [.. gates.Where(g => !_approvals.Covers(g.MarkWith(policies[g.PolicyId]?.Digest)))];
        var asking = policies
            .Values.OfType<ReadyToEvaluate>()
            .Select(p => p.Compiled)
            .Where(p => p.AsksForCredentials)
            .ToArray();
        var seen = asking.Length > 0 ? await Seen(unit.Db, cases, asking) : [];
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        for (var i = 0; i < cases.Count; i++)
        {
            var mine = gates.Where(g => IsAbout(g, cases[i])).ToArray();
            if (mine.Length == 0)
                continue;
            var facts = GateFacts.Of(cases[i].Facts(), today, seen.GetValueOrDefault(i));
            refusals[i] = Refusal(mine, policies, facts, cases[i]);
        }
        return refusals;
    }

    /// <summary>
    /// After a change was refused, and taken back: where a person may let it through all the same, the approval is asked for.
    /// </summary>
    public async Task<Problem> OrApproval(Problem refusal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return
            refusal.Type == PoliciesProblems.PolicyNotMet
            && _approvals.CanAsk
            && GateDemands.Of(refusal) is { Count: > 0 } demands
            ? await _approvals.Ask(refusal, demands, cancellation)
            : refusal;
    }

    private static bool IsAbout(GateRow gate, GateCase one) =>
        gate.GroupId is null || gate.GroupId == one.GroupId;

    private async Task<Dictionary<string, ReadyToEvaluate?>> Policies(Unit unit, GateRow[] gates)
    {
        var owners = _library.Of(unit.Author.OrganizationId);
        var policies = new Dictionary<string, ReadyToEvaluate?>(StringComparer.Ordinal);
        foreach (var id in gates.Select(g => g.PolicyId).Distinct())
        {
            var found = await PoliciesInForce.Find(
                unit.Db,
                _compiled,
                owners,
                id,
                null,
                CancellationToken.None
            );
            policies[id] = found.Value;
        }
        return policies;
    }

    private async Task<Dictionary<int, CredentialsSeen>> Seen(
        VidimusDb db,
        IReadOnlyList<GateCase> cases,
        CompiledPolicy[] asking
    )
    {
        string[]? groups = asking.Any(p => p.Groups is null)
            ? null
            : [.. asking.SelectMany(p => p.Groups!).Distinct()];
        var who = cases
            .Select((c, i) => (c.Recipient, i))
            .Where(c => c.Recipient is not null)
            .ToList();
        var seen = await _evidence.OfRecipients(
            db,
            [.. who.Select(w => w.Recipient!)],
            groups,
            CancellationToken.None
        );
        return who.Select((w, n) => (w.i, seen[n])).ToDictionary(s => s.i, s => s.Item2);
    }

    private static Problem? Refusal(
        GateRow[] gates,
        Dictionary<string, ReadyToEvaluate?> policies,
        Facts facts,
        GateCase about
    )
    {
        var closed = new List<ClosedGate>();
        foreach (var gate in gates)
        {
            var mark = gate.MarkWith(policies[gate.PolicyId]?.Digest);
            if (policies[gate.PolicyId] is not { } policy)
                closed.Add(new(gate, mark, ["There is no such policy any more."]));
            else if (
                policy.Compiled.NotInForce(facts.Today) is not null
                || Evaluator.Outcome(policy.Compiled.Blocks, facts) != Truth.Matched
            )
                closed.Add(new(gate, mark, Reasons(policy, facts, about)));
        }
        return closed.Count == 0 ? null : GateDemands.Refusal(closed);
    }

    private static string[] Reasons(ReadyToEvaluate policy, Facts facts, GateCase about)
    {
        var reasons = Evaluator
            .Evaluate(policy.Policy, policy.Compiled, facts)
            .Reasons.Take(MostReasons);
        return
            policy.Compiled.AsksForCredentials
            && about is { Recipient: null, NameSomebody: { } todo }
            ? [.. reasons, todo]
            : [.. reasons];
    }
}

/// <summary>The gates of an organization in one mode, read once for a batch of changes.</summary>
internal sealed class GateSet(IReadOnlyList<GateRow> gates) : BatchPart
{
    public IEnumerable<GateRow> About(string action) => gates.Where(g => g.Action == action);

    public static async Task<GateSet> Load(VidimusDb db) =>
        new(
            await db.Set<GateRow>()
                .AsNoTracking()
                .Where(g => g.Enabled)
                .OrderBy(g => g.Id)
                .ToListAsync()
        );

    protected override object? Changed => null;

    protected override void Keep() { }

    protected override void Undo() { }
}

/// <summary>
/// What a request states, as facts. What cannot be read as one leaves its name open, so that no gate opens because something
/// was not looked at.
/// </summary>
internal static class GateFacts
{
    public static Facts Of(JsonObject stated, DateOnly today, CredentialsSeen? seen) =>
        Facts.Stated(JsonSerializer.SerializeToElement(stated), today, seen);
}
