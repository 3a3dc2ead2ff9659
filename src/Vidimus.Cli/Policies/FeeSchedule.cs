using System.Text.RegularExpressions;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// The relative value file of the physician fee schedule (<c>PPRRVU….csv</c>) as CMS publishes it: titles, then a heading in two
/// rows of which the second begins with <c>HCPCS,MOD</c>. Lines of a modifier are left out: they are shares of the line without.
/// </summary>
internal static partial class FeeSchedule
{
    private const int MostTitles = 50;

    public static bool Is(string line) =>
        line.Contains("Fee Schedule", StringComparison.OrdinalIgnoreCase)
        || line.TrimStart('\uFEFF', '"')
            .StartsWith("HCPCS,MOD", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<SourceRow> Rows(string name, CsvRecords records)
    {
        var (columns, year) = Heading(name, records);
        while (records.Next() is { } record)
        {
            if (record.Fault is { } fault)
            {
                yield return new(name, record.Line, null, default, fault);
                continue;
            }
            var line = new Line(record.Cells, columns);
            if (line["HCPCS"] is not { Length: 5 } code || line["MOD"] is not null)
                continue;
            var row = new FeeRecord(
                code,
                code.All(char.IsAsciiDigit) || char.IsAsciiDigit(code[0]) ? "CPT" : "HCPCS",
                year,
                line["CODE"],
                line["RVU"],
                line["PE RVU"],
                line["PE RVU", 1],
                line["RVU", 1],
                line["TOTAL"],
                line["TOTAL", 1],
                line["FACTOR"],
                Price(line["TOTAL"], line["FACTOR"]),
                Price(line["TOTAL", 1], line["FACTOR"]),
                line["DAYS"]
            );
            yield return new(name, record.Line, code, Wire.Of(row));
        }
    }

    /// <summary>National price: units times dollars for a unit, to the cent.</summary>
    private static string? Price(string? units, string? factor)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        return
            decimal.TryParse(units, invariant, out var total)
            && decimal.TryParse(factor, invariant, out var dollars)
            && total is > 0 and < 1_000_000
            && dollars is > 0 and < 1_000_000
            ? Math.Round(total * dollars, 2, MidpointRounding.AwayFromZero)
                .ToString("0.00", invariant)
            : null;
    }

    private static (string[] Columns, int? Year) Heading(string name, CsvRecords records)
    {
        int? year = null;
        for (var i = 0; i < MostTitles && records.Next() is { } record; i++)
        {
            if (record.Cells is ["HCPCS", "MOD", ..] || record.Cells is ["\uFEFFHCPCS", "MOD", ..])
                return (
                    ["HCPCS", .. record.Cells[1..].Select(c => c.Trim().ToUpperInvariant())],
                    year
                );
            if (
                year is null
                && Year().Match(string.Join(' ', record.Cells)) is { Success: true } found
            )
                year = int.Parse(found.Value, System.Globalization.CultureInfo.InvariantCulture);
        }
        throw new MistakeException(
            $"{name} has no row that begins with HCPCS,MOD within its first {MostTitles}.",
            "Give the file PPRRVU….csv as it is published."
        );
    }

    [GeneratedRegex(@"\b20[0-9]{2}\b", RegexOptions.None, 1000)]
    private static partial Regex Year();

    /// <summary>Cells by their heading; of those that share one, by which of them.</summary>
    private readonly struct Line(string[] cells, string[] columns)
    {
        public string? this[string name, int which = 0]
        {
            get
            {
                for (var i = 0; i < columns.Length && i < cells.Length; i++)
                    if (columns[i] == name && which-- == 0)
                        return cells[i].Trim() is { Length: > 0 } cell ? cell : null;
                return null;
            }
        }
    }
}
