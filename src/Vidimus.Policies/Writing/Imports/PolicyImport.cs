namespace Vidimus.Policies.Writing.Imports;

/// <summary>A load to begin.</summary>
/// <param name="Source">Where it comes from, such as <c>medicare-coverage-database</c>: 1 to 100 letters, digits, <c>.</c>, <c>-</c> and <c>_</c>. What is missing is retired or removed within the same source.</param>
/// <param name="Kind"><c>policies</c>, <c>codes</c>, <c>fees</c>, <c>jurisdictions</c>, <c>spending</c> or <c>formulary</c>.</param>
/// <param name="Fingerprint">What tells this load from others, such as a digest of its files, 1 to 100 characters; repeating it while the load is not finished takes that one up again.</param>
/// <param name="Baseline">True for a first load of policies: editions are kept, no change is recorded and nobody is told of one.</param>
/// <param name="Replaces">True where it states everything there is of its source: rows of the source that it does not bring are removed at its end. Policies are never removed, see <c>retireMissing</c>.</param>
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
/// <param name="Replaces">Whether it states everything there is of its source.</param>
/// <param name="RetireMissing">Whether policies that it did not bring are retired; null before that was said.</param>
/// <param name="State"><c>running</c>, <c>finishing</c>, <c>finished</c> or <c>cancelled</c>.</param>
/// <param name="NextBatch">Number of the batch that is due, from 1.</param>
/// <param name="Counts">What became of its records so far.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When it last went on.</param>
/// <param name="FinishedAt">When it ended.</param>
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
    DateTimeOffset? FinishedAt
)
{
    internal static PolicyImport Of(PolicyImportRow row) =>
        new(
            row.Id,
            row.Source,
            row.Kind,
            row.Fingerprint,
            row.Baseline,
            row.Replaces,
            row.RetireMissing,
            row.State,
            row.NextBatch,
            new(row.Records, row.Created, row.Changed, row.Unchanged, row.Retired, row.Refused),
            row.CreatedAt,
            row.UpdatedAt,
            row.EndedAt
        );
}

/// <summary>What became of a load's records.</summary>
/// <param name="Records">Records that came.</param>
/// <param name="Created">New ones.</param>
/// <param name="Changed">Ones that differ from what was there.</param>
/// <param name="Unchanged">Ones that say what was there.</param>
/// <param name="Retired">Policies retired, or rows removed, since it did not bring them.</param>
/// <param name="Refused">Records that were refused.</param>
public sealed record PolicyImportCounts(
    long Records,
    long Created,
    long Changed,
    long Unchanged,
    long Retired,
    long Refused
);

/// <summary>What became of a batch; the same whenever it is sent again.</summary>
/// <param name="Accepted">Records that were taken.</param>
/// <param name="Changed">Those among them that are new, or differ from what was there.</param>
/// <param name="Unchanged">Those among them that say what was there.</param>
/// <param name="Errors">What was wrong with others, the first 100 of it; what is kept is all in the list of errors.</param>
/// <param name="Batch">Its number.</param>
/// <param name="Records">Its records.</param>
/// <param name="Created">Those among the changed that are new.</param>
/// <param name="Refused">Records that were refused.</param>
public sealed record PolicyBatch(
    int Accepted,
    int Changed,
    int Unchanged,
    IReadOnlyList<PolicyRowError> Errors,
    int Batch,
    int Records,
    int Created,
    int Refused
);

/// <summary>What is wrong with a record.</summary>
/// <param name="Row">Its place in the import, from 1, counting every record that was sent.</param>
/// <param name="Id">Its id or code, where it has one.</param>
/// <param name="Field">The member at fault; null when no single one is.</param>
/// <param name="Message">What is wrong, and what is expected.</param>
/// <param name="Batch">The batch that it came in.</param>
public sealed record PolicyRowError(long Row, string? Id, string? Field, string Message, int Batch)
{
    internal static PolicyRowError Of(ImportErrorRow row) =>
        new(row.Place, row.RecordId, row.Field, row.Message, row.Batch);
}

/// <summary>A change that a load made.</summary>
/// <param name="Number">The change's number.</param>
/// <param name="PolicyId">The policy.</param>
/// <param name="PolicyTitle">Its title.</param>
/// <param name="ChangeType">What it was.</param>
/// <param name="Summary">What changed, in a sentence.</param>
/// <param name="ChangedAt">When.</param>
public sealed record PolicyImportChange(
    long Number,
    string PolicyId,
    string PolicyTitle,
    string ChangeType,
    string Summary,
    DateTimeOffset ChangedAt
);

/// <summary>How a load is finished.</summary>
public sealed record FinishPolicyImport
{
    /// <summary>True to retire the policies of the same source that it did not bring; false to keep everything, also the rows that an import which replaces its source would remove. Where it is not said, policies stay and rows are removed as <c>replaces</c> says.</summary>
    public bool? RetireMissing { get; init; }
}
