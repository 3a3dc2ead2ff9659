using System.Text;
using System.Xml;

namespace Vidimus.Proofs;

/// <summary>Credentials in SVG images: an element <c>credential</c> of the Open Badges namespace (Open Badges 3.0, section "Baked Badge", "SVG").</summary>
public static class BakedSvg
{
    /// <summary>Longest SVG read, in bytes: 4 MiB.</summary>
    public const int MaxLength = 4 << 20;

    internal const string Namespace = "https://purl.imsglobal.org/ob/v3p0";
    internal const string Namespace2 = "http://openbadges.org";
    private const string Svg = "http://www.w3.org/2000/svg";
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";
    private const string Prefix = "openbadges";

    /// <summary>
    /// Bakes a credential into an SVG, as the first child of its root: JSON in a CDATA section, a JWS in the attribute <c>verify</c>. The
    /// image is written anew from what was understood of it, without the badges that were in it before. False with a sentence for people
    /// when the image is not UTF-8, not well-formed, has a document type, is larger than <see cref="MaxLength"/>, or holds scripts,
    /// event handlers, animation, foreign markup or references to other files; or when the credential is neither strict JSON nor a
    /// compact JWS or is too long.
    /// </summary>
    /// <param name="svg">The image, which may come from anybody.</param>
    /// <param name="credential">JSON text, or a compact JWS.</param>
    /// <param name="baked">The new file; empty when false.</param>
    /// <param name="reason">Why not.</param>
    public static bool TryBake(
        ReadOnlySpan<byte> svg,
        string credential,
        out byte[] baked,
        out string reason
    )
    {
        baked = [];
        reason = BakedText.Refuse(credential) ?? "";
        if (reason.Length > 0 || SvgText.Decode(svg, out reason) is not { } text)
        {
            return false;
        }
        reason = Walk(new SvgWalk(safely: true), text) ?? "";
        if (reason.Length == 0)
        {
            TryRewrite(text, credential, out baked, out reason);
        }
        return reason.Length == 0;
    }

    /// <summary>Whether the file begins as XML does; all else is for the reader to say.</summary>
    internal static bool LooksLikeXml(ReadOnlySpan<byte> file)
    {
        var text = file.StartsWith(SvgText.ByteOrderMark) ? file[3..] : file;
        return text.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
    }

    /// <summary>Takes the credential out of an SVG, which is read to its end.</summary>
    internal static BakedExtraction Extract(ReadOnlySpan<byte> svg)
    {
        if (SvgText.Decode(svg, out var reason) is not { } text)
        {
            return BakedExtraction.Refused(reason);
        }
        var walk = new SvgWalk(safely: false);
        return Walk(walk, text) is { } refusal
            ? BakedExtraction.Refused(refusal)
            : walk.Found ?? BakedExtraction.None(walk.OpenBadges2);
    }

    private static string? Walk(SvgWalk walk, string text)
    {
        try
        {
            return walk.Run(text);
        }
        catch (XmlException)
        {
            return SvgText.Explain(text);
        }
    }

    private static void TryRewrite(
        string text,
        string credential,
        out byte[] baked,
        out string reason
    )
    {
        baked = [];
        reason = "";
        try
        {
            baked = Rewrite(text, credential);
            reason = BakedText.RefuseResult(baked.Length, MaxLength) ?? "";
            baked = reason.Length == 0 ? baked : [];
        }
        // The text has been read once before: what is left to fail is the one prefix that we set.
        catch (XmlException)
        {
            reason = "The SVG image uses the prefix 'openbadges' for something else.";
        }
    }

    private static byte[] Rewrite(string text, string credential)
    {
        using var image = new MemoryStream(text.Length + credential.Length);
        using (var reader = SvgText.Open(text))
        using (
            var writer = XmlWriter.Create(
                image,
                new XmlWriterSettings
                {
                    Encoding = new UTF8Encoding(false),
                    NewLineHandling = NewLineHandling.Entitize,
                }
            )
        )
        {
            reader.Read();
            while (!reader.EOF)
            {
                Copy(reader, writer, credential);
            }
        }
        return image.ToArray();
    }

    /// <summary>Copies one node and leaves the reader on the next.</summary>
    private static void Copy(XmlReader reader, XmlWriter writer, string credential)
    {
        if (reader.NodeType == XmlNodeType.Element)
        {
            if (reader.NamespaceURI is Namespace or Namespace2)
            {
                reader.Skip();
                return;
            }
            CopyStart(reader, writer, credential);
        }
        else if (reader.NodeType == XmlNodeType.EndElement)
        {
            writer.WriteFullEndElement();
        }
        else if (reader.NodeType == XmlNodeType.XmlDeclaration)
        {
            writer.WriteStartDocument();
        }
        else
        {
            // Without children, so that this copies it alone and moves on.
            writer.WriteNode(reader, false);
            return;
        }
        reader.Read();
    }

    private static void CopyStart(XmlReader reader, XmlWriter writer, string credential)
    {
        var isRoot = reader.Depth == 0;
        var isEmpty = reader.IsEmptyElement;
        writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        if (isRoot)
        {
            writer.WriteAttributeString("xmlns", Prefix, Xmlns, Namespace);
        }
        while (reader.MoveToNextAttribute())
        {
            // The prefix is ours now; what was written with another meaning of it declares that itself.
            if (reader.NamespaceURI != Xmlns || reader.LocalName != Prefix)
            {
                writer.WriteAttributeString(
                    reader.Prefix,
                    reader.LocalName,
                    reader.NamespaceURI,
                    reader.Value
                );
            }
        }
        reader.MoveToElement();
        if (isRoot)
        {
            WriteCredential(writer, credential);
        }
        if (isEmpty)
        {
            writer.WriteEndElement();
        }
    }

    private static void WriteCredential(XmlWriter writer, string credential)
    {
        writer.WriteStartElement(Prefix, "credential", Namespace);
        if (BakedText.IsJws(credential))
        {
            writer.WriteAttributeString("verify", credential);
        }
        else
        {
            writer.WriteCData(ForXml(credential));
        }
        writer.WriteFullEndElement();
    }

    /// <summary>
    /// The same JSON without what a CDATA section cannot hold (XML 1.0 sections 2.2 and 2.7). These can stand in JSON strings only, where
    /// an escape means the same.
    /// </summary>
    private static string ForXml(string json) =>
        json.Replace("]]>", "]]\\u003e", StringComparison.Ordinal)
            .Replace("\ufffe", "\\ufffe", StringComparison.Ordinal)
            .Replace("\uffff", "\\uffff", StringComparison.Ordinal);

    internal static bool IsSvgRoot(XmlReader reader) =>
        reader.LocalName == "svg" && reader.NamespaceURI == Svg;
}
