using System.Text.Json;
using Vidimus.Client;
using static Vidimus.Cli.RowColumns;

namespace Vidimus.Cli;

/// <summary>
/// How a row of CSV becomes a record: headings are the members' names, however they are written (<c>shortDescription</c>,
/// <c>Short Description</c>, <c>short_description</c>); numbers, truths and lists are told by the member.
/// </summary>
internal sealed class RowMapping
{
    private readonly PolicyImportKind kind;
    private readonly (string Name, Form Form)?[] columns;

    public RowMapping(PolicyImportKind kind, string file, string[] heading)
    {
        this.kind = kind;
        var (needed, members) = RowColumns.All[kind];
        columns =
        [
            .. heading.Select(h =>
                members
                    .Cast<(string Name, Form Form)?>()
                    .FirstOrDefault(m => RowBuilder.Plain(m!.Value.Name) == RowBuilder.Plain(h))
            ),
        ];
        if (needed.FirstOrDefault(n => !columns.Any(c => c?.Name == n)) is { } missing)
            throw new MistakeException(
                $"{file} has no column '{missing}'.",
                OtherKind(heading) is { } other
                    ? $"Its columns are those of {other}: add --kind {other}."
                    : $"Its first row must name the columns; for {kind.ToString().ToLowerInvariant()} there are: {string.Join(", ", members.Select(m => m.Name))}."
            );
        if (
            columns
                .OfType<(string Name, Form)>()
                .GroupBy(c => c.Name)
                .FirstOrDefault(g => g.Count() > 1) is
            { } twice
        )
            throw new MistakeException($"{file} has the column '{twice.Key}' twice.");
    }

    /// <summary>The kind that has all of these columns, where there is one.</summary>
    private static string? OtherKind(string[] heading)
    {
        var plain = heading.Select(RowBuilder.Plain).ToHashSet(StringComparer.Ordinal);
        foreach (var (other, (needed, members)) in RowColumns.All)
            if (
                needed.All(n => plain.Contains(RowBuilder.Plain(n)))
                && plain.IsSubsetOf(members.Select(m => RowBuilder.Plain(m.Name)))
            )
                return other.ToString().ToLowerInvariant();
        return null;
    }

    /// <summary>The row as JSON, or what is wrong with it.</summary>
    public SourceRow Row(string file, CsvRecord record)
    {
        if (record.Fault is { } fault)
            return new(file, record.Line, null, default, fault);
        if (record.Cells.Length > columns.Length)
            return new(
                file,
                record.Line,
                null,
                default,
                $"The row has {record.Cells.Length} cells for {columns.Length} columns; a cell with the separator in it must be quoted."
            );
        using var bytes = new MemoryStream();
        string? id = null;
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            for (var i = 0; i < record.Cells.Length; i++)
            {
                if (
                    columns[i] is not { } column
                    || record.Cells[i].Trim() is not { Length: > 0 } cell
                )
                    continue;
                if (column.Name is "id" or "code")
                    id = cell;
                if (IsPart(column.Name))
                    continue;
                if (!CellValues.Write(json, column.Name, column.Form, cell))
                    return new(
                        file,
                        record.Line,
                        id,
                        default,
                        CellValues.Wrong(column.Form),
                        column.Name
                    );
            }
            Parts(json, record.Cells);
            json.WriteEndObject();
        }
        return new(file, record.Line, id, bytes.ToArray());
    }

    // Members that lie within another one.
    private bool IsPart(string name) =>
        kind == PolicyImportKind.Policies
        && name
            is "payer"
                or "payerCode"
                or "payerType"
                or "indications"
                or "limitations"
                or "documentation"
                or "checklist";

    private void Parts(Utf8JsonWriter json, string[] cells)
    {
        if (kind != PolicyImportKind.Policies)
            return;
        Part(json, cells, "payer", ("payer", "name"), ("payerCode", "code"), ("payerType", "type"));
        Part(
            json,
            cells,
            "sections",
            ("indications", "indications"),
            ("limitations", "limitations"),
            ("documentation", "documentation")
        );
        if (Cell(cells, "checklist") is { } list)
            CellValues.Write(json, "documentation", Form.List, list);
    }

    private void Part(
        Utf8JsonWriter json,
        string[] cells,
        string name,
        params (string Column, string Member)[] members
    )
    {
        if (members.All(m => Cell(cells, m.Column) is null))
            return;
        json.WriteStartObject(name);
        foreach (var (column, member) in members)
            if (Cell(cells, column) is { } cell)
                json.WriteString(member, cell);
        json.WriteEndObject();
    }

    private string? Cell(string[] cells, string column)
    {
        var at = Array.FindIndex(columns, c => c?.Name == column);
        return at >= 0 && at < cells.Length && cells[at].Trim() is { Length: > 0 } cell
            ? cell
            : null;
    }
}
