namespace Vidimus.Client;

/// <summary>
/// One call of an assistant's tool, which may need several requests: they say to the server which tool makes them, and who
/// made the tool call reads here what became of each. Thread-safe.
/// </summary>
public sealed class ToolTrace
{
    private readonly Lock gate = new();
    private readonly List<CallLog> calls = [];
    private Call? approved;
    private Func<TimeSpan>? left;

    /// <summary>The trace of one tool call.</summary>
    /// <param name="tool">The tool's name; the server records it.</param>
    /// <param name="approvalId">Approval that the call was given, <c>apr_…</c>; null for none.</param>
    /// <exception cref="ArgumentException">A name or id that cannot stand in a header.</exception>
    public ToolTrace(string tool, string? approvalId = null)
    {
        Tool = Checked(tool);
        ApprovalId = approvalId is null ? null : Checked(approvalId);
    }

    /// <summary>The tool's name.</summary>
    public string Tool { get; }

    /// <summary>The approval that the call was given.</summary>
    public string? ApprovalId { get; }

    /// <summary>Sent with each request as <c>X-Correlation-Id</c>.</summary>
    public string CorrelationId { get; } = Call.NewToken();

    /// <summary>The approval that the server asked for; null when it asked for none.</summary>
    public AskedApproval? Approval { get; private set; }

    /// <summary>What was requested so far, in the order in which it ended.</summary>
    public IReadOnlyList<CallLog> Calls
    {
        get
        {
            lock (gate)
                return [.. calls];
        }
    }

    /// <summary>Bounds the tool call as a whole: none of its requests waits for longer than is left of it.</summary>
    internal void Limit(TimeSpan limit, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        left = () => limit - clock.GetElapsedTime(started);
    }

    internal TimeSpan? Left() => left?.Invoke();

    internal void Add(CallLog log)
    {
        lock (gate)
            calls.Add(log);
    }

    /// <summary>
    /// The approval for a request: it is for one thing that is changed, and goes with the first such request of the tool call,
    /// however often that is sent.
    /// </summary>
    internal string? ApprovalFor(Call call)
    {
        if (ApprovalId is null || call.Method == HttpMethod.Get || !call.NeedsKey)
            return null;
        lock (gate)
            return ReferenceEquals(approved ??= call, call) ? ApprovalId : null;
    }

    internal void Ask(AskedApproval? approval) => Approval = approval ?? Approval;

    private static string Checked(string value) =>
        value is { Length: >= 1 and <= 128 } && value.All(c => c is > ' ' and <= '~')
            ? value
            : throw new ArgumentException(
                "A tool's name and an approval's id are 1 to 128 visible ASCII characters."
            );
}

/// <summary>A person has to decide before the server carries a call out.</summary>
/// <param name="Id"><c>apr_…</c>; the same call with it is carried out once approved.</param>
/// <param name="Url">Page where a member decides; null when the server did not say.</param>
/// <param name="ExpiresAt">When it can no longer be decided or used; null when the server did not say.</param>
public sealed record AskedApproval(string Id, string? Url, DateTimeOffset? ExpiresAt);
