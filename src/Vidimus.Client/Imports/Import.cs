using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Where an import stands.</summary>
[JsonConverter(typeof(WireEnum<ImportState>))]
public enum ImportState
{
    /// <summary>Uploaded; its columns are to be mapped.</summary>
    Mapping,

    /// <summary>Its rows are being checked.</summary>
    Checking,

    /// <summary>Its rows are checked, and none is issued yet.</summary>
    Checked,

    /// <summary>Its rows are being issued.</summary>
    Running,

    /// <summary>It stands still until it is started again.</summary>
    Stopped,

    /// <summary>All its rows were gone through.</summary>
    Done,

    /// <summary>It was cancelled; what it had issued stays issued.</summary>
    Cancelled,

    /// <summary>Nobody started it, and its rows are gone.</summary>
    Expired,
}

/// <summary>A file whose rows are to be issued.</summary>
public sealed record Import : IChecked
{
    /// <summary><c>imp_…</c></summary>
    public required string Id { get; init; }

    /// <summary><c>grp_…</c></summary>
    public required string GroupId { get; init; }

    /// <summary>Live or test.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Where it stands.</summary>
    public required ImportState State { get; init; }

    /// <summary>Name of the file, while its rows are kept.</summary>
    public string? FileName { get; init; }

    /// <summary><c>csv</c> or <c>xlsx</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Encoding that a CSV file was read in.</summary>
    public string? Encoding { get; init; }

    /// <summary>What separates the cells of a CSV file.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Rows below the header.</summary>
    public required int RowCount { get; init; }

    /// <summary>Rows checked.</summary>
    public required int CheckedCount { get; init; }

    /// <summary>Rows among them that would be refused.</summary>
    public required int WrongCount { get; init; }

    /// <summary>Rows gone through since the start.</summary>
    public required int DoneCount { get; init; }

    /// <summary>Rows issued or drafted.</summary>
    public required int IssuedCount { get; init; }

    /// <summary>Rows refused.</summary>
    public required int FailedCount { get; init; }

    /// <summary>Why it stands still; null while it does not.</summary>
    public ImportStop? Stopped { get; init; }

    /// <summary>The columns, in order; null once the rows are removed, and in lists.</summary>
    public IReadOnlyList<ImportColumn>? Columns { get; init; }

    /// <summary>The first rows, cell by cell; null once they are removed, and in lists.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? FirstRows { get; init; }

    /// <summary>What becomes of the columns; null once the rows are removed, and in lists.</summary>
    public ImportMapping? Mapping { get; init; }

    /// <summary>Fields that columns can be mapped to; null in lists.</summary>
    public IReadOnlyList<ImportField>? Fields { get; init; }

    /// <summary>When it was uploaded.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When its rows are removed; null once they are, and while it runs.</summary>
    public DateTimeOffset? RowsKeptUntil { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "imp_", "id");
        check.Id(GroupId, "grp_", "groupId");
        check.NotNegative(RowCount, "rowCount");
        check.That(CheckedCount >= 0 && CheckedCount <= RowCount, "checkedCount");
        check.That(DoneCount >= 0 && DoneCount <= RowCount, "doneCount");
        check.That(IssuedCount + FailedCount == DoneCount, "issuedCount");
        check.NotNegative(WrongCount, "wrongCount");
    }
}

/// <summary>Why an import stands still.</summary>
/// <param name="Code">The problem's code.</param>
/// <param name="Message">What happened.</param>
/// <param name="Hint">What can be done.</param>
public sealed record ImportStop(string Code, string Message, string Hint);

/// <summary>A column of a file.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Name">What its header says.</param>
public sealed record ImportColumn(int Index, string Name);

/// <summary>A field of a credential that a column can be mapped to.</summary>
/// <param name="Name">Its name in a mapping.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Type">What its values are, such as <c>text</c>, <c>date</c> or <c>choice</c>.</param>
/// <param name="Required">Whether every row must have it.</param>
/// <param name="Values">All values there are, for a choice.</param>
public sealed record ImportField(
    string Name,
    string Title,
    string Type,
    bool Required,
    IReadOnlyList<string>? Values = null
);

/// <summary>What becomes of the columns.</summary>
public sealed record ImportMapping
{
    /// <summary>By field: where its value comes from.</summary>
    public required IReadOnlyDictionary<string, ImportSource> Fields { get; init; }

    /// <summary>How dates are read: <c>ymd</c>, <c>dmy</c> or <c>mdy</c>; null where the file leaves no doubt.</summary>
    public string? DateFormat { get; init; }

    /// <summary>True to keep the rows as drafts.</summary>
    public bool Draft { get; init; }

    /// <summary>True to send each issued one's link to its recipient by e-mail.</summary>
    public bool Distribute { get; init; }
}

/// <summary>Where a field's value comes from: columns, whose texts are joined with a space, or the same text for every row.</summary>
public sealed record ImportSource
{
    /// <summary>Places of one or more columns, from 0.</summary>
    public IReadOnlyList<int>? Columns { get; init; }

    /// <summary>A text for every row.</summary>
    public string? Constant { get; init; }
}

/// <summary>What became, or would become, of a row.</summary>
public sealed record ImportRowResult
{
    /// <summary>Its number as a spreadsheet shows it.</summary>
    public required int Row { get; init; }

    /// <summary><c>issued</c>, <c>draft</c>, <c>failed</c>, or <c>wrong</c> for one that checking found.</summary>
    public required string State { get; init; }

    /// <summary>The credential; null unless there is one.</summary>
    public string? CredentialId { get; init; }

    /// <summary>What is wrong with it.</summary>
    public required IReadOnlyList<ImportRowError> Errors { get; init; }
}

/// <summary>What is wrong with a row.</summary>
/// <param name="Code">The problem's code.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Column">Name of the column that it comes from.</param>
public sealed record ImportRowError(
    string Code,
    string Message,
    string? Field = null,
    string? Column = null
);
