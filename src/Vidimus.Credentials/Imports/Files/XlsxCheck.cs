using System.IO.Compression;
using System.Xml;

namespace Vidimus.Credentials.Imports.Files;

/// <summary>
/// Goes through a workbook before anything reads it: what it unpacks to is counted as it comes, whatever its directory says;
/// no part has a document type (no entities, inside or outside), a macro or a link to another workbook; and no cell stands
/// beyond the sheet, where a reader would make room for it. Which part is a sheet is said by the workbook's relationships
/// and not by its name, so that every part is held to all of this.
/// </summary>
internal static class XlsxCheck
{
    private const int MostEntries = 1000;
    private const long MostUnpacked = 160L * 1024 * 1024;
    private const long MostShared = 48L * 1024 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostUnpacked,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    public static void Demand(byte[] file, CancellationToken cancellation)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostEntries)
                throw FileFaultException.TooLarge(
                    $"The workbook has more than {MostEntries} parts."
                );
            var names = zip
                .Entries.Select(e => e.FullName.ToLowerInvariant().Replace('\\', '/'))
                .ToHashSet(StringComparer.Ordinal);
            if (!names.Contains("[content_types].xml") || !names.Contains("xl/workbook.xml"))
                throw FileFaultException.Unreadable("The file is an archive, and no workbook.");
            if (names.Count != zip.Entries.Count)
                throw FileFaultException.Unreadable("The workbook has two parts of one name.");
            var left = MostUnpacked;
            var counts = new XlsxCounts();
            foreach (var entry in zip.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                left -= Part(entry, left, counts);
            }
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or IOException)
        {
            throw FileFaultException.Unreadable("The workbook is damaged, or holds what none may.");
        }
    }

    private static long Part(ZipArchiveEntry entry, long left, XlsxCounts counts)
    {
        var name = entry.FullName.ToLowerInvariant().Replace('\\', '/');
        if (name.Split('/').Contains("..") || name.StartsWith('/'))
            throw FileFaultException.Unreadable("The workbook has a part outside of itself.");
        if (
            name.StartsWith("xl/externallinks/", StringComparison.Ordinal)
            || name is "xl/connections.xml"
        )
            throw FileFaultException.Unreadable(
                "The workbook has links to other workbooks or databases.",
                "Copy the rows as values into a new workbook, or save it as CSV"
            );
        if (name.EndsWith("vbaproject.bin", StringComparison.Ordinal))
            throw FileFaultException.Unreadable(
                "The workbook has macros.",
                "Save it as .xlsx without macros, or as CSV"
            );
        if (name.EndsWith(".zip", StringComparison.Ordinal))
            throw FileFaultException.Unreadable("The workbook has an archive in it.");
        using var counted = new CountedStream(entry.Open(), left);
        if (
            name.EndsWith(".xml", StringComparison.Ordinal)
            || name.EndsWith(".rels", StringComparison.Ordinal)
        )
            Xml(counted, counts);
        counted.CopyTo(Stream.Null);
        return counted.Count;
    }

    private static void Xml(CountedStream part, XlsxCounts counts)
    {
        using var xml = XmlReader.Create(part, Settings);
        counts.Begin();
        while (xml.Read())
        {
            if (xml.Depth > 64)
                throw new XmlException();
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            counts.Add(xml);
            // A reader holds all texts that cells share.
            if (xml.LocalName is "sst" or "si")
                part.Most = Math.Min(part.Most, MostShared);
        }
    }

    /// <summary>Counts what is read, and reads no more than so much.</summary>
    private sealed class CountedStream(Stream inner, long most) : Stream
    {
        public long Most { get; set; } = most;
        public long Count { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            Count += read;
            if (Count > Most)
                throw FileFaultException.TooLarge(
                    $"The workbook unpacks to more than {MostUnpacked / 1024 / 1024} MB, or its texts to more than {MostShared / 1024 / 1024} MB."
                );
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
