using Vidimus.Client;

namespace Vidimus.Cli;

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
