using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>
/// A load of policies or of rows that go with them. Its own row is never removed: what it brought carries its number, and by
/// the numbers of a source's imports one knows what came from there.
/// </summary>
internal sealed class PolicyImportRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary><c>pim_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its number in the installation.</summary>
    public required long Number { get; init; }
    public required string Source { get; init; }

    /// <summary>See <see cref="ImportKinds"/>.</summary>
    public required string Kind { get; init; }
    public required string Fingerprint { get; init; }
    public required bool Baseline { get; init; }
    public required bool Replaces { get; init; }
    public bool? RetireMissing { get; init; }

    /// <summary>See <see cref="PolicyImportState"/>.</summary>
    public required string State { get; init; }
    public required int NextBatch { get; init; }
    public required long Records { get; init; }
    public required long Created { get; init; }
    public required long Changed { get; init; }
    public required long Unchanged { get; init; }
    public required long Retired { get; init; }
    public required long Refused { get; init; }

    /// <summary>Refused records that did not even show which policy they are about.</summary>
    public required long Nameless { get; init; }

    /// <summary>How many errors are kept.</summary>
    public required int Errors { get; init; }
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>How far a batch is, and what became of it; kept so that it is answered the same when it is sent again.</summary>
internal sealed class ImportBatchRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string ImportId { get; init; }
    public required int Batch { get; init; }

    /// <summary>SHA-256 of its body, in hex.</summary>
    public required string Digest { get; init; }

    /// <summary>How many of the import's records came before it.</summary>
    public required long Earlier { get; init; }
    public required int Records { get; init; }

    /// <summary>Records gone through.</summary>
    public required int Done { get; init; }
    public required int Created { get; init; }
    public required int Changed { get; init; }
    public required int Unchanged { get; init; }
    public required int Refused { get; init; }
}

/// <summary>What is wrong with a record.</summary>
internal sealed class ImportErrorRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string ImportId { get; init; }

    /// <summary>1 for the import's first.</summary>
    public required int Number { get; init; }
    public required int Batch { get; init; }

    /// <summary>The record's place in the import, from 1.</summary>
    public required long Place { get; init; }
    public string? RecordId { get; init; }
    public string? Field { get; init; }
    public required string Message { get; init; }
}

/// <summary>Where an import stands.</summary>
internal static class PolicyImportState
{
    /// <summary>It takes batches.</summary>
    public const string Running = "running";

    /// <summary>What it did not bring is being retired or removed.</summary>
    public const string Finishing = "finishing";
    public const string Finished = "finished";
    public const string Cancelled = "cancelled";

    public static readonly string[] Open = [Running, Finishing];
}
