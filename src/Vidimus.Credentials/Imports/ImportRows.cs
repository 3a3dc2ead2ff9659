using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Imports;

/// <summary>A file whose rows are to be issued. What stands in the file is encrypted under a key of its own, and goes with it.</summary>
internal sealed class ImportRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string GroupId { get; init; }

    /// <summary>See <see cref="ImportState"/>.</summary>
    public required string State { get; set; }

    /// <summary><c>csv</c> or <c>xlsx</c>.</summary>
    public required string Format { get; init; }

    /// <summary>How a CSV file was read.</summary>
    public string? Encoding { get; init; }
    public string? Delimiter { get; init; }

    /// <summary>Key of all that stood in the file, encrypted under a master key; null once that was removed.</summary>
    public byte[]? DataKey { get; set; }

    /// <summary>File name, columns and mapping, sealed; null once they were removed.</summary>
    public byte[]? Head { get; set; }
    public required int RowCount { get; init; }
    public required int CheckedRows { get; set; }
    public required int WrongRows { get; set; }

    /// <summary>Rows gone through, in order: none of them is issued again.</summary>
    public required int DoneRows { get; set; }
    public required int IssuedRows { get; set; }
    public required int FailedRows { get; set; }

    /// <summary>Who started it: kind and id.</summary>
    public string? ActorKind { get; set; }
    public string? ActorId { get; set; }

    /// <summary>Request that started it.</summary>
    public string? RequestId { get; set; }

    /// <summary>Code of why it stands still.</summary>
    public string? Reason { get; set; }

    /// <summary>When it is gone on with; null while nothing is to be done.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Tries in a row that failed.</summary>
    public required int Tries { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When the rows are removed; null once they were.</summary>
    public DateTimeOffset? RemoveAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>Some consecutive rows of a file, and what became of them.</summary>
internal sealed class ImportChunkRow : IModeRow
{
    public required string OrganizationId { get; init; }
    public required string ImportId { get; init; }

    /// <summary>Place of its first row, from 0.</summary>
    public required int FirstRow { get; init; }
    public required string Mode { get; init; }
    public required int RowCount { get; init; }

    /// <summary>The rows, compressed and sealed; null once one of their recipients was erased.</summary>
    public byte[]? Content { get; set; }

    /// <summary>What checking found, sealed.</summary>
    public byte[]? Findings { get; set; }

    /// <summary>What became of each row, sealed.</summary>
    public byte[]? Outcomes { get; set; }

    /// <summary>Lists that its rows were issued with, with spaces between.</summary>
    public string? Batches { get; set; }
}

/// <summary>Where an import stands.</summary>
internal static class ImportState
{
    public const string Mapping = "mapping";
    public const string Checking = "checking";
    public const string Checked = "checked";
    public const string Running = "running";
    public const string Stopped = "stopped";
    public const string Done = "done";
    public const string Cancelled = "cancelled";
    public const string Expired = "expired";

    public static readonly string[] Open = [Mapping, Checking, Checked, Running, Stopped];
}
