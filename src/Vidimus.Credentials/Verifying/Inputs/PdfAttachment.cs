using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// The credential that is attached to a PDF as this server writes it: in the last incremental update (ISO 32000-2, sections
/// 7.5.6 and 7.11.4), whose table names a stream of type EmbeddedFile. Only that is read: no page, no font, no other object
/// of a stranger's file. What the pages show is not looked at, since only the credential is signed.
/// </summary>
internal static partial class PdfAttachment
{
    private const int MostObjects = 16;
    private const int LongestHead = 512;
    private const int LongestTable = 4096;

    public static bool IsPdf(ReadOnlySpan<byte> file) => file.StartsWith("%PDF-"u8);

    /// <summary>The bytes of the attached credential; false when there is none in that form.</summary>
    public static bool TryExtract(ReadOnlySpan<byte> file, [NotNullWhen(true)] out byte[]? found)
    {
        found = null;
        var end = file[Math.Max(0, file.Length - 128)..];
        if (!Number(StartXref(), Text(end), out var start) || start >= file.Length)
            return false;
        var table = Text(file.Slice(start, Math.Min(LongestTable, file.Length - start)));
        if (!table.StartsWith("xref", StringComparison.Ordinal))
            return false;
        foreach (Match entry in Entries().Matches(table).Take(MostObjects))
        {
            var offset = long.Parse(entry.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (offset < file.Length && TryRead(file[(int)offset..], out found))
                return true;
        }
        return false;
    }

    private static bool TryRead(ReadOnlySpan<byte> from, [NotNullWhen(true)] out byte[]? found)
    {
        found = null;
        var head = Text(from[..Math.Min(LongestHead, from.Length)]);
        var stream = Stream().Match(head);
        if (
            !stream.Success
            || !head.AsSpan(0, stream.Index).Contains("/EmbeddedFile", StringComparison.Ordinal)
            || !Number(Length(), head[..stream.Index], out var length)
        )
            return false;
        var begin = stream.Index + stream.Length;
        if (length == 0 || length > Jws.MaxLength || length > from.Length - begin)
            return false;
        var content = from.Slice(begin, length);
        if (!from[(begin + length)..].TrimStart("\r\n"u8).StartsWith("endstream"u8))
            return false;
        var filtered = head.AsSpan(0, stream.Index).Contains("/Filter", StringComparison.Ordinal);
        if (!filtered)
            found = content.ToArray();
        else if (Deflated().IsMatch(head[..stream.Index]))
            found = Inflate(content);
        return found is not null;
    }

    /// <summary>What was compressed (section 7.4.4), as far as a credential may be long.</summary>
    private static byte[]? Inflate(ReadOnlySpan<byte> content)
    {
        try
        {
            using var stream = new ZLibStream(
                new MemoryStream(content.ToArray()),
                CompressionMode.Decompress
            );
            var room = new byte[Jws.MaxLength + 1];
            var length = stream.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
            return length <= Jws.MaxLength ? room[..length] : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) =>
        System.Text.Encoding.Latin1.GetString(bytes);

    private static bool Number(Regex pattern, string text, out int number)
    {
        var match = pattern.Match(text);
        number = match.Success
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : 0;
        return match.Success;
    }

    [GeneratedRegex(@"startxref\s+(\d{1,9})\s+%%EOF\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex StartXref();

    [GeneratedRegex(@"(\d{10}) \d{5} n", RegexOptions.NonBacktracking)]
    private static partial Regex Entries();

    [GeneratedRegex(@">>\s*stream(?:\r\n|\n)", RegexOptions.NonBacktracking)]
    private static partial Regex Stream();

    [GeneratedRegex(@"/Length (\d{1,9})", RegexOptions.NonBacktracking)]
    private static partial Regex Length();

    [GeneratedRegex(
        @"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Deflated();
}
