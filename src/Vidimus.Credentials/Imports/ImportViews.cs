using Vidimus.Credentials.Groups;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>Turns rows into the import that callers see.</summary>
internal sealed class ImportViews(ImportVault vault, IEnumerable<ProblemCatalogue> catalogues)
{
    public const string HeadPart = "head";
    public const int ShownRows = 5;

    /// <summary>As a list shows it, without what stands in the file but its name.</summary>
    public Import Short(ImportRow row) => Of(row, HeadOf(row), null, null);

    /// <summary>With columns, first rows, mapping and the fields there are.</summary>
    public Import Whole(ImportRow row, GroupRow? group, IReadOnlyList<StoredRow>? first) =>
        Of(row, HeadOf(row), group, first);

    public ImportHead? HeadOf(ImportRow row) =>
        row.DataKey is { } key && row.Head is { } head
            ? ImportVault.Unseal<ImportHead>(vault.Open(key), HeadPart, head)
            : null;

    private Import Of(
        ImportRow row,
        ImportHead? head,
        GroupRow? group,
        IReadOnlyList<StoredRow>? first
    ) =>
        new(
            row.Id,
            row.GroupId,
            row.Mode,
            row.State,
            head?.FileName,
            row.Format,
            row.Encoding,
            row.Delimiter,
            row.RowCount,
            row.CheckedRows,
            row.WrongRows,
            row.DoneRows,
            row.IssuedRows,
            row.FailedRows,
            Stop(row.State == ImportState.Stopped ? row.Reason : null),
            first is null || head is null
                ? null
                : [.. head.Columns.Select((name, i) => new ImportColumn(i, name))],
            first is null || head is null ? null : [.. first.Select(r => Cells(r, head))],
            first is null ? null : head?.Mapping,
            group is null ? null : MappingFields.Of(group),
            row.CreatedAt,
            row.UpdatedAt,
            row.StartedAt,
            row.EndedAt,
            row.RemoveAt
        );

    private static string[] Cells(StoredRow row, ImportHead head) =>
        [.. head.Columns.Select((_, i) => i < row.C.Length ? row.C[i] : "")];

    private ImportStop? Stop(string? code)
    {
        if (code is null)
            return null;
        var type =
            catalogues.SelectMany(c => c.Types).FirstOrDefault(t => t.Code == code)
            ?? PlatformProblems.Internal;
        return new(type.Code, type.Message, type.Hint);
    }
}
