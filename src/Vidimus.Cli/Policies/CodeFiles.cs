using System.Text;
using System.Text.RegularExpressions;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// The order files of ICD-10-CM and ICD-10-PCS as CMS and CDC publish them (their read-me "ICD-10 order file layout"): number
/// in columns 1 to 5, code from 7 to 13, in 15 whether it can be billed, short description from 17 to 76, long one from 78 on.
/// </summary>
internal static partial class OrderFile
{
    private const int LongestLine = 2_000;

    public static bool Is(string line) => Beginning().IsMatch(line);

    public static IEnumerable<SourceRow> Rows(string name, TextReader reader)
    {
        var system = name.Contains("pcs", StringComparison.OrdinalIgnoreCase)
            ? "ICD10PCS"
            : "ICD10CM";
        var line = new StringBuilder();
        for (var number = 1L; ReadLine(reader, line); number++)
        {
            var text = line.ToString();
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (text.Length > LongestLine || text.Length < 17 || !Is(text))
            {
                yield return new(name, number, null, default, "The line is none of an order file.");
                continue;
            }
            var code = text[6..13].Trim();
            var briefly = text[16..Math.Min(76, text.Length)].Trim();
            var described = text.Length > 77 ? text[77..].Trim() : briefly;
            yield return new(
                name,
                number,
                code,
                Wire.Of(new CodeRecord(code, system, described, briefly, Active: text[14] == '1'))
            );
        }
    }

    // A line of any length is read, and no more of it kept than can be one.
    private static bool ReadLine(TextReader reader, StringBuilder line)
    {
        line.Clear();
        var any = false;
        while (reader.Read() is var letter and >= 0)
        {
            any = true;
            if (letter == '\n')
                break;
            if (letter != '\r' && line.Length <= LongestLine)
                line.Append((char)letter);
        }
        return any;
    }

    [GeneratedRegex("^[0-9]{5} [A-Z0-9]{3,7} {1,5}[01] ", RegexOptions.None, 1000)]
    private static partial Regex Beginning();
}

/// <summary>
/// The alpha-numeric file of HCPCS as CMS publishes it each quarter, saved as CSV: columns <c>HCPC</c>, <c>LONG DESCRIPTION</c>,
/// <c>SHORT DESCRIPTION</c>, <c>BETOS</c> and <c>TERM DT</c>, in whatever order. Modifiers, which have two letters, are no codes.
/// </summary>
internal sealed class HcpcsFile
{
    private readonly string file;
    private readonly int code;
    private readonly int described;
    private readonly int briefly;
    private readonly int betos;
    private readonly int ended;

    public HcpcsFile(string file, string[] heading)
    {
        this.file = file;
        var plain = Array.ConvertAll(heading, RowBuilder.Plain);
        code = Array.IndexOf(plain, "hcpc");
        described = Array.IndexOf(plain, "longdescription");
        briefly = Array.IndexOf(plain, "shortdescription");
        betos = Array.FindIndex(plain, p => p.StartsWith("betos", StringComparison.Ordinal));
        ended = Array.FindIndex(plain, p => p is "termdt" or "termdate" or "terminationdate");
    }

    public static bool Is(string[] heading) => heading.Any(h => RowBuilder.Plain(h) == "hcpc");

    public SourceRow? Row(CsvRecord record)
    {
        if (record.Fault is { } fault)
            return new(file, record.Line, null, default, fault);
        if (Cell(record, code) is not { Length: not 2 } text)
            return null;
        var row = new CodeRecord(
            text,
            text.All(char.IsAsciiDigit) ? "CPT" : "HCPCS",
            Cell(record, described),
            Cell(record, briefly),
            BetosCode: Cell(record, betos),
            Active: ended < 0 ? null : Cell(record, ended) is null
        );
        return new(file, record.Line, text, Wire.Of(row));
    }

    private static string? Cell(CsvRecord record, int at) =>
        at >= 0 && at < record.Cells.Length && record.Cells[at].Trim() is { Length: > 0 } cell
            ? cell
            : null;
}

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
