using System.Text;

namespace Vidimus.Access.Audit;

/// <summary>
/// Rows for spreadsheets (RFC 4180), which take a cell that begins like a formula for one: an apostrophe in front keeps it
/// text. The signs' full-width forms are read as the signs themselves by some.
/// </summary>
internal static class Csv
{
    private const string Formulas = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    public static string Row(params string[] cells)
    {
        var row = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                row.Append(',');
            Cell(row, cells[i]);
        }
        return row.Append("\r\n").ToString();
    }

    private static void Cell(StringBuilder row, string cell)
    {
        // What is blank in front of a sign does not keep a spreadsheet from seeing it.
        var begins = cell.AsSpan().TrimStart(" \u00A0\u3000\uFEFF");
        var formula = begins.Length > 0 && Formulas.Contains(begins[0]);
        if (!formula && !cell.AsSpan().ContainsAny(",\"\r\n"))
        {
            row.Append(cell);
            return;
        }
        row.Append('"');
        if (formula)
            row.Append('\'');
        row.Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
