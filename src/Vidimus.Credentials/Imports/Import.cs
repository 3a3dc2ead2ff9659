using System.Text.Json.Serialization;

namespace Vidimus.Credentials.Imports;

/// <summary>A file whose rows are to be issued.</summary>
/// <param name="Id">Its id, <c>imp_…</c>.</param>
/// <param name="GroupId">Group of all its credentials.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="State"><c>mapping</c>, <c>checking</c>, <c>checked</c>, <c>running</c>, <c>stopped</c>, <c>done</c>, <c>cancelled</c> or <c>expired</c>.</param>
/// <param name="FileName">Name of the file, while its rows are kept.</param>
/// <param name="Format"><c>csv</c> or <c>xlsx</c>.</param>
/// <param name="Encoding">Encoding that a CSV file was read in.</param>
/// <param name="Delimiter">What separates the cells of a CSV file.</param>
/// <param name="RowCount">Rows below the header.</param>
/// <param name="CheckedCount">Rows checked.</param>
/// <param name="WrongCount">Rows among them that would be refused.</param>
/// <param name="DoneCount">Rows gone through since the start.</param>
/// <param name="IssuedCount">Rows issued or drafted.</param>
/// <param name="FailedCount">Rows refused.</param>
/// <param name="Stopped">Why it stands still; null while it does not.</param>
/// <param name="Columns">The columns, in order; null once the rows are removed, and in lists.</param>
/// <param name="FirstRows">The first rows, cell by cell; null once they are removed, and in lists.</param>
/// <param name="Mapping">What becomes of the columns; null once the rows are removed, and in lists.</param>
/// <param name="Fields">Fields that columns can be mapped to; null in lists.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="RowsKeptUntil">When its rows are removed; null once they are.</param>
public sealed record Import(
    string Id,
    string GroupId,
    string Mode,
    string State,
    string? FileName,
    string Format,
    string? Encoding,
    string? Delimiter,
    int RowCount,
    int CheckedCount,
    int WrongCount,
    int DoneCount,
    int IssuedCount,
    int FailedCount,
    ImportStop? Stopped,
    IReadOnlyList<ImportColumn>? Columns,
    IReadOnlyList<IReadOnlyList<string>>? FirstRows,
    ImportMapping? Mapping,
    IReadOnlyList<ImportField>? Fields,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? RowsKeptUntil
);

/// <summary>Why an import stands still.</summary>
/// <param name="Code">Stable code of a refusal.</param>
/// <param name="Message">What happened.</param>
/// <param name="Hint">What can be done.</param>
public sealed record ImportStop(string Code, string Message, string Hint);

/// <summary>A column of a file.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Name">What its header says, or <c>Column 3</c>.</param>
public sealed record ImportColumn(int Index, string Name);

/// <summary>A field of a credential that a column can be mapped to.</summary>
/// <param name="Name">Its name in a mapping, such as <c>recipient.name</c> or <c>subject.grade</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Type"><c>text</c>, <c>email</c>, <c>date</c>, <c>time</c>, <c>number</c>, <c>integer</c>, <c>boolean</c> or <c>choice</c>.</param>
/// <param name="Required">Whether every row must have it.</param>
/// <param name="Values">All values there are, for a choice.</param>
public sealed record ImportField(
    string Name,
    string Title,
    string Type,
    bool Required,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<string>? Values = null
);

/// <summary>What becomes of the columns.</summary>
/// <param name="Fields">By field: where its value comes from.</param>
/// <param name="DateFormat">How dates with slashes, dots or dashes are read: <c>ymd</c>, <c>dmy</c> or <c>mdy</c>; null where the file leaves no doubt.</param>
/// <param name="Draft">True to keep the rows as drafts.</param>
/// <param name="Distribute">True to send each issued one's link to its recipient by e-mail.</param>
public sealed record ImportMapping(
    IReadOnlyDictionary<string, ImportSource?> Fields,
    string? DateFormat = null,
    bool Draft = false,
    bool Distribute = false
);

/// <summary>Where a field's value comes from: columns, whose texts are joined with a space, or the same text for every row.</summary>
/// <param name="Columns">Places of one or more columns, from 0.</param>
/// <param name="Constant">A text for every row.</param>
public sealed record ImportSource(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<int>? Columns = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Constant = null
);

/// <summary>What became, or would become, of a row.</summary>
/// <param name="Row">Its number as a spreadsheet shows it: the header has 1, unless empty lines stand before it.</param>
/// <param name="State"><c>issued</c>, <c>draft</c>, <c>failed</c>, or <c>wrong</c> for one that checking found.</param>
/// <param name="CredentialId">The credential; null unless there is one.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record ImportRowResult(
    int Row,
    string State,
    string? CredentialId,
    IReadOnlyList<ImportRowError> Errors
);

/// <summary>What is wrong with a row.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Column">Name of the column that it comes from.</param>
public sealed record ImportRowError(string Code, string Message, string? Field, string? Column);

/// <summary>What is kept of a file's head.</summary>
internal sealed record ImportHead(
    string? FileName,
    IReadOnlyList<string> Columns,
    ImportMapping Mapping
);

/// <summary>A row as read.</summary>
/// <param name="N">Its number as a spreadsheet shows it.</param>
/// <param name="C">Its cells.</param>
/// <param name="E">Why it cannot be read; null when it can.</param>
internal sealed record StoredRow(int N, string[] C, string? E = null);
