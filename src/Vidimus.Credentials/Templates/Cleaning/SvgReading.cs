using System.Xml;
using System.Xml.Linq;

namespace Vidimus.Credentials.Templates;

/// <summary>Reads an uploaded SVG into a tree within bounds, without document types, entities, or anything from outside the file.</summary>
internal static class SvgReading
{
    /// <summary>Longest file, in characters.</summary>
    public const int LongestFile = 1 << 20;

    private const int DeepestNesting = 64;
    private const int MostElements = 20_000;
    private const int MostAttributes = 60;

    /// <summary>The tree, whose elements know their lines; or null with what is wrong.</summary>
    public static XElement? Read(string text, Cleaning notes)
    {
        if (text.Length > LongestFile)
        {
            notes.Refuse(
                0,
                $"has more than {LongestFile:N0} characters: take pictures out, or make them smaller"
            );
            return null;
        }
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(text),
                new XmlReaderSettings
                {
                    DtdProcessing = DtdProcessing.Prohibit,
                    XmlResolver = null,
                    MaxCharactersInDocument = LongestFile,
                    IgnoreComments = true,
                    IgnoreProcessingInstructions = true,
                    CheckCharacters = true,
                }
            );
            return Read(reader, notes);
        }
        catch (XmlException e)
        {
            notes.Refuse(
                e.LineNumber,
                text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
                    ? "has a document type declaration (<!DOCTYPE …>): remove it"
                    : "is not well-formed XML"
            );
            return null;
        }
    }

    private static XElement? Read(XmlReader reader, Cleaning notes)
    {
        var lines = (IXmlLineInfo)reader;
        XElement? root = null;
        var open = new Stack<XElement>();
        var count = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (
                        ++count > MostElements
                        || reader.Depth >= DeepestNesting
                        || reader.AttributeCount > MostAttributes
                    )
                    {
                        notes.Refuse(
                            lines.LineNumber,
                            $"is larger than any page needs: at most {MostElements:N0} elements, nested {DeepestNesting} deep, of {MostAttributes} attributes"
                        );
                        return null;
                    }
                    var element = Element(reader, lines.LineNumber);
                    if (open.TryPeek(out var parent))
                        parent.Add(element);
                    else
                        root = element;
                    if (!reader.IsEmptyElement)
                        open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text
                or XmlNodeType.CDATA
                or XmlNodeType.SignificantWhitespace
                or XmlNodeType.Whitespace:
                    if (open.TryPeek(out var inside))
                        inside.Add(new XText(reader.Value));
                    break;
            }
        }
        return root;
    }

    private static XElement Element(XmlReader reader, int line)
    {
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        element.AddAnnotation(new Line(line));
        if (!reader.MoveToFirstAttribute())
            return element;
        do
        {
            if (reader.Prefix != "xmlns" && reader.Name != "xmlns")
                element.SetAttributeValue(
                    XName.Get(reader.LocalName, reader.NamespaceURI),
                    reader.Value
                );
        } while (reader.MoveToNextAttribute());
        reader.MoveToElement();
        return element;
    }

    public static int LineOf(XElement element) => element.Annotation<Line>()?.Number ?? 0;

    private sealed record Line(int Number);
}
