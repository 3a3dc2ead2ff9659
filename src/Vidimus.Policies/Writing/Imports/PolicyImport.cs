namespace Vidimus.Policies.Writing.Imports;

/// <summary>A load to begin.</summary>
/// <param name="Source">Where it comes from, such as <c>mcd</c>: 1 to 100 letters, digits, <c>.</c>, <c>-</c> and <c>_</c>. Policies remember it, and <c>retireMissing</c> goes by it.</param>
/// <param name="Kind"><c>policies</c>, <c>codes</c>, <c>fees</c>, <c>jurisdictions</c>, <c>spending</c> or <c>formulary</c>.</param>
/// <param name="Fingerprint">A text of the client's own that tells this load from others, such as a digest of its files; repeating it while the load is open takes that one up again.</param>
/// <param name="Baseline">True for the first load of policies: they are kept without a change and an event for each.</param>
/// <param name="Replaces">True when rows of this source that it does not bring are removed at its end; not for policies, see <c>retireMissing</c>.</param>
public sealed record StartPolicyImport(
    string Source,
    string Kind,
    string Fingerprint,
    bool Baseline = false,
    bool Replaces = false
);

/// <summary>A load of policies, codes or other rows.</summary>
/// <param name="Id">Its id, <c>pim_…</c>.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Kind">What it brings.</param>
/// <param name="Fingerprint">The client's text.</param>
/// <param name="Baseline">Whether it is a first load.</param>
/// <param name="Replaces">Whether rows that it does not bring are removed.</param>
/// <param name="RetireMissing">Whether policies that it did not bring were retired; null before it is finished.</param>
/// <param name="State"><c>open</c>, <c>finishing</c>, <c>finished</c> or <c>cancelled</c>.</param>
/// <param name="NextBatch">Number of the batch that is next; 1 for the first.</param>
/// <param name="Counts">What it brought so far.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When it was last heard of.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record PolicyImport(
    string Id,
    string Source,
    string Kind,
    string Fingerprint,
    bool Baseline,
    bool Replaces,
    bool? RetireMissing,
    string State,
    int NextBatch,
    PolicyImportCounts Counts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? EndedAt
);

/// <summary>What a load brought.</summary>
/// <param name="Rows">Rows that came.</param>
/// <param name="Created">New ones.</param>
/// <param name="Changed">Ones that say something else now.</param>
/// <param name="Unchanged">Ones that say the same as before.</param>
/// <param name="Retired">Policies retired, or rows removed, since it did not bring them.</param>
/// <param name="Failed">Rows that were refused.</param>
public sealed record PolicyImportCounts(
    long Rows,
    long Created,
    long Changed,
    long Unchanged,
    long Retired,
    long Failed
);

/// <summary>What became of a batch; the same whenever it is sent again.</summary>
/// <param name="Batch">Its number.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Accepted">Rows that were taken.</param>
/// <param name="Created">New ones.</param>
/// <param name="Changed">Ones that say something else now.</param>
/// <param name="Unchanged">Ones that say the same as before.</param>
/// <param name="Failed">Rows that were refused.</param>
/// <param name="Errors">What was wrong with them, the first 100 of it; all that is kept is in the list of errors.</param>
/// <param name="NextBatch">Number of the batch that is next.</param>
public sealed record PolicyImportBatch(
    int Batch,
    int Rows,
    int Accepted,
    int Created,
    int Changed,
    int Unchanged,
    int Failed,
    IReadOnlyList<PolicyImportError> Errors,
    int NextBatch
);

/// <summary>What is wrong with a row.</summary>
/// <param name="Batch">The batch's number.</param>
/// <param name="Row">Its place in the batch, from 0.</param>
/// <param name="Id">Its id or code, where that could be read.</param>
/// <param name="Field">The member at fault; null when no single one is.</param>
/// <param name="Message">What is wrong.</param>
public sealed record PolicyImportError(
    int Batch,
    int Row,
    string? Id,
    string? Field,
    string Message
);

/// <summary>How a load is finished.</summary>
/// <param name="RetireMissing">True to retire the policies of the same source that it did not bring.</param>
public sealed record FinishPolicyImport(bool RetireMissing = false)
{
    /// <summary>Without retiring anything.</summary>
    public FinishPolicyImport()
        : this(false) { }
}
