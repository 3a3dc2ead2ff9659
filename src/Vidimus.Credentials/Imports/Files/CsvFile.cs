using System.Text;

namespace Vidimus.Credentials.Imports.Files;

/// <summary>A text file with delimiters (RFC 4180, and what spreadsheets make of it in Europe).</summary>
internal static class CsvFile
{
    private const int Tried = 20;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    public static Table Open(byte[] file)
    {
        var encoding = TextEncoding.Of(file);
        var (delimiter, declared) = Delimiter(file, encoding);
        return new(
            "csv",
            encoding.Name,
            delimiter == '\t' ? "tab" : delimiter.ToString(),
            Rows(file, encoding, delimiter).Skip(declared ? 1 : 0)
        );
    }

    private static IEnumerable<StoredRow> Rows(byte[] file, TextEncoding encoding, char delimiter)
    {
        using var reader = new StreamReader(
            new MemoryStream(file, encoding.Skip, file.Length - encoding.Skip),
            encoding.Encoding,
            detectEncodingFromByteOrderMarks: false,
            bufferSize: 32 * 1024
        );
        var csv = new CsvReader(reader, delimiter);
        while (Next(csv, encoding) is { } row)
            yield return row;
    }

    private static StoredRow? Next(CsvReader csv, TextEncoding encoding)
    {
        try
        {
            return csv.Read();
        }
        catch (DecoderFallbackException)
        {
            throw FileFaultException.Unreadable(
                $"The file is not valid {encoding.Name} after row {csv.Row}."
            );
        }
    }

    /// <summary>The one that Excel's first line declares (<c>sep=;</c>), or the one that makes the most columns, alike in the first rows.</summary>
    private static (char Delimiter, bool Declared) Delimiter(byte[] file, TextEncoding encoding)
    {
        var first = FirstLine(file, encoding);
        if (first is ['s', 'e', 'p', '=', var said] && Delimiters.Contains(said))
            return (said, true);
        var best = (Delimiter: ',', Columns: 1);
        foreach (var delimiter in Delimiters)
        {
            var columns = Columns(file, encoding, delimiter);
            if (columns > best.Columns)
                best = (delimiter, columns);
        }
        return (best.Delimiter, false);
    }

    private static string FirstLine(byte[] file, TextEncoding encoding)
    {
        var begin = file.AsSpan(encoding.Skip, Math.Min(16, file.Length - encoding.Skip));
        // Of a few bytes: the last letter may be cut, which is no fault of the file.
        var text = Encoding
            .GetEncoding(encoding.Encoding.CodePage == 1252 ? 28591 : encoding.Encoding.CodePage)
            .GetString(begin);
        return text.Split('\r', '\n')[0].TrimEnd();
    }

    private static int Columns(byte[] file, TextEncoding encoding, char delimiter)
    {
        try
        {
            var counts = Rows(file, encoding, delimiter)
                .Take(Tried)
                .Select(r => r.C.Length)
                .ToArray();
            // Commas in some texts make columns too, but not as many in every row.
            return counts.Length == 0 ? 0
                : counts.Count(c => c == counts[0]) * 2 > counts.Length ? counts[0]
                : counts.Min();
        }
        catch (FileFaultException)
        {
            return 0; // reading it says what is wrong with it
        }
    }
}
