namespace Vidimus.Access.Approvals;

/// <summary>
/// What operations demand approvals of within one call of a tool. This server makes their requests itself, and none of them can
/// be repeated from outside: the call is what a person approves, and what is repeated with the approval. Goes with the call's
/// request, and with those that are made for it.
/// </summary>
public sealed class CallDemands
{
    private readonly List<ApprovalDemand> _demanded = [];

    /// <summary>For a call that is carried out by this answer.</summary>
    public CallDemands(ApprovalAnswer let)
    {
        ArgumentNullException.ThrowIfNull(let);
        (Granted, ApprovalId) =
            let.State is ApprovalState.Granted ? (let.Marks, let.Id) : ([], null);
    }

    /// <summary>
    /// True when a person can be asked about the call: something was refused for want of an approval, and nothing was done
    /// before it, which the repetition would do once more.
    /// </summary>
    public bool CanAsk
    {
        get
        {
            lock (_demanded)
                return _demanded.Count > 0 && !HasChanged;
        }
    }

    internal IReadOnlyList<string> Granted { get; }

    internal string? ApprovalId { get; }

    /// <summary>True once one of the requests of the call did something.</summary>
    internal bool HasChanged { get; set; }

    internal IReadOnlyList<ApprovalDemand> Demanded
    {
        get
        {
            lock (_demanded)
                return [.. _demanded];
        }
    }

    internal void Demand(IEnumerable<ApprovalDemand> demands)
    {
        lock (_demanded)
            _demanded.AddRange(
                demands.Where(d => _demanded.TrueForAll(known => known.Mark != d.Mark))
            );
    }
}
