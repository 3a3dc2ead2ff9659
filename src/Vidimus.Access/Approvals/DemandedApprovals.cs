using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>What an operation finds out that a person has to approve, on which terms.</summary>
/// <param name="Mark">The demand as an approval remembers it: an id and its version, <c>id:version</c>.</param>
/// <param name="ExpirySeconds">How long an approval can be given and used.</param>
/// <param name="FourEyes">Whether nobody approves what they ask for themselves.</param>
/// <param name="Notify">Whether those who may decide are told by mail.</param>
public sealed record ApprovalDemand(string Mark, int ExpirySeconds, bool FourEyes, bool Notify);

/// <summary>
/// A module whose operations demand approvals of any caller's calls, not only of assistants'. It says which of its demands
/// still stand, so that an approval counts no more once what it was asked for has changed.
/// </summary>
public interface IApprovalDemands
{
    /// <summary>Those of these marks that are still as they were, as the transaction of a change sees them.</summary>
    Task<IReadOnlyCollection<string>> Standing(VidimusDb db, IReadOnlyCollection<string> marks);
}

/// <summary>
/// The demands of operations in one request: which of them the approval that let it through answers, and how to ask for an
/// approval of this very request where none does.
/// </summary>
public sealed class DemandedApprovals
{
    private readonly Approvals _approvals;
    private Func<ValueTask<ApprovalAsk>>? _ask;
    private HashSet<string> _granted = [];
    private Problem? _declined;
    private CallDemands? _call;

    internal DemandedApprovals(Approvals approvals) => _approvals = approvals;

    /// <summary>True when a person can be asked: this request came from outside, or a call of a tool led to it, and can be repeated with the approval.</summary>
    public bool CanAsk => _ask is not null || _call is not null;

    /// <summary>True once an approval was asked for: the request was not carried out, whatever its answer's status is.</summary>
    internal bool HasAsked { get; private set; }

    /// <summary>True when the approval that let this request through was given for this demand.</summary>
    public bool Covers(string mark) => _granted.Contains(mark);

    /// <summary>
    /// Asks for an approval of this request, after what it did was taken back. Answers <c>APPROVAL_REQUIRED</c>, or why it
    /// cannot be had. Where a call of a tool led to it, that is what is asked about: the refusal stands, and the door of the
    /// call asks.
    /// </summary>
    public async Task<Problem> Ask(
        Problem refusal,
        IReadOnlyList<ApprovalDemand> demands,
        CancellationToken cancellation
    )
    {
        if (_call is { } call)
        {
            call.Demand(demands);
            return refusal;
        }
        if (_declined is { } declined)
            return declined;
        HasAsked = true;
        var ask = await _ask!();
        // What was used up, by this request or an earlier one of the same key, does not count once more.
        var answer = await _approvals.Ask(
            ask with
            {
                ApprovalId = null,
                Demands = demands,
                Renewed = true,
            },
            cancellation
        );
        return answer.Problem ?? new(ApprovalProblems.Void);
    }

    /// <summary>The refusal when an assistant would change what demands approvals of it.</summary>
    public static Problem? RefuseAssistants(Caller caller) => RuleTerms.Refuse(caller);

    /// <summary>Ends what was asked or approved for a demand and not used, since it changes.</summary>
    public static Task End(Unit unit, string id) => ApprovalEnds.EndOf(unit, id);

    internal void Begin(Func<ValueTask<ApprovalAsk>> ask) => _ask = ask;

    internal void Begin(CallDemands call)
    {
        _call = call;
        Grant(call.Granted);
    }

    /// <summary>The request names an approval that is none for its caller: that is said in the place of asking anew.</summary>
    internal void Decline(Problem problem) => _declined = problem;

    internal void Grant(IEnumerable<string> marks) =>
        _granted = marks.ToHashSet(StringComparer.Ordinal);
}

/// <summary>Everything that asks for an approval of one call.</summary>
internal sealed record AskedBy(ApprovalRuleRow[] Rules, IReadOnlyList<ApprovalDemand> Demands)
{
    public bool IsNobody => Rules.Length == 0 && Demands.Count == 0;

    public string Marks =>
        string.Join(
            ' ',
            Rules
                .Select(r => r.Mark)
                .Concat(Demands.Select(d => d.Mark).Order(StringComparer.Ordinal))
        );

    public bool FourEyes => Rules.Any(r => r.FourEyes) || Demands.Any(d => d.FourEyes);

    public bool Notify => Rules.Any(r => r.Notify) || Demands.Any(d => d.Notify);

    public int ExpirySeconds =>
        Rules.Select(r => r.ExpirySeconds).Concat(Demands.Select(d => d.ExpirySeconds)).Min();
}

/// <summary>Which marks of approvals that no rule made still stand.</summary>
internal sealed class StandingDemands(IEnumerable<IApprovalDemands> modules)
{
    public async Task<HashSet<string>> Of(VidimusDb db, IReadOnlyCollection<string> marks)
    {
        var standing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var module in marks.Count == 0 ? [] : modules)
            standing.UnionWith(await module.Standing(db, marks));
        return standing;
    }
}
