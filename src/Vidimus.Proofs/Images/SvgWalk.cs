using System.Text;
using System.Xml;

namespace Vidimus.Proofs;

/// <summary>One way through a foreign SVG from its first node to its last.</summary>
/// <param name="safely">Whether the image is to be published, so that it must hold nothing that acts or reaches out.</param>
internal sealed class SvgWalk(bool safely)
{
    /// <summary>The credential that was met; null when none was.</summary>
    internal BakedExtraction? Found { get; private set; }

    /// <summary>Whether an assertion of Open Badges 2.0 was met.</summary>
    internal bool OpenBadges2 { get; private set; }

    /// <summary>The objection to the image, or null. Text that is not XML throws <see cref="XmlException"/>.</summary>
    internal string? Run(string text)
    {
        using var reader = SvgText.Open(text);
        while (reader.Read())
        {
            if (Refuse(reader) is { } refusal)
            {
                return refusal;
            }
            if ((IsBadge(reader) ? Meet(reader) : RefuseDanger(reader)) is { } objection)
            {
                return objection;
            }
        }
        return null;
    }

    private static string? Refuse(XmlReader reader)
    {
        if (reader.Depth > SvgText.MaxDepth)
        {
            return "The SVG image is nested too deeply.";
        }
        if (reader.NodeType == XmlNodeType.XmlDeclaration)
        {
            return SvgText.RefuseDeclaration(reader);
        }
        return reader is { NodeType: XmlNodeType.Element, Depth: 0 } && !BakedSvg.IsSvgRoot(reader)
            ? "The file is XML, but not an SVG image."
            : null;
    }

    private string? RefuseDanger(XmlReader reader)
    {
        if (!safely)
        {
            return null;
        }
        var isStyle = reader is { NodeType: XmlNodeType.Element, LocalName: "style" };
        return SvgSafety.Refuse(reader)
            // Taken together: what is in parts here is one style to whoever shows the image.
            ?? (isStyle ? SvgSafety.RefuseStyle(ReadText(reader)) : null);
    }

    private static bool IsBadge(XmlReader reader) =>
        reader.NodeType == XmlNodeType.Element
        && reader.NamespaceURI is BakedSvg.Namespace or BakedSvg.Namespace2;

    private string? Meet(XmlReader reader)
    {
        if (reader is { NamespaceURI: BakedSvg.Namespace2, LocalName: "assertion" })
        {
            OpenBadges2 = true;
        }
        if (reader is not { NamespaceURI: BakedSvg.Namespace, LocalName: "credential" })
        {
            return null;
        }
        if (Found is not null)
        {
            return BakedText.MoreThanOne.Reason;
        }
        Found = Read(reader);
        return Found.Outcome == BakedOutcome.Found ? null : Found.Reason;
    }

    /// <summary>The credential in the attribute or in the body; both would be two.</summary>
    private static BakedExtraction Read(XmlReader reader)
    {
        var verify = reader.GetAttribute("verify");
        if (ReadText(reader) is not { } text)
        {
            return BakedExtraction.Refused(
                "The image's credential is not plain text in its element."
            );
        }
        if (verify is null)
        {
            return BakedText.Accept(text);
        }
        return string.IsNullOrWhiteSpace(text) && BakedText.IsJws(verify)
            ? BakedText.Accept(verify)
            : BakedExtraction.Refused(
                "The image's credential has a verify attribute that is not a compact JWS alone."
            );
    }

    /// <summary>The text of the element, at whose end the reader is left; null when there is anything else in it.</summary>
    private static string? ReadText(XmlReader reader)
    {
        var text = new StringBuilder();
        if (reader.IsEmptyElement)
        {
            return "";
        }
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (
                reader.NodeType
                is not (
                    XmlNodeType.Text
                    or XmlNodeType.CDATA
                    or XmlNodeType.Whitespace
                    or XmlNodeType.SignificantWhitespace
                )
            )
            {
                return null;
            }
            text.Append(reader.Value);
        }
        return text.ToString();
    }
}
