using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>A call of an assistant, before it is carried out.</summary>
/// <param name="Tool">The tool's name, as the assistant calls it.</param>
/// <param name="Scope">The scope that it needs.</param>
/// <param name="ArgumentsDigest">SHA-256 in hex of the arguments in canonical form, without approval id and idempotency key.</param>
/// <param name="Arguments">The arguments as canonical JSON, without approval id and idempotency key: the person who decides reads them. Kept encrypted.</param>
/// <param name="Count">How many things the call is about; 1 for most.</param>
/// <param name="AmountCents">What it costs; see <see cref="Approvals.CostOf"/>.</param>
/// <param name="ApprovalId">The approval that the assistant has for it; null for none.</param>
/// <param name="IdempotencyKey">The call's idempotency key; a repetition with the same one needs no second approval.</param>
/// <param name="ClientName">What the assistant calls itself; shown to the person who decides as a claim, which it is.</param>
public sealed record ApprovalAsk(
    string Tool,
    string Scope,
    string ArgumentsDigest,
    string Arguments,
    int Count,
    long AmountCents,
    string? ApprovalId,
    string? IdempotencyKey = null,
    string? ClientName = null
)
{
    /// <summary>Further names by which rules may mean this call, such as the route's own.</summary>
    internal IReadOnlyList<string> AlsoNamed { get; init; } = [];

    /// <summary>False for the call of somebody whom no rule asks: only what operations demand concerns them.</summary>
    internal bool ByRules { get; init; } = true;

    /// <summary>What the operation found out that a person has to approve.</summary>
    internal IReadOnlyList<ApprovalDemand> Demands { get; init; } = [];

    /// <summary>True when this very request has used an approval up, so that its repetition needs another.</summary>
    internal bool Renewed { get; init; }
}

/// <summary>Whether a call may be carried out.</summary>
public enum ApprovalState
{
    /// <summary>No rule asks for an approval: carry it out.</summary>
    NotNeeded,

    /// <summary>A person has to decide first, or has decided and the call has to be repeated with the id.</summary>
    Pending,

    /// <summary>Approved, and used by this call: carry it out now and say with <see cref="Approvals.Finish"/> what became of it.</summary>
    Granted,

    /// <summary>Not carried out; the problem says why.</summary>
    Refused,
}

/// <summary>The answer to <see cref="ApprovalAsk"/>.</summary>
/// <param name="State">Whether the call may be carried out.</param>
/// <param name="Id">Id of the approval, <c>apr_…</c>; null where there is none.</param>
/// <param name="Url">Page where a member decides; set while it is pending.</param>
/// <param name="ExpiresAt">When it can no longer be approved or used; set while it is pending.</param>
/// <param name="Problem">For pending and refused: what to tell the assistant. <c>APPROVAL_REQUIRED</c> while it is pending.</param>
public sealed record ApprovalAnswer(
    ApprovalState State,
    string? Id,
    string? Url,
    DateTimeOffset? ExpiresAt,
    Problem? Problem
)
{
    /// <summary>For granted: everything that the approval was asked for by, each with its version.</summary>
    internal IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>
    /// For granted: the call was carried out already. Only the answer that is kept of it may be given once more; nothing runs,
    /// also when that answer is gone since.
    /// </summary>
    public bool OnlyAnswers { get; internal init; }

    internal static readonly ApprovalAnswer NotNeeded = new(
        ApprovalState.NotNeeded,
        null,
        null,
        null,
        null
    );

    internal static ApprovalAnswer Refused(Problem problem, string? id = null) =>
        new(ApprovalState.Refused, id, null, null, problem);
}
