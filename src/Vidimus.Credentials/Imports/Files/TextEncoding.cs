using System.Text;

namespace Vidimus.Credentials.Imports.Files;

/// <summary>How the bytes of a text file are read.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Encoding">The encoding; throws on what it cannot read.</param>
/// <param name="Skip">Bytes of the mark at its beginning.</param>
internal sealed record TextEncoding(string Name, Encoding Encoding, int Skip)
{
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(
        1252,
        EncoderFallback.ExceptionFallback,
        DecoderFallback.ExceptionFallback
    )!;

    /// <summary>
    /// By its byte order mark; else UTF-8 when it is nothing but that; else Windows-1252, in which older programs save. A file
    /// that is partly the one and partly the other is refused: reading it either way would misspell somebody.
    /// </summary>
    public static TextEncoding Of(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return new("UTF-8", new UTF8Encoding(false, true), 3);
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return new("UTF-16LE", new UnicodeEncoding(false, false, true), 2);
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return new("UTF-16BE", new UnicodeEncoding(true, false, true), 2);
        if (file.Contains((byte)0))
            throw FileFaultException.Unreadable(
                "The file is not text: it holds zero bytes.",
                "Save it as CSV in UTF-8, or as an Excel workbook (.xlsx)"
            );
        var (pairs, strayLine) = Look(file);
        if (strayLine is null)
            return new("UTF-8", new UTF8Encoding(false, true), 0);
        if (pairs > 0)
            throw FileFaultException.Unreadable(
                $"The file mixes encodings: line {strayLine} is not UTF-8, and other letters are.",
                "Open it where it came from and save it as CSV in UTF-8"
            );
        return new("windows-1252", Windows, 0);
    }

    /// <summary>Letters of two or more bytes that are UTF-8, and the line of the first byte that is not.</summary>
    private static (int Pairs, int? StrayLine) Look(ReadOnlySpan<byte> file)
    {
        var pairs = 0;
        var line = 1;
        int? stray = null;
        for (var i = 0; i < file.Length; )
        {
            if (file[i] < 0x80)
            {
                if (file[i++] == '\n')
                    line++;
                continue;
            }
            var status = Rune.DecodeFromUtf8(file[i..], out _, out var length);
            if (status == System.Buffers.OperationStatus.Done)
                pairs++;
            else
                stray ??= line;
            i += length;
        }
        return (pairs, stray);
    }
}
