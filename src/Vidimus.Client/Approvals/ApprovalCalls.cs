namespace Vidimus.Client;

/// <summary>
/// Calls of assistants that a person has to approve. Whoever may decide sees all of them; an assistant sees its own. Only a
/// member who is signed in decides: with a key both decisions are refused.
/// </summary>
public sealed class ApprovalCalls
{
    private readonly Caller caller;

    internal ApprovalCalls(Caller caller) => this.caller = caller;

    /// <summary>Every approval the filter names, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<Approval> List(
        ApprovalFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageApproval,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Approval>> ListPage(
        ApprovalFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageApproval,
            cancellation
        );

    /// <summary>One approval.</summary>
    public Task<Approval> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/approvals/{id}", Checked(id)),
            VidimusJson.Default.Approval,
            cancellation
        );

    /// <summary>Approves the call: it can be made once, exactly as it was asked for.</summary>
    public Task<Approval> Approve(
        string id,
        string? reason = null,
        CancellationToken cancellation = default
    ) => Decide("/v1/approvals/{id}/approve", id, reason, cancellation);

    /// <summary>Rejects the call, or takes back an approval that was not used.</summary>
    public Task<Approval> Reject(
        string id,
        string? reason = null,
        CancellationToken cancellation = default
    ) => Decide("/v1/approvals/{id}/reject", id, reason, cancellation);

    private Task<Approval> Decide(
        string template,
        string id,
        string? reason,
        CancellationToken cancellation
    ) =>
        caller.Ask(
            Call.Post(
                template,
                Answers.Body(new ReasonBody(reason), VidimusJson.Default.ReasonBody),
                null,
                Checked(id)
            ),
            VidimusJson.Default.Approval,
            cancellation
        );

    private static string Checked(string id) => Ids.Checked(id, "apr_");

    private static Call Listing(ApprovalFilter filter) =>
        Call.Get("/v1/approvals") with
        {
            Query = [("state", Words.Of(filter.State))],
        };
}

/// <summary>Rules: which calls of assistants a person has to approve; scope <c>admin</c>.</summary>
public sealed class ApprovalRuleCalls
{
    private readonly Caller caller;

    internal ApprovalRuleCalls(Caller caller) => this.caller = caller;

    /// <summary>The rules of the caller's mode, oldest first.</summary>
    public async Task<IReadOnlyList<ApprovalRule>> List(CancellationToken cancellation = default) =>
        (
            await caller.Ask(
                Call.Get("/v1/approval-rules"),
                VidimusJson.Default.PageApprovalRule,
                cancellation
            )
        ).Data;

    /// <summary>One rule.</summary>
    public Task<ApprovalRule> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/approval-rules/{id}", Checked(id)), cancellation);

    /// <summary>Makes a rule; it holds from the next call on.</summary>
    /// <param name="rule">The rule to be.</param>
    /// <param name="idempotencyKey">Your own, 1 to 255 visible ASCII characters, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ApprovalRule> Create(
        NewApprovalRule rule,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Create(
                "/v1/approval-rules",
                Answers.Body(rule, VidimusJson.Default.NewApprovalRule),
                idempotencyKey
            ),
            cancellation
        );

    /// <summary>Changes a rule; what was asked under it and not used counts no more.</summary>
    public Task<ApprovalRule> Edit(
        string id,
        ApprovalRuleChange change,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Patch(
                "/v1/approval-rules/{id}",
                (change ?? throw new ArgumentNullException(nameof(change))).Body(),
                Checked(id)
            ),
            cancellation
        );

    /// <summary>Deletes a rule; what was asked under it and not used counts no more.</summary>
    public Task Delete(string id, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/approval-rules/{id}", Checked(id)), _ => true, cancellation);

    private static string Checked(string id) => Ids.Checked(id, "aru_");

    private Task<ApprovalRule> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.ApprovalRule, cancellation);
}
