using System.Globalization;
using System.Text;
using ExcelDataReader;

namespace Vidimus.Credentials.Imports.Files;

/// <summary>The first visible sheet of a workbook, each cell as the text that it stands for.</summary>
internal static class XlsxFile
{
    /// <summary>What a formula comes to that has no result (ISO/IEC 29500-1, section 18.17.3).</summary>
    private static readonly HashSet<string> Uncalculated =
    [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
    ];

    // The reader asks for code page 1252 before it knows what kind of file it is given.
    static XlsxFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Cells that are gone through, the empty ones among them: a row is as wide as the widest.</summary>
    private const long MostCells = 30_000_000;

    public static Table Open(byte[] file, CancellationToken cancellation)
    {
        XlsxCheck.Demand(file, cancellation);
        return new("xlsx", null, null, Rows(file, cancellation));
    }

    private static IEnumerable<StoredRow> Rows(byte[] file, CancellationToken cancellation)
    {
        using var reader = Reader(file);
        var (text, cells) = (0L, 0L);
        for (var number = 1; Next(reader); number++)
        {
            cancellation.ThrowIfCancellationRequested();
            cells += reader.FieldCount;
            if (number > XlsxCounts.LastRow || cells > MostCells)
                throw FileFaultException.TooLarge(
                    "The sheet is too large. Remove what stands far below or beside its rows, or save it as CSV."
                );
            if (reader.FieldCount == 0)
                continue;
            var row = Row(reader, number);
            text += row.C.Sum(c => (long)c.Length);
            if (text > TableFile.MostText)
                throw FileFaultException.TooLarge("The cells of the workbook hold too much text.");
            if (row.C.Length > 0 || row.E is not null)
                yield return row;
        }
    }

    private static IExcelDataReader Reader(byte[] file)
    {
        try
        {
            var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(file));
            while (reader.VisibleState != "visible")
            {
                if (!reader.NextResult())
                    throw FileFaultException.Unreadable("The workbook has no visible sheet.");
            }
            return reader;
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Damaged();
        }
    }

    private static bool Next(IExcelDataReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Damaged();
        }
    }

    // The library has no bound list of what it throws at a file that is not as it should be.
    private static bool IsFault(Exception e) =>
        e is not (OutOfMemoryException or FileFaultException);

    private static FileFaultException Damaged() =>
        FileFaultException.Unreadable("The workbook is damaged, or holds what none may.");

    private static StoredRow Row(IExcelDataReader reader, int number)
    {
        var cells = new string[Math.Min(reader.FieldCount, TableFile.MostColumns + 1)];
        string? fault = null;
        for (var i = 0; i < cells.Length; i++)
        {
            var text = TextOf(reader.GetValue(i));
            if (Uncalculated.Contains(text))
                fault ??= $"has a cell that could not be calculated in column {i + 1}";
            if (text.Length > TableFile.LongestCell)
            {
                fault ??=
                    $"has a cell of more than {TableFile.LongestCell} characters in column {i + 1}";
                text = text[..TableFile.LongestCell];
            }
            cells[i] = text;
        }
        for (var i = cells.Length; i < reader.FieldCount; i++)
        {
            if (TextOf(reader.GetValue(i)).Length > 0)
                throw FileFaultException.TooLarge(
                    $"Row {number} has more than {TableFile.MostColumns} columns."
                );
        }
        var last = cells.Length;
        while (last > 0 && cells[last - 1].Trim().Length == 0)
            last--;
        return new(number, cells[..last], fault);
    }

    private static string TextOf(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            bool truth => truth ? "true" : "false",
            DateTime { TimeOfDay.Ticks: 0 } date => date.ToString(
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture
            ),
            DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
            double number => Number(number),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    // Ids and telephone numbers are numbers in a sheet, and never written with an exponent.
    private static string Number(double number) =>
        Math.Abs(number) < 1e15 && Math.Floor(number) == number
            ? number.ToString("F0", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
}
