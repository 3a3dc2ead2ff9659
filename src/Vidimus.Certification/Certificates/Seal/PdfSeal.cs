using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Vidimus.Certification.Certificates;

/// <summary>What stands in a seal.</summary>
/// <param name="Name">Who seals.</param>
/// <param name="Reason">What for.</param>
/// <param name="At">When.</param>
internal sealed record SealNotes(string Name, string Reason, DateTimeOffset At);

/// <summary>
/// Seals a PDF that qpdf has just written, by an incremental update: a signature over the whole file as PAdES baseline B has it
/// (ETSI EN 319 142-1, section 6: CMS with the signing certificate named in its second version, RFC 5035), which also says that no
/// change is allowed (ISO 32000-2, section 12.8.2.2).
/// </summary>
internal static partial class PdfSeal
{
    // In bytes of hex: a chain of certificates of an operator's fits as well.
    private const int Room = 24 * 1024;
    private const string RangeRoom = "[0 0000000000 0000000000 0000000000]";

    /// <exception cref="InvalidDataException">The file has another form than qpdf gives to what comes from a cover of ours.</exception>
    public static byte[] Sign(byte[] pdf, SealNotes notes, X509Certificate2 certificate)
    {
        var source = new WrittenPdf(pdf);
        var (field, signature) = (source.Size, source.Size + 1);
        var update = new MemoryStream(pdf.Length + Room + 8192);
        update.Write(pdf);
        Write(update, "\n");
        var offsets = new SortedDictionary<int, long>();
        void Put(int number, string body)
        {
            offsets[number] = update.Position;
            Write(update, Invariant($"{number} 0 obj\n{body}\nendobj\n"));
        }
        Put(
            source.Root,
            Add(
                source.Object(source.Root),
                $"/AcroForm << /Fields [{field} 0 R] /SigFlags 3 >> /Perms << /DocMDP {signature} 0 R >> /ViewerPreferences << /DisplayDocTitle true >>"
            )
        );
        Put(source.FirstPage, Add(source.Object(source.FirstPage), $"/Annots [{field} 0 R]"));
        Put(
            field,
            // No larger than a point, and hidden: what is seen is on the page already.
            $"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Certification) /F 132 /Rect [0 0 0 0] /P {source.FirstPage} 0 R /V {signature} 0 R >>"
        );
        Put(signature, Signature(notes));
        Trailer(update, source, offsets);
        return Fill(update.ToArray(), offsets[signature], certificate);
    }

    private static string Signature(SealNotes notes) =>
        $"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange {RangeRoom} /Contents <{new string('0', Room)}> "
        + $"/M ({notes.At.UtcDateTime.ToString("'D:'yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture)}) /Name {Text(notes.Name)} /Reason {Text(notes.Reason)} "
        + "/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>] >>";

    private static void Trailer(
        MemoryStream update,
        WrittenPdf source,
        SortedDictionary<int, long> offsets
    )
    {
        var table = update.Position;
        Write(update, "xref\n");
        foreach (var (number, offset) in offsets)
            Write(update, Invariant($"{number} 1\n{offset:0000000000} 00000 n \n"));
        Write(
            update,
            Invariant(
                $"trailer\n<< /Size {source.Size + 2} /Root {source.Root} 0 R{source.InfoAndId} /Prev {source.Table} >>\nstartxref\n{table}\n%%EOF\n"
            )
        );
    }

    /// <summary>Everything but the place of the signature itself is signed.</summary>
    private static byte[] Fill(byte[] file, long at, X509Certificate2 certificate)
    {
        var text = Encoding.Latin1.GetString(file, (int)at, 512);
        var range = (int)at + text.IndexOf(RangeRoom, StringComparison.Ordinal);
        var open = (int)at + text.IndexOf("/Contents <", StringComparison.Ordinal) + 10;
        var close = open + Room + 2;
        Encoding
            .Latin1.GetBytes(
                Invariant($"[0 {open} {close} {file.Length - close}]").PadRight(RangeRoom.Length)
            )
            .CopyTo(file, range);
        var signed = new byte[open + file.Length - close];
        file.AsSpan(0, open).CopyTo(signed);
        file.AsSpan(close).CopyTo(signed.AsSpan(open));
        var hex = Convert.ToHexStringLower(Cms(signed, certificate));
        if (hex.Length > Room)
            throw new CryptographicException(
                "The signature with its certificates is larger than its place in the PDF."
            );
        Encoding.Latin1.GetBytes(hex).CopyTo(file, open + 1);
        return file;
    }

    private static byte[] Cms(byte[] signed, X509Certificate2 certificate)
    {
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new("2.16.840.1.101.3.4.2.1"), // SHA-256
            IncludeOption = X509IncludeOption.ExcludeRoot,
        };
        signer.SignedAttributes.Add(
            new AsnEncodedData("1.2.840.113549.1.9.16.2.47", SigningCertificate(certificate))
        );
        // Excluding a root would leave out a certificate that is its own issuer.
        if (certificate.SubjectName.RawData.SequenceEqual(certificate.IssuerName.RawData))
            signer.IncludeOption = X509IncludeOption.EndCertOnly;
        var cms = new SignedCms(new ContentInfo(signed), detached: true);
        cms.ComputeSignature(signer, silent: true);
        return cms.Encode();
    }

    // RFC 5035, section 3: SigningCertificateV2 with one ESSCertIDv2, whose hash algorithm is SHA-256 by default.
    private static byte[] SigningCertificate(X509Certificate2 certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
        return writer.Encode();
    }

    private static string Add(string dictionary, string entries) =>
        $"{dictionary[..dictionary.LastIndexOf(">>", StringComparison.Ordinal)]} {entries} >>";

    // UTF-16 with its mark, in hex: nothing in it can end the string (ISO 32000-2, section 7.9.2).
    private static string Text(string text) =>
        $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static void Write(MemoryStream into, string text) =>
        into.Write(Encoding.Latin1.GetBytes(text));

    /// <summary>Where things are in a file that qpdf wrote with one plain cross-reference table.</summary>
    private sealed partial class WrittenPdf
    {
        private readonly byte[] _pdf;
        private readonly int _entries;

        public WrittenPdf(byte[] pdf)
        {
            _pdf = pdf;
            var end = Encoding.Latin1.GetString(
                pdf,
                Math.Max(0, pdf.Length - 64),
                Math.Min(64, pdf.Length)
            );
            Table = Number(StartXref().Match(end));
            var head = Section()
                .Match(Encoding.Latin1.GetString(pdf, Table, Math.Min(64, pdf.Length - Table)));
            Size = Number(head);
            _entries = Table + head.Length;
            var after = _entries + 20 * Size;
            var trailer = Encoding.Latin1.GetString(pdf, after, pdf.Length - after);
            Root = Number(RootEntry().Match(trailer));
            InfoAndId = string.Concat(
                ((Match[])[InfoEntry().Match(trailer), IdEntry().Match(trailer)])
                    .Where(m => m.Success)
                    .Select(m => " " + m.Value)
            );
            var pages = Number(Catalogue().Match(Object(Root)));
            FirstPage = Number(FirstKid().Match(Object(pages)));
        }

        public int Table { get; }
        public int Size { get; }
        public int Root { get; }
        public int FirstPage { get; }
        public string InfoAndId { get; }

        /// <summary>A dictionary of our own cover as qpdf wrote it, on a line of its own.</summary>
        public string Object(int number)
        {
            Demand(number > 0 && number < Size);
            var at = int.Parse(
                Encoding.Latin1.GetString(_pdf, _entries + 20 * number, 10),
                NumberStyles.None,
                CultureInfo.InvariantCulture
            );
            var rest = _pdf.AsSpan(at);
            var from = rest.IndexOf("<<"u8);
            var to = rest.IndexOf("endobj"u8);
            Demand(from > 0 && to > from);
            var text = Encoding.Latin1.GetString(rest[from..to]).TrimEnd();
            Demand(text.EndsWith(">>", StringComparison.Ordinal) && !text.Contains("stream"));
            return text;
        }

        private static int Number(Match match)
        {
            Demand(match.Success);
            return int.Parse(
                match.Groups[1].ValueSpan,
                NumberStyles.None,
                CultureInfo.InvariantCulture
            );
        }

        private static void Demand(bool asExpected)
        {
            if (!asExpected)
                throw new InvalidDataException(
                    "qpdf wrote a PDF in another form than is known here."
                );
        }

        [GeneratedRegex(@"startxref\s+(\d{1,9})\s+%%EOF\s*$", RegexOptions.None, 1000)]
        private static partial Regex StartXref();

        [GeneratedRegex(@"^xref\s+0 (\d{1,9})\s*\n", RegexOptions.None, 1000)]
        private static partial Regex Section();

        [GeneratedRegex(@"/Root (\d{1,9}) 0 R", RegexOptions.None, 1000)]
        private static partial Regex RootEntry();

        [GeneratedRegex(@"/Info \d{1,9} 0 R", RegexOptions.None, 1000)]
        private static partial Regex InfoEntry();

        [GeneratedRegex(@"/ID \[<[0-9a-fA-F]*><[0-9a-fA-F]*>\]", RegexOptions.None, 1000)]
        private static partial Regex IdEntry();

        // Nothing else: what stands in the catalogue is sealed as ours, and nothing of a stranger's may be taken for its end.
        [GeneratedRegex(@"\A<< /Pages (\d{1,9}) 0 R /Type /Catalog >>\z", RegexOptions.None, 1000)]
        private static partial Regex Catalogue();

        [GeneratedRegex(@"/Kids \[ ?(\d{1,9}) 0 R", RegexOptions.None, 1000)]
        private static partial Regex FirstKid();
    }
}
