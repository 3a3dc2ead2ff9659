using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>What an import holds.</summary>
[JsonConverter(typeof(WireEnum<PolicyImportKind>))]
public enum PolicyImportKind
{
    /// <summary>Policies, each a <see cref="PolicyDocument"/>.</summary>
    Policies,

    /// <summary>Codes and their descriptions, each a <see cref="CodeRecord"/>.</summary>
    Codes,

    /// <summary>Lines of a fee schedule, each a <see cref="FeeRecord"/>.</summary>
    Fees,

    /// <summary>Jurisdictions, each a <see cref="JurisdictionRecord"/>.</summary>
    Jurisdictions,

    /// <summary>What was paid for codes, each a <see cref="SpendingRecord"/>.</summary>
    Spending,

    /// <summary>What formularies say of drugs, each a <see cref="FormularyRecord"/>.</summary>
    Formulary,
}

/// <summary>Where an import of policies stands.</summary>
[JsonConverter(typeof(WireEnum<PolicyImportState>))]
public enum PolicyImportState
{
    /// <summary>It takes batches.</summary>
    Running,

    /// <summary>All batches came; what it did not bring is being retired or removed.</summary>
    Finishing,

    /// <summary>It is finished.</summary>
    Finished,

    /// <summary>It was given up; what it brought stays.</summary>
    Cancelled,
}

/// <summary>Asks for an import; one that is not finished and has the same fingerprint is gone on with.</summary>
public sealed record NewPolicyImport
{
    /// <summary>What it holds.</summary>
    public required PolicyImportKind Kind { get; init; }

    /// <summary>Where it comes from, such as <c>medicare-coverage-database</c>; what is missing is retired within the same source.</summary>
    public required string Source { get; init; }

    /// <summary>What tells this import from others: a digest of its files, 100 characters at most.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>True for a first load: editions are kept, but no change is recorded and nobody is told of one.</summary>
    public bool Baseline { get; init; }

    /// <summary>True where it states everything there is of its source: rows of the source that it does not bring are removed at its end. Policies are never removed; they are retired where the end asks for it.</summary>
    public bool Replaces { get; init; }
}

/// <summary>An import of policies, codes or rows that go with them.</summary>
public sealed record PolicyImport : IChecked
{
    /// <summary><c>pim_…</c></summary>
    public required string Id { get; init; }

    /// <summary>What it holds.</summary>
    public required PolicyImportKind Kind { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Where it stands.</summary>
    public required PolicyImportState State { get; init; }

    /// <summary>What tells it from others.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether it is a first load.</summary>
    public bool Baseline { get; init; }

    /// <summary>Whether it states everything there is of its source.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether policies that it did not bring are retired; null before that was said.</summary>
    public bool? RetireMissing { get; init; }

    /// <summary>Number of the batch that is due, from 1.</summary>
    public required int NextBatch { get; init; }

    /// <summary>What became of the records so far.</summary>
    public required PolicyImportCounts Counts { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last went on.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was finished.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "pim_", "id");
        check.That(NextBatch >= 1, "nextBatch");
        check.Inside(Counts, "counts");
    }
}

/// <summary>What became of an import's records.</summary>
public sealed record PolicyImportCounts : IChecked
{
    /// <summary>Records that were sent.</summary>
    public required long Records { get; init; }

    /// <summary>New ones.</summary>
    public required long Created { get; init; }

    /// <summary>Those that differ from what was there.</summary>
    public required long Changed { get; init; }

    /// <summary>Those that say what was there.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Policies retired, or rows removed, since the import did not bring them.</summary>
    public required long Retired { get; init; }

    /// <summary>Those that were refused.</summary>
    public required long Refused { get; init; }

    void IChecked.Check(Checker check) =>
        check.That(
            Records >= 0
                && Created >= 0
                && Changed >= 0
                && Unchanged >= 0
                && Retired >= 0
                && Refused >= 0,
            "records"
        );
}

/// <summary>What became of a batch.</summary>
public sealed record PolicyBatchOutcome : IChecked
{
    /// <summary>Records that were taken.</summary>
    public required int Accepted { get; init; }

    /// <summary>Those among them that are new, or differ from what was there.</summary>
    public required int Changed { get; init; }

    /// <summary>Those among them that say what was there.</summary>
    public required int Unchanged { get; init; }

    /// <summary>What is wrong with those that were refused, the first 100 of it; the list of errors has the others.</summary>
    public required IReadOnlyList<PolicyRowError> Errors { get; init; }

    /// <summary>The batch's number.</summary>
    public required int Batch { get; init; }

    /// <summary>Its records.</summary>
    public required int Records { get; init; }

    /// <summary>Those among the changed that are new.</summary>
    public required int Created { get; init; }

    /// <summary>Records that were refused.</summary>
    public required int Refused { get; init; }

    void IChecked.Check(Checker check)
    {
        check.NotNegative(Accepted, "accepted");
        check.NotNegative(Changed, "changed");
        check.NotNegative(Unchanged, "unchanged");
        check.NotNegative(Created, "created");
        check.NotNegative(Refused, "refused");
        check.Each(Errors, "errors");
    }
}

/// <summary>A record that was refused.</summary>
public sealed record PolicyRowError
{
    /// <summary>Its place in the import, from 1, counting every record that was sent.</summary>
    public required long Row { get; init; }

    /// <summary>Its id or code, where it has one.</summary>
    public string? Id { get; init; }

    /// <summary>The member at fault.</summary>
    public string? Field { get; init; }

    /// <summary>What is wrong, and what to mend.</summary>
    public required string Message { get; init; }
}
