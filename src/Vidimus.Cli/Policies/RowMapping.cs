using System.Globalization;
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
                $"Its first row must name the columns; for {kind.ToString().ToLowerInvariant()} there are: {string.Join(", ", members.Select(m => m.Name))}."
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
                if (!Write(json, column.Name, column.Form, cell))
                    return new(file, record.Line, id, default, Wrong(column.Form), column.Name);
            }
            Parts(json, record.Cells);
            json.WriteEndObject();
        }
        return new(file, record.Line, id, bytes.ToArray());
    }

    private static bool Write(Utf8JsonWriter json, string name, Form form, string cell)
    {
        switch (form)
        {
            case Form.Whole:
                if (
                    !long.TryParse(
                        cell,
                        NumberStyles.Integer,
                        CultureInfo.InvariantCulture,
                        out var whole
                    )
                )
                    return false;
                json.WriteNumber(name, whole);
                return true;
            case Form.Truth:
                if (
                    cell.ToLowerInvariant()
                    is not ("true" or "false" or "yes" or "no" or "y" or "n" or "1" or "0")
                )
                    return false;
                json.WriteBoolean(name, cell.ToLowerInvariant() is "true" or "yes" or "y" or "1");
                return true;
            case Form.List:
                json.WriteStartArray(name);
                foreach (var item in Items(cell))
                    json.WriteStringValue(item);
                json.WriteEndArray();
                return true;
            case Form.Codes:
                return Codes(json, cell);
            case Form.Json:
                return Json(json, name, cell);
            default:
                json.WriteString(name, cell);
                return true;
        }
    }

    /// <summary>Items are parted by semicolons.</summary>
    private static IEnumerable<string> Items(string cell) =>
        cell.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary><c>HCPCS:X0001:covered; ICD10CM:Z99.9:not_covered:only after surgery</c></summary>
    private static bool Codes(Utf8JsonWriter json, string cell)
    {
        json.WriteStartArray("codes");
        foreach (var item in Items(cell))
        {
            var parts = item.Split(':', 4, StringSplitOptions.TrimEntries);
            if (parts.Length < 3)
                return false;
            json.WriteStartObject();
            json.WriteString("system", parts[0]);
            json.WriteString("code", parts[1]);
            json.WriteString("disposition", parts[2]);
            if (parts.Length == 4)
                json.WriteString("condition", parts[3]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        return true;
    }

    private static bool Json(Utf8JsonWriter json, string name, string cell)
    {
        try
        {
            using var document = JsonDocument.Parse(cell);
            json.WritePropertyName(name);
            document.RootElement.WriteTo(json);
            return true;
        }
        catch (Exception fault)
            when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            // The others are for texts with half a letter in them, which parsing lets pass and writing does not.
            return false;
        }
    }

    private static string Wrong(Form form) =>
        form switch
        {
            Form.Whole => "must be a whole number",
            Form.Truth => "must be true or false",
            Form.Codes => "must be codes such as HCPCS:X0001:covered, parted by semicolons",
            _ => "is not JSON",
        };

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
            Write(json, "documentation", Form.List, list);
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
