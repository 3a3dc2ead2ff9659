namespace Vidimus.Cli;

/// <summary>A table of an import: its own name, the file it is in, and its bytes, which last until the next one is asked for.</summary>
internal sealed record SourceTable(string Name, string File, Stream Bytes);

/// <summary>
/// A row that is to be sent, or that cannot be: where it stands, what it is, and as JSON or with what is wrong. What is wrong
/// with a part of a record leaves the record itself, which is sent without it.
/// </summary>
internal readonly record struct SourceRow(
    string File,
    long Row,
    string? Id,
    ReadOnlyMemory<byte> Json,
    string? Fault = null,
    string? Field = null,
    bool IsPart = false
);
