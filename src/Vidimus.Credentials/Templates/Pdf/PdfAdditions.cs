using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Adds to a PDF of cairo's, by an incremental update (ISO 32000-2, section 7.5.6), what cairo does not write: the language, the
/// title in the window, metadata (XMP), and the signed credential as an associated file. There are no actions and no scripts in it.
/// </summary>
internal static partial class PdfAdditions
{
    /// <summary>Name of the attached credential.</summary>
    public const string FileName = "credential.json";

    public static byte[] Add(byte[] pdf, PageNotes notes, byte[] credential, string verifyLink)
    {
        var end = Encoding.Latin1.GetString(
            pdf,
            Math.Max(0, pdf.Length - 64),
            Math.Min(64, pdf.Length)
        );
        var table = Number(StartXref().Match(end), 1);
        var text = Encoding.Latin1.GetString(pdf, table, pdf.Length - table);
        var trailer = text[text.IndexOf("trailer", StringComparison.Ordinal)..];
        var (root, info, size) = (
            Number(Root().Match(trailer), 1),
            Number(Info().Match(trailer), 1),
            Number(Size().Match(trailer), 1)
        );
        var update = new Update(pdf);
        update.Add(root, Catalog(pdf, Offset(text, root), size, notes.Language));
        update.Add(
            size,
            string.Create(
                CultureInfo.InvariantCulture,
                $"<< /Type /EmbeddedFile /Subtype /application#2Fvc /Params << /Size {credential.Length} >>"
            ),
            credential
        );
        update.Add(
            size + 1,
            $"<< /Type /Filespec /F ({FileName}) /UF ({FileName}) /Desc (The signed credential) /AFRelationship /Data /EF << /F {size} 0 R /UF {size} 0 R >> >>"
        );
        update.Add(
            size + 2,
            "<< /Type /Metadata /Subtype /XML",
            Encoding.UTF8.GetBytes(Xmp(notes, verifyLink))
        );
        return update.End(size + 3, root, info, table);
    }

    /// <summary>The catalog as cairo wrote it, and our entries.</summary>
    private static string Catalog(byte[] pdf, int offset, int first, string language)
    {
        var text = Encoding.Latin1.GetString(pdf, offset, Math.Min(4096, pdf.Length - offset));
        var end = text.IndexOf("endobj", StringComparison.Ordinal);
        var (from, to) = (
            text.IndexOf("<<", StringComparison.Ordinal),
            text.LastIndexOf(">>", end, StringComparison.Ordinal)
        );
        var own = text[(from + 2)..to].Trim();
        return $"<< {own} /Version /1.7 /Lang ({Language(language)}) /ViewerPreferences << /DisplayDocTitle true >> "
            + $"/Names << /EmbeddedFiles << /Names [({FileName}) {first + 1} 0 R] >> >> /AF [{first + 1} 0 R] /Metadata {first + 2} 0 R >>";
    }

    private static string Language(string language) =>
        language.Length <= 35 && language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? language
            : "en";

    private static string Xmp(PageNotes notes, string link)
    {
        var (title, author, language) = (
            Escape(notes.Title),
            Escape(notes.Author),
            Language(notes.Language)
        );
        var created = notes.Created.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture
        );
        return $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
            <dc:format>application/pdf</dc:format>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
            <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
            <dc:source>{Escape(link)}</dc:source>
            <xmp:CreateDate>{created}</xmp:CreateDate><xmp:CreatorTool>Vidimus</xmp:CreatorTool>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """;
    }

    private static string Escape(string text) => SecurityElement.Escape(text);

    /// <summary>Where an object begins: entries of the table have 20 bytes each (section 7.5.4); cairo writes one section from 0.</summary>
    private static int Offset(string table, int number)
    {
        var head = Section().Match(table);
        Demand(head.Success && Number(head, 1) == 0 && number < Number(head, 2));
        return int.Parse(
            table.AsSpan(head.Length + 20 * number, 10),
            NumberStyles.None,
            CultureInfo.InvariantCulture
        );
    }

    private static int Number(Match match, int group)
    {
        Demand(match.Success);
        return int.Parse(
            match.Groups[group].ValueSpan,
            NumberStyles.None,
            CultureInfo.InvariantCulture
        );
    }

    private static void Demand(bool asExpected)
    {
        if (!asExpected)
            throw new DrawingException("cairo wrote a PDF in another form than is known here.");
    }

    [GeneratedRegex(@"startxref\s+(\d{1,9})\s+%%EOF\s*$", RegexOptions.None, 1000)]
    private static partial Regex StartXref();

    [GeneratedRegex(@"/Root (\d{1,9}) 0 R", RegexOptions.None, 1000)]
    private static partial Regex Root();

    [GeneratedRegex(@"/Info (\d{1,9}) 0 R", RegexOptions.None, 1000)]
    private static partial Regex Info();

    [GeneratedRegex(@"/Size (\d{1,9})", RegexOptions.None, 1000)]
    private static partial Regex Size();

    [GeneratedRegex(@"^xref\s+(\d{1,9}) (\d{1,9})\s*\n", RegexOptions.None, 1000)]
    private static partial Regex Section();

    /// <summary>The bytes that are appended, and where each object in them begins.</summary>
    private sealed class Update
    {
        private readonly MemoryStream _file;
        private readonly SortedDictionary<int, long> _offsets = [];

        public Update(byte[] pdf)
        {
            _file = new(pdf.Length + 8192);
            _file.Write(pdf);
            Text("\n");
        }

        public void Add(int number, string dictionary)
        {
            Begin(number);
            Text($"{dictionary}\nendobj\n");
        }

        public void Add(int number, string dictionary, byte[] stream)
        {
            Begin(number);
            Text(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{dictionary} /Length {stream.Length} >>\nstream\n"
                )
            );
            _file.Write(stream);
            Text("\nendstream\nendobj\n");
        }

        public byte[] End(int size, int root, int info, int previous)
        {
            var table = _file.Position;
            Text("xref\n");
            foreach (var (number, offset) in _offsets)
                Text(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{number} 1\n{offset:0000000000} 00000 n \n"
                    )
                );
            Text(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"trailer\n<< /Size {size} /Root {root} 0 R /Info {info} 0 R /Prev {previous} >>\nstartxref\n{table}\n%%EOF\n"
                )
            );
            return _file.ToArray();
        }

        private void Begin(int number)
        {
            _offsets[number] = _file.Position;
            Text(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n"));
        }

        private void Text(string text) => _file.Write(Encoding.Latin1.GetBytes(text));
    }
}
