namespace Vidimus.Client;

/// <summary>
/// Changes of policies and who acknowledged them. Reading needs the scope <c>policies:read</c>, acknowledging
/// <c>compliance:ack</c>, changing the settings <c>admin</c> in live mode.
/// </summary>
public sealed class ComplianceCalls
{
    private readonly Caller caller;

    internal ComplianceCalls(Caller caller) => this.caller = caller;

    /// <summary>Changes of the last 30 days that the organization has not acknowledged, newest first.</summary>
    public IAsyncEnumerable<UnreviewedChange> Unreviewed(
        string? changeType = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Open(changeType),
            Lists.LongestPage,
            VidimusJson.Default.PageUnreviewedChange,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<UnreviewedChange>> UnreviewedPage(
        string? changeType = null,
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Open(changeType),
            pageSize,
            cursor,
            VidimusJson.Default.PageUnreviewedChange,
            cancellation
        );

    /// <summary>How far the organization is with the changes of the last 30 days.</summary>
    public Task<ComplianceStats> Stats(CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/compliance/stats"),
            VidimusJson.Default.ComplianceStats,
            cancellation
        );

    /// <summary>What the organization acknowledged, the latest first; of one policy, where one is named.</summary>
    public Task<Page<Acknowledgement>> AcknowledgementsPage(
        string? policyId = null,
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/compliance/acknowledgements") with
            {
                Query = [("policyId", policyId)],
            },
            pageSize,
            cursor,
            VidimusJson.Default.PageAcknowledgement,
            cancellation
        );

    /// <summary>Acknowledges a change; one that was before is answered so, and stays as it was.</summary>
    /// <param name="changeId">The change's number.</param>
    /// <param name="notes">What came of it, up to 500 characters; nothing about patients.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ChangeAcknowledged> Acknowledge(
        long changeId,
        string? notes = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Create(
                "/v1/compliance/acknowledgements",
                Answers.Body(
                    new AcknowledgeBody(changeId, notes),
                    VidimusJson.Default.AcknowledgeBody
                ),
                idempotencyKey
            ) with
            {
                AlsoExpects = 200,
            },
            VidimusJson.Default.ChangeAcknowledged,
            cancellation
        );

    /// <summary>Acknowledges up to 200 changes with the same notes.</summary>
    public Task<ChangesAcknowledged> AcknowledgeAll(
        IReadOnlyList<long> changeIds,
        string? notes = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Create(
                "/v1/compliance/acknowledgements/bulk",
                Answers.Body(
                    new AcknowledgeAllBody(changeIds, notes),
                    VidimusJson.Default.AcknowledgeAllBody
                ),
                idempotencyKey
            ) with
            {
                AlsoExpects = 200,
            },
            VidimusJson.Default.ChangesAcknowledged,
            cancellation
        );

    /// <summary>When and to whom the weekly digest of changes goes.</summary>
    public Task<ComplianceSettings> Settings(CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/compliance/settings"),
            VidimusJson.Default.ComplianceSettings,
            cancellation
        );

    /// <summary>Changes that; what is left out is reset.</summary>
    public Task<ComplianceSettings> SetSettings(
        NewComplianceSettings settings,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Put(
                "/v1/compliance/settings",
                Answers.Body(settings, VidimusJson.Default.NewComplianceSettings)
            ),
            VidimusJson.Default.ComplianceSettings,
            cancellation
        );

    private static Call Open(string? changeType) =>
        Call.Get("/v1/compliance/unreviewed") with
        {
            Query = [("changeType", changeType)],
        };
}

internal sealed record AcknowledgeBody(long ChangeId, string? Notes);

internal sealed record AcknowledgeAllBody(IReadOnlyList<long> ChangeIds, string? Notes);
