namespace Vidimus.Client;

/// <summary>What the caller's organization used and what it cost; scope <c>usage:read</c>.</summary>
public sealed class UsageCalls
{
    private readonly Caller caller;

    internal UsageCalls(Caller caller) => this.caller = caller;

    /// <summary>The sums of a period, and until when requests are counted.</summary>
    public Task<UsageSummary> Summary(
        UsageFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Get("/v1/usage") with
            {
                Query = [.. (filter ?? new()).Query, ("limit", "1")],
            },
            VidimusJson.Default.UsageSummary,
            cancellation
        );

    /// <summary>The sums of a period together with one page of its lines.</summary>
    public Task<UsageStatement> Statement(
        UsageFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Get("/v1/usage") with
            {
                Query =
                [
                    .. (filter ??= new()).Query,
                    ("groupBy", filter.GroupBy is { } by ? string.Join(',', by) : null),
                    ("limit", Words.Of(Lists.Size(filter.PageSize))),
                    ("cursor", cursor),
                ],
            },
            VidimusJson.Default.UsageStatement,
            cancellation
        );

    /// <summary>What happened day by day: every day of the filter's period in its mode; the rest of the filter does not count.</summary>
    public Task<UsageDays> Days(
        UsageFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Get("/v1/usage/days") with
            {
                Query = (filter ?? new()).Query.Where(q => q.Name is "from" or "to" or "mode"),
            },
            VidimusJson.Default.UsageDays,
            cancellation
        );

    /// <summary>Usage grouped as the filter says, fetched page by page.</summary>
    public IAsyncEnumerable<UsageLine> Lines(
        UsageFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/usage") with
            {
                Query =
                [
                    .. (filter ??= new()).Query,
                    ("groupBy", filter.GroupBy is { } by ? string.Join(',', by) : null),
                ],
            },
            filter.PageSize,
            VidimusJson.Default.PageUsageLine,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<UsageLine>> LinesPage(
        UsageFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/usage") with
            {
                Query =
                [
                    .. (filter ??= new()).Query,
                    ("groupBy", filter.GroupBy is { } by ? string.Join(',', by) : null),
                ],
            },
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageUsageLine,
            cancellation
        );

    /// <summary>One page of billable actions, newest first.</summary>
    public Task<Page<Charge>> ChargesPage(
        UsageFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/usage/charges") with
            {
                Query = (filter ??= new()).Query,
            },
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageCharge,
            cancellation
        );

    /// <summary>Billable actions, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<Charge> Charges(
        UsageFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/usage/charges") with
            {
                Query = (filter ??= new()).Query,
            },
            filter.PageSize,
            VidimusJson.Default.PageCharge,
            cancellation
        );

    /// <summary>Writes usage as CSV to <paramref name="target"/> as it comes. When it throws, what was written is not whole.</summary>
    public Task Export(
        Stream target,
        UsageFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        caller.Download(
            Call.Get("/v1/usage/export") with
            {
                Query =
                [
                    .. (filter ??= new()).Query,
                    ("groupBy", filter.GroupBy is { } by ? string.Join(',', by) : null),
                ],
                Accept = "text/csv, application/json",
            },
            target,
            cancellation
        );

    /// <summary>Writes billable actions as CSV, as <see cref="Export"/> does usage.</summary>
    public Task ExportCharges(
        Stream target,
        UsageFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        caller.Download(
            Call.Get("/v1/usage/charges/export") with
            {
                Query = (filter ?? new()).Query,
                Accept = "text/csv, application/json",
            },
            target,
            cancellation
        );
}
